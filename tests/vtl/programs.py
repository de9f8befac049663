# SPDX-License-Identifier: Apache-2.0
"""Random programs of VTL on small data sets, by a seed; and programs as text.

A program is a Program: inputs, rulesets, statements as trees. A tree grows from a data set by operators that mostly suit the data
set made so far (the reference is asked for it); some do not suit on purpose.
"""
import datetime
import random
import re
from fractions import Fraction

import cells
from cells import NUMERIC, CellError, Fatal, Period, Refused, Unsure
from reference import AGGREGATES, Component, Dataset, Evaluator, Scalar, VAR, find

KEYWORDS = {"count", "value", "data", "date", "time", "unit", "order", "set", "key", "rule", "measure", "sum",
            "errorcode", "errorlevel", "imbalance", "group", "true", "false", "null"}
LEVEL = {"or": 1, "xor": 1, "and": 2, "=": 3, "<>": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "in": 3, "not_in": 3,
         "+": 4, "-": 4, "||": 4, "*": 5, "/": 5, "not": 6, "neg": 6, "pos": 6}
INFIX = set(LEVEL) - {"not", "neg", "pos", "in", "not_in"}
ROLES = {"I": "identifier", "M": "measure", "A": "attribute", "V": "viral attribute"}
JSON_ROLES = {"I": "Identifier", "M": "Measure", "A": "Attribute", "V": "Viral Attribute"}
JSON_TYPES = {"integer": "Integer", "number": "Number", "string": "String", "boolean": "Boolean", "date": "Date",
              "time_period": "TimePeriod", "duration": "Duration", "time": "Time"}


# --- text ----------------------------------------------------------------------------------------------------------------------

def name(n):
    if "#" in n:
        return "#".join(name(part) for part in n.split("#", 1))
    return n if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", n) and n not in KEYWORDS else "'" + n + "'"


def constant(kind, value, bare=False):
    """A literal; bare: where a sign may stand without parentheses."""
    if value is None:
        return "null"
    if kind == "string":
        return '"' + value + '"'
    if kind == "boolean":
        return "true" if value else "false"
    if kind in NUMERIC:
        text = cells.number_text(abs(value))
        text += ".0" if kind == "number" and "." not in text else ""
        return ("-" + text if bare else "(-" + text + ")") if value < 0 else text
    return 'cast("%s", %s)' % (cells.text_of(value, kind), kind)


def show(e, outer=0):
    """A tree as text, in parentheses where the level of the operator outside asks for them."""
    tag = e[0]
    if tag in ("ds", "col"):
        return name(e[1])
    if tag == "const":
        return constant(e[1], e[2])
    if tag == "case":
        text = "case " + " ".join("when %s then %s" % (show(c, 1), show(x, 1)) for c, x in e[1]) + " else " + show(e[2], 1)
        return "(" + text + ")" if outer else text
    if tag == "op":
        return show_op(e, outer)
    return SHOW[tag](e)


def show_op(e, outer):
    op, args = e[1], e[2]
    level = LEVEL.get(op)
    if op == "if":
        text = "if %s then %s else %s" % tuple(show(a, 1) for a in args)
        return "(" + text + ")" if outer else text
    if op == "cast":
        return "cast(%s, %s)" % (show(args[0]), e[3])
    if level is None:
        return op + "(" + ", ".join("_" if a is None else show(a) for a in args) + ")"
    if op in ("in", "not_in"):
        text = "%s %s {%s}" % (show(args[0], level), op, ", ".join(constant(c[1], c[2], True) for c in e[3]))
    elif op in INFIX:
        text = "%s %s %s" % (show(args[0], level), op, show(args[1], level + 1))
    else:
        text = {"not": "not ", "neg": "-", "pos": "+"}[op] + show(args[0], level + 1)
    return "(" + text + ")" if level < outer else text


def within(e):
    """A tree that a clause or # may stand behind."""
    return show(e, 9) if e[0] in ("op", "case") else show(e)


def listed(names):
    return ", ".join(name(n) for n in names)


def calc_items(items):
    return ", ".join((ROLES[r] + " " if r else "") + name(n) + " := " + show(x) for r, n, x in items)


def aggregate_call(f, x):
    return f + "(" + ("" if x is None else show(x)) + ")"


def aggr_items(items):
    return ", ".join((ROLES[r] + " " if r else "") + name(n) + " := " + aggregate_call(f, x) for r, n, f, x in items)


def grouped(group, having):
    text = ""
    if group is not None:
        how, names, to = group
        text = " group " + how + (" " + listed(names) if how != "all" else "")
        text += ' time_agg("%s")' % to if to else ""
    return text + (" having " + show(having) if having is not None else "")


def window(part, order, win):
    words = []
    if part is not None:
        words.append("partition " + part[0] + " " + listed(part[1]) if part[1] else "partition except all")
    if order:
        words.append("order by " + ", ".join(name(n) + (" desc" if d else "") for n, d in order))
    if win:
        limits = ["current data point" if w == "current" else ("unbounded " if n is None else "%d " % n) + w for n, w in win[1:]]
        words.append(("data points" if win[0] == "points" else "range") + " between " + " and ".join(limits))
    return "over (" + " ".join(words) + ")"


def show_over(e):
    _, f, x, extra, part, order, win = e
    inner = [] if x is None else [show(x)]
    if f in ("lag", "lead") and extra:
        inner.append("%d" % extra[0])
        if len(extra) > 1:
            inner.append(constant(extra[1][1], extra[1][2], True))
    return f + "(" + ", ".join(inner) + (" " if inner else "") + window(part, order, win) + ")"


def show_join(e):
    _, kind, operands, using, fill, cond, body, keep, renames = e
    text = ", ".join(show(t) + (" as " + name(a) if a else "") for t, a in operands)
    if using is not None:
        text += " using " + listed(using)
        text += "".join(", nvl(%s, %s)" % (name(n), constant(c[1], c[2], True)) for n, c in fill)
    if cond is not None:
        text += " filter " + show(cond)
    if body is not None:
        text += " " + body[0] + " " + {"apply": lambda: show(body[1]), "calc": lambda: calc_items(body[1]),
                                       "aggr": lambda: aggr_items(body[1]) + grouped(body[2], body[3])}[body[0]]()
    if keep is not None:
        text += " " + keep[0] + " " + listed(keep[1])
    if renames:
        text += " rename " + ", ".join(name(a) + " to " + name(b) for a, b in renames)
    return kind + "_join(" + text + ")"


