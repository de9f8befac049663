# SPDX-License-Identifier: Apache-2.0
"""VTL on data sets in memory, by the specification: a program is a tree of tuples (programs.py makes and prints it).

Each operator gives a Dataset: first its components, then its rows, so that a refusal is found before a row matters. Slow and
plain on purpose. Evaluator(inputs).run(statements) gives the results by name; .errors counts cells that could not be had.
"""
import itertools
from collections import namedtuple
from fractions import Fraction

from cells import (CASTS, LAST, LETTERS, NUMERIC, OPS, CellError, Fatal, Period, Refused, Unsure, add_months, cast, common,
                   days, divide, first_day, fits, last_day, less, approximate, as_decimal, period_of, rounded, run, shift, text_of,
                   time_agg, want)

Component = namedtuple("Component", "name role kind")        # role: I identifier, M measure, A attribute, V viral attribute
Scalar = namedtuple("Scalar", "kind value")
VAR = {"boolean": "bool_var", "integer": "int_var", "number": "num_var", "string": "string_var", "time": "time_var",
       "date": "date_var", "time_period": "time_period_var", "duration": "duration_var"}
TIMES = ("time", "date", "time_period")
CHANGES = {"=", "<>", "<", "<=", ">", ">=", "between", "in", "not_in", "match_characters", "isnull", "length", "instr", "cast",
           "period_indicator"}
BOOLEANS = {"and", "or", "xor", "not"}
NO_DATASET = {"datediff", "getyear", "getmonth", "dayofmonth", "dayofyear", "daytoyear", "daytomonth", "yeartoday", "monthtoday"}
LATER_SCALARS = True
AGGREGATES = ("count", "min", "max", "sum", "avg", "median", "var_pop", "var_samp", "stddev_pop", "stddev_samp")
PAIRS = {"+", "-", "*", "/", "||", "=", "<>", "<", "<=", ">", ">=", "and", "or", "xor", "mod", "nvl"}


class Dataset:
    """components in order, rows as dicts; order: "key", or "rows" when the rows stand in the promised order, or None."""

    def __init__(self, comps, rows, order="key"):
        self.comps, self.rows, self.order = comps, rows, order
        names = [c.name for c in comps]
        if len(set(names)) < len(names):
            raise Refused("two components of one name: %s" % names)

    def names(self, roles):
        return [c.name for c in self.comps if c.role in roles]

    def ids(self):
        return self.names("I")

    def having(self, roles):
        return [c for c in self.comps if c.role in roles]

    def get(self, name):
        for c in self.comps:
            if c.name == name:
                return c
        raise Refused("no component " + name)

    def text_key(self, row, names=None):
        return tuple(text_of(row[n], self.get(n).kind).encode() for n in (self.ids() if names is None else names))

    def sort(self):
        """Key order; a null identifier or a key that repeats ends the run."""
        ids = self.ids()
        for row in self.rows:
            if any(row[n] is None for n in ids):
                raise Fatal("a null identifier")
        self.rows.sort(key=self.text_key)
        for a, b in zip(self.rows, self.rows[1:]):
            if all(a[n] == b[n] for n in ids):
                raise Fatal("a key twice")
        self.order = "key"
        return self

    def checked(self):
        """The same check, the order kept."""
        order, rows = self.order, list(self.rows)
        self.sort()
        self.rows, self.order = rows, order
        return self


def least(values, kind=None):
    """Viral attributes without a rule: the least value, null before all."""
    values = list(values)
    if not values or any(v is None for v in values):
        return None
    best = values[0]
    for v in values[1:]:
        if less(v, best):
            best = v
    return best


def duration_rank(x):
    if x not in LETTERS:
        raise Unsure("order of durations")
    return LETTERS.index(x)


def extreme(values, kind, greatest):
    rank = duration_rank if kind == "duration" else None
    best = values[0]
    for v in values[1:]:
        below = rank(v) < rank(best) if rank else less(v, best)
        above = rank(best) < rank(v) if rank else less(best, v)
        if above if greatest else below:
            best = v
    return best


def aggregate_type(f, kind, bare=False):
    if f == "count":
        return "integer"
    if kind is None:
        raise Unsure("an aggregate of a bare null")
    if f in ("min", "max"):
        if kind == "time":
            raise Unsure("order of time")
        return kind
    want(kind, NUMERIC, f)
    return (kind or "integer") if f == "sum" else "number"


