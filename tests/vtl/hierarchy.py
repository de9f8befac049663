# SPDX-License-Identifier: Apache-2.0
"""check_hierarchy on rows, in all modes and inputs, against a second implementation.

hierarchy.py ECCHECK CASES COUNT SEED: first the hierarchical cases of CASES (states of one group), each as a group of rows
with a ruleset of its own; then COUNT random groups under random rules with numbers as fractions.
"""
import random
import subprocess
import sys
from fractions import Fraction

eccheck, cases_path, count, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
rng = random.Random(seed)
MODES = ["non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero"]
FORM = """#form\trows
#version\t1
#table\tgroups\t-
table\tvariable\tpath\trole\ttype\trequired\tlabel_en
groups\tg\t\tidentifier\tstring\tyes\tGroup
groups\tcode\t\tidentifier\tstring\tyes\tCode
groups\tamount\t\tmeasure\tnumber\tno\tAmount
groups\tx\t\tattribute\tnumber\tno\tCondition
"""
MISSING = object()


def run(rules, rows):
    with open("f.tsv", "w") as f:
        f.write(FORM)
    with open("r.vtl", "w") as f:
        f.write(rules)
    with open("d.tsv", "w") as f:
        f.write("g\tcode\tamount\tx\n")
        for row in rows:
            f.write("\t".join(row) + "\n")
    p = subprocess.run([eccheck, "-q", "-f", "./f.tsv", "-r", "./r.vtl", "--outcomes", "o.tsv", "-F", "found.tsv",
                        "-o", "/dev/null", "d.tsv"], capture_output=True, text=True)
    if p.returncode not in (0, 1):
        sys.exit("status %d: %s" % (p.returncode, p.stderr[:2000]))
    got = {}
    with open("o.tsv") as f:
        names = f.readline().rstrip("\n").split("\t")
        for line in f:
            r = dict(zip(names, line.rstrip("\n").split("\t")))
            key = dict(part.split("=", 1) for part in r["key"].split(";"))
            null = r["bool_var"] == r"\N" and r["outcome"] == "null"
            value = "null" if null else r["bool_var"] if r["outcome"] in ("passed", "failed") else r["outcome"]
            imbalance = None if r["imbalance"] == r"\N" else Fraction(r["imbalance"])
            if (r["check"], r["ruleid"], key["g"]) in got:
                sys.exit("two rows for one rule and group: " + line)
            got[r["check"], r["ruleid"], key["g"]] = (value, imbalance)
            failed = r["outcome"] == "failed"
            if (r["errorcode"] != r"\N") != (failed and r["check"].startswith("q")):
                sys.exit("errorcode where there is none: " + line)
    with open("found.tsv") as f:
        found = sum(1 for line in f) - 1
    if found != sum(1 for v in got.values() if v[0] in ("false", "error")):
        sys.exit("findings are not the failures: %d" % found)
    return got


# ---- the cases of the table ----

def from_table():
    rules, rows, want = [], [], {}
    names = set()
    with open(cases_path) as f:
        f.readline()
        for line in f:
            c = line.rstrip("\n").split("\t")
            if not c[1].startswith("hrule:") or c[4].split()[0] not in ("true", "false", "null", "NOROW"):
                continue
            n = str(len(names))
            names.add(n)
            rule = c[2].split(" errorcode ")[0].split(" errorlevel ")[0]
            rules.append("define hierarchical ruleset h%s (variable condition x rule code) is a: %s "
                         "end hierarchical ruleset;\nt%s <- check_hierarchy(groups, h%s rule code %s dataset all);\n"
                         % (n, rule, n, n, c[1][6:]))
            x = r"\N"
            states = dict(part.split("=") for part in c[3].split(";"))
            x = states.pop("x", x)
            for code, v in states.items():
                if v != "MISSING":
                    rows.append(("g" + n, code, r"\N" if v == "NULL" else v, r"\N" if x == "NULL" else x))
            if all(v == "MISSING" for v in states.values()):
                rows.append(("g" + n, "unknown", "1", r"\N"))  # a group needs a row to exist
            want[n] = c[4].split() + [c[2]]
    got = run("".join(rules), rows)
    for n, w in want.items():
        g = got.get(("t" + n, "a", "g" + n))
        if w[0] == "NOROW":
            ok = g is None
        else:
            imbalance = Fraction(w[1]) if len(w) > 2 and w[1] != "null" else None
            ok = g is not None and g[0] == w[0] and g[1] == imbalance
        if not ok:
            sys.exit("case %s: wanted %s, got %s" % (n, w, g))
    return len(want)


# ---- random groups ----

class Rule:
    def __init__(self, name, left, relation, right, when):
        self.name, self.left, self.relation, self.right, self.when = name, left, relation, right, when

    def text(self):
        right = "".join(" %s %s%s" % ("-" if minus else "+", code, "" if c is None else "[x > %d]" % c)
                        for minus, code, c in self.right)
        when = "" if self.when is None else "when x > %d then " % self.when
        return "%s: %s%s %s%s" % (self.name, when, self.left, self.relation, right)


