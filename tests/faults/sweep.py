#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lets every call that can fail fail once, and looks at what became of the run.

    sweep.py [--part RUN,...:CLASS,...:K]... [--table FILE] [--compare FILE] [--log FILE] [--jobs N]

A part is some runs (empty: all), classes (empty: all), and of their calls each K-th (empty: all); without one, everything is done,
which takes half an hour. --table writes what became of each run and class, --log the points that were bad. The status is 1
when one was; with --compare, when there are more of a kind than in that table (tests/faults/table.tsv). EC_BUILD and EC_SRC name the build and the source folder. For each run of runs.tsv and each class of calls (interpose.c) the run is
done once undisturbed, which counts the calls, and then once for each call, in a
folder that holds what an earlier run on other data left. What may come of it:

    same    the undisturbed result: status, standard output, all files, what is on standard error
    told    the undisturbed result, but something else is on standard error
    whole   status 2, a message, and the files of before byte for byte
    late    status 2, a message, and all the new files, whole: only what came behind them failed
    each    status 2, a message, and in a folder of many (rejects, letters, submissions) each file is that of before or the
            new one, whole; the other files are those of before
    silent  status 0 or 1, and another result                                             (bad, as all below)
    blamed  status 1 where the undisturbed run has none or another result: the fault was told as one of the data
    half    status 2, and the files are neither those of before nor the new ones
    mute    status 2 without a message
    stray   a file is left that is no output
    crash   a signal, an assertion, or no end
