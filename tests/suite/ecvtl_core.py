# SPDX-License-Identifier: Apache-2.0
"""Random data sets through ecvtl with little and with much memory: the same bytes, and what a reference in plain lists gives.

    ecvtl_core.py SEED ROWS [SHAPE...]     ROWS above 3000: bytes alone

Shapes: even keys, skewed keys, one huge group, sorted, reverse, long texts; nulls and numbers of several scales in all of them.
Prints what differs; status 1 then.
"""
import json
import random
import subprocess
import sys
from fractions import Fraction

seed, rows = int(sys.argv[1]), int(sys.argv[2])
rnd = random.Random(seed)
failures = 0
NULL = "\\N"


def fail(text):
    global failures
    failures += 1
    print("seed %d: %s" % (seed, text))


def structure(name, ids, measures):
    return {"name": name, "components": [{"name": n, "role": "Identifier", "data_type": t} for n, t in ids] +
            [{"name": n, "role": "Measure", "data_type": t} for n, t in measures]}


def number():
    kind = rnd.random()
    if kind < 0.1:
        return None
    if kind < 0.2:
        return str(rnd.randrange(-5, 6))
    if kind < 0.22:
        return "%d.%018d" % (rnd.randrange(10 ** 12), rnd.randrange(10 ** 18))
    return "%d.%0*d" % (rnd.randrange(-10 ** 4, 10 ** 6), rnd.choice([1, 2, 2, 2, 3]), rnd.randrange(10))


