# SPDX-License-Identifier: Apache-2.0
"""Random programs by ecvtl and by the reference; a disagreement is made small and shown.

usage: fuzz.py [--from SEED] [--count N] [--seconds S] [-j N] [--tool PATH] [--keep DIR] [--no-shrink] [--show SEED] [--table]
Compared: refused or not, exit status, structures, rows as a set, cells by value, the order of rows where one is promised.
Status 0 when all agree, 1 when not, 2 when nothing was compared.
"""
import argparse
import collections
import datetime
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

import cells
import programs
from cells import NUMERIC, CellError, Fatal, Refused, Unsure
from reference import Dataset, Evaluator, Scalar

ROLES = {v: k for k, v in programs.JSON_ROLES.items()}
TYPES = {v: k for k, v in programs.JSON_TYPES.items()}
LATER = re.compile("cannot be run yet|not possible yet|not yet|cannot be run on data sets|there is no cast from|\\|\\| needs string, this is boolean|argument \\d must be string, this is boolean")


# --- the tool ------------------------------------------------------------------------------------------------------------------

def csv_cell(v, kind):
    if v is None:
        return ""
    text = cells.text_of(v, kind)
    return '"' + text.replace('"', '""') + '"' if kind == "string" else text


def structure(n, ds):
    return {"name": n, "components": [{"name": c.name, "role": programs.JSON_ROLES[c.role], "data_type": programs.JSON_TYPES[c.kind]}
                                      for c in ds.comps]}


def write(program, folder):
    """The inputs and the program as files; the arguments of the tool."""
    args = []
    for n, ds in program.inputs.items():
        with open(os.path.join(folder, n + ".json"), "w", encoding="utf-8") as f:
            json.dump(structure(n, ds), f, ensure_ascii=False)
        with open(os.path.join(folder, n + ".csv"), "w", encoding="utf-8") as f:
            f.write(",".join(c.name for c in ds.comps) + "\n")
            for r in ds.rows:
                f.write(",".join(csv_cell(r[c.name], c.kind) for c in ds.comps) + "\n")
        args += ["--structure", n + ".json", n + "=" + n + ".csv"]
    with open(os.path.join(folder, "p.vtl"), "w", encoding="utf-8") as f:
        f.write(program.text())
    return ["-q", "-p", "p.vtl", "--all", "out"] + args


def unescaped(text):
    return re.sub(r"\\(.)", lambda m: {"t": "\t", "n": "\n", "r": "\r"}.get(m.group(1), m.group(1)), text)


def value_of(text, kind):
    """A cell of the output as a value."""
    if text == "\\N":
        return None
    if kind in NUMERIC:
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) or kind == "integer" and "." in text:
            raise ValueError("%s is no %s" % (text, kind))
        return Fraction(text)
    if kind == "boolean":
        return {"true": True, "false": False}[text]
    if kind == "date":
        return datetime.date.fromisoformat(text)
    if kind == "time_period":
        return cells.period_from(text)
    return unescaped(text)


class Result:
    """What the tool made of a program: status, messages, results by name as (components, rows, key texts)."""

    def __init__(self, tool, program, folder):
        shutil.rmtree(os.path.join(folder, "out"), ignore_errors=True)
        args = write(program, folder)
        env = dict(os.environ, LC_ALL="C.UTF-8", EC_LOCALE="en", ASAN_OPTIONS="exitcode=99:detect_leaks=0", UBSAN_OPTIONS="halt_on_error=1:exitcode=99")
        try:
            done = subprocess.run([tool] + args, cwd=folder, env=env, capture_output=True, timeout=60)
            self.status, self.messages = done.returncode, done.stderr.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            self.status, self.messages = "timeout", ""
        self.results = {}
        if self.status in (0, 1):
            for n, _ in program.statements:
                try:
                    self.results[n] = self.read(os.path.join(folder, "out", n))
                except (OSError, KeyError, IndexError, ValueError, CellError) as error:
                    self.status, self.messages = "unreadable", "%s: %r\n%s" % (n, error, self.messages)

    def read(self, path):
        with open(path + ".json", encoding="utf-8") as f:
            shape = json.load(f)
        with open(path + ".tsv", encoding="utf-8", newline="\n") as f:
            lines = f.read().split("\n")[:-1]
        if "type" in shape:
            kind = shape["type"]
            return Scalar(kind, value_of(lines[1], kind) if kind is not None else None)
        comps = [(c["name"], ROLES[c["role"]], TYPES[c["data_type"]]) for c in shape["components"]]
        if not comps:
            return comps, [{} for _ in lines[1:]], [() for _ in lines[1:]]
        if lines[0].split("\t") != [c[0] for c in comps]:
            raise ValueError("header: " + lines[0])
        table = [line.split("\t") for line in lines[1:]]
        rows = [{n: value_of(t, k) for (n, _, k), t in zip(comps, line)} for line in table]
        keys = [tuple(unescaped(t).encode() for (_, role, _), t in zip(comps, line) if role == "I") for line in table]
        return comps, rows, keys


