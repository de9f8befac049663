# SPDX-License-Identifier: Apache-2.0
"""Small cases that once went wrong: found.py FILE TOOL. A case in FILE:

    # what it is about
    NAME: COMPONENT ROLE TYPE, ...      a data set (I M A V; JSON types), then its rows as CSV
    > a line of the program             the last statement is written
    = STATUS                            then the lines that are written; at status 2 words that the message has
"""
import csv
import json
import os
import re
import subprocess
import sys
import tempfile

ROLES = {"I": "Identifier", "M": "Measure", "A": "Attribute", "V": "Viral Attribute"}


def cases(path):
    """Lists of lines, a case each."""
    found = []
    with open(path, encoding="utf-8") as f:
        for line in f.read().split("\n"):
            if line.startswith("# "):
                found.append([line[2:]])
            elif line and found:
                found[-1].append(line)
    return found


def run(lines, tool):
    """Runs one; the text of what is wrong, or None."""
    with tempfile.TemporaryDirectory() as folder:
        return run_in(folder, lines, tool)


def run_in(folder, lines, tool):
    program, want, args, rows, status = [], [], [], None, None
    for line in lines[1:]:
        head = re.fullmatch(r"(\w+): (.*)", line)
        if status is not None:
            want.append(line)
        elif line.startswith("> "):
            program.append(line[2:])
        elif line.startswith("= "):
            status = int(line[2:])
        elif head:
            comps = [c.split(" ") for c in head.group(2).split(", ")]
            rows = open(os.path.join(folder, head.group(1) + ".csv"), "w", encoding="utf-8")
            csv.writer(rows, lineterminator="\n").writerow([c[0] for c in comps])
            with open(os.path.join(folder, head.group(1) + ".json"), "w", encoding="utf-8") as f:
                json.dump({"name": head.group(1), "components": [{"name": n, "role": ROLES[r], "data_type": t} for n, r, t in comps]}, f)
            args += ["--structure", head.group(1) + ".json", head.group(1) + "=" + head.group(1) + ".csv"]
        else:
            rows.write(line + "\n")
            rows.flush()
    with open(os.path.join(folder, "p.vtl"), "w", encoding="utf-8") as f:
        f.write("\n".join(program) + "\n")
    done = subprocess.run([tool, "-q", "-p", "p.vtl"] + args, cwd=folder, capture_output=True, encoding="utf-8")
    if done.returncode != status:
        return "status %s, wanted %s: %s" % (done.returncode, status, done.stderr[:500])
    if status == 2:
        return None if all(w in done.stderr for w in want) else "another message: " + done.stderr[:500]
    return None if done.stdout.split("\n")[:-1] == want else "written:\n" + done.stdout


def main():
    bad = count = 0
    for lines in cases(sys.argv[1]):
        wrong = run(lines, os.path.abspath(sys.argv[2]))
        count += 1
        if wrong:
            bad += 1
            print("%s: %s" % (lines[0], wrong))
    print("%d cases, %d wrong" % (count, bad))
    return 1 if bad or not count else 0


sys.exit(main())