def aggregate(f, values, kind):
    """One aggregate over the values of a group: nulls are left out."""
    known = [v for v in values if v is not None]
    n = len(known)
    if f == "count":
        return Fraction(n)
    if n == 0:
        return None
    if f in ("min", "max"):
        return extreme(known, kind, f == "max")
    if f == "sum":
        return fits(sum(known, Fraction(0)))
    if f == "avg":
        return divide(sum(known, Fraction(0)), Fraction(n))
    if f == "median":
        known.sort()
        return known[n // 2] if n % 2 else fits((known[n // 2 - 1] + known[n // 2]) / 2)
    if f.endswith("samp") and n == 1:
        return None
    top = n * sum(v * v for v in known) - sum(known, Fraction(0)) ** 2
    variance = rounded(fits(top) / (n * n if f.endswith("pop") else n * (n - 1)))
    return variance if f.startswith("var") else approximate(as_decimal(variance).sqrt())


class Scope:
    """The names that a component expression may use: types, and how a bare or qualified name is read."""

    def __init__(self, kinds, scalars=None, ambiguous=(), alias=None):
        self.kinds, self.scalars, self.ambiguous, self.alias = kinds, scalars or {}, set(ambiguous), alias or {}

    def find(self, name):
        name = self.alias.get(name, name)
        if name in self.ambiguous:
            raise Refused("ambiguous " + name)
        if name in self.kinds:
            return name, None
        if name in self.scalars:
            return None, self.scalars[name]
        raise Refused("no component " + name)


class Evaluator:
    def __init__(self, inputs, rulesets=None, viral=None):
        self.env = dict(inputs)
        self.inputs = set(inputs)
        self.rulesets = rulesets or {}
        self.viral = viral or {}
        self.errors = 0

    def run(self, statements):
        """Statements (name, tree) in any order, a name once; the results by name."""
        pending = list(statements)
        names = [n for n, _ in pending]
        if len(set(names)) < len(names) or self.inputs & set(names):
            raise Refused("a name is assigned twice")
        results = {}
        while pending:
            waiting = {n for n, _ in pending}
            ready = [s for s in pending if not waiting & set(names_in(s[1]))]
            if not ready:
                raise Refused("a circle")
            for name, tree in ready:
                self.env[name] = results[name] = self.ev(tree)
                if isinstance(results[name], Dataset):
                    results[name].checked()
            pending = [s for s in pending if s not in ready]
        return results

    # --- component expressions -----------------------------------------------------------------------------------------------

    def kind(self, e, scope, analytic=True, grouped=False):
        """The type of a component expression, None for a bare null."""
        tag = e[0]
        if tag == "const":
            return e[1]
        if tag == "col":
            name, scalar = scope.find(e[1])
            if isinstance(scalar, Dataset):
                raise Refused("a data set in a component expression")
            return scalar.kind if scalar is not None else scope.kinds[name]
        if tag == "over":
            if not analytic:
                raise Refused("an analytic call here")
            return self.over_kind(e, scope)
        if tag == "agg":
            if not grouped:
                raise Refused("an aggregate here")
            return aggregate_type(e[1], None if e[2] is None else self.kind(e[2], scope, False, False))
        if tag == "case":
            for c, _ in e[1]:
                want(self.kind(c, scope, analytic, grouped), ("boolean",), "case")
            return common([self.kind(x, scope, analytic, grouped) for x in [x for _, x in e[1]] + [e[2]]], "case")
        types = [self.kind(a, scope, analytic, grouped) for a in e[2] if a is not None]
        kind = self.op_kind(e, types)
        if not any(find(e, t) for t in ("col", "over", "agg")):
            try:
                self.cell(e, scope, {})
            except CellError:
                raise Unsure("a constant that cannot be had") from None
        return kind

    def op_kind(self, e, types):
        """The type of an operator's result from those of its operands; literals that cannot be are refused here."""
        op = e[1]
        if op in ("in", "not_in"):
            common([types[0]] + [c[1] for c in e[3]], op)
            return "boolean"
        if op == "if":
            want(types[0], ("boolean",), "if")
            return common(types[1:], "if")
        if op == "cast":
            if types[0] is not None and types[0] != e[3] and (types[0], e[3]) not in CASTS:
                raise Refused("cast %s to %s" % (types[0], e[3]))
            return e[3]
        if op not in OPS:
            raise Unsure(op)
        result = OPS[op](types)
        for a, least_value in zip(e[2][1:], {"substr": (1, 0), "instr": (None, 1, 1)}.get(op, ())):
            if a is not None and a[0] == "const" and a[2] is not None and least_value is not None and a[2] < least_value:
                raise Refused("a literal of " + op)
        return result

    def cell(self, e, scope, row, over=None):
        """The value of a component expression on a row; over: values of analytic and aggregate calls by their identity."""
        tag = e[0]
        if tag == "const":
            return e[2]
        if tag == "col":
            name, scalar = scope.find(e[1])
            return scalar.value if scalar is not None else row[name]
        if tag in ("over", "agg"):
            value = over[id(e)]
            if isinstance(value, CellError):
                raise value
            return value
        if tag == "case":
            for c, x in e[1]:
                if self.cell(c, scope, row, over) is True:
                    return self.cell(x, scope, row, over)
            return self.cell(e[2], scope, row, over)
        op, args = e[1], e[2]
        if op == "if":
            return self.cell(args[1 if self.cell(args[0], scope, row, over) is True else 2], scope, row, over)
        if op in ("and", "or"):
            left = self.cell(args[0], scope, row, over)
            return left if left is (op == "or") else run(op, [left, self.cell(args[1], scope, row, over)], None)
        values, error = [], None
        for a in args:
            if a is not None:
                try:
                    values.append(self.cell(a, scope, row, over))
                except CellError as failed:
                    values.append(failed)
                    error = error or failed
        if error is not None:
            if any(v is None for v in values) or op == "nvl" and not isinstance(values[0], CellError):
                raise Unsure("null beside what cannot be had")
            raise error
        return apply_op(e, values, [self.kind(a, scope, True, True) for a in args if a is not None])

    def tried(self, function):
        """A value, or null where it cannot be had; that is counted."""
        try:
            return function()
        except CellError:
            self.errors += 1
            return None

    def scope_of(self, ds):
        return Scope({c.name: c.kind for c in ds.comps}, {n: v for n, v in self.env.items()})

    # --- data set expressions ------------------------------------------------------------------------------------------------

    def ev(self, e):
        tag = e[0]
        if tag == "ds":
            if e[1] not in self.env:
                raise Refused("no data set " + e[1])
            v = self.env[e[1]]
            return v if isinstance(v, Scalar) else Dataset(list(v.comps), [dict(r) for r in v.rows], v.order)
        if tag == "const":
            return Scalar(e[1], e[2])
        if tag == "op":
            return self.operator(e)
        if tag == "case":
            return self.case(e)
        return getattr(self, "ev_" + tag)(e)

    def ev_literal(self, e):
        return e[1]

    def dataset(self, e, what="an operator"):
        v = self.ev(e)
        if not isinstance(v, Dataset):
            raise Refused("a scalar in place of a data set: " + what)
        return v

    def operator(self, e):
        """Operators and functions over scalars and data sets: 2.1 to 2.4."""
        op, args = e[1], e[2]
        if op == "if":
            return self.case(("case", [(args[0], args[1])], args[2]))
        values = [None if a is None else self.ev(a) for a in args]
        sets = [i for i, v in enumerate(values) if isinstance(v, Dataset)]
        if not sets:
            consts = [None if v is None else ("const", v.kind, v.value) for v in values]
            tree = (e[0], op, consts) + tuple(e[3:])
            kind = self.kind(tree, Scope({}))
            return Scalar(kind, self.tried(lambda: self.cell(tree, Scope({}), {})))
        if op in NO_DATASET:
            raise Refused(op + " has no form on data sets")
        if len(sets) == 2 and op in PAIRS and len(values) == 2:
            return self.pair(e, *values)
        if len(sets) > 1 or sets[0] != 0 and op not in PAIRS or sets[0] != 0 and op in ("nvl",):
            raise Refused("a data set in place of a scalar")
        return self.single(e, values, sets[0])

    def single(self, e, values, at):
        """One data set, the other operands scalars."""
        op, ds = e[1], values[at]
        if op == "period_indicator":
            return self.period_indicator(ds)
        measures = ds.having("M")
        change = op in CHANGES or op == "dateadd" and any(c.kind == "time_period" for c in measures)
        if (change or op in BOOLEANS) and len(measures) != 1:
            raise Refused("exactly one measure: " + op)
        comps, plans = ds.having("I"), []
        for c in measures:
            args = [v if v is None else ("col", c.name) if i == at else ("const", v.kind, v.value) for i, v in enumerate(values)]
            tree = (e[0], op, args) + tuple(e[3:])
            kind = self.kind(tree, Scope({c.name: c.kind}))
            if not change and op not in BOOLEANS and not same_basic(c.kind, kind):
                raise Unsure("type changed by " + op)
            name = VAR[kind] if change else c.name
            comps = comps + [Component(name, "M", kind)]
            plans.append((name, tree, Scope({c.name: c.kind})))
        virals = ds.having("V")
        rows = []
        for r in ds.rows:
            new = {n: r[n] for n in ds.names("IV")}
            new.update({n: self.tried(lambda t=t, s=s: self.cell(t, s, r)) for n, t, s in plans})
            rows.append(new)
        return Dataset(comps + virals, rows, ds.order)

    def period_indicator(self, ds):
        periods = [c.name for c in ds.having("I") if c.kind == "time_period"]
        if len(periods) != 1:
            raise Refused("exactly one time_period identifier")
        rows = []
        for r in ds.rows:
            new = {n: r[n] for n in ds.names("IV")}
            new["duration_var"] = r[periods[0]].letter
            rows.append(new)
        return Dataset(ds.having("I") + [Component("duration_var", "M", "duration")] + ds.having("V"), rows, ds.order)

    def combine(self, comp, values):
        """Viral attributes of the data points that make one: one is copied, several are combined by the rule."""
        values = list(values)
        if len(values) == 1:
            return values[0]
        return self.tried(lambda: self.viral[comp.name](values) if comp.name in self.viral else least(values))

    def shared_virals(self, sets):
        """Components of the viral attributes of several data sets."""
        comps = []
        for ds in sets:
            for c in ds.having("V"):
                old = [k for k in comps if k.name == c.name]
                if old and old[0].kind != c.kind:
                    raise Unsure("viral attributes of two types")
                if not old:
                    comps.append(c)
        return comps

    def pair(self, e, a, b):
        """Two data sets: 2.2."""
        op = e[1]
        ia, ib = set(a.ids()), set(b.ids())
        if not (ia <= ib or ib <= ia):
            raise Refused("identifiers of neither contain those of the other")
        big = a if ib <= ia else b
        shared = [n for n in big.ids() if n in ia & ib]
        for n in shared:
            same_kind(a.get(n), b.get(n))
        left, right = a.having("M"), b.having("M")
        if op in CHANGES | BOOLEANS and (len(left) != 1 or len(right) != 1):
            raise Refused("exactly one measure: " + op)
        members = all(x[0] == "member" for x in e[2])
        if {c.name for c in left} != {c.name for c in right} and not (members and len(left) == len(right) == 1):
            raise Refused("measures of other names")
        if op == "nvl" and (ia != ib or set(a.names("AV")) != set(b.names("AV"))):
            raise Unsure("nvl with other components")
        comps, plans = big.having("I"), []
        for c in left:
            d = right[0] if members and len(left) == 1 else [k for k in right if k.name == c.name][0]
            if not same_basic(c.kind, d.kind) and op not in ("||",):
                raise Refused("measures of two types")
            scope = Scope({"x": c.kind, "y": d.kind})
            tree = ("op", op, [("col", "x"), ("col", "y")])
            kind = self.kind(tree, scope)
            name = VAR[kind] if op in CHANGES else c.name
            comps = comps + [Component(name, "M", kind)]
            plans.append((name, tree, scope, c.name, d.name))
        virals = self.shared_virals([a, b])
        rows = []
        for x in a.rows:
            for y in b.rows:
                if all(x[n] == y[n] for n in shared):
                    new = {n: (x if big is a else y)[n] for n in big.ids()}
                    for c in virals:
                        new[c.name] = self.combine(c, [r[c.name] for r, ds in ((x, a), (y, b)) if c.name in ds.names("V")])
                    for name, tree, scope, p, q in plans:
                        new[name] = self.tried(lambda: self.cell(tree, scope, {"x": x[p], "y": y[q]}))
                    rows.append(new)
        return Dataset(comps + virals, rows).sort()

    def case(self, e):
        """case (and if) over data sets: the first condition that is true picks the branch, by key."""
        conditions = [self.ev(c) for c, _ in e[1]]
        branches = [self.ev(x) for _, x in e[1]] + [self.ev(e[2])]
        if all(isinstance(v, Scalar) for v in conditions + branches):
            const = [("const", v.kind, v.value) for v in branches]
            tree = ("case", [(("const", c.kind, c.value), x) for c, x in zip(conditions, const)], const[-1])
            return Scalar(self.kind(tree, Scope({})), self.tried(lambda: self.cell(tree, Scope({}), {})))
        for c in conditions:
            if not isinstance(c, Dataset):
                raise Refused("a scalar condition for data sets")
            if [m.kind for m in c.having("M")] != ["boolean"]:
                raise Refused("a condition has one boolean measure")
        sets = [b for b in branches if isinstance(b, Dataset)]
        if not sets:
            raise Refused("no branch is a data set")
        first = sets[0]
        for s in conditions + sets:
            if {(c.name, c.kind) for c in s.having("I")} != {(c.name, c.kind) for c in first.having("I")}:
                raise Refused("identifiers differ")
        for s in sets[1:]:
            if {(c.name, c.role) for c in s.having("MV")} != {(c.name, c.role) for c in first.having("MV")}:
                raise Refused("components differ")
            if {(c.name, c.role) for c in s.having("A")} != {(c.name, c.role) for c in first.having("A")}:
                raise Unsure("attributes differ, which are dropped")
            if [c for c in s.having("V") if c.kind != first.get(c.name).kind]:
                raise Unsure("viral attributes of two types")
        comps = first.having("I")
        for m in first.having("M"):
            types = [b.kind if isinstance(b, Scalar) else b.get(m.name).kind for b in branches]
            comps = comps + [Component(m.name, "M", common(types, "if"))]
            if not all(t is None or same_basic(t, m.kind) for t in types):
                raise Refused("types of branches")
        comps = comps + first.having("V")
        ids = first.ids()
        keyed = [{tuple(r[n] for n in ids): r for r in b.rows} if isinstance(b, Dataset) else b for b in branches]
        tests = []
        for c in conditions:
            name = c.names("M")[0]
            tests.append({tuple(r[n] for n in ids): r[name] for r in c.rows})
        rows = []
        for key in {k for t in tests for k in t}:
            pick = next((i for i, t in enumerate(tests) if t.get(key) is True), len(tests))
            branch = keyed[pick]
            new = dict(zip(ids, key))
            if isinstance(branch, Scalar):
                new.update({c.name: branch.value if c.role == "M" else None for c in comps if c.role != "I"})
            elif key in branch:
                new.update({c.name: branch[key][c.name] for c in comps if c.role != "I"})
            else:
                continue
            rows.append(new)
        return Dataset(comps, rows).sort()

    def ev_member(self, e):
        ds = self.dataset(e[1])
        c = ds.get(e[2])
        if not ds.ids():
            if LATER_SCALARS:
                raise Unsure("a scalar of a data set without identifiers")
            return Scalar(c.kind, ds.rows[0][c.name] if ds.rows else None)
        name = c.name if c.role == "M" else VAR[c.kind]
        rows = []
        for r in ds.rows:
            new = {n: r[n] for n in ds.names("IV")}
            new[name] = r[c.name]
            rows.append(new)
        return Dataset(ds.having("I") + [Component(name, "M", c.kind)] + ds.having("V"), rows, ds.order)

    # --- clauses -------------------------------------------------------------------------------------------------------------

    def ev_filter(self, e):
        ds = self.dataset(e[1])
        return self.filter(ds, e[2], self.scope_of(ds))

    def filter(self, ds, condition, scope):
        want(self.kind(condition, scope), ("boolean",), "filter")
        over = self.analytic_values([condition], ds, scope)
        rows = [r for i, r in enumerate(ds.rows)
                if self.tried(lambda: self.cell(condition, scope, r, at_row(over, i))) is True]
        return Dataset(ds.comps, rows, "key" if over else ds.order)

    def ev_calc(self, e):
        ds = self.dataset(e[1])
        return self.calc(ds, e[2], self.scope_of(ds))

    def calc(self, ds, items, scope, removed=lambda name: [name]):
        names = [n for _, n, _ in items]
        if len(set(names)) < len(names):
            raise Refused("a component computed twice")
        comps = list(ds.comps)
        for role, name, x in items:
            old = [c for c in comps if c.name == name]
            if old and old[0].role == "I":
                raise Refused("calc of an identifier")
            kind = self.kind(x, scope)
            if kind is None:
                raise Unsure("a bare null in calc")
            new = Component(name, role or (old[0].role if old else "M"), kind)
            gone = set(removed(name))
            comps = [new if c.name == name else c for c in comps if c.name == name or c.name not in gone] if old \
                else [c for c in comps if c.name not in gone] + [new]
        over = self.analytic_values([x for _, _, x in items], ds, scope)
        rows = []
        for i, r in enumerate(ds.rows):
            new = dict(r)
            for role, name, x in items:
                new[name] = self.tried(lambda: self.cell(x, scope, r, at_row(over, i)))
            rows.append(new)
        out = Dataset(comps, rows, "key" if over else ds.order)
        return out.checked() if any(role == "I" for role, _, _ in items) else out

    def ev_keep(self, e):
        ds = self.dataset(e[1])
        self.named(ds, e[2])
        return self.project(ds, [c for c in ds.comps if c.role == "I" or c.name in e[2]])

    def ev_drop(self, e):
        ds = self.dataset(e[1])
        self.named(ds, e[2])
        return self.project(ds, [c for c in ds.comps if c.name not in e[2]])

    def named(self, ds, names):
        if len(set(names)) < len(names):
            raise Unsure("a component named twice")
        for n in names:
            if ds.get(n).role == "I":
                raise Refused("an identifier in keep or drop")

    def project(self, ds, comps):
        return Dataset(comps, [{c.name: r[c.name] for c in comps} for r in ds.rows], ds.order)

    def ev_rename(self, e):
        ds = self.dataset(e[1])
        return self.rename(ds, e[2])

    def rename(self, ds, pairs):
        old = [a for a, _ in pairs]
        if len(set(old)) < len(old):
            raise Refused("a component renamed twice")
        for a in old:
            ds.get(a)
        new = dict(pairs)
        comps = [Component(new.get(c.name, c.name), c.role, c.kind) for c in ds.comps]
        return Dataset(comps, [{new.get(n, n): v for n, v in r.items()} for r in ds.rows], ds.order)

    def ev_sub(self, e):
        ds = self.dataset(e[1])
        names = [n for n, _ in e[2]]
        if len(set(names)) < len(names):
            raise Refused("an identifier twice in sub")
        values = {}
        for name, x in e[2]:
            c = ds.get(name)
            if c.role != "I":
                raise Refused("sub of what is no identifier")
            v = self.ev(x)
            if not isinstance(v, Scalar) or v.value is None or not same_basic(v.kind, c.kind):
                raise Refused("the constant of sub")
            values[name] = v.value
        rows = [r for r in ds.rows if all(r[n] == v for n, v in values.items())]
        return self.project(Dataset(ds.comps, rows, ds.order), [c for c in ds.comps if c.name not in values])

    def ev_unpivot(self, e):
        ds = self.dataset(e[1])
        measures = ds.having("M")
        if not measures:
            raise Unsure("unpivot of no measure")
        if len({"number" if m.kind in NUMERIC else m.kind for m in measures}) > 1:
            raise Refused("measures of two types")
        kind = common([m.kind for m in measures], "unpivot")
        if e[2] == e[3] or {e[2], e[3]} & set(ds.names("IAV")):
            raise Refused("a name that is there")
        if {e[2], e[3]} & set(ds.names("M")):
            raise Unsure("the name of a measure that goes")
        rows = []
        for r in ds.rows:
            for m in measures:
                if r[m.name] is not None:
                    new = {n: r[n] for n in ds.names("IV")}
                    new.update({e[2]: m.name, e[3]: r[m.name]})
                    rows.append(new)
        return Dataset(ds.having("I") + [Component(e[2], "I", "string"), Component(e[3], "M", kind)] + ds.having("V"), rows,
                       "rows" if ds.order == "rows" else None)

    def ev_pivot(self, e):
        ds = self.dataset(e[1])
        i, m = ds.get(e[2]), ds.get(e[3])
        if i.role != "I" or m.role != "M":
            raise Refused("pivot takes an identifier and a measure")
        rest = [c for c in ds.having("I") if c.name != i.name]
        values = []
        for r in ds.rows:
            if r[i.name] not in values:
                values.append(r[i.name])
        letters = {v.letter for v in values if isinstance(v, Period)}
        if len(letters) > 1:
            raise Unsure("order of periods of two letters")
        values.sort(key=lambda v: v.encode() if isinstance(v, str) else v)
        names = [text_of(v, i.kind) for v in values]
        if set(names) & set(c.name for c in rest) or "" in names:
            raise Fatal("a column of the name of an identifier")
        if set(names) & set(ds.names("V")):
            raise Unsure("a column of the name of a viral attribute")
        comps = rest + [Component(n, "M", m.kind) for n in names] + ds.having("V")
        groups = {}
        for r in ds.rows:
            groups.setdefault(tuple(r[c.name] for c in rest), []).append(r)
        rows = []
        for key, group in groups.items():
            new = dict(zip([c.name for c in rest], key))
            for n, v in zip(names, values):
                new[n] = next((r[m.name] for r in group if r[i.name] == v), None)
            for c in ds.having("V"):
                new[c.name] = self.combine(c, [r[c.name] for r in self.in_key_order(ds, group)])
            rows.append(new)
        return Dataset(comps, rows).sort()

    def in_key_order(self, ds, rows):
        return sorted(rows, key=ds.text_key)

    # --- aggregates ----------------------------------------------------------------------------------------------------------

    def ev_aggr(self, e):
        ds = self.dataset(e[1])
        return self.aggr(ds, e[2], e[3], e[4], self.scope_of(ds))

    def aggr(self, ds, items, group, having, scope):
        """items (role, name, function, expression or None)."""
        names = [i[1] for i in items]
        if len(set(names)) < len(names):
            raise Refused("a component computed twice")
        ds, ids = self.grouping(ds, group)
        comps = [c for c in ds.having("I") if c.name in ids]
        for role, name, f, x in items:
            if role == "I":
                raise Refused("aggr makes no identifier")
            if name in ds.ids():
                if name in ids:
                    raise Refused("aggr of an identifier")
                raise Unsure("the name of an identifier that goes")
            kind = aggregate_type(f, None if x is None else self.kind(x, scope, False))
            if kind is None:
                raise Unsure("a bare null in aggr")
            comps.append(Component(name, role or self.old_role(ds, name), kind))
        virals = [c for c in ds.having("V") if c.name not in names]
        self.check_having(having, scope)
        rows = []
        for key, rows_of in self.groups(ds, ids):
            new = dict(zip(ids, key))
            for role, name, f, x in items:
                new[name] = self.tried(lambda: self.agg_over(f, x, rows_of, scope))
            if not self.passes(having, rows_of, scope):
                continue
            for c in virals:
                new[c.name] = self.combine(c, [r[c.name] for r in rows_of])
            rows.append(new)
        return Dataset(comps + virals, rows).sort()

    def old_role(self, ds, name):
        old = [c for c in ds.comps if c.name == name]
        if old and old[0].role != "M":
            raise Unsure("the role of what is computed anew in aggr")
        return "M"

    def agg_over(self, f, x, rows, scope):
        if x is None:
            return Fraction(len(rows))
        kind = self.kind(x, scope, False)
        return aggregate(f, [self.tried(lambda: self.cell(x, scope, r)) for r in rows], kind)

    def check_having(self, having, scope):
        if having is not None:
            want(self.kind(having, Having(scope), False, True), ("boolean",), "having")

    def passes(self, having, rows, scope):
        if having is None:
            return True

        def decide():
            over = {}
            for a in find(having, "agg"):
                try:
                    over[id(a)] = self.agg_over(a[1], a[2], rows, scope)
                except CellError as error:
                    over[id(a)] = error
            return self.cell(having, Having(scope), {}, over)
        return self.tried(decide) is True

    def grouping(self, ds, group):
        """The data set (its time identifier converted) and the identifiers of the groups."""
        if group is None:
            return ds, []
        how, names, to = group
        if len(set(names)) < len(names):
            raise Unsure("a component named twice")
        for n in names:
            if ds.get(n).role != "I":
                raise Refused("grouped by what is no identifier")
        ids = [n for n in ds.ids() if how == "all" or (n in names) == (how == "by")]
        if how == "by":
            ids = [n for n in ds.ids() if n in names]
        if to is not None:
            times = [c for c in ds.having("I") if c.kind in TIMES and (how == "all" or c.name in ids)]
            if len(times) != 1:
                raise Refused("one time identifier")
            name = times[0].name
            rows = []
            for r in ds.rows:
                new = dict(r)
                try:
                    new[name] = time_agg(r[name], to)
                except CellError:
                    raise Unsure("a period that cannot be converted") from None
                rows.append(new)
            ds = Dataset(ds.comps, rows, ds.order)
        return ds, ids

    def groups(self, ds, ids):
        """(key, rows in key order) of each group; without grouping one, even of no rows."""
        found = {} if ids else {(): []}
        for r in self.in_key_order(ds, ds.rows):
            found.setdefault(tuple(r[n] for n in ids), []).append(r)
        return found.items()

    def ev_agg(self, e):
        """f(ds group ... having ...)."""
        _, f, x, group, having = e
        ds = self.dataset(x)
        scope = self.scope_of(ds)
        ds2, ids = self.grouping(ds, group)
        comps = [c for c in ds2.having("I") if c.name in ids]
        measures = [Component("int_var", "M", "integer")] if f == "count" else \
            [Component(c.name, "M", aggregate_type(f, c.kind)) for c in ds.having("M")]
        if f != "count" and not measures:
            raise Unsure("an aggregate of no measure")
        self.check_having(having, scope)
        rows = []
        for key, rows_of in self.groups(ds2, ids):
            new = dict(zip(ids, key))
            for c in measures:
                if f == "count":
                    new[c.name] = Fraction(len(rows_of))
                else:
                    new[c.name] = self.tried(lambda: aggregate(f, [r[c.name] for r in rows_of], ds.get(c.name).kind))
            if not self.passes(having, rows_of, scope):
                continue
            for c in ds.having("V"):
                new[c.name] = self.combine(c, [r[c.name] for r in rows_of])
            rows.append(new)
        return Dataset(comps + measures + ds.having("V"), rows).sort()

    # --- analytic functions --------------------------------------------------------------------------------------------------

    def over_kind(self, e, scope):
        """e: ("over", f, x, extra, partition, order, window)."""
        _, f, x, extra, part, order, window = e
        if find(x, "over") or find(x, "agg"):
            raise Refused("nested")
        for n in (part[1] if part else []) + [n for n, _ in order or []]:
            scope.find(n)
        if f == "rank":
            return "integer"
        kind = self.kind(x, scope, False) if x is not None else None
        return self.over_type(f, kind, extra)

    def over_type(self, f, kind, extra):
        if kind is None and f != "count":
            raise Unsure("an analytic function of a bare null")
        if f in ("first_value", "last_value"):
            return kind
        if f in ("lag", "lead"):
            if extra and len(extra) > 1:
                t = common([kind, extra[1][1]], f)
                if t != kind:
                    raise Unsure("a default that widens")
            return kind
        if f == "ratio_to_report":
            want(kind, NUMERIC, f)
            return "number"
        return aggregate_type(f, kind)

    def check_over(self, e, ds):
        _, f, _, extra, part, order, window = e
        for n in part[1] if part else []:
            if ds.get(n).role != "I":
                raise Refused("partition by what is no identifier")
        if part and len(set(part[1])) < len(part[1]) or order and len({n for n, _ in order}) < len(order):
            raise Unsure("a component named twice")
        for n, _ in order or []:
            if ds.get(n).kind in ("time", "duration"):
                raise Unsure("order of " + ds.get(n).kind)
            if len({r[n].letter for r in ds.rows if isinstance(r[n], Period)}) > 1:
                raise Unsure("order of periods of two letters")
        if f in ("lag", "lead", "rank") and not order or f in ("lag", "lead", "rank", "ratio_to_report") and window:
            raise Refused(f + " needs an order, and has no window")
        if f == "ratio_to_report" and (order or not part):
            raise Refused("ratio_to_report needs a partition and has no order")
        if f in ("lag", "lead") and extra and extra[0] < 1:
            raise Refused("an offset below 1")
        if window:
            self.check_window(window, order, ds)

    def check_window(self, window, order, ds):
        kind, low, high = window
        place = {"preceding": -1, "current": 0, "following": 1}

        def position(limit):
            n, way = limit
            return place[way] * (float("inf") if n is None else n) if way != "current" else 0
        if position(low) > position(high) or low == (None, "following") or high == (None, "preceding"):
            raise Refused("limits the wrong way round")
        if any(n is not None and n < 0 for n, w in (low, high) if w != "current"):
            raise Refused("a negative limit")
        if kind == "range":
            if any(n is not None and w != "current" for n, w in (low, high)):
                if len(order or []) != 1 or ds.get(order[0][0]).kind not in NUMERIC + ("date", "time_period"):
                    raise Refused("range takes one order component: number, date, time_period")
            elif not order:
                raise Unsure("range without order")

    def windows(self, e, ds):
        """For each row of ds the rows of its partition in order, its position there, and its window (None where there is none)."""
        _, f, _, _, part, order, window = e
        by = [n for n, _ in order or []]
        if part is None:
            ids = [n for n in ds.ids() if n not in by]
        elif part[0] == "except":
            ids = [n for n in ds.ids() if n not in part[1]] if part[1] else []     # except all
        else:
            ids = part[1]
        rows = self.in_key_order(ds, ds.rows)
        place = {}
        groups = {}
        for r in rows:
            groups.setdefault(tuple(r[n] for n in ids), []).append(r)
        for group in groups.values():
            for n, down in reversed(order or []):
                group.sort(key=lambda r: Ranked(r[n]), reverse=False) if not down else self.sort_down(group, n)
            for i, r in enumerate(group):
                place[id(r)] = (group, i, self.window(group, i, order, window))
        return [place[id(r)] for r in ds.rows]

    def sort_down(self, group, n):
        group.reverse()
        group.sort(key=lambda r: Ranked(r[n]))
        group.reverse()

    def window(self, group, i, order, window):
        if window is None:
            if not order:
                return group
            window = ("range", (None, "preceding"), (None, "current"))
        kind, low, high = window
        if kind == "points":
            a = 0 if low == (None, "preceding") else i + steps(low)
            b = len(group) if high == (None, "following") else i + steps(high) + 1
            return group[max(a, 0):max(b, 0)]
        ranks = [[Ranked(r[n]) for n, _ in order] for r in group]
        peers = [k for k in range(len(group)) if ranks[k] == ranks[i]]
        return group[self.limit(group, i, order, low, peers, True):self.limit(group, i, order, high, peers, False)]

    def limit(self, group, i, order, limit, peers, lower):
        """The index of the first row within (lower), or of the first behind."""
        n, way = limit
        if n is None and way in ("preceding", "following"):
            return 0 if way == "preceding" else len(group)
        if way == "current" or group[i][order[0][0]] is None:
            return peers[0] if lower else peers[-1] + 1
        name, down = order[0]
        value = group[i][name]
        n = -n if (way == "preceding") != down else n
        edge = shift(value, n) if isinstance(value, Period) else moved(value, n)
        inside = [k for k, r in enumerate(group) if r[name] is not None
                  and (not (less(r[name], edge) if not down else less(edge, r[name])) if lower else
                       not (less(edge, r[name]) if not down else less(r[name], edge)))]
        if lower:
            known = [k for k, r in enumerate(group) if r[name] is not None]
            return inside[0] if inside else known[-1] + 1
        known = [k for k, r in enumerate(group) if r[name] is not None]
        return inside[-1] + 1 if inside else known[0]

    def analytic_values(self, expressions, ds, scope):
        """Values of each analytic call in them, a list a row, by identity."""
        calls = {}
        for x in expressions:
            for e in find(x, "over"):
                if e[1] == "rank" and e[2] is not None:
                    raise Refused("rank takes no operand")
                resolved = tuple(e[:4]) + (e[4] and (e[4][0], [scope.find(n)[0] for n in e[4][1]]),
                                           e[5] and [(scope.find(n)[0], d) for n, d in e[5]], e[6])
                self.check_over(resolved, ds)
                kind = None if e[2] is None else self.kind(e[2], scope, False)
                cells = None if e[2] is None else [self.tried(lambda: self.cell(e[2], scope, r)) for r in ds.rows]
                calls[id(e)] = self.over_values(resolved, ds, cells, kind)
        return calls

    def over_values(self, e, ds, cells, kind):
        """One analytic function over a column: a value or a CellError a row."""
        _, f, _, extra, _, order, _ = e
        column = {id(r): v for r, v in zip(ds.rows, cells)} if cells is not None else None
        values = []
        for group, i, window in self.windows(e, ds):
            try:
                values.append(self.over_value(f, extra, order, group, i, window, column, kind))
            except CellError as error:
                values.append(error)
        return values

    def over_value(self, f, extra, order, group, i, window, column, kind):
        if f == "rank":
            mine = [Ranked(group[i][n]) for n, _ in order]
            return Fraction(1 + next(k for k in range(len(group)) if [Ranked(group[k][n]) for n, _ in order] == mine))
        if f in ("lag", "lead"):
            k = i + (extra[0] if extra else 1) * (-1 if f == "lag" else 1)
            if 0 <= k < len(group):
                return column[id(group[k])]
            return extra[1][2] if extra and len(extra) > 1 else None
        if f == "ratio_to_report":
            total = fits(sum((column[id(r)] for r in group if column[id(r)] is not None), Fraction(0)))
            return None if column[id(group[i])] is None else divide(column[id(group[i])], total)
        if f in ("first_value", "last_value"):
            return column[id(window[0 if f == "first_value" else -1])] if window else None
        if column is None:
            return Fraction(len(window))
        return aggregate(f, [column[id(r)] for r in window], kind)

    def ev_over(self, e):
        """f(ds over (...)): all measures."""
        _, f, x, extra, part, order, window = e
        ds = self.dataset(x)
        for n in (part[1] if part else []) + [n for n, _ in order or []]:
            ds.get(n)
        if f == "rank":
            raise Refused("rank on a data set")
        self.check_over(e, ds)
        if f == "count":
            measures = [Component("int_var", "M", "integer")]
        else:
            measures = [Component(c.name, "M", self.over_type(f, c.kind, extra)) for c in ds.having("M")]
        if not measures:
            raise Unsure("an analytic function of no measure")
        ids, virals = ds.having("I"), ds.having("V")
        columns = {}
        for c in measures:
            cells = None if f == "count" else [r[c.name] for r in ds.rows]
            columns[c.name] = self.over_values(e, ds, cells, None if f == "count" else ds.get(c.name).kind)
        rows = []
        for k, (r, (group, i, win)) in enumerate(zip(ds.rows, self.windows(e, ds))):
            new = {c.name: r[c.name] for c in ids}
            for c in measures:
                v = columns[c.name][k]
                if isinstance(v, CellError):
                    self.errors += 1
                    v = None
                new[c.name] = v
            for c in virals:
                if f in ("lag", "lead"):
                    at = i + (extra[0] if extra else 1) * (-1 if f == "lag" else 1)
                    new[c.name] = group[at][c.name] if 0 <= at < len(group) else None
                else:
                    over = self.in_key_order(ds, group if f == "ratio_to_report" else win)
                    new[c.name] = self.combine(c, [w[c.name] for w in over])
            rows.append(new)
        return Dataset(ids + measures + virals, rows).sort()

    # --- set operators, exists_in --------------------------------------------------------------------------------------------

    def ev_set(self, e):
        _, op, trees = e
        sets = [self.dataset(x) for x in trees]
        first = sets[0]
        comps = []
        for s in sets[1:]:
            if {c.name for c in s.comps} != {c.name for c in first.comps}:
                raise Refused("components differ")
        for c in first.comps:
            others = [s.get(c.name) for s in sets]
            if len({"V" if o.role in "AV" and any(p.role == "V" for p in others) else o.role for o in others}) > 1:
                raise Refused("roles differ")
            if not all(same_basic(c.kind, o.kind) for o in others):
                raise Refused("types differ")
            role = "V" if any(o.role == "V" for o in others) else c.role
            comps.append(Component(c.name, role, common([o.kind for o in others], op)))
        ids = first.ids()
        keyed = [{tuple(r[n] for n in ids): r for r in s.rows} for s in sets]
        if op == "union":
            rows = [r for i, k in enumerate(keyed) for key, r in k.items() if not any(key in j for j in keyed[:i])]
        elif op == "intersect":
            rows = [r for key, r in keyed[0].items() if all(key in k for k in keyed)]
        else:
            rows = [r for key, r in keyed[0].items() if key not in keyed[1]]
            if op == "symdiff":
                rows += [r for key, r in keyed[1].items() if key not in keyed[0]]
        return Dataset(comps, rows).sort()

    def ev_exists(self, e):
        _, x, y, mode = e
        a, b = self.dataset(x), self.dataset(y)
        ia, ib = set(a.ids()), set(b.ids())
        if not (ia <= ib or ib <= ia):
            raise Refused("identifiers of neither contain those of the other")
        shared = sorted(ia & ib)
        for n in shared:
            same_kind(a.get(n), b.get(n))
        there = {tuple(r[n] for n in shared) for r in b.rows}
        rows = []
        for r in a.rows:
            found = tuple(r[n] for n in shared) in there
            if mode in (None, "all") or found == (mode == "true"):
                new = {n: r[n] for n in a.names("IV")}
                new["bool_var"] = found
                rows.append(new)
        virals = self.shared_virals([a])
        if b.having("V"):
            raise Unsure("viral attributes of the second operand of exists_in")
        return Dataset(a.having("I") + [Component("bool_var", "M", "boolean")] + virals, rows).sort()

    # --- checks --------------------------------------------------------------------------------------------------------------

    def ev_check(self, e):
        _, x, code, level, imbalance, mode = e
        ds = self.dataset(x)
        if [c.kind for c in ds.having("M")] != ["boolean"]:
            raise Refused("check takes one boolean measure")
        name = ds.names("M")[0]
        ids = ds.ids()
        other, kind = {}, "number"
        virals = self.shared_virals([ds])
        if imbalance is not None:
            side = self.dataset(imbalance)
            if len(side.having("M")) != 1 or side.having("M")[0].kind not in NUMERIC or set(side.ids()) != set(ids):
                raise Refused("the imbalance has one numeric measure and the same identifiers")
            for n in ids:
                same_kind(ds.get(n), side.get(n))
            if side.having("V"):
                raise Unsure("viral attributes of the imbalance")
            kind = side.having("M")[0].kind
            other = {tuple(r[n] for n in ids): r[side.names("M")[0]] for r in side.rows}
        rows = []
        for r in ds.rows:
            if mode == "invalid" and r[name] is not False:
                continue
            new = {n: r[n] for n in ds.names("IV")}
            failed = r[name] is False
            new.update({"bool_var": r[name], "imbalance": other.get(tuple(r[n] for n in ids)),
                        "errorcode": code[2] if code and failed else None, "errorlevel": level[2] if level and failed else None})
            rows.append(new)
        comps = ds.having("I") + [Component("bool_var", "M", "boolean"), Component("imbalance", "M", kind),
                                  Component("errorcode", "M", "string"),
                                  Component("errorlevel", "M", "integer")] + virals
        out = Dataset(comps, rows, ds.order)
        return out.sort() if imbalance is not None else out

    def ev_checkdp(self, e):
        """check_datapoint: a data point a rule, in the order of the rows, then of the rules."""
        _, x, name, mode = e
        ds = self.dataset(x)
        signature, rules = self.rulesets[name]
        scope = Scope({n: ds.get(n).kind for n in signature})
        for _, when, then, _, _ in rules:
            for c in (when, then):
                if c is not None:
                    want(self.kind(c, scope, False), ("boolean",), "a rule")
        mode = mode or "invalid"
        rows = []
        for r in ds.rows:
            for rule, when, then, code, level in rules:
                result = self.tried(lambda: self.judge(when, then, scope, r))
                if mode == "invalid" and result is not False:
                    continue
                new = {n: r[n] for n in ds.names("IV" if mode == "all" else "IMV")}
                new["ruleid"] = rule
                if mode != "invalid":
                    new["bool_var"] = result
                failed = result is False
                new.update(errorcode=code[2] if code and failed else None, errorlevel=level[2] if level and failed else None)
                rows.append(new)
        comps = ds.having("I") + [Component("ruleid", "I", "string")] + (ds.having("M") if mode != "all" else [])
        if mode != "invalid":
            comps.append(Component("bool_var", "M", "boolean"))
        comps += [Component("errorcode", "M", "string"), Component("errorlevel", "M", "integer")] + ds.having("V")
        return Dataset(comps, rows, "rows" if ds.order == "rows" else None)

    def judge(self, when, then, scope, row):
        condition = True if when is None else self.cell(when, scope, row)
        if condition is None:
            return None
        return self.cell(then, scope, row) if condition else True

    # --- time series ---------------------------------------------------------------------------------------------------------

    def series(self, ds):
        """The time identifier and the series, each in time order."""
        times = [c for c in ds.having("I") if c.kind in TIMES]
        if len(times) != 1:
            raise Refused("one time identifier")
        t = times[0]
        if t.kind == "time":
            raise Unsure("series of time")
        found = {}
        for r in ds.rows:
            key = tuple(r[n] for n in ds.ids() if n != t.name) + ((r[t.name].letter,) if t.kind == "time_period" else ())
            found.setdefault(key, []).append(r)
        for rows in found.values():
            rows.sort(key=lambda r: Ranked(r[t.name]))
        return t, list(found.values())

    def ev_series(self, e):
        _, f, x, extra = e
        ds = self.dataset(x)
        t, found = self.series(ds)
        if f in ("flow_to_stock", "stock_to_flow"):
            for c in ds.having("M"):
                want(c.kind, NUMERIC, f)
            if not ds.having("M"):
                raise Unsure("no measure")
            rows = [r for s in found for r in self.flows(ds, s, f == "flow_to_stock")]
        elif f == "timeshift":
            if t.kind == "date":
                rows = self.shift_dates(t, found, extra)
            else:
                rows = [dict(r, **{t.name: shift(r[t.name], extra)}) for r in ds.rows]
                return Dataset(ds.comps, rows, None).checked()
        else:
            rows = self.filled(ds, t, found, extra or "all")
        return Dataset(ds.comps, rows).sort()

    def flows(self, ds, rows, stock):
        out, sums, before = [], {}, None
        for r in rows:
            new = dict(r)
            for n in ds.names("M"):
                v = r[n]
                if stock:
                    sums[n] = sums.get(n, Fraction(0)) + (v or 0)
                    new[n] = self.tried(lambda: None if v is None else fits(sums[n]))
                elif before is not None:
                    new[n] = self.tried(lambda: None if v is None or before[n] is None else fits(v - before[n]))
            out.append(new)
            before = r
        return out

    def step_of(self, dates):
        """(letter, months or days, month ends) of a series of dates: the largest of A S Q M, else W, else D."""
        ends = all(d == last_day(period_of(d, "M")) for d in dates)
        same_day = len({d.day for d in dates}) == 1
        if ends or same_day:
            for letter, months in (("A", 12), ("S", 6), ("Q", 3), ("M", 1)):
                if all((d.year * 12 + d.month - dates[0].year * 12 - dates[0].month) % months == 0 for d in dates):
                    return letter, months, ends
        if all((d - dates[0]).days % 7 == 0 for d in dates):
            return "W", 7, False
        return "D", 1, False

    def series_step(self, t, rows, every):
        dates = [r[t.name] for r in rows]
        if len(dates) == 1:
            dates = sorted({r[t.name] for s in every for r in s})
            if len(dates) == 1:
                raise Unsure("the period of one date")
            if not all(d.day == dates[0].day for d in dates):
                raise Unsure("the period of the data set")
        step = self.step_of(dates)
        if step[2] and len({d.day for d in dates}) == 1 and dates[0].day < 31:
            raise Unsure("month ends or an equal day")
        return step

    def move(self, day, step, n):
        letter, size, ends = step
        if letter in "WD":
            return moved(day, n * size)
        moved_to = add_months(day, n * size)
        return last_day(period_of(moved_to, "M")) if ends else moved_to

    def shift_dates(self, t, found, n):
        return [dict(r, **{t.name: self.move(r[t.name], self.series_step(t, s, found), n)}) for s in found for r in s]

    def filled(self, ds, t, found, mode):
        rows = []
        if not ds.rows:
            return rows
        if mode == "all":
            low = min(first_day(r[t.name]) if t.kind == "time_period" else r[t.name] for r in ds.rows)
            high = max(days(r[t.name]) for r in ds.rows)
        for s in found:
            have = {r[t.name]: r for r in s}
            if t.kind == "time_period":
                letter = s[0][t.name].letter
                at, end = s[0][t.name], s[-1][t.name]
                if mode == "all":
                    at, end = period_of(low, letter), period_of(high, letter)
                    at = at if first_day(at) >= low else shift(at, 1)
                    end = end if last_day(end) <= high else shift(end, -1)

                def after(p):
                    return shift(p, 1)
            else:
                step = self.series_step(t, s, found)
                at, end = s[0][t.name], s[-1][t.name]
                if mode == "all":
                    while self.move(at, step, -1) >= low:
                        at = self.move(at, step, -1)
                    while self.move(end, step, 1) <= high:
                        end = self.move(end, step, 1)

                def after(d, step=step):
                    return self.move(d, step, 1)
            steps_made = 0
            while not less(end, at):
                rows.append(have.pop(at, None) or dict({n: s[0][n] for n in ds.ids()},
                                                       **{t.name: at}, **{n: None for n in ds.names("MAV")}))
                at = after(at)
                steps_made += 1
                if steps_made > 3000:
                    raise Unsure("a long series")
            rows.extend(have.values())
        return rows

    # --- joins ---------------------------------------------------------------------------------------------------------------

    def ev_join(self, e):
        return Join(self, e).result()


class Join:
    """3.3. e: ("join", kind, [(tree, alias)], using, [(name, const)], filter, body, ("keep"|"drop", names), renames)."""

    def __init__(self, evaluator, e):
        self.ev = evaluator
        _, self.kind, operands, self.using, self.fill, self.cond, self.body, self.keep, self.names = e
        self.alias = []
        self.sets = []
        for tree, alias in operands:
            if alias is None and tree[0] != "ds":
                raise Refused("an expression needs an alias")
            self.alias.append(alias or tree[1])
            self.sets.append(evaluator.dataset(tree, "a join"))
        if len(set(self.alias)) < len(self.alias):
            raise Refused("an alias twice")

    def count(self, name, roles="IMAV"):
        return [i for i, s in enumerate(self.sets) if name in s.names(roles)]

    def keys(self):
        sets, kind, using = self.sets, self.kind, self.using
        every = []
        for s in sets:
            every += [n for n in s.ids() if n not in every]
        if using is not None and len(set(using)) < len(using):
            raise Unsure("a key named twice")
        if kind == "cross":
            if using is not None:
                raise Refused("cross_join has no using")
            keys = []
        elif kind == "inner":
            if using is None:
                keys = [n for n in every if len(self.count(n, "I")) > 1]
            else:
                for n in using:
                    if len(self.count(n)) < 2:
                        raise Refused("a key of fewer than two operands")
                    if len(self.count(n, "I")) != len(self.count(n)):
                        raise Unsure("a measure as a key")
                keys = using
            if len(sets) > 1:
                self.connected(keys)
        elif len(sets) == 1:
            if using is not None:
                raise Unsure("using of one operand")
            keys = list(sets[0].ids())
        elif kind == "left":
            keys = self.left_keys()
        else:
            keys = self.full_keys()
        for n in keys:
            for i in self.count(n, "I"):
                same_kind(sets[self.count(n, "I")[0]].get(n), sets[i].get(n))
        return keys

    def connected(self, keys):
        """Each operand can be put behind one that shares a key with it."""
        done, left = {0}, set(range(1, len(self.sets)))
        while left:
            more = [i for i in left if any(i in self.count(n, "I") and done & set(self.count(n, "I")) for n in keys)]
            if not more:
                raise Refused("an operand without a common key")
            done |= set(more)
            left -= set(more)

    def left_keys(self):
        first, rest = self.sets[0], self.sets[1:]
        if self.using is None:
            if self.fill:
                raise Unsure("nvl without using")
            if any(set(s.ids()) != set(rest[0].ids()) for s in rest) or not set(rest[0].ids()) <= set(first.ids()):
                raise Refused("identifiers of the right operands")
            if not rest[0].ids():
                raise Unsure("right operands without identifiers")
            return [n for n in first.ids() if n in rest[0].ids()]
        for n in self.using:
            if any(n not in s.ids() for s in self.sets):
                if n in first.ids() and any(n in s.ids() for s in rest):
                    raise Unsure("a key that not all right operands have")
                raise Refused("a key that is no identifier of all")
        if not self.using:
            raise Refused("no key")
        self.filled(rest)
        return self.using

    def full_keys(self):
        first = self.sets[0]
        if self.using is None:
            if self.fill:
                raise Unsure("nvl without using")
            if any(set(s.ids()) != set(first.ids()) for s in self.sets):
                raise Refused("identifiers of full_join")
            if not first.ids():
                raise Unsure("full_join without identifiers")
            return list(first.ids())
        for n in self.using:
            if any(n not in s.ids() for s in self.sets):
                raise Refused("a key that is no identifier of all")
        self.filled(self.sets)
        return self.using

    def filled(self, sets):
        """Each identifier that is no key has its constant for an unmatched side."""
        named = [n for n, _ in self.fill]
        for s in sets:
            for n in s.ids():
                if n not in self.using and n not in named and self.alias[self.sets.index(s)] + "#" + n not in named:
                    raise Refused("nvl for " + n)

    def virtual(self):
        """Step 1: the components under their names in the join, and the rows."""
        self.key = keys = self.keys()
        self.homonyms, comps, self.where = set(), [], {}
        virals = self.ev.shared_virals(self.sets)
        for i, s in enumerate(self.sets):
            for c in s.comps:
                many = len(self.count(c.name)) > 1
                if c.name in keys and c.role == "I":
                    if i == self.count(c.name, "I")[0]:
                        comps.append(c._replace(kind=common([self.sets[k].get(c.name).kind for k in self.count(c.name, "I")], "keys")))
                elif many and c.role == "V" and all(self.sets[k].get(c.name).role == "V" for k in self.count(c.name)):
                    if i == self.count(c.name)[0]:
                        comps.append(c)
                else:
                    if many and any(self.sets[k].get(c.name).role == "V" for k in self.count(c.name)):
                        raise Unsure("a viral attribute and another of its name")
                    if many and c.name in keys:
                        raise Unsure("a key that is another's measure")
                    name = self.alias[i] + "#" + c.name if many else c.name
                    if many:
                        self.homonyms.add(c.name)
                    comps.append(c._replace(name=name))
                    self.where[name] = (i, c.name)
        self.virals = [c for c in virals if len(self.count(c.name)) > 1]
        ds = Dataset(comps, [self.row(rows, comps) for rows in self.combinations()])
        return ds.sort()

    def combinations(self):
        """Tuples of a row or None of each operand."""
        sets, keys = self.sets, self.key
        if self.kind in ("inner", "cross"):
            out = []
            for rows in itertools.product(*[s.rows for s in sets]):
                if all(len({rows[i][n] for i in self.count(n, "I")}) == 1 for n in keys):
                    out.append(rows)
            return out

        def at(s, key):
            return [r for r in s.rows if tuple(r[n] for n in keys) == key] or [None]
        out = []
        if self.kind == "left":
            for r in sets[0].rows:
                key = tuple(r[n] for n in keys)
                out += itertools.product([r], *[at(s, key) for s in sets[1:]])
            return out
        for key in {tuple(r[n] for n in keys): 1 for s in sets for r in s.rows}:
            out += itertools.product(*[at(s, key) for s in sets])
        return out

    def row(self, rows, comps):
        fill = {}
        for n, c in self.fill:
            name = n if n in self.where or "#" not in n else n
            fill[name] = c
            if n not in self.where and "#" not in n and n in self.homonyms:
                for a in self.alias:
                    fill.setdefault(a + "#" + n, c)
            if "#" in n and n not in self.where:
                fill.setdefault(n.split("#", 1)[1], c)
        new = {}
        for c in comps:
            if c.name in self.where:
                i, name = self.where[c.name]
                new[c.name] = rows[i][name] if rows[i] is not None else None
                if rows[i] is None and c.role == "I":
                    if c.name not in fill:
                        raise Refused("nvl for " + c.name)
                    if not same_basic(fill[c.name][1], c.kind):
                        raise Refused("the constant of nvl")
                    new[c.name] = fill[c.name][2]
            elif c.role == "I":
                new[c.name] = next(rows[i][c.name] for i in self.count(c.name, "I") if rows[i] is not None)
            else:
                there = [rows[i][c.name] for i in self.count(c.name) if rows[i] is not None]
                new[c.name] = self.ev.combine(c, there) if there else None
        return new

    def scope(self, ds):
        """Bare names, alias#name of homonyms, and alias#name for what has one name only."""
        kinds = {c.name: c.kind for c in ds.comps}
        names = {}
        for i, (a, s) in enumerate(zip(self.alias, self.sets)):
            for c in s.comps:
                if a + "#" + c.name not in kinds and c.name in kinds:
                    names[a + "#" + c.name] = c.name
        gone = [n for n in self.homonyms if n not in kinds]
        return Scope(kinds, dict(self.ev.env), gone, names)

    def resolve(self, scope, name, ds):
        found, scalar = scope.find(name)
        if found is None:
            raise Refused("no component " + name)
        return found

    def result(self):
        ds = self.virtual()
        named = set()
        if self.cond is not None:
            ds = self.ev.filter(ds, self.cond, self.scope(ds))
        if self.body is not None:
            ds = getattr(self, "do_" + self.body[0])(ds, named)
        if self.keep is not None:
            scope = self.scope(ds)
            names = [self.resolve(scope, n, ds) for n in self.keep[1]]
            ds = (self.ev.ev_keep if self.keep[0] == "keep" else self.ev.ev_drop)(("", ("literal", ds), names))
            if self.keep[0] == "keep":
                named |= set(names)
        if self.names:
            scope = self.scope(ds)
            pairs = [(self.resolve(scope, a, ds), b) for a, b in self.names]
            ds = self.ev.rename(ds, pairs)
            named = {dict(pairs).get(n, n) for n in named} | {b for _, b in pairs}
        comps = [c for c in ds.comps if c.role != "A" or c.name in named]
        ds = self.ev.project(ds, comps)
        return self.ev.rename(ds, [(n, n.split("#", 1)[1]) for n in [c.name for c in comps] if "#" in n]).sort()

    def do_calc(self, ds, named):
        named |= {n for _, n, _ in self.body[1]}
        homonyms = [a + "#" + n for a in self.alias for n in self.homonyms]
        for _, n, _ in self.body[1]:
            if n in self.homonyms and any(ds.get(h).role == "I" for h in homonyms if h.endswith("#" + n) and h in ds.names("I")):
                raise Unsure("calc of the name of identifiers")
        return self.ev.calc(ds, self.body[1], self.scope(ds),
                            lambda n: [n] + [h for h in homonyms if h.split("#", 1)[1] == n])

    def do_aggr(self, ds, named):
        named |= {i[1] for i in self.body[1]}
        scope = self.scope(ds)
        group = self.body[2]
        if group is not None:
            group = (group[0], [self.resolve(scope, n, ds) for n in group[1]], group[2])
        return self.ev.aggr(ds, self.body[1], group, self.body[3], scope)

    def do_apply(self, ds, named):
        """The expression once for each measure name that all its aliases have and whose type suits."""
        e = self.body[1]
        used = [a for a in names_in(e) if a in self.alias]
        if set(names_in(e)) - set(self.alias) or not used:
            raise Unsure("apply of no alias")
        common_names = [n for n in self.sets[self.alias.index(used[0])].names("M")
                        if all(n in self.sets[self.alias.index(a)].names("M") for a in used)]
        comps = ds.having("IV")
        plans = []
        scope = self.scope(ds)
        for n in common_names:
            tree = replaced(e, {a: ("col", a + "#" + n) for a in used})
            try:
                kind = self.ev.kind(tree, scope, False)
            except Refused:
                continue
            if kind == "boolean" and ds.get(scope.find(used[0] + "#" + n)[0]).kind != "boolean":
                raise Unsure("apply that changes the type")
            plans.append((n, tree))
            comps = comps + [Component(n, "M", kind)]
        if not plans:
            raise Unsure("apply of no measure")
        rows = []
        for r in ds.rows:
            new = {c.name: r[c.name] for c in ds.having("IV")}
            new.update({n: self.ev.tried(lambda t=t: self.ev.cell(t, scope, r)) for n, t in plans})
            rows.append(new)
        return Dataset(comps, rows)


class Having(Scope):
    """In having a component stands within aggregates only."""

    def __init__(self, scope):
        super().__init__(scope.kinds, scope.scalars, scope.ambiguous, scope.alias)


class Ranked:
    """Order of values with null the greatest."""

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        if self.value is None or other.value is None:
            return other.value is None and self.value is not None
        return less(self.value, other.value)

    def __eq__(self, other):
        return self.value == other.value


def steps(limit):
    n, way = limit
    return 0 if way == "current" else -n if way == "preceding" else n


def moved(value, n):
    import datetime
    try:
        return value + (datetime.timedelta(n) if isinstance(value, datetime.date) else n)
    except OverflowError:
        raise Unsure("year") from None


def same_basic(a, b):
    return a is None or b is None or a == b or a in NUMERIC and b in NUMERIC


def same_kind(a, b):
    if not same_basic(a.kind, b.kind):
        raise Refused("types of %s differ" % a.name)


def apply_op(e, values, types):
    op = e[1]
    if op in ("in", "not_in"):
        if values[0] is None:
            return None
        return any(values[0] == c[2] for c in e[3]) == (op == "in")
    if op == "cast":
        return None if values[0] is None else cast(values[0], types[0], e[3])
    return run(op, values, types)


def at_row(calls, i):
    return {k: v[i] for k, v in calls.items()}


def children(e):
    """The parts of a tree that are trees or hold some."""
    return e if isinstance(e, (tuple, list)) else ()


def find(e, tag):
    """All nodes of that tag."""
    found = [e] if isinstance(e, tuple) and e and e[0] == tag and len(e) > 1 else []
    for c in children(e):
        found += find(c, tag)
    return found


def names_in(e):
    """The data sets and scalars that a tree names; names within component expressions too."""
    found = []
    if isinstance(e, tuple) and len(e) == 2 and e[0] in ("ds", "col"):
        return [e[1]]
    for c in children(e):
        found += [n for n in names_in(c) if n not in found]
    return found


def replaced(e, names):
    """The tree with data sets put for others."""
    if isinstance(e, tuple) and len(e) == 2 and e[0] == "ds":
        return names.get(e[1], e)
    return type(e)(replaced(c, names) for c in e) if isinstance(e, (tuple, list)) and not hasattr(e, "_fields") else e