def make_rules():
    """Items i0 i1 ...: a rule's right side has later items only, so = rules make no circle."""
    rules = []
    for k in range(rng.randint(2, 5)):
        left = rng.randint(0, 4)
        right = [(rng.random() < 0.3, "i%d" % rng.randint(left + 1, 7), rng.randint(-2, 2) if rng.random() < 0.2 else None)
                 for _ in range(rng.randint(1, 4))]
        when = rng.randint(-2, 2) if rng.random() < 0.2 else None
        rules.append(Rule("R%d" % k, "i%d" % left, rng.choice(["=", "=", "=", "<", "<=", ">", ">="]), right, when))
    return rules


def holds(bound, x):
    return None if x is None else x > bound


def value_of(item, rules, data, x, priority, but):
    """The state of an item: MISSING, None (null) or a number."""
    v = data.get(item, MISSING)
    if not priority or (v is not MISSING and v is not None):
        return v
    for rule in rules:
        if rule is but or rule.left != item or rule.relation != "=" or (rule.when is not None and not holds(rule.when, x)):
            continue
        states = [(minus, value_of(code, rules, data, x, priority, but)) for minus, code, c in rule.right
                  if c is None or holds(c, x)]
        return computed(states, v)
    return v


def computed(states, otherwise):
    zero = run_mode.endswith("zero")
    total, present = Fraction(0), 0
    for minus, s in states:
        present += s is not MISSING
        if s is None or (s is MISSING and not zero):
            return otherwise
        if s is not MISSING:
            total += -s if minus else s
    return total if present else otherwise


def judge(rule, rules, data, x, mode, priority):
    if rule.when is not None:
        when = holds(rule.when, x)
        if not when:
            return ("null" if when is None else "true", None)
    left = value_of(rule.left, rules, data, x, priority, rule)
    right = [(minus, value_of(code, rules, data, x, priority, rule)) for minus, code, c in rule.right
             if c is None or holds(c, x)]
    states = [left] + [s for _, s in right]
    if mode == "non_null" and any(s is MISSING or s is None for s in states):
        return None
    if mode == "non_zero" and not any(s is None or (s is not MISSING and s != 0) for s in states):
        return None
    if mode.startswith("partial") and all(s is MISSING for s in states):
        return None
    zero = mode.endswith("zero")
    if any(s is None or (s is MISSING and not zero) for s in states):
        return ("null", None)
    number = lambda s: Fraction(0) if s is MISSING else s
    total = sum((-number(s) if minus else number(s) for minus, s in right), Fraction(0))
    diff = number(left) - total
    truth = {"=": diff == 0, "<": diff < 0, "<=": diff <= 0, ">": diff > 0, ">=": diff >= 0}[rule.relation]
    return ("true" if truth else "false", diff)


run_mode = ""


def at_random():
    global run_mode
    text, checks, rows, groups = [], [], [], []
    for k in range(12):
        rules = make_rules()
        mode, priority = MODES[k % 6], k >= 6
        text.append("define hierarchical ruleset h%d (variable condition x rule code) is\n  %s\nend hierarchical ruleset;\n"
                    "q%d <- check_hierarchy(groups, h%d rule code %s %s all_measures);\n"
                    % (k, ";\n  ".join(r.text() + ' errorcode "E"' for r in rules), k, k, mode,
                       "dataset_priority" if priority else "dataset"))
        checks.append(("q%d" % k, rules, mode, priority))
    for n in range(count):
        data, x = {}, rng.choice([None, -1, 0, 1, 2])
        for i in range(8):
            chance = rng.random()
            if chance < 0.6:
                data["i%d" % i] = Fraction(rng.choice([0, 0, 1, 2, 3, 5, -1]) if rng.random() < 0.6
                                           else rng.randint(-10**12, 10**12), rng.choice([1, 1, 10, 100, 1000]))
            elif chance < 0.75:
                data["i%d" % i] = None
        items = list(data.items()) or [("other", Fraction(1))]
        rng.shuffle(items)
        for code, v in items:
            rows.append(("g%d" % n, code, r"\N" if v is None else decimal(v), r"\N" if x is None else str(x)))
        groups.append(("g%d" % n, data, x))
    got = run("".join(text), rows)
    tried = 0
    for name, data, x in groups:
        for check, rules, mode, priority in checks:
            run_mode = mode
            for rule in rules:
                want, g = judge(rule, rules, data, x, mode, priority), got.get((check, rule.name, name))
                tried += 1
                if want != g:
                    shown = {k: None if v is None else decimal(v) for k, v in data.items()}
                    sys.exit("%s %s %s, x %s, of %s\ndata %s\nwanted %s, got %s"
                             % (mode, priority, rule.text(), x, [r.text() for r in rules], shown, want, g))
    return tried


def decimal(v):
    n = v * 1000
    assert n.denominator == 1
    s = str(abs(n.numerator)).zfill(4)
    return ("-" if n < 0 else "") + s[:-3] + "." + s[-3:]


print("%d cases of the table, %d random ones: all the same" % (from_table(), at_random()))