# --- comparison ----------------------------------------------------------------------------------------------------------------

def same(a, b):
    if isinstance(a, Fraction) and isinstance(b, Fraction) and not isinstance(a, bool):
        return a == b or abs(a - b) <= abs(b) / 10 ** 13
    return a == b and type(a) is type(b)


def answer(program):
    """What the reference says: (results or the exception, count of cells that could not be had)."""
    ev = Evaluator(program.inputs, program.rulesets)
    try:
        return ev.run(program.statements), ev.errors
    except (Refused, Fatal) as error:
        return error, 0


def judge(tool, program, folder):
    """(kind, detail): kind is agreed, both refuse, unsure, later, or that of a disagreement."""
    try:
        want, errors = answer(program)
    except Unsure as error:
        return "unsure", str(error)
    got = Result(tool, program, folder)
    if got.status not in (0, 1, 2):
        return "crash", "status %s\n%s" % (got.status, got.messages[:3000])
    if got.status == 2 and LATER.search(got.messages):
        return "later", got.messages
    if got.status == 2:
        if isinstance(want, Exception):
            return "both refuse", got.messages
        return "refuses", got.messages
    if isinstance(want, Exception):
        return "accepts", "the reference: %s: %s" % (type(want).__name__, want)
    for n, _ in program.statements:
        found = difference(want[n], got.results[n])
        if found:
            return found[0], n + ": " + found[1] + "\n" + shown(want[n], got.results[n])
    if got.status != (1 if errors else 0):
        return "status", "status %s, the reference counts %d cells\n%s" % (got.status, errors, got.messages)
    return "agreed", ""


def difference(want, got):
    """The first difference of two results."""
    if isinstance(want, Scalar) or isinstance(got, Scalar):
        if not (isinstance(want, Scalar) and isinstance(got, Scalar)):
            return "structure", "scalar or data set"
        if want.kind != got.kind and want.kind is not None:
            return "structure", "type %s, wanted %s" % (got.kind, want.kind)
        return None if same(got.value, want.value) else ("cells", "the value")
    comps, rows, keys = got
    if set(comps) != {tuple(c) for c in want.comps}:
        return "structure", "components %s" % sorted(set(comps) ^ {tuple(c) for c in want.comps})
    ids = want.ids()
    left = {}
    for r in want.rows:
        left[tuple(r[n] for n in ids)] = r
    if len(rows) != len(want.rows):
        return "rows", "%d rows, wanted %d" % (len(rows), len(want.rows))
    for r in rows:
        key = tuple(r[n] for n in ids)
        near = [key] if key in left else [k for k in left if all(same(x, y) for x, y in zip(key, k))]
        other = left.pop(near[0]) if near else None
        if other is None:
            return "rows", "a row of key %s" % (key,)
        for n in other:
            if not same(r[n], other[n]):
                return "cells", "%s: %s, wanted %s" % (n, plain(r[n]), plain(other[n]))
    if want.order == "key" and keys != sorted(keys):
        return "order", "not in key order"
    if want.order == "rows" and [tuple(r[n] for n in ids) for r in rows] != [tuple(r[n] for n in ids) for r in want.rows]:
        return "order", "not in the order of the rows"
    return None


def plain(v):
    if isinstance(v, Fraction):
        return cells.number_text(v)
    return cells.period_text(v) if isinstance(v, cells.Period) else "null" if v is None else repr(v) if isinstance(v, str) else str(v)


def shown(want, got):
    def table(title, comps, rows):
        names = [c[0] for c in comps]
        return [title, "   " + " | ".join("%s %s %s" % tuple(c) for c in comps)] + \
            ["   " + " | ".join(plain(r[n]) for n in names) for r in rows]
    if isinstance(want, Scalar) or isinstance(got, Scalar):
        return " reference %s\n ecvtl %s" % (want if isinstance(want, Scalar) else "a data set", got if isinstance(got, Scalar) else "a data set")
    return "\n".join(table(" reference:", want.comps, want.rows) + table(" ecvtl:", got[0], got[1]))


# --- making it small -----------------------------------------------------------------------------------------------------------

TAGS = set(programs.SHOW) | {"op", "ds", "col", "const", "case"}


def is_tree(e):
    return isinstance(e, tuple) and len(e) > 1 and isinstance(e[0], str) and e[0] in TAGS