def show_check(e):
    _, x, code, level, imbalance, mode = e
    return "check(" + show(x) + (" errorcode " + constant(code[1], code[2], True) if code else "") \
        + (" errorlevel " + constant(level[1], level[2], True) if level else "") \
        + (" imbalance " + show(imbalance) if imbalance is not None else "") + (" " + mode if mode else "") + ")"


def clause(text):
    return lambda e: within(e[1]) + " [" + text(e) + "]"


SHOW = {
    "member": lambda e: within(e[1]) + "#" + name(e[2]),
    "filter": clause(lambda e: "filter " + show(e[2])),
    "calc": clause(lambda e: "calc " + calc_items(e[2])),
    "aggr": clause(lambda e: "aggr " + aggr_items(e[2]) + grouped(e[3], e[4])),
    "keep": clause(lambda e: "keep " + listed(e[2])), "drop": clause(lambda e: "drop " + listed(e[2])),
    "rename": clause(lambda e: "rename " + ", ".join(name(a) + " to " + name(b) for a, b in e[2])),
    "sub": clause(lambda e: "sub " + ", ".join(name(n) + " = " + (constant(x[1], x[2], True) if x[0] == "const" else show(x))
                                               for n, x in e[2])),
    "pivot": clause(lambda e: "pivot " + listed(e[2:])), "unpivot": clause(lambda e: "unpivot " + listed(e[2:])),
    "join": show_join,
    "set": lambda e: e[1] + "(" + ", ".join(show(x) for x in e[2]) + ")",
    "exists": lambda e: "exists_in(" + show(e[1]) + ", " + show(e[2]) + (", " + e[3] if e[3] else "") + ")",
    "agg": lambda e: aggregate_call(e[1], e[2]) if len(e) == 3 else e[1] + "(" + show(e[2]) + grouped(e[3], e[4]) + ")",
    "over": show_over,
    "check": show_check,
    "checkdp": lambda e: "check_datapoint(" + show(e[1]) + ", " + e[2] + (" " + e[3] if e[3] else "") + ")",
    "hierarchy": lambda e: show_hier_call("hierarchy", e), "checkhier": lambda e: show_hier_call("check_hierarchy", e),
    "series": lambda e: e[1] + "(" + show(e[2]) + ("" if e[3] is None else ", " + str(e[3])) + ")",
}


def show_viral(i, variable, rule):
    if rule[0] == "aggregate":
        body = "aggregate " + rule[1]
    else:
        def text(v):
            return constant(rule[3], v, True)
        body = ";\n".join("    when " + text(a) + (" and " + text(b) if b is not None else "") + " then " + text(t) for a, b, t in rule[1])
        body += ";\n    else " + text(rule[2]) if rule[2] is not None else ""
    return "define viral propagation vp%d (variable %s) is\n%s\nend viral propagation;" % (i, name(variable), body)


def show_hierarchy(n, ruleset):
    _, signature, item, rules = ruleset
    lines = []
    for rule, left, relation, right, code, level in rules:
        sides = []
        for k, (sign, c, on) in enumerate(right):
            sides.append(("- " if sign < 0 else "+ " if k else "") + name(c) + (" [" + show(on) + "]" if on is not None else ""))
        lines.append("    " + rule + ": " + name(left) + " " + relation + " " + " ".join(sides)
                     + (" errorcode " + constant(code[1], code[2], True) if code else "")
                     + (" errorlevel " + constant(level[1], level[2], True) if level else ""))
    return "define hierarchical ruleset %s (variable %srule %s) is\n%s\nend hierarchical ruleset;" % (
        n, "condition " + listed(signature) + " " if signature else "", name(item), ";\n".join(lines))


def show_hier_call(word, e):
    _, x, ruleset, conditions, item, mode, source, output = e
    return word + "(" + show(x) + ", " + ruleset + (" condition " + listed(conditions) if conditions else "") \
        + " rule " + name(item) + "".join(" " + w for w in (mode, source, output) if w) + ")"


def show_ruleset(n, ruleset):
    if ruleset[0] == "hierarchy":
        return show_hierarchy(n, ruleset)
    signature, rules = ruleset
    lines = []
    for rule, when, then, code, level in rules:
        lines.append("    " + rule + ": " + ("when " + show(when) + " then " if when is not None else "") + show(then)
                     + (" errorcode " + constant(code[1], code[2], True) if code else "")
                     + (" errorlevel " + constant(level[1], level[2], True) if level else ""))
    return "define datapoint ruleset %s (variable %s) is\n%s\nend datapoint ruleset;" % (n, listed(signature), ";\n".join(lines))


class Program:
    def __init__(self, inputs, statements, rulesets=None, viral=None):
        self.inputs, self.statements, self.rulesets, self.viral = inputs, statements, rulesets or {}, viral or {}

    def text(self):
        lines = [show_ruleset(n, r) for n, r in self.rulesets.items()]
        lines += [show_viral(i, n, r) for i, (n, r) in enumerate(self.viral.items())]
        return "\n".join(lines + [n + " <- " + show(e) + ";" for n, e in self.statements]) + "\n"


# --- data ----------------------------------------------------------------------------------------------------------------------

WORDS = ["a", "b", "ab", "A", "", "é", "企业", "企", "aab", " a ", "b\tc", "x,y", "Zz", "10", "true", "-3.5", "2020-02-29"]
KEYS = ["a", "b", "B", "企业", "ab"]