def make(shape, side):
    keys = set()
    out = []
    most = max(2, rows // 20)
    while len(out) < rows:
        if shape == "skewed":
            g = "g%d" % int(most * rnd.random() ** 6)
        elif shape == "huge":
            g = "all" if rnd.random() < 0.95 else "g%d" % rnd.randrange(9)
        elif shape == "long":
            g = "t" * rnd.choice([1, 50, 700]) + "\u4e2d%d" % rnd.randrange(most)
        else:
            g = "G%04d" % rnd.randrange(most)
        key = (g, rnd.randrange(2 * rows))
        if key in keys:
            continue
        keys.add(key)
        text = None if rnd.random() < 0.1 else "w%d" % rnd.randrange(50)
        out.append({"g": g, "i": key[1], "x": number(), "s": text})
    if shape == "sorted":
        out.sort(key=lambda r: (r["g"].encode(), str(r["i"]).encode()))
    if shape == "reverse":
        out.sort(key=lambda r: (r["g"].encode(), str(r["i"]).encode()), reverse=True)
    names = {"x": "x" if side == "a" else "y", "s": "s" if side == "a" else "u"}
    with open(side + ".tsv", "w", encoding="utf-8") as f:
        f.write("g\ti\t%s\t%s\n" % (names["x"], names["s"]))
        for r in out:
            f.write("%s\t%d\t%s\t%s\n" % (r["g"], r["i"], NULL if r["x"] is None else r["x"], NULL if r["s"] is None else r["s"]))
    return out


def run(program, memory, inputs="a.tsv b.tsv"):
    args = ["ecvtl", "-q", "-S", memory, "--structure", "s.json", program]
    args += [p[0] + "=" + p for p in inputs.split() if p[0] + " " in program + " " or p[0] + "," in program or p[0] + ")" in program
             or p[0] + "[" in program]
    got = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return got.returncode, got.stdout, got.stderr.decode("utf-8", "replace")


def cells(data):
    lines = data.decode().split("\n")
    return lines[0].split("\t"), [l.split("\t") for l in lines[1:-1]]


def same(got, want):
    """A cell against a value: None, text, or a Fraction; (Fraction, True) is one that was rounded to 18 digits."""
    if want is None or got == NULL:
        return want is None and got == NULL
    if isinstance(want, tuple):
        return abs(Fraction(got) - want[0]) <= abs(want[0]) * Fraction(1, 10 ** 17)
    return Fraction(got) == want if isinstance(want, (Fraction, int)) else got == want


def judge(shape, program, want):
    """want: rows as lists in the order of the output, or None for no reference."""
    few = run(program, "64K")
    much = run(program, "256M")
    if few[0] not in (0, 1) or few[:2] != much[:2]:
        fail("%s: %s: status %d and %d, %d and %d bytes\n%s" % (shape, program, few[0], much[0], len(few[1]), len(much[1]), few[2]))
        return
    if want is None:
        return
    head, got = cells(much[1])
    if len(got) != len(want):
        fail("%s: %s: %d rows, wanted %d" % (shape, program, len(got), len(want)))
        return
    for g, w in zip(got, want):
        if len(g) != len(w) or not all(same(c, v) for c, v in zip(g, w)):
            fail("%s: %s: got %s, wanted %s" % (shape, program, g, w))
            return


def frac(t):
    return None if t is None else Fraction(t)


def median(v):
    v = sorted(v)
    n = len(v)
    return None if not n else v[n // 2] if n % 2 else (v[n // 2 - 1] + v[n // 2]) / 2


def variance(v):
    n = len(v)
    return None if not n else (sum(x * x for x in v) / n - (sum(v) / n) ** 2, True)


AGGREGATES = {"sum": lambda v: sum(v) if v else None, "avg": lambda v: (sum(v) / len(v), True) if v else None, "median": median,
              "min": lambda v: min(v) if v else None, "max": lambda v: max(v) if v else None, "count": len, "var_pop": variance}


def order(v):
    return v.encode() if isinstance(v, str) else str(v).encode()


def groups(data, by):
    out = {}
    for r in data:
        out.setdefault(tuple(r[k] for k in by), []).append(r)
    return sorted(out.items(), key=lambda kv: [order(k) for k in kv[0]])


def check_groups(shape, data):
    for by in (["g"], ["i"], []):
        clause = " group by " + ", ".join(by) if by else ""
        calls = ", ".join("%s_ := %s(x)" % (f, f) for f in AGGREGATES)
        want = []
        for key, members in groups(data, by) or [((), [])]:
            v = [frac(r["x"]) for r in members if r["x"] is not None]
            want.append([k if isinstance(k, str) else Fraction(k) for k in key] + [f(v) for f in AGGREGATES.values()])
        judge(shape, "r := a [aggr %s%s];" % (calls, clause), want)
    texts = []
    for key, members in groups(data, ["g"]):
        v = [r["s"].encode() for r in members if r["s"] is not None]
        texts.append([key[0]] + [f(v).decode() if v else None for f in (min, max)])
    judge(shape, "r := a [aggr p := min(s), q := max(s) group by g];", texts)


def key_order(r):
    return order(r["g"]), order(r["i"])


def check_windows(shape, data):
    frames = [("data points between 3 preceding and current data point", lambda n, at, v: range(max(0, at - 3), at + 1)),
              ("data points between 2 preceding and 40 following", lambda n, at, v: range(max(0, at - 2), min(n, at + 41))),
              ("data points between 5 following and unbounded following", lambda n, at, v: range(min(n, at + 5), n)),
              ("data points between unbounded preceding and 1 preceding", lambda n, at, v: range(0, at)),
              ("range between 50 preceding and 10 following",
               lambda n, at, v: [k for k in range(n) if v[at]["i"] - 50 <= v[k]["i"] <= v[at]["i"] + 10])]
    for text, members in frames:
        over = "over (partition by g order by i %s)" % text
        out = []
        for _, part in groups(data, ["g"]):
            part = sorted(part, key=lambda r: r["i"])
            for at, r in enumerate(part):
                w = [part[k]["x"] for k in members(len(part), at, part)]
                v = [Fraction(x) for x in w if x is not None]
                out.append((key_order(r), [r["g"], Fraction(r["i"]), frac(r["x"]), r["s"]] + [f(v) for f in AGGREGATES.values()] +
                            [frac(w[0]) if w else None, frac(w[-1]) if w else None]))
        out.sort(key=lambda kv: kv[0])
        calls = ", ".join("%s_ := %s(x %s)" % (f, f, over) for f in AGGREGATES)
        calls += ", first_ := first_value(x %s), last_ := last_value(x %s)" % (over, over)
        judge(shape, "r := a [calc %s];" % calls, [v for _, v in out])
    over = "over (partition by g order by i)"
    out = []
    for _, part in groups(data, ["g"]):
        part = sorted(part, key=lambda r: r["i"])
        for at, r in enumerate(part):
            before = frac(part[at - 1]["x"]) if at else None
            behind = frac(part[at + 2]["x"]) if at + 2 < len(part) else Fraction(7)
            out.append((key_order(r), [r["g"], Fraction(r["i"]), frac(r["x"]), r["s"], before, behind, Fraction(at + 1)]))
    out.sort(key=lambda kv: kv[0])
    judge(shape, "r := a [calc p := lag(x, 1 %s), q := lead(x, 2, 7 %s), k := rank(%s)];" % (over, over, over), [v for _, v in out])


def check_joins(shape, a, b):
    of_b = {(r["g"], r["i"]): r for r in b}
    of_a = {(r["g"], r["i"]): r for r in a}

    def row(key):
        x, y = of_a.get(key), of_b.get(key)
        return [key[0], Fraction(key[1])] + [v for r in (x, y) for v in ([frac(r["x"]), r["s"]] if r else [None, None])]

    def in_order(keys):
        return [row(k) for k in sorted(keys, key=lambda k: (order(k[0]), order(k[1])))]
    judge(shape, "r := inner_join(a, b);", in_order(of_a.keys() & of_b.keys()))
    judge(shape, "r := left_join(a, b);", in_order(of_a.keys()))
    judge(shape, "r := full_join(a, b);", in_order(of_a.keys() | of_b.keys()))
    rename = "[rename y to x, u to s]"
    for name, keys in (("union", of_a.keys() | of_b.keys()), ("intersect", of_a.keys() & of_b.keys()),
                       ("setdiff", of_a.keys() - of_b.keys()), ("symdiff", of_a.keys() ^ of_b.keys())):
        want = []
        for k in sorted(keys, key=lambda k: (order(k[0]), order(k[1]))):
            r = of_a.get(k) or of_b[k]
            want.append([k[0], Fraction(k[1]), frac(r["x"]), r["s"]])
        judge(shape, "r := %s(a, b %s);" % (name, rename), want)
    sums = {k[0]: sum(v) if v else None for k, v in
            ((k, [frac(r["x"]) for r in m if r["x"] is not None]) for k, m in groups(b, ["g"]))}
    want = [[r["g"], Fraction(r["i"]), None if r["x"] is None or sums[r["g"]] is None else frac(r["x"]) + sums[r["g"]]]
            for r in sorted(a, key=key_order) if r["g"] in sums]
    judge(shape, "r := a [drop s] + sum(b [drop u] [rename y to x] group by g);", want)
    judge(shape, "r := exists_in(a, b, all);", [[k[0], Fraction(k[1]), "true" if k in of_b else "false"] for k in
                                              sorted(of_a, key=lambda k: (order(k[0]), order(k[1])))])
    judge(shape, "r := cross_join(a [filter i < 40] [drop s] as p, b [filter i < 40] [rename g to h, i to j] [drop u] as q);", None)


def check_bytes(shape):
    """Many rows, each operator: the same bytes for any memory."""
    over = "over (partition by g order by %s)"
    for program in ("r := a [aggr m := median(x), v := stddev_samp(x), c := count() group by g];", "r := sum(a [drop s] group by i);",
                    "r := median(a [drop s]);", "r := min(a group by i);", "r := a [calc z := x + 1] [filter x > 0] [sub i = 7];",
                    "r := a [drop s] [calc m := ratio_to_report(x over (partition by g))];",
                    "r := a [calc m := median(x %s)];" % (over % "i data points between 30 preceding and 30 following"),
                    "r := a [calc m := max(s %s)];" % (over % "x, i data points between 500 preceding and 1 preceding"),
                    "r := a [calc m := avg(x %s), l := lag(s, 3 %s)];" % (over % "x desc, i", over % "i desc"),
                    "r := full_join(a, b);", "r := left_join(a [drop s] as p, max(b [drop u] group by g) [rename y to z] as q);",
                    "r := a [drop s] / sum(a [drop s] group by g);", "r := union(a, b [rename y to x, u to s]);",
                    "r := symdiff(a, b [rename y to x, u to s]);", "r := exists_in(a, b, false);",
                    "r := a [aggr c := count() group by g having count(s) > 1];", "t := a [filter x > 0]; r := union(t, t);",
                    "t := a [drop s]; r := t + t [filter x < 9];", "r := check(a [drop s] > 0 all);",
                    "r := a [drop x] [unpivot m, v];", "r := if a [keep x] > 0 then a [keep x] else b [keep y] [rename y to x];"):
        judge(shape, program, None)


with open("s.json", "w", encoding="utf-8") as f:
    ids = [("g", "String"), ("i", "Integer")]
    json.dump([structure("a", ids, [("x", "Number"), ("s", "String")]), structure("b", ids, [("y", "Number"), ("u", "String")])], f)
for shape in sys.argv[3:] or ("even", "skewed", "huge", "sorted", "reverse", "long"):
    left, right = make(shape, "a"), make(shape, "b")
    if rows > 3000:
        check_bytes(shape)
        continue
    check_groups(shape, left)
    check_windows(shape, left)
    check_joins(shape, left, right)
sys.exit(1 if failures else 0)
