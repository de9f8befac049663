// SPDX-License-Identifier: Apache-2.0
// Parses rule files with the VTL 2.1 grammar of Making Sense, which is not ours. NODE_PATH names the folder of the packages.
// Usage: node vtl-grammar.cjs FILE...; one line a complaint, status 1 if there was any.
const { CharStream, CommonTokenStream } = require("@making-sense/antlr4ng");
const vtl = require("@making-sense/vtl-2-1-antlr-tools-ts");
const fs = require("fs");

let complaints = 0;
for (const file of process.argv.slice(2)) {
    const listener = {
        syntaxError(recognizer, token, line, column, message) {
            complaints += 1;
            console.log(`${file}:${line}:${column + 1}: ${message}`);
        },
        reportAmbiguity() {},
        reportAttemptingFullContext() {},
        reportContextSensitivity() {},
    };
    const lexer = new vtl.Lexer(CharStream.fromString(fs.readFileSync(file, "utf8")));
    const parser = new vtl.Parser(new CommonTokenStream(lexer));
    for (const part of [lexer, parser]) {
        part.removeErrorListeners();
        part.addErrorListener(listener);
    }
    parser.start();
}
process.exit(complaints ? 1 : 0);