def draw(r, kind, letters="AQM", key=False):
    """A value that is not null; key: from few, so that operands meet."""
    if kind == "integer":
        return Fraction(r.choice([1, 2, 3, 10, -1]) if key else r.choice([0, 1, 1, 2, 3, 5, 7, -1, -4, 10, 100, 2013, 10 ** 12, -99999]))
    if kind == "number":
        return Fraction(r.choice(["0", "1", "2.5", "-2.5", "0.1", "0.2", "3", "1.005", "-7.25", "1000000.01", "12345678901.5", "2"]))
    if kind == "string":
        return r.choice(KEYS if key else WORDS)
    if kind == "boolean":
        return r.random() < 0.5
    if kind == "date":
        if key:
            return r.choice([datetime.date(2020, m, d) for m, d in ((1, 31), (2, 29), (3, 31), (1, 1), (1, 8))])
        return datetime.date(2019, 12, 25) + datetime.timedelta(r.choice([0, 1, 6, 7, 36, 66, 67, 400]))
    if kind == "time_period":
        letter = r.choice(letters)
        most = min(cells.LAST.get(letter, 6), 6)
        return Period(letter, r.choice([2019, 2020]), r.randint(1, most))
    if kind == "duration":
        return r.choice("DWMQSA")
    raise ValueError(kind)


class World:
    """Names and types that the data sets of one program mostly share."""

    def __init__(self, r):
        self.r = r
        self.letters = r.choice(["A", "Q", "M", "Q", "M", "AQ", "QM", "AQM", "D", "W"])
        kinds = ["integer", "string", r.choice(["time_period", "date", "time_period", "string", "boolean", "integer"])]
        r.shuffle(kinds)
        self.ids = [("Id_%d" % (i + 1), k) for i, k in enumerate(kinds)]
        pool = ["integer", "number", "number", "string", "boolean", "date", "time_period", "duration"]
        main = r.choice(["number", "integer", "mixed", "mixed", "string", "boolean"])
        self.measures = [(n, r.choice(pool) if main == "mixed" else main if main != "integer" else r.choice(["integer", "number"]))
                         for n in ("Me_1", "Me_2", r.choice(["金额", "count", "Me_3"]))]
        self.attributes = [("At_1", r.choice(["string", "integer"]))]
        self.virals = [("Vi_1", r.choice(["string", "integer", "number"])), ("Vi_2", "string")]

    def structure(self):
        r = self.r
        some = r.choice([0, 1, 1, 2, 2, 2, 3])
        comps = [Component(n, "I", k) for n, k in self.ids[:some]]
        if r.random() < 0.1:
            comps = [Component(n, "I", k) for n, k in r.sample(self.ids, some)]
        measures = self.measures[:r.choice([0, 1, 1, 1, 2, 2, 3])]
        if r.random() < 0.1:
            measures = r.sample(self.measures, len(measures))
        comps += [Component(n, "M", k if r.random() < 0.95 else r.choice(["string", "number", "integer"])) for n, k in measures]
        comps += [Component(n, "A", k) for n, k in self.attributes if r.random() < 0.25]
        comps += [Component(n, "V", k) for n, k in self.virals if r.random() < 0.25]
        if not comps:
            comps = [Component(n, "M", k) for n, k in self.measures[:1]]
        return comps

    def dataset(self):
        r, comps = self.r, self.structure()
        ids = [c.name for c in comps if c.role == "I"]
        rows, seen = [], set()
        for _ in range(r.choice([0, 1, 2, 3, 4, 6, 8, 12])):
            row = {}
            for c in comps:
                null = c.role != "I" and len(comps) > 1 and r.random() < 0.2     # alone a null would be an empty line
                row[c.name] = None if null else draw(r, c.kind, self.letters, c.role == "I")
            key = tuple(row[n] for n in ids)
            if key not in seen:
                seen.add(key)
                rows.append(row)
        return Dataset(comps, rows, "rows")


# --- trees ---------------------------------------------------------------------------------------------------------------------

def const(kind, value):
    return ("const", kind, value)