def smaller(e):
    """Trees and lists with one part less."""
    if is_tree(e):
        for part in e[1:]:
            for t in trees(part):
                yield t
    if isinstance(e, list) and len(e) > 1:
        for i in range(len(e)):
            yield e[:i] + e[i + 1:]
    if isinstance(e, (list, tuple)) and not hasattr(e, "_fields"):
        for i, part in enumerate(e):
            if i and is_tree(e) and e[0] != "const" and part is not None and not isinstance(part, str):
                yield e[:i] + (None,) + e[i + 1:]
            for s in smaller(part):
                yield type(e)(list(e[:i]) + [s] + list(e[i + 1:]))


def trees(e):
    if is_tree(e):
        yield e
    elif isinstance(e, (list, tuple)):
        for part in e:
            yield from trees(part)


def programs_below(p):
    for i in range(len(p.statements)):
        yield programs.Program(p.inputs, p.statements[:i] + p.statements[i + 1:], p.rulesets)
    for n in p.inputs:
        yield programs.Program({k: v for k, v in p.inputs.items() if k != n}, p.statements, p.rulesets)
    for n in p.rulesets:
        yield programs.Program(p.inputs, p.statements, {k: v for k, v in p.rulesets.items() if k != n})
    for i, (n, tree) in enumerate(p.statements):
        for t in smaller(tree):
            yield programs.Program(p.inputs, p.statements[:i] + [(n, t)] + p.statements[i + 1:], p.rulesets)
    for n, (signature, rules) in p.rulesets.items():
        for s in smaller(list(rules)):
            yield programs.Program(p.inputs, p.statements, dict(p.rulesets, **{n: (signature, s)}))
    for n, ds in p.inputs.items():
        for half in (2, 4, 8):
            k = len(ds.rows) // half
            for at in range(0, len(ds.rows), k or 1) if k else ():
                yield changed(p, n, Dataset(ds.comps, ds.rows[:at] + ds.rows[at + k:], "rows"))
        for i in range(len(ds.rows)):
            yield changed(p, n, Dataset(ds.comps, ds.rows[:i] + ds.rows[i + 1:], "rows"))
        for c in ds.comps:
            rest = [k for k in ds.comps if k.name != c.name]
            if rest:
                yield changed(p, n, Dataset(rest, [{k: v for k, v in r.items() if k != c.name} for r in ds.rows], "rows"))


def changed(p, n, ds):
    return programs.Program(dict(p.inputs, **{n: ds}), p.statements, p.rulesets)


def signature(kind, detail):
    """What makes two disagreements of one sort: the kind, and the message without names and places."""
    if kind in ("crash",):
        m = re.search(r"(runtime error|ERROR: AddressSanitizer|Assertion)[^\n]*", detail)
        return kind, re.sub(r"0x[0-9a-f]+|==\d+==|\d+", "N", m.group(0)) if m else detail.split("\n")[0]
    if kind == "refuses":
        line = detail.strip().split("\n")[0]
        return kind, re.sub(r"'[^']*'|\b(?:r|D|c|g|n|u|v|j|d|dp)\d+\b|\b(?:Me|Id|At|Vi)_\d|\d+|金额", "N", re.sub(r"^.*?p\.vtl:\d+:\d+: ", "", line))
    if kind == "accepts":
        return kind, re.sub(r"\b[A-Z][a-z]_\d|\d+|\[.*\]", "N", detail)
    return kind, ""


def shrink(tool, p, kind, detail, folder, limit=60):
    """A smaller program that disagrees in the same way; limit: seconds."""
    end = time.time() + limit
    wanted = signature(kind, detail)
    again = True
    while again and time.time() < end:
        again = False
        for q in programs_below(p):
            if time.time() > end:
                break
            try:
                for ds in q.inputs.values():
                    ds.checked()
                    if len(ds.comps) == 1 and any(None in r.values() for r in ds.rows):
                        raise Unsure("an empty line")
                k, d = judge(tool, q, folder)
            except Exception:
                continue                # what cannot be printed or evaluated is no smaller case
            if signature(k, d) == wanted:
                p, detail, again = q, d, True
                break
    return p, detail


def case_text(p, kind, detail, seed):
    lines = ["== seed %s: %s" % (seed, kind)]
    for n, ds in p.inputs.items():
        lines.append(n + ": " + ", ".join("%s %s %s" % tuple(c) for c in ds.comps))
        lines += ["   " + " | ".join(plain(r[c.name]) for c in ds.comps) for r in ds.rows]
    return "\n".join(lines + [p.text().rstrip(), detail.rstrip()])


# --- the run -------------------------------------------------------------------------------------------------------------------

