#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rule sets made by chance, and what eclint says of them against all records there are.

  rulesets.py small SEED COUNT ECLINT DIR         sets of 2 to 7 rules over a few small columns; every record is tried
  rulesets.py planted SEED COUNT SIZE ECLINT DIR  one fault of each kind among SIZE rules; each claim is tried over its columns
  rulesets.py file SEED SIZE DIR                  only writes such a set, for a look or a stopwatch

Each claim is tried as it stands: the rules that it names, the columns that it wants values in, the values that the form allows,
null among them. A claim is wrong when a record shows so, and loose when a rule can be left out of it. What is to be found is
found by trying, too: no arithmetic is shared with eclint, nor its way of reading rules. Prints a table, and each difference;
the exit status is 0 when no claim is wrong or loose and no fault that was planted is missed.
"""
import itertools
import os
import random
import re
import subprocess
import sys
import time

# --- rules: trees, their text, their value (True, False, None) ---

OPS = {'=': lambda a, b: a == b, '<>': lambda a, b: a != b, '<': lambda a, b: a < b, '<=': lambda a, b: a <= b,
       '>': lambda a, b: a > b, '>=': lambda a, b: a >= b}


def number(k):
    return str(k) if k >= 0 else f'- {-k}'


def text(t):
    kind = t[0]
    if kind in ('sum', 'abs'):
        parts = []
        for a, c in t[1]:
            body = c if abs(a) == 1 else f'{abs(a)} * {c}'
            parts.append((' - ' if a < 0 else ' + ' if parts else '') + body)
        if t[2] or not parts:
            parts.append((' - ' if t[2] < 0 else ' + ' if parts else '') + str(abs(t[2])))
        s = ''.join(parts).strip()
        return f'abs({s})' if kind == 'abs' else s
    if kind == 'cmp':
        return f'{text(t[2])} {t[1]} {text(t[3])}'
    if kind == 'code':
        if len(t[2]) == 1:
            return f'{t[1]} {"=" if t[3] else "<>"} "{t[2][0]}"'
        return f'{t[1]} {"in" if t[3] else "not_in"} {{{", ".join(chr(34) + c + chr(34) for c in t[2])}}}'
    if kind == 'among':
        return f'{t[1]} in {{{", ".join(str(k) for k in t[2])}}}'
    if kind == 'between':
        return f'between({t[1]}, {number(t[2])}, {number(t[3])})'
    if kind == 'isnull':
        return f'isnull({t[1]})'
    if kind == 'not':
        return f'not ({text(t[1])})'
    if kind == 'if':
        return f'(if {text(t[1])} then {text(t[2])} else {text(t[3])})'
    if kind == 'default':
        return f'nvl({text(t[1])}, {"true" if t[2] else "false"})'
    return '(' + f' {kind} '.join(text(k) for k in t[1:]) + ')'


def total(t, r):
    s = t[2]
    for a, c in t[1]:
        if c.startswith('nvl('):
            v = r[c[4:].split(',')[0]]
            v = 0 if v is None else v
        else:
            v = r[c]
            if v is None:
                return None
        s += a * v
    return abs(s) if t[0] == 'abs' else s


def value(t, r):
    kind = t[0]
    if kind == 'cmp':
        a, b = total(t[2], r), total(t[3], r)
        return None if a is None or b is None else OPS[t[1]](a, b)
    if kind == 'code':
        return None if r[t[1]] is None else (r[t[1]] in t[2]) == t[3]
    if kind == 'among':
        return None if r[t[1]] is None else r[t[1]] in t[2]
    if kind == 'between':
        return None if r[t[1]] is None else t[2] <= r[t[1]] <= t[3]
    if kind == 'isnull':
        return r[t[1]] is None
    if kind == 'not':
        v = value(t[1], r)
        return None if v is None else not v
    if kind == 'if':
        return value(t[2], r) if value(t[1], r) is True else value(t[3], r)
    if kind == 'default':
        v = value(t[1], r)
        return t[2] if v is None else v
    vs = [value(k, r) for k in t[1:]]
    if kind == 'and':
        return False if False in vs else None if None in vs else True
    if kind == 'or':
        return True if True in vs else None if None in vs else False
    if kind == 'xor':
        return None if None in vs else vs[0] != vs[1]
    raise ValueError(kind)


def columns_of(t):
    kind = t[0]
    if kind in ('sum', 'abs'):
        return {c[4:].split(',')[0] if c.startswith('nvl(') else c for _, c in t[1]}
    if kind == 'cmp':
        return columns_of(t[2]) | columns_of(t[3])
    if kind in ('code', 'among', 'between', 'isnull'):
        return {t[1]}
    return set().union(*(columns_of(k) for k in t[1:] if isinstance(k, tuple)))


def tested_in(t):
    kind = t[0]
    if kind in ('sum', 'abs'):
        return {c[4:].split(',')[0] for _, c in t[1] if c.startswith('nvl(')}
    if kind == 'isnull':
        return {t[1]}
    if kind in ('code', 'among', 'between'):
        return set()
    return set().union(set(), *(tested_in(k) for k in t[1:] if isinstance(k, tuple)))


class Rule:
    def __init__(self, name, when, then):
        self.name, self.when, self.then = name, when, then
        self.columns = columns_of(then) | (columns_of(when) if when else set())
        self.tested = tested_in(then) | (tested_in(when) if when else set())

    def applies(self, r):
        return self.when is None or value(self.when, r) is True

    def fails(self, r):
        return self.applies(r) and value(self.then, r) is False

    def vtl(self):
        when = f'when {text(self.when)} then ' if self.when else ''
        return f'    {self.name}: {when}{text(self.then)} errorcode "{self.name}" errorlevel "hard"'


class Set:
    """Columns {name: (values, required)}, rules in order."""

    def __init__(self, columns, rules):
        self.columns, self.rules = columns, rules
        self.by = {r.name: r for r in rules}
        self.tested = set().union(set(), *(r.tested for r in rules))

    def records(self, names, complete=False):
        names = sorted(names)
        lists = []
        for c in names:
            values, required = self.columns[c]
            missing = [] if required or (complete and c not in self.tested) else [None]
            lists.append(list(values) + missing)
        for v in itertools.product(*lists):
            yield dict(zip(names, v))

    def write(self, folder):
        os.makedirs(os.path.join(folder, 'codes'), exist_ok=True)
        rows = ['#form\tmade', '#version\t1', '#codes\tcodes', '#table\tt\t/t/r',
                'table\tvariable\tpath\trole\ttype\trequired\tcodes\tmin\tmax', 't\tid\t@id\tidentifier\tstring\tyes\t\t\t']
        for c, (values, required) in self.columns.items():
            need = 'yes' if required else 'no'
            if isinstance(values[0], str):
                with open(os.path.join(folder, 'codes', c + '.tsv'), 'w') as f:
                    f.write('code\n' + ''.join(v + '\n' for v in values if v))
                rows.append(f't\t{c}\t{c}\tattribute\tstring\t{need}\t{c}\t\t')
            else:
                rows.append(f't\t{c}\t{c}\tmeasure\tinteger\t{need}\t\t{values[0]}\t{values[-1]}')
        with open(os.path.join(folder, 'form.tsv'), 'w') as f:
            f.write('\n'.join(rows) + '\n')
        with open(os.path.join(folder, 'rules.vtl'), 'w') as f:
            f.write(f'define datapoint ruleset made (variable {", ".join(self.columns)}) is\n')
            f.write(';\n'.join(r.vtl() for r in self.rules) + '\nend datapoint ruleset;\nm := check_datapoint(t, made);\n')


# --- what eclint says ---

class Claim:
    def __init__(self, kind, rule, names, given, fixed):
        self.kind, self.rule, self.names, self.given, self.fixed = kind, rule, names, given, fixed

    def __str__(self):
        return f'{self.kind} {self.rule or ""} by {self.names} given {self.given} {self.fixed or ""}'


KINDS = {'CONTRADICTION', 'CONTRADICTION-GIVEN', 'CLASH', 'CLASH-GIVEN', 'UNREACHED', 'UNREACHED-GIVEN', 'IMPLIED',
         'IMPLIED-GIVEN', 'SAME', 'FIXED', 'FIXED-GIVEN', 'FIXED-SAID', 'NEVER-FAILS', 'FORM-SAYS', 'NEVER-APPLIES',
         'ALWAYS-FAILS', 'SAME-CONDITION', 'OPEN'}


def claims_of(eclint, folder):
    path = os.path.join(folder, 'findings.tsv')
    start = time.monotonic()
    run = subprocess.run([eclint, '-q', '--lang=en', '-f', os.path.join(folder, 'form.tsv'), '-F', path,
                          os.path.join(folder, 'rules.vtl')], capture_output=True, text=True)
    seconds = time.monotonic() - start
    if run.returncode not in (0, 1):
        raise SystemExit(f'eclint ended with {run.returncode}: {run.stderr}')
    lines = open(path, encoding='utf-8').read().split('\n')
    head, claims, opened = lines[0].split('\t'), [], 0
    for line in lines[1:]:
        if not line:
            continue
        f = dict(zip(head, line.split('\t')))
        kind = f['rule'].removeprefix('LINT-')
        if kind not in KINDS:
            if f['level'] == 'hard':
                raise SystemExit(f'{folder}: {line}')
            continue
        m = f['message_en']
        if kind == 'OPEN':
            opened += int(re.search(r'(\d+) of', m)[1]) + int(re.search(r'(\d+) rules were', m)[1])
            continue
        names = re.findall(r'(\w+) \([^()]*rules\.vtl:\d+\)', m)
        rule = re.search(r'rule (\w+)', m)
        given = re.search(r'with values in ([\w, ]+?) (?:that|can)', m)
        fixed = re.match(r'(\w+) can only be "?([^" ]*?)"?(?: in|, by)', m)
        if kind == 'SAME-CONDITION':
            names = [re.search(r'the same as rule (\w+)', m)[1]]
        claims.append(Claim(kind, rule[1] if rule else None, names, given[1].split(', ') if given else [],
                            (fixed[1], fixed[2]) if fixed else None))
    return claims, opened, seconds


def misfit(claim, s):
    """What a record must be, besides passing the rules of the claim, to show that it is wrong."""
    k = claim.kind.removesuffix('-GIVEN')
    if k in ('CLASH', 'UNREACHED', 'NEVER-APPLIES', 'ALWAYS-FAILS'):
        return s.by[claim.rule].applies
    if k in ('IMPLIED', 'SAME', 'NEVER-FAILS', 'FORM-SAYS', 'SAME-CONDITION'):
        return s.by[claim.rule].fails
    if k in ('FIXED', 'FIXED-SAID'):
        c, v = claim.fixed
        return lambda r: r[c] is not None and str(r[c]) != v
    return lambda r: True


def judge(claim, s):
    """'' when the claim holds and needs all it names; else what is wrong."""
    names = list(claim.names)
    if claim.kind == 'ALWAYS-FAILS':
        names = [claim.rule]
        claim.given = sorted(s.by[claim.rule].columns - s.tested)
    group = [s.by[n] for n in names]
    columns = set(claim.given).union(*(r.columns for r in group)) | (s.by[claim.rule].columns if claim.rule else set())
    if claim.fixed:
        columns.add(claim.fixed[0])
    shown = misfit(claim, s)
    fits = lambda r: shown(r) and all(r[c] is not None for c in claim.given if c in s.tested)
    alone = [False] * len(group)  # a complete record breaks this rule only
    exact = claim.kind in ('IMPLIED', 'SAME', 'SAME-CONDITION') or (claim.kind == 'CONTRADICTION' and not claim.given)
    for r in s.records(columns):
        if not fits(r):
            continue
        complete = all(r[c] is not None for c in columns if c not in s.tested)
        broken = [i for i, g in enumerate(group) if g.fails(r)]
        if not broken and all(r[c] is not None for c in claim.given):
            return f'wrong, as of {r}'
        if len(broken) == 1 and (complete or exact):
            alone[broken[0]] = True
    if claim.kind in ('SAME', 'SAME-CONDITION'):
        for g in group:
            for r in s.records(columns):
                if g.fails(r) and not s.by[claim.rule].fails(r):
                    return f'not the same, as of {r}'
    if claim.kind in ('ALWAYS-FAILS', 'SAME-CONDITION'):
        return ''
    return '' if all(alone) else f'loose: {names[alone.index(False)]} can be left out'


# --- sets made by chance ---

def some_sum(g, numbers, most, s):
    terms = []
    for c in g.sample(numbers, g.randint(1, min(most, len(numbers)))):
        a = g.choice([1, 1, 1, 1, -1, -1, 2, -2, 3])
        terms.append((a, f'nvl({c}, 0)' if s and g.random() < 0.08 else c))
    return ('sum', tuple(terms), g.choice([0, 0, 0, 1, -1, 2, -2, 4]))


def some_condition(g, numbers, codes, depth, s=True):
    k = g.random()
    if depth and k < 0.28:
        kind = g.choice(['and', 'or', 'and', 'or', 'xor', 'not', 'if', 'default'])
        a, b = (some_condition(g, numbers, codes, depth - 1, s) for _ in range(2))
        if kind == 'not':
            return ('not', a)
        if kind == 'default':
            return ('default', a, g.random() < 0.5)
        if kind == 'if':
            return ('if', a, b, some_condition(g, numbers, codes, depth - 1, s))
        return (kind, a, b)
    if codes and k < 0.5:
        c = g.choice(list(codes))
        n = g.randint(1, max(1, len(codes[c]) - 1))
        return ('code', c, tuple(g.sample(codes[c], n)), g.random() < 0.7)
    if s and k < 0.55:
        return ('isnull', g.choice(numbers + list(codes)))
    if k < 0.6:
        return ('among', g.choice(numbers), tuple(sorted(g.sample(range(0, 4), 2))))
    if k < 0.65:
        low = g.randint(-1, 3)
        return ('between', g.choice(numbers), low, low + g.randint(0, 2))
    if k < 0.72:
        t = some_sum(g, numbers, 3, s)
        return ('cmp', g.choice(['<=', '<=', '<', '>=', '>']), ('abs', t[1], t[2]), ('sum', (), g.randint(0, 3)))
    return ('cmp', g.choice(['=', '<=', '>=', '<', '>', '<>']), some_sum(g, numbers, 3, s), some_sum(g, numbers, 2, s))


def small_set(g):
    columns, codes = {}, {}
    tested = g.random() < 0.5
    for i in range(g.randint(2, 4)):
        low = g.choice([0, 0, 0, -1, 1])
        columns['xyzw'[i]] = (list(range(low, low + g.randint(2, 4))), g.random() < 0.4)
    for i in range(g.randint(0, 1)):
        required = g.random() < 0.5
        values = ['A', 'B', 'C'][:g.randint(2, 3)]
        codes['kl'[i]] = values
        columns['kl'[i]] = (values + ([] if required else ['']), required)
    numbers = [c for c in columns if c not in codes]
    rules = []
    for i in range(g.randint(2, 7)):
        when = some_condition(g, numbers, codes, 1, tested) if g.random() < 0.5 else None
        rules.append(Rule(f'R{i}', when, some_condition(g, numbers, codes, 2, tested)))
    return Set(columns, rules)


def truth_of(s):
    """What is to be found: by trying every record."""
    all_columns = set(s.columns)
    everything = [(r, [x.fails(r) for x in s.rules]) for r in s.records(all_columns)]
    complete = [(r, f) for r, f in everything if all(r[c] is not None for c in s.columns if c not in s.tested)]
    found = set()
    if not any(not any(f) for _, f in everything) or not any(not any(f) for _, f in complete):
        return {('contradiction', '')}
    for i, x in enumerate(s.rules):
        if x.when and not any(not any(f) and x.applies(r) for r, f in complete):
            found.add(('condition', x.name))
        elif not any(f[i] and sum(f) == 1 for _, f in everything):
            found.add(('implied', x.name))
    for c in s.columns:
        used = any(c in x.columns for x in s.rules)
        values = {r[c] for r, f in complete if not any(f)} - {None}
        if used and len(values) == 1 and len(s.columns[c][0]) > 1:
            found.add(('fixed', c))
    return found


def is_found(what, claims):
    kind, name = what
    for c in claims:
        k = c.kind.removesuffix('-GIVEN')
        if kind == 'contradiction' and k in ('CONTRADICTION', 'ALWAYS-FAILS'):
            return True
        if kind == 'condition' and (k in ('CLASH', 'UNREACHED', 'NEVER-APPLIES', 'ALWAYS-FAILS')) and name in [c.rule] + c.names:
            return True
        if kind == 'implied' and c.kind in ('IMPLIED', 'SAME', 'SAME-CONDITION', 'NEVER-FAILS', 'FORM-SAYS', 'UNREACHED') and \
                name in [c.rule] + c.names:
            return True
        if kind == 'fixed' and k in ('FIXED', 'FIXED-SAID') and c.fixed[0] == name:
            return True
    return False


def run_small(seed, count, eclint, folder):
    tally, wrong, opened = {}, 0, 0
    for n in range(count):
        s = small_set(random.Random(f'{seed}/{n}'))
        s.write(folder)
        claims, left, _ = claims_of(eclint, folder)
        opened += left
        for c in claims:
            fault = judge(c, s)
            t = tally.setdefault('claim ' + c.kind, [0, 0])
            t[0] += 1
            t[1] += not fault
            if fault:
                wrong += 1
                print(f'set {n}: {c}: {fault}')
        for what in sorted(truth_of(s)):
            t = tally.setdefault('fault ' + what[0], [0, 0])
            t[0] += 1
            good = is_found(what, claims)
            t[1] += good
            if not good:
                print(f'set {n}: not found: {what}')
    print(f'{"":26}{"number":>8}{"good":>8}')
    for k in sorted(tally):
        print(f'{k:26}{tally[k][0]:8}{tally[k][1]:8}')
    print(f'{"questions left open":26}{opened:8}')
    missed = sum(a - b for k, (a, b) in tally.items() if k.startswith('fault'))
    return wrong == 0 and missed == 0


# --- faults planted among rules that have none ---

def clean_set(g, size):
    """Rules that the records of a made-up crowd pass, over columns of 0 to 6 and one list of codes: all but few are needed."""
    columns = {f'v{i}': (list(range(0, 7)), i % 2 == 0) for i in range(max(6, size))}
    columns['kind'] = (['A', 'B', 'C', 'D'], True)
    numbers = [c for c in columns if c != 'kind']
    rules = []
    for i in range(size):
        near = numbers[max(0, i - 2):i + 2] or numbers[:2]
        a, b = near[0], g.choice(near[1:])
        then = g.choice([('cmp', '<=', ('sum', ((1, a),), 0), ('sum', ((1, b),), g.randint(2, 5))),
                         ('cmp', '<=', ('sum', ((1, a), (1, b)), 0), ('sum', (), g.randint(8, 11))),
                         ('cmp', '<=', ('abs', ((1, a), (-1, b)), 0), ('sum', (), g.randint(3, 5)))])
        when = g.choice([None, ('code', 'kind', (g.choice('AB'),), True), ('cmp', '>', ('sum', ((1, a),), 0), ('sum', (), 1))])
        rules.append(Rule(f'C{i}', when, then))
    return Set(columns, rules)


def cmp(op, left, right, k=0):
    return ('cmp', op, ('sum', tuple(left), 0), ('sum', tuple(right), k))


def planted(g, kind, s):
    """Rules P0, P1 ... on columns p0, p1 ... of their own, of which all together are the fault; and whom it is about."""
    k = g.randint(1, 4)
    for i in range(5):
        s.columns[f'p{i}'] = (list(range(0, 7)), True)
    p = [(1, f'p{i}') for i in range(5)]
    code = ('code', 'kind', ('D',), True)
    if kind == 'contradiction':
        rules = g.choice([
            [(None, cmp('>=', [p[0]], [p[1]], 1)), (None, cmp('>=', [p[1]], [p[2]], 1)), (None, cmp('>=', [p[2]], [p[0]]))],
            [(None, cmp('=', [p[0]], [p[1], p[2]])), (None, cmp('<', [p[0]], [p[1]]))],
            [(code, cmp('>=', [p[0]], [], k)), (('not', code), cmp('>=', [p[0]], [], k)), (None, cmp('<', [p[0]], [], k))]])
        about = None
    elif kind == 'implied':
        rules = g.choice([
            [(None, cmp('<=', [p[0]], [p[1]])), (None, cmp('<=', [p[1]], [p[2]])), (None, cmp('<=', [p[0]], [p[2]], k))],
            [(None, cmp('=', [p[0]], [p[1], p[2]])), (None, cmp('>=', [p[0]], [p[1]]))],
            [(None, cmp('<=', [p[0], p[1]], [], 4)), (code, cmp('<=', [p[0]], [], 5))]])
        about = f'P{len(rules) - 1}'
    elif kind == 'same':
        rules = g.choice([
            [(None, cmp('=', [p[0]], [p[1], p[2]])), (None, cmp('=', [(k, 'p1'), (k, 'p2')], [(k, 'p0')]))],
            [(None, cmp('>=', [p[0]], [p[1], p[2]])), (None, cmp('<=', [p[0]], [p[1], p[2]])),
             (None, cmp('=', [p[0], (-1, 'p1')], [p[2]]))],
            [(code, cmp('<', [p[0]], [p[1]])), (code, ('not', cmp('>=', [(2, 'p0')], [(2, 'p1')])))]])
        about = f'P{len(rules) - 1}'
    elif kind == 'fixed':
        rules = g.choice([
            [(None, cmp('<=', [p[0]], [p[1]])), (None, cmp('<=', [p[1]], [], k)), (None, cmp('>=', [p[0]], [], k))],
            [(None, cmp('=', [p[0], p[1]], [], 5)), (None, cmp('=', [p[0], (-1, 'p1')], [], 1))]])
        about = 'p0'
    elif kind == 'unreached':
        rules = [(None, cmp('<=', [p[0]], [p[1]])), (None, cmp('<=', [p[1]], [], k)), (cmp('>', [p[0]], [], k), cmp('<', [p[2]], [p[3]]))]
        about = 'P2'
    else:  # clash: what applies at once cannot be passed at once
        rules = [(code, cmp('>', [p[0]], [p[1]])), (code, cmp('>', [p[1]], [p[0]]))]
        about = 'P0'
    return [Rule(f'P{i}', when, then) for i, (when, then) in enumerate(rules)], about


FAULTS = {'contradiction': ['CONTRADICTION', 'CONTRADICTION-GIVEN'], 'implied': ['IMPLIED', 'SAME'], 'same': ['SAME'],
          'fixed': ['FIXED', 'FIXED-GIVEN'], 'unreached': ['UNREACHED', 'UNREACHED-GIVEN'], 'clash': ['CLASH', 'CLASH-GIVEN']}


def names_fault(claim, kind, rules, about):
    """Does the claim name the fault, and just the rules that it was made of?"""
    if claim.kind not in FAULTS[kind]:
        return False
    names = set(claim.names)
    if kind == 'fixed':
        return claim.fixed[0] == about and names == {r.name for r in rules}
    if kind in ('contradiction', 'clash'):
        return names == {r.name for r in rules}
    return claim.rule == about and names | {about} == {r.name for r in rules}


def make_planted(seed, n, size, kind):
    g = random.Random(f'{seed}/{size}/{kind}/{n}')
    s = clean_set(g, size)
    rules, about = planted(g, kind, s)
    at = sorted(g.sample(range(size + 1), len(rules)))
    both = list(s.rules)
    for i, r in reversed(list(enumerate(rules))):
        both.insert(at[i], r)
    return Set(s.columns, both), rules, about


def run_planted(seed, count, size, eclint, folder):
    good, wrong = True, 0
    print(f'{"fault":14}{"rules":>7}{"planted":>9}{"found":>7}{"claims":>8}{"wrong":>7}{"loose":>7}{"open":>6}{"slowest":>9}')
    for kind in FAULTS:
        found = claims_made = wrong = loose = opened = 0
        slowest = 0.0
        for n in range(count):
            s, rules, about = make_planted(seed, n, size, kind)
            s.write(folder)
            claims, left, seconds = claims_of(eclint, folder)
            opened += left
            slowest = max(slowest, seconds)
            found += any(names_fault(c, kind, rules, about) for c in claims)
            claims_made += len(claims)
            for c in claims:
                fault = judge(c, s)
                wrong += bool(fault) and not fault.startswith('loose')
                loose += fault.startswith('loose')
                if fault:
                    print(f'{kind} {n}: {c}: {fault}')
        print(f'{kind:14}{size:7}{count:9}{found:7}{claims_made:8}{wrong:7}{loose:7}{opened:6}{slowest:8.2f}s', flush=True)
        good = good and found == count and not wrong and not loose
    return good


def main():
    mode = sys.argv[1] if len(sys.argv) > 1 else ''
    if mode == 'small' and len(sys.argv) == 6:
        return run_small(sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5])
    if mode == 'planted' and len(sys.argv) == 7:
        return run_planted(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5], sys.argv[6])
    if mode == 'file' and len(sys.argv) == 5:
        make_planted(sys.argv[2], 0, int(sys.argv[3]), 'implied')[0].write(sys.argv[4])
        return True
    raise SystemExit(__doc__)


if __name__ == '__main__':
    sys.exit(0 if main() else 1)