class Grower:
    """Grows trees; self.r the chance, self.ev the reference with what is defined so far."""

    def __init__(self, r, world, evaluator):
        self.r, self.world, self.ev = r, world, evaluator
        self.fresh = 0

    # component expressions

    def literal(self, kind):
        r = self.r
        if r.random() < 0.06:
            return const(None, None)
        if kind == "string":
            return const(kind, r.choice([w for w in WORDS if "\t" not in w]))
        if kind in ("integer", "number") and r.random() < 0.6:
            return const("integer", Fraction(r.choice([0, 1, 2, 3, -1, 10])))
        if kind == "duration":
            return ("op", "cast", [const("string", draw(r, kind))], "duration")
        value = draw(r, kind, self.world.letters)
        if kind in ("date", "time_period"):
            return ("op", "cast", [const("string", cells.text_of(value, kind))], kind)
        return const(kind, value)

    def of_kind(self, kinds, kind):
        names = [n for n, k in kinds.items() if k == kind or kind == "number" and k == "integer"]
        return ("col", self.r.choice(names)) if names and self.r.random() < 0.85 else self.literal(kind)

    def cell(self, kinds, kind, depth=2):
        """A component expression of about that type over names with types."""
        r = self.r
        if r.random() < 0.02:
            kind = r.choice(["integer", "string", "boolean", "date"])
        if depth <= 0 or r.random() < 0.2:
            return self.of_kind(kinds, kind)
        if r.random() < 0.12:
            return self.branch(kinds, kind, depth)
        if kind not in CELLS:
            return self.of_kind(kinds, kind)
        form = r.choice(CELLS[kind])
        op, args = form[0], form[1:]
        if op == "in":
            some = r.choice(["string", "integer", "number"])
            consts = [c for c in (self.literal(some) for _ in range(r.randint(1, 3))) if c[2] is not None] or [const(some, draw(r, some))]
            return ("op", r.choice(["in", "not_in"]), [self.cell(kinds, some, depth - 1)], consts)
        if op == "cast":
            return ("op", "cast", [self.cell(kinds, args[0], depth - 1)], kind if kind != "number" else r.choice(["number", "integer"]))
        if op == "compare":
            some = r.choice(["number", "integer", "string", "boolean", "date", "time_period"])
            if some == "time_period" and len(self.world.letters) > 1:
                some = "date"
            op = r.choice(["=", "<>", "<", "<=", ">", ">=", "between"])
            return ("op", op, [self.cell(kinds, some, depth - 1) for _ in range(3 if op == "between" else 2)])
        if op == "isnull":
            return ("op", op, [self.cell(kinds, r.choice(list(kinds.values()) or ["string"]), depth - 1)])
        if op == "match_characters":
            return ("op", op, [self.cell(kinds, "string", depth - 1), const("string", r.choice(["a.*", "[ab]+", "a|ab", "企.", "\\d+"]))])
        done = []
        for a in args:
            if a == "small":
                done.append(const("integer", Fraction(r.choice([1, 2, 3, 0]))))
            elif a == "base":
                done.append(const("integer", Fraction(r.choice([2, 3, 10]))))
            elif a == "places":
                done.append(const("integer", Fraction(r.choice([0, 1, 2, -1]))))
            elif a == "unit":
                done.append(const("string", r.choice("DWMQSA")))
            else:
                done.append(self.cell(kinds, a, depth - 1))
        return ("op", op, done)

    def branch(self, kinds, kind, depth):
        r = self.r
        which = r.choice(["if", "nvl", "case"])
        x, y = self.cell(kinds, kind, depth - 1), self.cell(kinds, kind, depth - 1)
        if which == "nvl":
            return ("op", "nvl", [x, y])
        condition = self.cell(kinds, "boolean", depth - 1)
        if which == "if":
            return ("op", "if", [condition, x, y])
        return ("case", [(condition, x), (self.cell(kinds, "boolean", depth - 1), y)], self.cell(kinds, kind, depth - 1))

    def analytic(self, ds, e=None):
        """An analytic call on a column, or (e) on a data set."""
        r = self.r
        comps = ds.comps
        f = r.choice(AGGREGATES + ("first_value", "last_value", "lag", "lead", "ratio_to_report") * 2 + (("rank",) * 2 if e is None else ()))
        ids = ds.ids()
        part = None
        if r.random() < 0.75 or f == "ratio_to_report":
            part = (r.choice(["by", "by", "except"]), r.sample(ids, r.randint(0, len(ids))))
            if not part[1]:
                part = ("except", [])
        order = None
        if f in ("lag", "lead", "rank") or f != "ratio_to_report" and r.random() < 0.7:
            names = [c.name for c in comps if c.kind not in ("duration", "time")]
            free = [n for n in names if not part or n not in part[1]] or names
            order = [(n, r.random() < 0.4) for n in r.sample(free, min(len(free), r.choice([1, 1, 2])))] or None
        win = None
        if f not in ("lag", "lead", "rank", "ratio_to_report") and r.random() < 0.7:
            win = self.limits(order, ds)
        extra = None
        kind = None
        x = e
        if f not in ("rank",) and e is None:
            kind = r.choice(["number", "integer"]) if f not in ("min", "max", "count", "first_value", "last_value", "lag", "lead") else \
                r.choice([c.kind for c in comps])
            x = self.cell({c.name: c.kind for c in comps}, kind, r.choice([0, 0, 1]))
        if f in ("lag", "lead") and r.random() < 0.6:
            extra = [r.choice([1, 1, 2, 3])]
            if r.random() < 0.5:
                kinds = [kind] if e is None else [c.kind for c in comps if c.role == "M"][:1] or ["integer"]
                value = self.literal(kinds[0])
                if value[0] == "const":
                    extra.append(value)
        return ("over", f, x, extra, part, order, win)

    def limits(self, order, ds):
        r = self.r
        kind = "points"
        if order and r.random() < 0.55:
            kind = "range"
        if not order and r.random() < 0.9:
            return None

        def limit():
            n = r.choice([None, None, 0, 1, 1, 2, 3])
            return r.choice([(n, "preceding"), (n, "following"), (None, "current")])
        low, high = limit(), limit()
        place = {"preceding": -1, "current": 0, "following": 1}

        def position(x):
            return place[x[1]] * (99 if x[0] is None else x[0])
        if position(low) > position(high) and r.random() < 0.95:
            low, high = high, low
        return (kind, low, high)

    def name(self, stem):
        self.fresh += 1
        return stem + str(self.fresh)

    # data set expressions

    def grow(self, size):
        """A tree of about that many operators over data sets that are there, and its value (None when it is refused)."""
        r = self.r
        names = [n for n, v in self.ev.env.items() if isinstance(v, Dataset)]
        tree = ("ds", r.choice(names))
        value = self.ev.ev(tree)
        for _ in range(size):
            for attempt in range(6):
                try:
                    new = self.step(tree, value, size)
                except (Refused, Fatal, Unsure):
                    continue
                if new is None:
                    continue
                try:
                    got = self.ev.ev(new)
                    if isinstance(got, Dataset):
                        got.checked()
                except Unsure:
                    continue
                except (Refused, Fatal):
                    if r.random() < 0.06:
                        return new, None
                    continue
                if isinstance(got, Dataset) and (len(got.rows) > 60 or len(got.comps) > 14):
                    continue
                tree, value = new, got
                break
            if not isinstance(value, Dataset):
                break
        return tree, value

    def step(self, tree, ds, size):
        if not ds.comps:
            return None
        kinds = [k for k in STEPS if k not in LATER for _ in range(STEPS[k])]
        return getattr(self, "do_" + self.r.choice(kinds))(tree, ds, size)

    def other(self, ds, size):
        """Another operand: the same data set, one that is there, a small tree."""
        r = self.r
        if r.random() < 0.3:
            return self.grow(1)[0]
        same = [n for n, v in self.ev.env.items() if isinstance(v, Dataset)
                and (set(v.names("M")) == set(ds.names("M")) or r.random() < 0.25)]
        return ("ds", r.choice(same)) if same else self.grow(1)[0]

    def sibling(self, tree, ds):
        """A data set of the same components."""
        r = self.r
        same = [n for n, v in self.ev.env.items() if isinstance(v, Dataset)
                and {(c.name, c.role) for c in v.comps} == {(c.name, c.role) for c in ds.comps}]
        kinds = {c.name: c.kind for c in ds.comps}
        choices = [("filter", tree, self.cell(kinds, "boolean", 2))] + [("ds", n) for n in same] * 2
        if ds.names("M"):
            m = r.choice(ds.names("M"))
            choices.append(("calc", ("filter", tree, self.cell(kinds, "boolean", 1)), [(None, m, self.cell(kinds, kinds[m], 2))]))
        return r.choice(choices)

    def scalar(self, kind):
        names = [n for n, v in self.ev.env.items() if isinstance(v, Scalar) and v.kind == kind]
        if names and self.r.random() < 0.6:
            return ("ds", self.r.choice(names))
        return self.literal(kind)

    def do_unary(self, tree, ds, size):
        r = self.r
        kinds = {c.kind for c in ds.having("M")}
        ops = ["isnull"]
        if kinds <= set(NUMERIC):
            ops += ["neg", "pos", "abs", "ceil", "floor", "round", "trunc", "sqrt", "exp", "ln", "log", "power", "mod"] * 2
        if kinds <= {"string"}:
            ops += ["upper", "lower", "trim", "ltrim", "rtrim", "substr", "replace", "length", "instr", "match_characters"] * 2
        if kinds <= {"boolean"}:
            ops += ["not"] * 3
        if kinds == {"date"} or kinds == {"time_period"}:
            ops += ["dateadd"] * 3
        if any(c.kind == "time_period" for c in ds.having("I")):
            ops += ["period_indicator"] * 2
        ops += ["getyear"] if r.random() < 0.1 else []
        op = r.choice(ops + ["cast", "in", "between"])
        if op in ("in", "between"):
            kind = r.choice(sorted(kinds) or ["string"])
            if op == "between":
                return ("op", op, [tree, self.scalar(kind), self.scalar(kind)])
            if kind in ("date", "time_period", "duration"):
                return None
            consts = [c for c in (self.literal(kind) for _ in range(3)) if c[2] is not None]
            return ("op", r.choice(["in", "not_in"]), [tree], consts) if consts else None
        if op == "cast":
            return ("op", op, [tree], r.choice(["string", "integer", "number", "boolean", "date", "time_period"]))
        more = {"round": ["places"], "trunc": ["places"], "log": ["base"], "power": ["places"], "mod": ["number"],
                "substr": ["small", "small"], "replace": ["string", "string"], "instr": ["string", "small"],
                "match_characters": ["pattern"], "dateadd": ["small", "unit"]}.get(op, [])
        if op in ("round", "trunc", "substr", "replace", "instr") and r.random() < 0.3:
            more = more[:1 if op in ("replace", "instr") else 0]
        values = {"places": const("integer", Fraction(r.choice([0, 1, 2, -1]))), "base": const("integer", Fraction(r.choice([2, 10, 3]))),
                  "small": const("integer", Fraction(r.choice([1, 2, 3]))), "pattern": const("string", r.choice(["a.*", "[ab]+", "企."])),
                  "unit": const("string", r.choice("DWMQSA"))}
        return ("op", op, [tree] + [values[m] if m in values else self.scalar(m) for m in more])

    def operators_for(self, ds):
        kinds = {c.kind for c in ds.having("M")}
        ops = ["=", "<>", "nvl"] if len(ds.having("M")) == 1 else ["nvl"]
        if len(kinds) == 1 and not kinds & {"duration", "time_period"}:
            ops += ["<", "<=", ">", ">="] if len(ds.having("M")) == 1 else []
        if kinds and kinds <= set(NUMERIC):
            ops += ["+", "-", "*", "/"] * 3
        if kinds == {"string"}:
            ops += ["||"] * 4
        if kinds == {"boolean"}:
            ops += ["and", "or", "xor"] * 2
        return ops + (["+", "and", "||"] if self.r.random() < 0.1 else [])

    def do_with_scalar(self, tree, ds, size):
        op = self.r.choice(self.operators_for(ds))
        kind = self.r.choice([c.kind for c in ds.having("M")] or ["integer"])
        args = [tree, self.scalar(kind)]
        if op != "nvl" and self.r.random() < 0.4:
            args.reverse()
        return ("op", op, args)

    def do_pair(self, tree, ds, size):
        r = self.r
        op = r.choice(self.operators_for(ds))
        other = self.sibling(tree, ds) if op == "nvl" or r.random() < 0.25 else self.other(ds, size)
        if r.random() < 0.15 and ds.names("M"):
            m = r.choice(ds.names("M"))
            value = self.ev.ev(other)
            same = [c.name for c in value.having("M") if c.kind == ds.get(m).kind] if isinstance(value, Dataset) else []
            if same:
                op = r.choice(self.operators_for(Dataset([ds.get(m)], [])))
                return ("op", op, [("member", tree, m), ("member", other, r.choice(same))])
        args = [tree, other]
        if r.random() < 0.4:
            args.reverse()
        return ("op", op, args)

    def do_member(self, tree, ds, size):
        return ("member", tree, self.r.choice([c.name for c in ds.comps])) if ds.comps else None

    def do_if(self, tree, ds, size):
        r = self.r
        if len(ds.having("M")) == 0:
            return None
        kinds = {c.name: c.kind for c in ds.comps}
        m = r.choice(ds.names("M"))
        condition = ("keep", ("calc", tree, [("M", "b_", self.cell(kinds, "boolean", 2))]), ["b_"])
        if r.random() < 0.5:
            condition = ("op", "isnull", [("member", tree, m)]) if r.random() < 0.5 else \
                ("op", r.choice(["=", "<>"]), [("member", tree, m), self.scalar(kinds[m])])
        a, b = self.sibling(tree, ds), self.sibling(tree, ds)
        if r.random() < 0.3:
            a = self.scalar(kinds[m])
        elif r.random() < 0.3:
            b = self.scalar(kinds[m])
        if r.random() < 0.3:
            second = ("op", "isnull", [("member", self.sibling(tree, ds), m)])
            return ("case", [(condition, a), (second, self.sibling(tree, ds))], b)
        return ("op", "if", [condition, a, b])

    def do_filter(self, tree, ds, size):
        kinds = {c.name: c.kind for c in ds.comps}
        if self.r.random() < 0.1:
            over = self.analytic(ds)
            return ("filter", tree, ("op", self.r.choice(["=", "<", ">="]), [over, self.literal("integer")]))
        return ("filter", tree, self.cell(kinds, "boolean", 3))

    def do_calc(self, tree, ds, size):
        r = self.r
        kinds = {c.name: c.kind for c in ds.comps}
        items = []
        for _ in range(r.choice([1, 1, 2, 3])):
            role = r.choice([None, None, None, None, "M", "A", "V", "I"])
            new = r.choice(ds.names("MAV")) if ds.names("MAV") and r.random() < 0.4 else self.name("c")
            if r.random() < 0.25:
                x = self.analytic(ds)
                if r.random() < 0.2 and x[1] not in ("rank",):
                    x = ("op", "+", [x, self.cell(kinds, "integer", 1)])
            else:
                x = self.cell(kinds, r.choice(list(KINDS)), 3)
            if role == "I":
                x = ("op", "nvl", [x, self.literal("string")]) if r.random() < 0.3 else self.of_kind(kinds, r.choice(["string", "integer"]))
            items.append((role, new, x))
        return ("calc", tree, items)

    def group(self, ds):
        r = self.r
        ids = ds.ids()
        if not ids or r.random() < 0.15:
            return None
        times = [c.name for c in ds.having("I") if c.kind == "time_period"]
        how = r.choice(["by", "by", "except"])
        names = r.sample(ids, r.randint(1, len(ids)))
        to = None
        if times and r.random() < 0.35:
            to = r.choice("AAQM")
            how = r.choice(["by", "all"])
            if how == "by" and times[0] not in names:
                names.append(times[0])
        if how == "all" or r.random() < 0.04:
            return ("all", [], to)
        return (how, names, to)

    def having(self, ds, group):
        r = self.r
        if r.random() < 0.7 or group is None:
            return None
        kinds = {c.name: c.kind for c in ds.comps}

        def one():
            f = r.choice(["count", "count", "sum", "min", "max", "avg"])
            if f == "count" and r.random() < 0.6:
                x, kind = None, "integer"
            else:
                kind = "number"
                x = self.of_kind(kinds, "number")
            return ("op", r.choice([">", "<=", "=", "<>"]), [("agg", f, x), self.literal(kind)])
        return one() if r.random() < 0.7 else ("op", r.choice(["and", "or"]), [one(), one()])

    def do_agg(self, tree, ds, size):
        r = self.r
        kinds = {c.kind for c in ds.having("M")}
        f = r.choice(AGGREGATES) if kinds <= set(NUMERIC) or r.random() < 0.1 else r.choice(["count", "min", "max"])
        group = self.group(ds)
        return ("agg", f, tree, group, self.having(ds, group))

    def aggr_items(self, ds):
        r = self.r
        kinds = {c.name: c.kind for c in ds.comps}
        items = []
        for _ in range(r.choice([1, 1, 2, 3])):
            f = r.choice(AGGREGATES)
            kind = r.choice(KINDS) if f in ("count", "min", "max") else r.choice(["number", "integer"])
            x = None if f == "count" and r.random() < 0.5 else self.cell(kinds, kind, r.choice([0, 0, 1, 2]))
            new = r.choice(ds.names("M")) if ds.names("M") and r.random() < 0.3 else self.name("g")
            items.append((r.choice([None, None, None, "M", "A", "V"]), new, f, x))
        return items

    def do_aggr(self, tree, ds, size):
        group = self.group(ds)
        return ("aggr", tree, self.aggr_items(ds), group, self.having(ds, group))

    def do_keep(self, tree, ds, size):
        names = ds.names("MAV")
        if not names:
            return None
        how = self.r.choice(["keep", "drop"])
        some = self.r.sample(names, self.r.randint(1, len(names)))
        if self.r.random() < 0.03:
            some.append(self.r.choice(ds.ids() + ["nowhere"]))
        return (how, tree, some)

    def do_rename(self, tree, ds, size):
        r = self.r
        names = [c.name for c in ds.comps]
        if not names:
            return None
        some = r.sample(names, r.randint(1, min(3, len(names))))
        how = r.random()
        if how < 0.3 and len(some) > 1:
            return ("rename", tree, list(zip(some, some[1:] + some[:1])))
        if how < 0.36:
            return ("rename", tree, [(some[0], r.choice(names))])
        standard = ["Me_1", "Me_2", "Id_1", "Id_2", "Id_3", "Vi_1"]
        fresh = [n for n in standard if n not in names]
        return ("rename", tree, [(n, fresh.pop() if fresh and r.random() < 0.5 else self.name("n")) for n in some])

    def do_sub(self, tree, ds, size):
        r = self.r
        if not ds.ids():
            return None
        pairs = []
        for n in r.sample(ds.ids(), r.randint(1, len(ds.ids()))):
            kind = ds.get(n).kind
            values = [row[n] for row in ds.rows] + [draw(r, kind, self.world.letters, True)]
            value = r.choice(values)
            pairs.append((n, self.scalar(kind) if r.random() < 0.15 else const(kind, value)))
        return ("sub", tree, pairs)

    def do_unpivot(self, tree, ds, size):
        return ("unpivot", tree, self.name("u"), self.name("v"))

    def do_pivot(self, tree, ds, size):
        if not ds.ids() or not ds.names("M"):
            return None
        return ("pivot", tree, self.r.choice(ds.ids()), self.r.choice(ds.names("M")))

    def do_set(self, tree, ds, size):
        r = self.r
        op = r.choice(["union", "union", "intersect", "setdiff", "symdiff"])
        n = 2 if op in ("setdiff", "symdiff") else r.choice([2, 2, 3])
        trees = [tree] + [self.sibling(tree, ds) for _ in range(n - 1)]
        r.shuffle(trees)
        return ("set", op, trees)

    def do_exists(self, tree, ds, size):
        pair = [tree, self.other(ds, size)]
        self.r.shuffle(pair)
        return ("exists", pair[0], pair[1], self.r.choice([None, "all", "true", "false"]))

    def do_over(self, tree, ds, size):
        kinds = {c.kind for c in ds.having("M")}
        e = self.analytic(ds, tree)
        numeric = e[1] not in ("min", "max", "count", "first_value", "last_value", "lag", "lead")
        return e if not numeric or kinds <= set(NUMERIC) or self.r.random() < 0.1 else None

    def do_check(self, tree, ds, size):
        r = self.r
        kinds = {c.name: c.kind for c in ds.comps}
        condition = tree
        if [c.kind for c in ds.having("M")] != ["boolean"]:
            condition = ("keep", ("calc", tree, [("M", "b_", self.cell(kinds, "boolean", 2))]), ["b_"])
        code = const("string", r.choice(["E1", "错"])) if r.random() < 0.5 else None
        level = const("integer", Fraction(r.choice([1, 2]))) if r.random() < 0.5 else None
        numeric = [c.name for c in ds.having("M") if c.kind in NUMERIC]
        imbalance = ("member", self.sibling(tree, ds), r.choice(numeric)) if numeric and r.random() < 0.4 else None
        return ("check", condition, code, level, imbalance, r.choice([None, "all", "invalid"]))

    def do_checkdp(self, tree, ds, size):
        r = self.r
        kinds = {c.name: c.kind for c in ds.comps}
        if not kinds:
            return None
        signature = r.sample(list(kinds), r.randint(1, len(kinds)))
        some = {n: kinds[n] for n in signature}
        codes, levels = r.random() < 0.5, r.random() < 0.5
        rules = [("R%d" % (i + 1), self.cell(some, "boolean", 1) if r.random() < 0.5 else None, self.cell(some, "boolean", 2),
                  const("string", r.choice(["E1", "E2"])) if codes and r.random() < 0.8 else None,
                  const("integer", Fraction(r.choice([1, 2, 3]))) if levels and r.random() < 0.8 else None)
                 for i in range(r.choice([1, 2, 3]))]
        new = self.name("dp")
        self.ev.rulesets[new] = (signature, rules)
        return ("checkdp", tree, new, r.choice([None, "all", "invalid", "all_measures"]))

    def hierarchy_ruleset(self, item, conditions, kinds, check):
        r = self.r
        codes = KEYS + ["zz"]
        r.shuffle(codes)
        rules = []
        used = set()
        coded, levelled = r.random() < 0.5, r.random() < 0.5
        for i in range(r.choice([1, 2, 3])):
            left = codes[i]
            if not check and left in used:
                continue
            used.add(left)
            later = codes[i + 1:]
            right = []
            for c in r.sample(later, r.randint(1, min(3, len(later)))):
                on = self.cell(kinds, "boolean", 1) if conditions and r.random() < 0.25 else None
                right.append((r.choice([1, 1, -1]) if right else r.choice([1, 1, 1, -1]), c, on))
            relation = r.choice(["=", "=", ">", ">=", "<", "<="]) if check else "="
            rules.append(("R%d" % (i + 1), left, relation, right, const("string", "E%d" % i) if coded else None,
                          const("integer", Fraction(i)) if levelled else None))
        if r.random() < 0.5:
            rules.reverse()
        return "hierarchy", conditions, item, rules

    def do_hierarchy(self, tree, ds, size):
        r = self.r
        items = [c.name for c in ds.having("I") if c.kind == "string"]
        if not items or len(ds.having("M")) != 1 or ds.having("M")[0].kind not in NUMERIC or ds.having("V"):
            return None
        item = r.choice(items)
        conditions = [c.name for c in ds.having("I") if c.name != item and c.kind in ("string", "integer", "boolean")][:1]
        conditions = conditions if r.random() < 0.4 else []
        check = r.random() < 0.5
        new = self.name("hr")
        self.ev.rulesets[new] = self.hierarchy_ruleset(item, conditions, {c: ds.get(c).kind for c in conditions}, check)
        mode = r.choice([None, "non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero"])
        if check:
            return ("checkhier", tree, new, conditions, item, mode, r.choice([None, "dataset", "dataset_priority"]),
                    r.choice([None, "invalid", "all", "all_measures"]))
        return ("hierarchy", tree, new, conditions, item, mode, r.choice([None, "dataset", "rule", "rule_priority"]),
                r.choice([None, "computed", "all"]))

    def do_series(self, tree, ds, size):
        if not any(c.kind in ("time_period", "date") for c in ds.having("I")) and self.r.random() < 0.9:
            return None
        f = self.r.choice(["flow_to_stock", "stock_to_flow", "timeshift", "fill_time_series", "fill_time_series"])
        extra = {"timeshift": self.r.choice([0, 1, -1, 3, -5]), "fill_time_series": self.r.choice([None, "single", "all", "single"])}.get(f)
        return ("series", f, tree, extra)

    def do_join(self, tree, ds, size):
        r = self.r
        kind = r.choice(["inner", "inner", "left", "left", "full", "full", "cross"])
        n = r.choice([1, 2, 2, 2, 2, 3])
        trees = [tree] + [self.other(ds, size) if r.random() < 0.6 else self.sibling(tree, ds) for _ in range(n - 1)]
        operands, sets = [], []
        for i, t in enumerate(trees):
            plain = t[0] == "ds" and not any(t[1] == (a or x[1]) for x, a in operands) and r.random() < 0.4
            operands.append((t, None if plain else "d%d" % (i + 1)))
            value = self.ev.ev(t)
            if not isinstance(value, Dataset):
                return None
            sets.append(value)
        using, fill = None, []
        shared = [n for n in sets[0].ids() if all(n in s.ids() for s in sets)]
        if kind != "cross" and shared and r.random() < 0.4:
            using = r.sample(shared, r.randint(1, len(shared)))
            if kind != "inner":
                for i, s in enumerate(sets):
                    if kind == "left" and i == 0:
                        continue
                    for c in s.having("I"):
                        many = sum(c.name in x.ids() for x in sets) > 1
                        label = (operands[i][1] or operands[i][0][1]) + "#" + c.name if many else c.name
                        if c.name not in using and c.kind in ("date", "time_period"):
                            return None                 # no constant of these can be written there
                        if c.name not in using:
                            fill.append((label, const(c.kind, draw(r, c.kind, self.world.letters, True))))
        base = ("join", kind, operands, using, fill)
        join = base + (None, None, None, None)
        try:
            from reference import Join
            j = Join(self.ev, join)
            v = j.virtual()
        except (Refused, Fatal):
            return join
        kinds = {c.name: c.kind for c in v.comps}
        cond = self.cell(kinds, "boolean", 2) if r.random() < 0.3 else None
        body = self.join_body(v, kinds, operands, sets)
        keep = renames = None
        gone = {c.name for c in v.comps}
        if body is None or body[0] == "calc":
            free = [c.name for c in v.comps if c.role != "I"]
            if body is not None:
                made = {n for _, n, _ in body[1]}
                free = [n for n in free if n not in made and n.split("#")[-1] not in made] + sorted(made)
            if free and r.random() < 0.4:
                some = r.sample(free, r.randint(1, len(free)))
                keep = (r.choice(["keep", "drop"]), some)
                gone = set(some) if keep[0] == "keep" else set(free) - set(some)
            twice = [c.name for c in v.comps if "#" in c.name and (c.role == "I" or c.name in gone)
                     and not (body and c.name.split("#")[-1] in {n for _, n, _ in body[1]})]
            if twice and r.random() < 0.85:
                renames = [(n, self.name("j")) for n in twice]
        return base + (cond, body, keep, renames)

    def join_body(self, v, kinds, operands, sets):
        r = self.r
        how = r.random()
        if how < 0.3:
            return None
        if how < 0.6:
            aliases = [a or t[1] for t, a in operands]
            x = ("ds", r.choice(aliases))
            for _ in range(r.choice([1, 1, 2])):
                y = ("ds", r.choice(aliases)) if r.random() < 0.8 else self.literal("integer")
                x = ("op", r.choice(["+", "-", "*", "nvl", "||", "+"]), [x, y])
            return ("apply", x)
        if how < 0.85:
            items = []
            names = [n.split("#")[-1] for n, c in kinds.items() if "#" in n and v.get(n).role != "I"]
            for _ in range(r.choice([1, 1, 2])):
                new = r.choice(names) if names and r.random() < 0.6 else self.name("c")
                items.append((r.choice([None, None, "M", "A", "V"]), new, self.cell(kinds, r.choice(KINDS), 2)))
            return ("calc", items)
        return ("aggr", [(role, n, f, x) for role, n, f, x in self.aggr_items(v) if "#" not in n] or [(None, self.name("g"), "count", None)],
                self.group(v), None)