def operators(program):
    """The operators of a program, for the table of what was exercised."""
    names = collections.Counter()

    def walk(e, cell):
        if is_tree(e):
            tag = e[0]
            if tag == "op" or tag == "case":
                names[("cell " if cell else "data set ") + (e[1] if tag == "op" else tag)] += 1
            elif tag == "join":
                names["join " + e[1] + ("" if len(e[2]) < 3 else " of three")] += 1
                for word, there in (("using", e[3] is not None), ("nvl", e[4]), ("filter", e[5]), (e[6][0] if e[6] else "", e[6]),
                                    (e[7][0] if e[7] else "", e[7]), ("rename", e[8])):
                    if there:
                        names["join with " + word] += 1
            elif tag == "over":
                names[("cell " if cell else "data set ") + e[1] + " over"] += 1
                names["window " + (e[6][0] if e[6] else "default")] += 1
            elif tag == "agg":
                if len(e) > 3:
                    names["aggregate " + e[1] + (" group " + e[3][0] if e[3] else "")] += 1
                    names["time_agg"] += 1 if e[3] and e[3][2] else 0
                    names["having"] += 1 if e[4] is not None else 0
            elif tag in ("set", "series"):
                names[e[1] + ("" if tag == "set" or e[3] is None else " " + ("n" if e[1] == "timeshift" else e[3]))] += 1
            elif tag not in ("ds", "col", "const"):
                names[{"checkdp": "check_datapoint", "exists": "exists_in", "member": "#"}.get(tag, tag)
                      + (" " + (e[-1] or "default") if tag in ("checkdp", "exists", "check") else "")] += 1
            inner = cell or tag in ("filter", "calc", "aggr")
            for i, part in enumerate(e[1:]):
                walk(part, cell if i == 0 else inner)
        elif isinstance(e, (list, tuple)):
            for part in e:
                walk(part, cell)
    for _, tree in program.statements:
        walk(tree, False)
    return names


def one(job):
    seed, tool, do_shrink = job
    folder = tempfile.mkdtemp(prefix="vtl-")
    try:
        try:
            program = programs.make(seed)
        except Unsure as error:
            return seed, "unsure", str(error), None, None
        kind, detail = judge(tool, program, folder)
        used = operators(program)
        if kind in ("agreed", "both refuse", "unsure", "later"):
            return seed, kind, detail, None, used
        return seed, kind, detail, program, used
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def show(seed, tool):
    folder = tempfile.mkdtemp(prefix="vtl-")
    program = programs.make(seed)
    print(case_text(program, *judge(tool, program, folder), seed))
    shutil.rmtree(folder)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--from", dest="start", type=int, default=0)
    a.add_argument("--count", type=int, default=1000)
    a.add_argument("--seconds", type=float, default=1e9)
    a.add_argument("-j", type=int, default=1)
    a.add_argument("--tool", default=shutil.which("ecvtl"))
    a.add_argument("--no-shrink", action="store_true")
    a.add_argument("--most", type=int, default=2, help="cases shown of one sort")
    a.add_argument("--show", type=int)
    a.add_argument("--table", action="store_true", help="the operators of the programs that agreed, with counts")
    o = a.parse_args()
    if o.show is not None:
        return show(o.show, o.tool)
    tally, sorts, table, unsure, later = (collections.Counter() for _ in range(5))
    end = time.time() + o.seconds
    scratch = tempfile.mkdtemp(prefix="vtl-")
    with multiprocessing.Pool(o.j) as pool:
        jobs = ((s, os.path.abspath(o.tool), not o.no_shrink) for s in range(o.start, o.start + o.count) if time.time() < end)
        for seed, kind, detail, program, used in pool.imap_unordered(one, jobs, 4) if o.j > 1 else map(one, jobs):
            tally[kind] += 1
            if kind == "agreed":
                table.update(used)
            elif kind == "unsure":
                unsure[detail] += 1
            elif kind == "later":
                later[re.sub(r"^.*?\d+:\d+: ", "", detail.split("\n")[0])] += 1
            elif kind != "both refuse":
                sort = signature(kind, detail)
                sorts[sort] += 1
                if sorts[sort] <= o.most or sort[1] == "" and sorts[sort] <= 4 * o.most:
                    if not o.no_shrink:
                        program, detail = shrink(o.tool, program, kind, detail, scratch)
                    print(case_text(program, kind, detail, seed), flush=True)
            if time.time() > end + 5:
                break
    shutil.rmtree(scratch)
    total = sum(tally.values())
    print("%d programs: " % total + ", ".join("%d %s" % (n, k) for k, n in tally.most_common()))
    for title, counts in (("disagreements", sorts), ("not judged", unsure), ("not yet", later)):
        for k, n in counts.most_common(25 if title != "disagreements" else None):
            print("%s %5d %s" % (title, n, k if isinstance(k, str) else ": ".join(k)))
    if o.table:
        for k in sorted(table):
            print("%7d %s" % (table[k], k))
    if not tally["agreed"]:
        return 2
    return 1 if sorts else 0


if __name__ == "__main__":
    sys.exit(main())