"""
import argparse, concurrent.futures, os, shlex, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# class of the table: class of interpose.c, what else is set
CLASSES = {
    "memory": ("memory", {}), "map": ("map", {}), "read": ("read", {}), "read-stale": ("read", {"EC_FAULT_ERROR": "116"}),
    "short-read": ("short-read", {}), "eintr": ("eintr", {}), "write": ("write", {}), "write-on": ("write", {"EC_FAULT_FROM": "1"}),
    "short-write": ("short-write", {}), "open": ("open", {}), "open-on": ("open", {"EC_FAULT_FROM": "1"}), "close": ("close", {}),
    "sync": ("sync", {}), "name": ("name", {}), "stat": ("stat", {}), "dir": ("dir", {}), "thread": ("thread", {}),
    "iconv": ("iconv", {}), "iconv-none": ("iconv", {"EC_FAULT_ERROR": "22"}),
}
GOOD = ["same", "told", "whole", "late", "each"]
MANY = ("rejects", "letters", "xml") # folders whose files take their names one by one
BAD = ["silent", "blamed", "half", "mute", "stray", "crash"]


def snapshot(folder):
    """All files below a folder: name -> permissions and bytes; folders -> None."""
    found = {}
    for path, folders, files in os.walk(folder):
        for name in folders + files:
            full = os.path.join(path, name)
            what = None if os.path.isdir(full) else (os.stat(full).st_mode & 0o777, open(full, "rb").read())
            found[os.path.relpath(full, folder)] = what
    return found


def restore(folder, files):
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    for name in sorted(files):
        full = os.path.join(folder, name)
        if files[name] is None:
            os.makedirs(full, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "wb") as f:
                f.write(files[name][1])
            os.chmod(full, files[name][0])


class Sweep:
    def __init__(self, build, source, work):
        self.work, self.source = work, source
        self.so = os.path.join(work, "interpose.so")
        cc = os.environ.get("CC", "cc")
        made = subprocess.run([*cc.split(), "-shared", "-fPIC", "-O1", "-o", self.so, os.path.join(HERE, "interpose.c"), "-ldl"],
                              capture_output=True, text=True)
        if made.returncode:
            print("SKIP: interpose.c does not compile here (another C library than GNU's?):", made.stderr[:300], sep="\n")
            sys.exit(77)
        self.env = {"PATH": build + ":" + os.environ["PATH"], "EC_DATADIR": os.path.join(source, "rules"), "LC_ALL": "C.UTF-8",
                    "SOURCE_DATE_EPOCH": "1760000000", "TMPDIR": work, "HOME": work}
        if subprocess.run(["ecexpr", "1"], env={**self.env, "LD_PRELOAD": self.so}, capture_output=True).returncode:
            print("SKIP: the tools do not run with another malloc before theirs (a sanitizer?)")
            sys.exit(77)
        for which, seed in (("old", "2"), ("new", "1")):
            folder = os.path.join(work, which)
            os.mkdir(folder)
            subprocess.run(["sh", os.path.join(HERE, "inputs.sh"), seed], cwd=folder, env=self.env, check=True)

    def inputs(self, which):
        """The inputs have one name, whichever they are."""
        link = os.path.join(self.work, "in")
        if os.path.lexists(link):
            os.unlink(link)
        os.symlink(os.path.join(self.work, which), link)
        return link

    def run(self, command, folder, **env):
        words = shlex.split(command.replace("@I", os.path.join(self.work, "in")).replace("@S", self.source))
        try:
            p = subprocess.run(words, cwd=folder, env={**self.env, **env}, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        except subprocess.TimeoutExpired:
            return -999, b"", b"no end"
        return p.returncode, p.stdout, p.stderr

    def judge(self, old, wanted, got):
        status, out, err, files = got
        w_status, w_out, w_err, w_files = wanted
        if status not in (0, 1, 2):
            return "crash"
        if any(name not in old and name not in w_files for name in files):
            return "stray"
        if (status, out, files) == (w_status, w_out, w_files):
            return "same" if err == w_err else "told"
        if status == 2:
            if not err.strip():
                return "mute"
            if not w_out.startswith(out):
                return "half"
            if files == old or files == w_files:
                return "whole" if files == old else "late"
            return "each" if self.each(old, w_files, files) else "half"
        bytes_of = lambda what: {name: x and x[1] for name, x in what.items()}
        if (status, out, bytes_of(files)) == (w_status, w_out, bytes_of(w_files)):
            return "silent" # other permissions: who could not read the old outputs can read the new ones
        return "blamed" if status == 1 else "silent"

    def each(self, old, new, files):
        for name in {*old, *new, *files}:
            what, many = files.get(name), name.split(os.sep)[0] in MANY
            if os.path.basename(name) == ".written" and many:
                continue # knows the files that were begun, too
            if name in files and what is None or name not in files and many and (name not in old or name not in new):
                continue # a folder; a file that is not there yet, or not any more
            if name not in files or not (what == old.get(name, 0) or many and what == new.get(name, 0)):
                return False
        return True

    def point(self, command, place, old, wanted, cls, n):
        folder = os.path.join(place, "out")
        if not os.path.isdir(folder):
            os.makedirs(place, exist_ok=True)
            restore(folder, old)
        name, more = CLASSES[cls]
        r = self.run(command, folder, LD_PRELOAD=self.so, EC_FAULT_CLASS=name, EC_FAULT_AT=str(n), **more)
        files = snapshot(folder)
        if files != old:
            restore(folder, old)
        return self.judge(old, wanted, (*r, files)), r[0], r[2]

    def prepare(self, name, command):
        """What was there before, and the undisturbed result, which must be the same twice."""
        folder = os.path.join(self.work, "plain")
        restore(folder, {})
        self.inputs("old")
        status, _, err = self.run(command, folder)
        if status not in (0, 1):
            sys.exit(f"{name}: status {status} undisturbed: {err.decode()}")
        # Whoever could not read the old outputs shall not read the new ones.
        old = {name: what and (0o600, what[1]) for name, what in snapshot(folder).items()}
        self.inputs("new")
        results = []
        for _ in range(2):
            restore(folder, old)
            r = self.run(command, folder)
            results.append((*r, snapshot(folder)))
        if results[0] != results[1] or results[0][0] not in (0, 1):
            sys.exit(f"{name}: two undisturbed runs differ, or status {results[0][0]}: {results[0][2].decode()}")
        return old, results[0]

    def count(self, command, old, cls):
        folder, path = os.path.join(self.work, "plain"), os.path.join(self.work, "count")
        restore(folder, old)
        if os.path.exists(path):
            os.unlink(path)
        self.run(command, folder, LD_PRELOAD=self.so, EC_FAULT_CLASS=CLASSES[cls][0], EC_FAULT_AT="0", EC_FAULT_COUNT=path)
        return int(open(path).read())


def steps_of(parts, run):
    """The classes of a run that some part asks for, and of how many calls one is tried."""
    steps = {}
    for runs, classes, every in parts:
        if not runs or run in runs.split(","):
            steps.update({c: int(every or 1) for c in CLASSES if not classes or c in classes.split(",")})
    return steps


def compare(table, path):
    """Says where a bad kind has become more frequent than in the table at path. Returns how often."""
    rows = lambda lines: {tuple(r[:2]): dict(zip(head, r)) for r in (l.rstrip("\n").split("\t") for l in lines[1:])}
    head = table[0].split("\t")
    known, found, worse = rows(open(path).readlines()), rows(table), 0
    for key, row in found.items():
        for k in BAD:
            before = int(known.get(key, {}).get(k, 0))
            if key[0] != "all" and int(row[k]) > before:
                worse += 1
                print(f"{key[0]}, {key[1]}: {k} {row[k]}, was {before}")
    return worse


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--part", action="append")
    a.add_argument("--table")
    a.add_argument("--compare")
    a.add_argument("--log")
    a.add_argument("--jobs", type=int, default=2)
    o = a.parse_args()
    build, source = os.environ["EC_BUILD"], os.environ["EC_SRC"]
    lines = [l.rstrip("\n").split("\t") for l in open(os.path.join(HERE, "runs.tsv")) if not l.startswith("#")]
    parts = [(*p.split(":"), "", "")[:3] for p in o.part or ["::"]]
    table = ["\t".join(["run", "class", "calls", "tried", *GOOD, *BAD])]
    log = open(o.log, "w") if o.log else sys.stdout
    with tempfile.TemporaryDirectory() as work, concurrent.futures.ThreadPoolExecutor(o.jobs) as pool:
        s = Sweep(build, source, work)
        total = dict.fromkeys(GOOD + BAD, 0)
        for name, command in lines:
            steps = steps_of(parts, name)
            if not steps:
                continue
            old, wanted = s.prepare(name, command)
            for cls, step in steps.items():
                calls = s.count(command, old, cls)
                if not calls:
                    continue
                first = 1 + sum(map(ord, name + cls)) % step # not always the same ones
                points = range(first, calls + 1, step) or [calls]
                share = [points[i::o.jobs] for i in range(o.jobs)]
                work_of = lambda i: [(n, s.point(command, os.path.join(work, f"job{i}"), old, wanted, cls, n)) for n in share[i]]
                counts = dict.fromkeys(GOOD + BAD, 0)
                for results in pool.map(work_of, range(o.jobs)):
                    for n, (kind, status, err) in results:
                        counts[kind] += 1
                        if kind in BAD or (kind in ("told", "late") and o.log):
                            print(name, cls, n, kind, status, err.decode(errors="replace")[-300:].strip().replace("\n", " | "),
                                  sep="\t", file=log, flush=True)
                for k in counts:
                    total[k] += counts[k]
                table.append("\t".join(map(str, [name, cls, calls, len(points), *counts.values()])))
            for i in range(o.jobs):
                shutil.rmtree(os.path.join(work, f"job{i}"), ignore_errors=True)
        table.append("\t".join(map(str, ["all", "all", "", sum(total.values()), *total.values()])))
    text = "\n".join(table) + "\n"
    if o.table:
        with open(o.table, "w") as f:
            f.write(text)
    else:
        sys.stdout.write(text)
    print(table[0].split("\t", 3)[3], table[-1].split("\t", 3)[3], sep="\n")
    worse = compare(table, o.compare) if o.compare else sum(total[k] for k in BAD)
    sys.exit(1 if worse else 0)


main()