KINDS = ("integer", "number", "string", "boolean", "number", "date")
CELLS = {
    "integer": [("+", "integer", "integer"), ("-", "integer", "integer"), ("*", "integer", "integer"), ("neg", "integer"),
                ("abs", "integer"), ("ceil", "number"), ("floor", "number"), ("round", "number"), ("trunc", "number"),
                ("mod", "integer", "integer"), ("length", "string"), ("instr", "string", "string"),
                ("instr", "string", "string", "small", "small"), ("cast", "string"), ("cast", "boolean"), ("cast", "number"),
                ("getyear", "date"), ("getmonth", "date"), ("dayofmonth", "date"), ("dayofyear", "time_period"),
                ("datediff", "date", "date")],
    "number": [("+", "number", "number"), ("-", "number", "number"), ("*", "number", "number"), ("/", "number", "number"),
               ("round", "number", "places"), ("trunc", "number", "places"), ("mod", "number", "number"), ("power", "number", "small"),
               ("sqrt", "number"), ("exp", "number"), ("ln", "number"), ("log", "number", "base"), ("cast", "string"),
               ("abs", "number")],
    "string": [("||", "string", "string"), ("||", "string", "boolean"), ("upper", "string"), ("lower", "string"), ("trim", "string"),
               ("ltrim", "string"), ("rtrim", "string"), ("substr", "string", "small", "small"), ("substr", "string", "small"),
               ("replace", "string", "string", "string"), ("replace", "string", "string"), ("cast", "integer"),
               ("cast", "boolean"), ("cast", "date"), ("cast", "time_period")],
    "boolean": [("compare",), ("compare",), ("compare",), ("and", "boolean", "boolean"), ("or", "boolean", "boolean"),
                ("xor", "boolean", "boolean"), ("not", "boolean"), ("in",), ("isnull",), ("match_characters",), ("cast", "string")],
    "date": [("dateadd", "date", "small", "unit"), ("cast", "string")],
}
STEPS = {"unary": 10, "with_scalar": 8, "pair": 12, "member": 4, "if": 5, "filter": 8, "calc": 12, "agg": 8, "aggr": 8, "keep": 4,
         "rename": 5, "sub": 5, "unpivot": 3, "set": 6, "exists": 4, "over": 12, "check": 4, "checkdp": 4, "series": 8, "join": 16,
         "pivot": 4, "hierarchy": 6}


