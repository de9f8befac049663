# SPDX-License-Identifier: Apache-2.0
"""Runs the examples of the documentation. usage: docs.py readme README.md | docs.py man PAGE... |
docs.py tutorial PAGE

readme: in lines indented by four blanks, `$ command` is run with sh and the lines behind it are what it must print (standard output
and standard error together); a line `...` stands for any lines, N in `N bytes` at its end for any number; no lines mean that the output
does not matter.
tutorial: as man, but only the section TUTORIAL of one page, in the current folder, which is empty at first; a command goes on
with the lines of its here-document, up to END.
man: in the section EXAMPLES each .Dl line and each .Bd block is run with sh -e; status 0 or 1 is right; what follows a
line `$ command` is what it must print. An example
whose first word, or that of a part of its pipe, is not installed is skipped and said so.
"""
import os
import re
import shutil
import subprocess
import sys


def run(command):
    p = subprocess.run(["sh", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return p.returncode, p.stdout.decode("utf-8", "replace").rstrip("\n").split("\n")


def words(line):
    """How well a file compresses depends on the compressor that was built in."""
    return re.sub(r"\b[0-9]+ bytes$", "N bytes", line).split()


def matches(got, want):
    if not want:
        return not got
    if want[0] == "...":
        return any(matches(got[i:], want[1:]) for i in range(len(got) + 1))
    return bool(got) and words(got[0]) == words(want[0]) and matches(got[1:], want[1:])


def readme(path):
    bad, command, want, ran = 0, None, [], 0

    def finish():
        nonlocal bad, ran
        if command is None:
            return
        ran += 1
        status, got = run(command)
        shown = got[: len(want)] if "..." not in want else got
        if status > 1 or (want and not matches(shown, want)):
            bad += 1
            print("FAIL: %s: status %d\nwanted:\n%s\ngot:\n%s" % (command, status, "\n".join(want), "\n".join(got[:20])))

    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("    $ "):
            finish()
            command, want = line[6:], []
        elif command is not None and line.startswith("    "):
            want.append(line[4:])
        elif command is not None:
            finish()
            command = None
    finish()
    return bad, ran


def plain(text):
    text = re.sub(r"^\.Dl ", "", text)
    for a, b in (("\\(dq", '"'), ("\\(aq", "'"), ("\\-", "-"), ("\\e", "\\"), ("\\&", ""), ("\\ ", " ")):
        text = text.replace(a, b)
    return text


def examples(path, section="EXAMPLES"):
    lines = open(path, encoding="utf-8").read().split("\n")
    inside, block = False, None
    for line in lines:
        if line.startswith(".Sh "):
            inside = line == ".Sh " + section
        elif not inside:
            continue
        elif line.startswith(".Bd"):
            block = []
        elif line.startswith(".Ed"):
            yield "\n".join(block)
            block = None
        elif block is not None:
            block.append(plain(line))
        elif line.startswith(".Dl "):
            yield plain(line)


def pages(path):
    """(command, lines it must print or None): a line `$ command` is followed by its output, any other is a command."""
    command, want = None, None
    for script in examples(path):
        for line in script.split("\n") if "$ " in script else [script]:
            if line.startswith("$ "):
                if command is not None:
                    yield command, want
                command, want = line[2:], []
            elif want is not None and not re.match(r"ec[a-z]+ ", line):
                want.append(line)
            else:
                if command is not None:
                    yield command, want
                command, want = line, None
        if want is None and command is not None:
            yield command, None
            command = None
    if command is not None:
        yield command, want


def tutorial(path):
    """Each command must end with 0 or 1 and print the lines that follow it."""
    commands, here = [], False
    for line in "\n".join(examples(path, "TUTORIAL")).split("\n"):
        if here:
            commands[-1][0] += "\n" + line
            here = line != "END"
        elif line.startswith("$ "):
            commands.append([line[2:], []])
            here = line.endswith("<<END")
        else:
            commands[-1][1].append(line)
    bad = 0
    for command, want in commands:
        status, got = run(command)
        if status > 1 or [words(line) for line in got] != [words(line) for line in want or [""]]:
            bad += 1
            print("FAIL: %s: status %d: %s\n  got:\n  %s" % (path, status, command, "\n  ".join(got)))
    return bad, len(commands)


def missing(script):
    script = re.sub(r"<<'end'\n.*?\nend\n", "\n", script, flags=re.S)
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", script)
    names = re.findall(r"(?:^|[|;&(]|\n)\s*([A-Za-z][A-Za-z0-9_.-]+)\b(?!=)", bare)
    words = {"for", "do", "done", "if", "then", "fi", "while", "in", "cd", "export", "case", "esac", "else", "cat"}
    gone = [n for n in names if n not in words and not shutil.which(n)]
    if re.search(r"(^|[|;&(]\s*)psql ", bare) and not os.environ.get("PGHOST"):
        gone.append("a PostgreSQL server")
    return gone


def man(paths):
    bad, ran = 0, 0
    for path in paths:
        for script, want in pages(path):
            gone = missing(script)
            if gone:
                print("SKIP: %s: %s is not installed: %s" % (path, gone[0], script.split("\n")[0]))
                continue
            ran += 1
            status, got = run("set -e\n" + script)
            if status > 1 or (want is not None and not matches(got, want)):
                bad += 1
                print("FAIL: %s: status %d: %s\n  %s" % (path, status, script, "\n  ".join(got[:6])))
    return bad, ran


kind = {"readme": readme, "tutorial": tutorial}.get(sys.argv[1])
bad, ran = kind(sys.argv[2]) if kind else man(sys.argv[2:])
print("%d examples run, %d wrong" % (ran, bad))
sys.exit(1 if bad or not ran else 0)
