#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What hierarchy and check_hierarchy give, worked out anew: rulesets and rows made up from a seed.

hierarchy_reference.py make SEED DIR   writes program.vtl, DS.json, DS.csv, and want/NAME.tsv for each result of the program
"""
import itertools
import json
import os
import random
import sys

MODES = ["non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero"]
OFF, MISSING = object(), object()


class Rule:
    def __init__(self, name, when, left, relation, right, code, level):
        self.name, self.when, self.left, self.relation = name, when, left, relation
        self.right, self.code, self.level = right, code, level

    def text(self):
        when = f"when {self.when[0]} then " if self.when else ""
        terms = ""
        for i, (minus, item, cond) in enumerate(self.right):
            sign = "- " if minus else "+ " if i else ""
            terms += f" {sign}{item}" + (f" [{cond[0]}]" if cond else "")
        tail = (f' errorcode "{self.code}"' if self.code else "") + (f" errorlevel {self.level}" if self.level else "")
        return f"{self.name}: {when}{self.left} {self.relation}{terms}{tail}"


def holds(cond, key):
    """A condition over the group: None is null."""
    return True if cond is None else cond[1](key)


def make_rules(rnd):
    items = list("ABCDEFGH")
    conditions = [('Region = "n"', lambda k: k[0] == "n"), ('Region <> "n"', lambda k: k[0] != "n"), ("Year > 2001", lambda k: k[1] > 2001),
                  ('if Region = "n" then null else true', lambda k: None if k[0] == "n" else True)]
    rules, free = [], items[:]
    rnd.shuffle(free)
    lefts = free[: rnd.randint(2, 4)]
    for i, left in enumerate(lefts):  # an item needs later ones only: no circle
        def right():
            pool = free[i + 1:]
            return [(rnd.random() < 0.3, x, rnd.choice(conditions) if rnd.random() < 0.25 else None)
                    for x in rnd.sample(pool, rnd.randint(1, min(3, len(pool))))]
        if rnd.random() < 0.25:
            rules.append((conditions[0], left, "=", right()))
            rules.append((conditions[1], left, "=", right()))
        else:
            rules.append((rnd.choice(conditions) if rnd.random() < 0.3 else None, left, "=", right()))
    for _ in range(rnd.randint(0, 2)):
        left, *rest = rnd.sample(items, 3)
        rules.append((None, left, rnd.choice([">", "<", ">=", "<="]), [(rnd.random() < 0.3, x, None) for x in rest]))
    if rnd.random() < 0.4:
        taken = {r[1] for r in rules if r[2] == "="}
        x = rnd.choice([i for i in items if i not in taken])
        rules.append((None, x, "=", [(False, x, None)]))
    rnd.shuffle(rules)
    return [Rule(f"R{i:02}", *r, rnd.choice(["", "E" + str(i)]), rnd.choice([0, i + 1])) for i, r in enumerate(rules)]


def make_rows(rnd):
    """{(region, year): {item: (value, attribute)}}; Z is no item of any rule."""
    groups = {}
    for key in itertools.product("nsw", [2000, 2001, 2002]):
        rows = {}
        for item in "ABCDEFGHZ":
            if rnd.random() < 0.3:
                continue
            rows[item] = (None if rnd.random() < 0.15 else rnd.choice([0, 0, 1, 2, -3, 10]), rnd.choice(["p", "q", "r", "s", None]))
        if rows:
            groups[key] = rows
    return groups


def total(rule, key, mode, state):
    """Signed sum, what the items on the right are: (value or None, there is a data point)."""
    zero, found, parts = mode.endswith("zero"), 0, []
    for minus, item, cond in rule.right:
        if holds(cond, key) is not True:
            continue
        value, there, attribute = state(item)
        found += there
        if value is MISSING:
            value = 0 if zero else None
        parts.append((None if value is None else -value if minus else value, item, there, attribute, value))
    return (None if any(p[0] is None for p in parts) else sum(p[0] for p in parts)), found, parts


def least(values):
    """A single one is itself; of several the least, null before all."""
    return None if not values or None in values else min(values)


def roll_up(rules, key, rows, mode, source, everything):
    equations = [r for r in rules if r.relation == "="]
    identity = lambda r: len(r.right) == 1 and not r.right[0][0] and r.right[0][1] == r.left
    computing = {}
    for r in equations:
        if not identity(r):
            computing.setdefault(r.left, []).append(r)
    made = {}

    def data(item):
        return (rows[item][0], 1, rows[item][1]) if item in rows else (MISSING, 0, None)

    def of_rule(item):
        """What the rules make of an item: (value, there, attribute), or None where none applies."""
        results = [run(r) for r in computing[item] if holds(r.when, key) is True]
        return next((x for x in results if x[1]), results[0] if results else None)

    def state(rule, item):
        if source == "dataset" or item not in computing or identity(rule):
            return data(item)
        x = of_rule(item)
        if x is None:
            return data(item) if source == "rule_priority" else (MISSING, 0, None)
        if source == "rule_priority" and item in rows and (not x[1] or x[0] is None):
            return data(item)
        return x

    def run(r):
        if r.name not in made:
            value, found, parts = total(r, key, mode, lambda i: state(r, i))
            point = {"non_null": value is not None, "non_zero": value != 0, "partial_null": found > 0, "partial_zero": found > 0,
                     "always_null": True, "always_zero": True}[mode]
            made[r.name] = (value, 1 if point else 0, least([p[3] for p in parts]))
        return made[r.name]

    out = {}
    for r in equations:
        if holds(r.when, key) is True:
            value, there, attribute = run(r)
            if there:
                assert r.left not in out
                out[r.left] = (value, attribute)
    if everything:
        for item, row in rows.items():
            out.setdefault(item, row)
    return out


def check(rules, key, rows, mode, priority, output):
    equations = [r for r in rules if r.relation == "=" and not (len(r.right) == 1 and not r.right[0][0] and r.right[0][1] == r.left)]
    zero = mode.endswith("zero")

    def data(item, rule):
        value, there, attribute = (rows[item][0], 1, rows[item][1]) if item in rows else (MISSING, 0, None)
        if priority and (value is MISSING or value is None):
            for r in equations:
                if r.left != item or r is rule or holds(r.when, key) is not True:
                    continue
                v, found, _ = total(r, key, mode, lambda i: data(i, rule))
                if found and v is not None:
                    return v, 1, attribute
                break
        return value, there, attribute

    out = []
    for rule in rules:
        if len(rule.right) == 1 and not rule.right[0][0] and rule.right[0][1] == rule.left:
            continue
        when = holds(rule.when, key)
        left, lthere, _ = data(rule.left, rule)
        right, found, parts = total(rule, key, mode, lambda i: data(i, rule))
        raw = [left] + [data(p[1], rule)[0] for p in parts]
        truth = imbalance = None
        measure = rows[rule.left][0] if rule.left in rows else None
        row = True
        if when is True:
            row = {"non_null": all(x is not MISSING and x is not None for x in raw), "non_zero": any(x is None or (x is not MISSING and x != 0) for x in raw),
                   "partial_null": lthere + found > 0, "partial_zero": lthere + found > 0, "always_null": True, "always_zero": True}[mode]
            l = (0 if zero else None) if left is MISSING else left
            if l is not None and right is not None:
                imbalance = l - right
                truth = {"=": l == right, "<": l < right, ">": l > right, "<=": l <= right, ">=": l >= right}[rule.relation]
                measure = l
        else:
            truth = True if when is False else None
        if not row or (output == "invalid" and truth is not False):
            continue
        used = [rule.left] + [i for _, i, cond in rule.right if holds(cond, key) is True]
        attribute = least([rows[i][1] for i in used if i in rows])
        out.append((rule.left, rule.name, measure, truth, imbalance, rule.code if truth is False and rule.code else None,
                    rule.level if truth is False and rule.level else None, attribute))
    return out


def cell(x):
    return "\\N" if x is None else str(x).lower() if isinstance(x, bool) else str(x)


def write(path, names, rows):
    with open(path, "w") as f:
        f.write("\t".join(names) + "\n")
        for row in sorted(rows, key=lambda r: tuple(str(x).encode() for x in r[:4])):
            f.write("\t".join(cell(x) for x in row) + "\n")


def make(seed, folder):
    rnd = random.Random(seed)
    rules, groups = make_rules(rnd), make_rows(rnd)
    os.makedirs(os.path.join(folder, "want"), exist_ok=True)
    components = [("Region", "Identifier", "String"), ("Item", "Identifier", "String"), ("Year", "Identifier", "Integer"),
                  ("Me", "Measure", "Integer"), ("At", "Viral Attribute", "String"), ("Note", "Attribute", "String")]
    with open(os.path.join(folder, "DS.json"), "w") as f:
        json.dump({"name": "DS", "components": [{"name": n, "role": r, "data_type": t} for n, r, t in components]}, f)
    lines = [f"{k[0]},{i},{k[1]},{'' if v[0] is None else v[0]},{'' if v[1] is None else v[1]},x" for k, rows in groups.items() for i, v in rows.items()]
    rnd.shuffle(lines)
    with open(os.path.join(folder, "DS.csv"), "w") as f:
        f.write("\n".join(["Region,Item,Year,Me,At,Note"] + lines) + "\n")
    domain = rnd.random() < 0.5
    bind = "condition Region, Year rule Item " if domain or rnd.random() < 0.5 else ""
    head = "valuedomain condition Place as Region, Y as Year rule Codes" if domain else "variable condition Region, Year rule Item"
    program = [f"define hierarchical ruleset H ({head}) is\n  " + ";\n  ".join(r.text() for r in rules) + "\nend hierarchical ruleset;"]
    ids = ["Region", "Item", "Year"]
    for mode, source, output in itertools.product(MODES, ["rule", "dataset", "rule_priority"], ["computed", "all"]):
        name = f"h_{mode}_{source}_{output}"
        program.append(f"{name} := hierarchy(DS, H {bind}{mode} {source} {output});")
        write(os.path.join(folder, "want", name + ".tsv"), ids + ["Me", "At"],
              [(k[0], i, k[1], v[0], v[1]) for k, rows in groups.items() for i, v in roll_up(rules, k, rows, mode, source, output == "all").items()])
    for mode, source, output in itertools.product(MODES, ["dataset", "dataset_priority"], ["invalid", "all", "all_measures"]):
        name = f"c_{mode}_{source}_{output}"
        program.append(f"{name} := check_hierarchy(DS, H {bind}{mode} {source} {output});")
        names = ids + ["ruleid"] + (["Me"] if output != "all" else []) + (["bool_var"] if output != "invalid" else []) + ["imbalance", "errorcode", "errorlevel", "At"]
        rows = []
        for k, group in groups.items():
            for left, rule, measure, truth, imbalance, code, level, attribute in check(rules, k, group, mode, source == "dataset_priority", output):
                row = [k[0], left, k[1], rule] + ([measure] if output != "all" else []) + ([truth] if output != "invalid" else [])
                rows.append(tuple(row + [imbalance, code, level, attribute]))
        write(os.path.join(folder, "want", name + ".tsv"), names, rows)
    with open(os.path.join(folder, "program.vtl"), "w") as f:
        f.write("\n".join(program) + "\n")


if __name__ == "__main__":
    make(int(sys.argv[2]), sys.argv[3])