def viral_rules(r, world):
    """Propagation rules of some of the viral attributes."""
    rules = {}
    for n, kind in world.virals:
        if r.random() < 0.5:
            continue
        if kind in NUMERIC and r.random() < 0.7:
            rules[n] = ("aggregate", r.choice(["min", "max", "sum"] + (["avg"] if kind == "number" else [])))
        elif r.random() < 0.3:
            rules[n] = ("aggregate", r.choice(["min", "max"]))
        else:
            words = [w for w in WORDS if "\t" not in w]
            some = [Fraction(i) for i in (0, 1, 2, 5)] if kind in NUMERIC else words
            pairs = [(r.choice(some), r.choice(some) if r.random() < 0.5 else None, r.choice(some)) for _ in range(r.randint(1, 3))]
            rules[n] = ("when", pairs, r.choice(some + [None]), kind)
    return rules


# What ecvtl does not run yet, and is left out.
LATER = set()


def make(seed):
    """The program of a seed."""
    r = random.Random(seed)
    world = World(r)
    inputs = {"D%d" % (i + 1): world.dataset() for i in range(r.choice([1, 2, 2, 3]))}
    viral = viral_rules(r, world) if r.random() < 0.4 and "viral" not in LATER else {}
    ev = Evaluator(inputs, viral=viral)
    grower = Grower(r, world, ev)
    statements = []
    for i in range(r.choice([1, 1, 2, 3, 4, 5])):
        n = "r%d" % (i + 1)
        if r.random() < 0.12:
            kind = r.choice(["integer", "number", "string", "boolean"])
            tree = grower.cell({}, kind, 1)
        else:
            tree, _ = grower.grow(r.choice([1, 1, 2, 2, 3, 4]))
        statements.append((n, tree))
        try:
            ev.env[n] = ev.ev(tree)
            if isinstance(ev.env[n], Dataset):
                ev.env[n].checked()
        except (Refused, Fatal):
            break
    if r.random() < 0.2:
        r.shuffle(statements)
    used = {e[2] for tag in ("checkdp", "hierarchy", "checkhier") for e in find(statements, tag)}
    return Program(inputs, statements, {n: v for n, v in ev.rulesets.items() if n in used}, viral)
