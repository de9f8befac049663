#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random cases of the methods of edit/ with answers by brute force (see README.md).

Written apart from the C code, from the descriptions of the methods: exact fractions, all subsets of variables by weight, all
choices of alternatives, elimination without any short cut, all combinations of actions.  Usage: reference.py OUT SEED [CASES]
"""
import itertools
import math
import os
import random
import sys
from fractions import Fraction as F

# --- linear rows: (coefficients, op, right side), op one of '==', '<=', '<' ---


def eliminate(rows, v):
    """The projection of the rows without variable v."""
    for r in rows:
        if r[1] == '==' and r[0][v]:
            out = []
            for s in rows:
                if s is r:
                    continue
                k = s[0][v] / r[0][v]
                out.append((tuple(a - k * b for a, b in zip(s[0], r[0])), s[1], s[2] - k * r[2]))
            return out
    up = [r for r in rows if r[0][v] > 0]
    low = [r for r in rows if r[0][v] < 0]
    out = [r for r in rows if not r[0][v]]
    for p in up:
        for q in low:
            a, b = 1 / p[0][v], -1 / q[0][v]
            op = '<' if '<' in (p[1], q[1]) else '<='
            out.append((tuple(a * x + b * y for x, y in zip(p[0], q[0])), op, a * p[2] + b * q[2]))
    return list(dict.fromkeys(out))


def contradiction(rows):
    for c, op, rhs in rows:
        if not any(c) and not (rhs == 0 if op == '==' else rhs >= 0 if op == '<=' else rhs > 0):
            return True
    return False


def feasible(rows, free):
    for v in free:
        if contradiction(rows):
            return False
        rows = eliminate(rows, v)
    return not contradiction(rows)


def put(rows, x, free):
    """Puts the kept values in."""
    out = []
    for c, op, rhs in rows:
        d, r = list(c), rhs
        for v in range(len(c)):
            if v not in free:
                r -= c[v] * x[v] if c[v] else 0
                d[v] = F(0)
        out.append((tuple(d), op, r))
    return out


def holds(row, x):
    c, op, rhs = row
    s = sum(a * b for a, b in zip(c, x))
    return s == rhs if op == '==' else s <= rhs if op == '<=' else s < rhs


def number(d):
    """A decimal as the C code prints it."""
    d = F(d)
    for k in range(30):
        if (d * 10 ** k).denominator == 1:
            n = int(d * 10 ** k)
            if not k:
                return str(n)
            s = str(abs(n)).rjust(k + 1, '0')
            return ('-' if n < 0 else '') + s[:-k] + '.' + s[-k:]
    raise ValueError(d)


def text(row, names):
    c, op, rhs = row
    left = ' '.join('%s %s*%s' % ('+' if a > 0 else '-', number(abs(a)), n) for a, n in zip(c, names) if a) or '0'
    return '%s %s %s' % (left[2:] if left.startswith('+ ') else left, op, number(rhs))


# --- conditions: an atom is ('num', row), ('ne', row) or ('code', variable, set of codes); a rule is a list of alternatives,
# each a list of atoms that hold together ---

CODES = ['a', 'b', 'c']


def negate(atom, domain):
    if atom[0] == 'code':
        return [('code', atom[1], frozenset(domain[atom[1]]) - atom[2])]
    c, op, rhs = atom[1]
    minus = tuple(-a for a in c)
    if atom[0] == 'ne':
        return [('num', (c, '==', rhs))]
    if op == '==':
        return [('num', (c, '<', rhs)), ('num', (minus, '<', -rhs))]
    return [('num', (minus, '<' if op == '<=' else '<=', -rhs))]


def spread(atom):
    """The atom as alternatives: only an inequality in the sense of `not equal` has two."""
    if atom[0] != 'ne':
        return [atom]
    c, _, rhs = atom[1]
    return [('num', (c, '<', rhs)), ('num', (tuple(-a for a in c), '<', -rhs))]


def rule_of(when, when_or, then, then_or, domain):
    """if (when) then, as alternatives."""
    alternatives = []
    if when:
        parts = [negate(a, domain) for a in when]
        if when_or:
            alternatives += [list(c) for c in itertools.product(*parts)]
        else:
            alternatives += [[a] for p in parts for a in p]
    if then_or:
        alternatives += [[a] for t in then for a in spread(t)]
    else:
        alternatives += [list(c) for c in itertools.product(*[spread(t) for t in then])]
    return alternatives


def solvable(rules, x, free, domain):
    """Is there a record that agrees with x outside `free`?  domain: of the coded variables."""
    def codes_of(v):
        return frozenset(domain[v]) if v in free else frozenset([x[v]]) & frozenset(domain[v])

    def search(i, rows, codes):
        if i == len(rules):
            return feasible(put(rows, x, free), [v for v in sorted(free) if v not in domain])
        for alternative in rules[i]:
            now, more = dict(codes), []
            for a in alternative:
                if a[0] == 'code':
                    now[a[1]] = now[a[1]] & a[2]
                else:
                    more.append(a[1])
            kept = [r for r in more if not any(r[0][v] for v in free)]
            if all(now.values()) and not contradiction(put(kept, x, free)) and search(i + 1, rows + more, now):
                return True
        return False
    codes = {v: codes_of(v) for v in domain}
    return all(codes.values()) and search(0, [], codes)


def variables(rules):
    out = set()
    for r in rules:
        for alternative in r:
            for a in alternative:
                out |= {a[1]} if a[0] == 'code' else {v for v in range(len(a[1][0])) if a[1][0][v]}
    return out


def localise(rules, x, missing, weights, domain):
    used = variables(rules) | set(domain)
    must = missing & used
    movable = [v for v in sorted(used) if weights[v] is not None and v not in missing]
    base = sum(weights[v] or 0 for v in must)
    sets = sorted((base + sum(weights[v] for v in s), s)
                  for k in range(len(movable) + 1) for s in itertools.combinations(movable, k))
    best, found = None, []
    for w, s in sets:
        if best is not None and w > best:
            break
        # A set that contains a solution of less weight cannot be reached; one of the same weight is the same set.
        if solvable(rules, x, set(s) | must, domain):
            best = w
            found.append(sorted(set(s) | must))
    if best is None:
        return ('NO_SOLUTION' if solvable(rules, x, used, domain) else 'INFEASIBLE'), []
    return best, found


# --- random rules and records ---


def random_row(rng, numeric, n, ops, size):
    c = [F(0)] * n
    for v in rng.sample(numeric, min(len(numeric), rng.choice([1, 2, 2, 3, 4]))):
        c[v] = F(rng.choice([1, 1, 1, -1, -1, 2, -3]))
        if rng.random() < 0.1:
            c[v] = F(rng.choice(['0.6', '-0.25', '1.5', '0.05']))
    return (tuple(c), rng.choice(ops), F(rng.choice([0, 0, 0, 5, -5, 10])) * size)


def random_atom(rng, n, domain, size, ops):
    coded, numeric = sorted(domain), [v for v in range(n) if v not in domain]
    if coded and (not numeric or rng.random() < 0.5):
        v = rng.choice(coded)
        some = frozenset([rng.choice(sorted(domain[v]))])
        return ('code', v, some if rng.random() < 0.7 else frozenset(domain[v]) - some)
    return ('ne' if rng.random() < 0.1 else 'num', random_row(rng, numeric, n, ops, size))


def atom_text(atom, names, domain):
    if atom[0] == 'code':
        inside = len(atom[2]) == 1
        one = atom[2] if inside else frozenset(domain[atom[1]]) - atom[2]
        return '%s %s "%s"' % (names[atom[1]], '==' if inside else '!=', sorted(one)[0])
    return text((atom[1][0], '!=' if atom[0] == 'ne' else atom[1][1], atom[1][2]), names)


def random_rules(rng, n, domain, size, plain):
    rules, lines = [], []
    names = ['v%d' % i for i in range(n)]
    count = rng.randint(2, n + 3)
    for _ in range(count):
        when, when_or, then_or = [], rng.random() < 0.3, rng.random() < 0.3
        numeric = [v for v in range(n) if v not in domain]
        if rng.random() < 0.25 or not numeric:
            when = [random_atom(rng, n, domain, size, ['<=', '<', '==']) for _ in range(rng.choice([1, 1, 2]))]
            then = [random_atom(rng, n, domain, size, ['==', '<=', '<']) for _ in range(rng.choice([1, 1, 2]))]
        else:
            then = [('num', random_row(rng, numeric, n, ['==', '==', '<=', '<=', '<'], size))]
        rules.append(rule_of(when, when_or and len(when) > 1, then, then_or and len(then) > 1, domain))
        line = (' or ' if then_or and len(then) > 1 else ' and ').join(atom_text(a, names, domain) for a in then)
        if when:
            line = 'if (%s) %s' % ((' or ' if when_or and len(when) > 1 else ' and ').join(
                atom_text(a, names, domain) for a in when), line)
        lines.append(line)
    return names, rules, lines


def write(path, rows):
    with open(path, 'w') as f:
        for r in rows:
            f.write('\t'.join(str(c) for c in r) + '\n')


def write_case(out, name, lines, names, records, expected_names, expected):
    with open(os.path.join(out, name + '.rules.txt'), 'w') as f:
        f.write('\n'.join(lines) + '\n')
    write(os.path.join(out, name + '.in.tsv'), [['id'] + names] + records)
    write(os.path.join(out, name + '.expected.tsv'), [['id'] + expected_names] + expected)


def case_errorloc(out, name, rng):
    n = rng.randint(3, 6)
    size = rng.choice([F(1), F(1), F(1, 4), F(123456789), F(98765432101)])
    domain = {v: CODES[:rng.choice([2, 3])] for v in range(n) if rng.random() < rng.choice([0, 0, 0.4, 0.6])}
    names, rules, lines = random_rules(rng, n, domain, size, False)
    weights = [None if rng.random() < 0.1 else F(rng.choice(['1', '1', '1', '2', '3', '0.5', '1.25'])) for _ in range(n)]
    records, expected = [], []
    for i in range(4):
        x = [rng.choice(domain[v] + ['z'] * (rng.random() < 0.05)) if v in domain else
             F(rng.choice([0, 1, 2, 5, 10, -3, 12, 7])) * size for v in range(n)]
        missing = {v for v in range(n) if rng.random() < 0.08}
        best, found = localise(rules, x, missing, weights, domain)
        records.append(['r%d' % i] + ['' if v in missing else x[v] if v in domain else number(x[v]) for v in range(n)])
        sets = ' | '.join(','.join(names[v] for v in s) or '(none)' for s in found)
        expected.append(['r%d' % i, best if isinstance(best, str) else number(best), len(found), sets])
    write_case(out, name, lines, names, records, ['min_weight', 'n_optimal', 'optimal_sets'], expected)
    write(os.path.join(out, name + '.weights.tsv'), [['var', 'weight', 'type', 'domain']] + [
        [names[v], 'Inf' if weights[v] is None else number(weights[v]), 'cat' if v in domain else 'num',
         ','.join(domain.get(v, []))] for v in range(n)])
    return []


def bounds(rows, v):
    low = high = None
    for c, op, rhs in rows:
        if c[v] > 0 or (op == '==' and c[v]):
            high = rhs / c[v] if high is None else min(high, rhs / c[v])
        if c[v] < 0 or (op == '==' and c[v]):
            low = rhs / c[v] if low is None else max(low, rhs / c[v])
    return low, high


def case_impute(out, name, rng):
    n = rng.randint(3, 6)
    size = rng.choice([F(1), F(1), F(1, 10), F(123456789), F(98765432101)])
    names = ['v%d' % i for i in range(n)]
    rows = [random_row(rng, list(range(n)), n, ['==', '==', '<=', '<=', '<'], size) for _ in range(rng.randint(2, n + 2))]
    truth = [F(rng.choice([0, 0, 1, 2, 5, 10])) * size for _ in range(n)]
    # Move the right sides so that the true values satisfy the edits, often at the bound.
    fixed = []
    for c, op, _ in rows:
        v = sum(a * b for a, b in zip(c, truth))
        at_bound = op == '==' or (op == '<=' and rng.random() < 0.5)
        fixed.append((c, op, v if at_bound else v + rng.choice([1, 3]) * size))
    used = {v for v in range(n) if any(c[v] for c, _, _ in fixed)}
    records, expected = [], []
    for i in range(3):
        missing = {v for v in range(n) if rng.random() < 0.45}
        x = list(truth)
        if rng.random() < 0.2:
            x[rng.randrange(n)] += rng.choice([-1, 1]) * size
        changes, status = [], 'none'
        scale = max([number(x[v])[::-1].find('.') for v in range(n) if v not in missing] + [0])
        rest = put(fixed, x, missing)
        if not feasible(rest, sorted(missing)):
            status = 'invalid'
        for v in sorted(missing & used):
            if status == 'invalid':
                break
            rest = put(fixed, x, missing)
            for u in sorted(missing - {v}):
                rest = eliminate(rest, u)
            low, high = bounds(rest, v)
            if low is not None and low == high and (low * 10 ** (scale + 4)).denominator == 1:
                changes.append('%s->%s' % (names[v], number(low)))
                status = 'imputed'
        records.append(['r%d' % i] + ['' if v in missing else number(x[v]) for v in range(n)])
        expected.append(['r%d' % i, status, '', ';'.join(changes)])
    write_case(out, name, [text(r, names) for r in fixed], names, records, ['status', 'n_solutions', 'changes'], expected)
    return ['impute', '{}']


# --- balances for signs, typing errors, rounding ---


def random_balances(rng, n, share):
    """Totals of other variables, each a + b - c with coefficients of 1; totals may be parts of later ones."""
    rows = []
    for _ in range(rng.randint(1, 3)):
        some = rng.sample(range(n), min(n, rng.randint(3, 4)))
        c = [F(0)] * n
        c[some[0]] = F(-1)
        for v in some[1:]:
            c[v] = F(rng.choice([1, 1, 1, -1]))
        rows.append((tuple(c), '==', F(0)))
    for v in range(n):
        if rng.random() < share:
            c = [F(0)] * n
            c[v] = F(-1)
            rows.append((tuple(c), '<=', F(0)))
    return rows


def settle(rng, rows, n, size):
    """A record that satisfies the balances, if a few tries find one."""
    for _ in range(200):
        x = [F(rng.randint(1, size)) for _ in range(n)]
        for _ in range(4):
            for c, op, rhs in rows:
                if op == '==':
                    total = c.index(F(-1))
                    x[total] += sum(a * b for a, b in zip(c, x))
        if all(holds(r, x) for r in rows):
            return x
    return None


def change_text(x, y, names):
    return ';'.join('%s:%s->%s' % (names[v], number(x[v]), number(y[v])) for v in range(len(x)) if x[v] != y[v])


def signs(rows, x, flips, swaps):
    balances = [r for r in rows if r[1] == '==']
    failing = {v for r in balances if not holds(r, x) for v in range(len(x)) if r[0][v]}
    if not failing:
        return 'valid', []
    actions = [(v,) for v in flips if v in failing and x[v]]
    actions += [p for p in swaps if p[0] in failing and p[1] in failing and x[p[0]] != x[p[1]]]
    for k in range(1, min(6, len(actions)) + 1):
        found = []
        for chosen in itertools.combinations(actions, k):
            touched = [v for a in chosen for v in a]
            if len(set(touched)) < len(touched):
                continue
            y = list(x)
            for a in chosen:
                if len(a) == 1:
                    y[a[0]] = -y[a[0]]
                else:
                    y[a[0]], y[a[1]] = y[a[1]], y[a[0]]
            if all(holds(r, y) for r in rows):
                found.append(y)
        if found:
            return ('corrected' if len(found) == 1 else 'ambiguous'), found
    return 'invalid', []


def case_signs(out, name, rng):
    n = rng.randint(4, 7)
    names = ['v%d' % i for i in range(n)]
    rows = random_balances(rng, n, 0.3)
    flips = [v for v in range(n) if rng.random() < 0.6]
    pairs = [tuple(rng.sample(range(n), 2)) for _ in range(rng.randint(0, 2))]
    swaps = [p for i, p in enumerate(pairs) if not any(set(p) & set(q) for q in pairs[:i])]
    records, expected = [], []
    size = rng.choice([20, 1000, 9000000000])
    for i in range(4):
        x = settle(rng, rows, n, size) or [F(rng.randint(-size, size)) for _ in range(n)]
        for _ in range(rng.choice([0, 1, 1, 2])):
            v = rng.randrange(n)
            if swaps and rng.random() < 0.4:
                a, b = rng.choice(swaps)
                x[a], x[b] = x[b], x[a]
            else:
                x[v] = -x[v]
        status, found = signs(rows, x, flips, swaps)
        records.append(['r%d' % i] + [number(v) for v in x])
        expected.append(['r%d' % i, status, len(found), ' | '.join(change_text(x, y, names) for y in found[:16])])
    write_case(out, name, [text(r, names) for r in rows], names, records, ['status', 'n_solutions', 'changes'], expected)
    params = "{'flip': [%s], 'swap': [%s]}" % (', '.join("'%s'" % names[v] for v in flips),
                                              ', '.join("('%s', '%s')" % (names[a], names[b]) for a, b in swaps))
    return ['signs', params]


def osa(a, b):
    d = {}
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            if not i or not j:
                d[i, j] = i + j
                continue
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d[len(a), len(b)]


def written(x, decimals):
    """A number with that many decimals; None when it needs more."""
    if (x * 10 ** decimals).denominator != 1:
        return None
    s = number(x)
    if decimals:
        whole, _, part = s.partition('.')
        s = whole + '.' + part.ljust(decimals, '0')
    return s


def typo(rows, x, decimals):
    balances = [r for r in rows if r[1] == '==']
    failing = [r for r in balances if not holds(r, x)]
    if not failing:
        return 'valid', [], None
    held = {v for r in balances if holds(r, x) for v in range(len(x)) if r[0][v]}
    proposals = {}
    for v in range(len(x)):
        for k, (c, _, rhs) in enumerate(failing):
            if v in held or not c[v]:
                continue
            new = x[v] - (sum(a * b for a, b in zip(c, x)) - rhs) / c[v]
            old_text, new_text = written(x[v], decimals), written(new, decimals)
            if new_text and osa(old_text, new_text) <= 1:
                proposals.setdefault((v, new), set()).add(k)
    items = list(proposals.items())
    occurs = [{k for k, r in enumerate(failing) if r[0][v]} for (v, _), _ in items]
    best, sets = 0, []
    for k in range(1, len(items) + 1):
        for chosen in itertools.combinations(range(len(items)), k):
            if any(occurs[i] & occurs[j] for i, j in itertools.combinations(chosen, 2)):
                continue
            y = list(x)
            for i in chosen:
                y[items[i][0][0]] = items[i][0][1]
            if any(r[1] != '==' and holds(r, x) and not holds(r, y) for r in rows):
                continue
            kappa = sum(len(items[i][1]) for i in chosen)
            if kappa > best:
                best, sets = kappa, []
            if kappa == best:
                sets.append((frozenset(chosen), y))
    if not sets:
        return 'invalid', [], None
    common = frozenset.intersection(*[s for s, _ in sets])
    if not common:
        return 'ambiguous', [y for _, y in sets], None
    y = list(x)
    for i in common:
        y[items[i][0][0]] = items[i][0][1]
    return ('corrected' if all(holds(r, y) for r in balances) else 'partial'), [y], 1


def mistype(rng, x, decimals):
    s = written(x, decimals)
    at = rng.randrange(len(s))
    kind = rng.randrange(4)
    if kind == 0:
        s = s[:at] + rng.choice('0123456789') + s[at + 1:]
    elif kind == 1:
        s = s[:at] + rng.choice('0123456789') + s[at:]
    elif kind == 2 and len(s) > 2:
        s = s[:at] + s[at + 1:]
    else:
        s = s[:at] + s[at + 1:at + 2] + s[at:at + 1] + s[at + 2:]
    try:
        y = F(s)
    except ValueError:
        return x
    return y if written(y, decimals) else x


def case_typo(out, name, rng):
    n = rng.randint(4, 8)
    names = ['v%d' % i for i in range(n)]
    rows = random_balances(rng, n, 0.3)
    decimals = rng.choice([0, 0, 0, 2])
    records, expected = [], []
    size = rng.choice([60, 5000, 5000, 9000000000])
    for i in range(4):
        x = settle(rng, rows, n, size) or [F(rng.randint(1, size)) for _ in range(n)]
        x = [v / 10 ** decimals for v in x]
        for _ in range(rng.choice([0, 1, 1, 2])):
            v = rng.randrange(n)
            x[v] = mistype(rng, x[v], decimals)
        status, found, shown = typo(rows, x, decimals)
        records.append(['r%d' % i] + [written(v, decimals) for v in x])
        expected.append(['r%d' % i, status, len(found), ' | '.join(change_text(x, y, names) for y in found[:16])])
    write_case(out, name, [text(r, names) for r in rows], names, records, ['status', 'n_solutions', 'changes'], expected)
    return ['typo', "{'maxdist': 1}"]


def total_of(c):
    plus = [v for v in range(len(c)) if c[v] > 0]
    minus = [v for v in range(len(c)) if c[v] < 0]
    if len(plus) == 1 and len(minus) > 1:
        return plus[0]
    return minus[0] if len(minus) == 1 and len(plus) > 1 else None


def rounding(rows, x, delta):
    balances = [r for r in rows if r[1] == '==']
    miss = [(r, sum(a * b for a, b in zip(r[0], x)) - r[2]) for r in balances]
    near = [r for r, m in miss if abs(m) <= delta]
    if all(holds(r, x) for r in near):
        return ('valid' if all(holds(r, x) for r in rows) else 'invalid'), []
    totals = {total_of(r[0]) for r in balances}
    details = [v for v in range(len(x)) if v not in totals and any(r[0][v] for r in near)]
    moves = [m for m in range(-delta, delta + 1) if m]
    for k in range(1, len(details) + 1):
        found = []
        for some in itertools.combinations(details, k):
            for by in itertools.product(moves, repeat=k):
                y = list(x)
                for v, m in zip(some, by):
                    y[v] += m
                if all(holds(r, y) for r in near) and not any(r[1] != '==' and holds(r, x) and not holds(r, y) for r in rows):
                    found.append((sum(map(abs, by)), sorted(some, reverse=True), y))
        if found:
            least = min(f[0] for f in found)
            best = [f for f in found if f[0] == least]
            best.sort(key=lambda f: f[1], reverse=True)
            y = best[0][2]
            return ('corrected' if all(holds(r, y) for r in rows) else 'partial'), [f[2] for f in best]
    return 'invalid', []


def case_rounding(out, name, rng):
    n = rng.randint(4, 7)
    names = ['v%d' % i for i in range(n)]
    rows = random_balances(rng, n, 0.3)
    records, expected = [], []
    for i in range(4):
        x = settle(rng, rows, n, rng.choice([30, 4000])) or [F(rng.randint(1, 30)) for _ in range(n)]
        for _ in range(rng.choice([0, 1, 1, 2])):
            x[rng.randrange(n)] += rng.choice([-3, -2, -1, 1, 2])
        status, found = rounding(rows, x, 2)
        records.append(['r%d' % i] + [number(v) for v in x])
        first = found[:1]
        if len(found) > 1: # several sets of values of the same cells: any of them
            cells = [v for v in range(n) if found[0][v] != x[v]]
            first = [y for y in found if [v for v in range(n) if y[v] != x[v]] == cells]
        expected.append(['r%d' % i, status, len(found), ' | '.join(change_text(x, y, names) for y in first)])
    write_case(out, name, [text(r, names) for r in rows], names, records, ['status', 'n_solutions', 'changes'], expected)
    return ['rounding', '{}']


# --- prorating, units ---


def half_away(x, d):
    s = abs(x) * 10 ** d
    n = math.floor(s + F(1, 2))
    return F(n if x >= 0 else -n, 10 ** d)


def prorate(sums, x, never, weights, method, d, lower, upper, negative):
    y, any_moved = dict(x), False
    for total, parts in sums:
        if y.get(total) is None:
            return 'REJECT_NO_TOTAL', x
        here = [p for p in parts if y[p] is not None]
        if not negative and any(y[p] < 0 for p in here):
            return 'REJECT_NEGATIVE', x
        s = sum(y[p] for p in here)
        if s == y[total]:
            continue
        if (y[total] * 10 ** d).denominator != 1:
            return 'REJECT_DECIMALS', x
        move = [p for p in here if y[p] and p not in never]
        base = sum((abs(y[p]) if method == 'SCALING' else y[p]) / weights[p] for p in move)
        if not move or not base:
            return 'REJECT_NOTHING_TO_PRORATE', x
        if method == 'SCALING':
            k = (s - y[total]) / base
            if abs(k) > 1:
                return 'REJECT_K_OUT_OF_RANGE', x
            new = {p: y[p] * (1 - k / weights[p]) if y[p] > 0 else y[p] * (1 + k / weights[p]) for p in move}
            if any(new[p] * y[p] < 0 for p in move):
                return 'REJECT_K_OUT_OF_RANGE', x
        else:
            k = (y[total] - s) / base
            new = {p: y[p] + y[p] * k / weights[p] for p in move}
        carry, out = F(0), {}
        for p in move:
            guard = half_away(new[p], d + 1)
            out[p] = half_away(guard + carry, d)
            carry += guard - out[p]
        for p in move:
            r = out[p] / y[p]
            if (lower is not None and r < lower) or (upper is not None and r > upper):
                return 'REJECT_BOUNDS', x
        if sum(out.values()) + sum(y[p] for p in here if p not in move) != y[total]:
            return None, x # fixed parts with more decimals, or a residue of the guard digit: not for a comparison
        any_moved = True
        y.update(out)
    return ('PRORATED' if any_moved else 'ALREADY_OK'), y


def case_prorate(out, name, rng):
    parts = ['a', 'b', 'c', 'e', 'f', 'h'][:rng.randint(2, 6)]
    sums, names = [('t', parts)], ['t'] + parts
    if rng.random() < 0.5:
        sums.append((parts[0], ['k', 'l', 'm'][:rng.randint(2, 3)]))
        names += sums[1][1]
    d = rng.choice([0, 0, 1, 2])
    method = rng.choice(['BASIC', 'SCALING'])
    size = rng.choice([20, 1000, 7000000000])
    negative = rng.random() < 0.4
    never = [p for p in names[1:] if rng.random() < 0.1]
    weights = {p: F(rng.choice(['1', '1', '2', '0.5', '3'])) if rng.random() < 0.4 else F(1) for p in names}
    weights = weights if rng.random() < 0.5 else {p: F(1) for p in names}
    lower = F(0) if method == 'BASIC' else None
    upper = None if rng.random() < 0.7 else F(2)
    records, expected = [], []
    while len(records) < 4:
        x = {p: F(rng.randint(-size if negative else 0, size), 10 ** d) for p in names}
        for p in names[1:]:
            x[p] = F(0) if rng.random() < 0.1 else None if rng.random() < 0.05 else x[p]
        for total, some in reversed(sums):
            exact = sum(x[p] or 0 for p in some)
            x[total] = exact if rng.random() < 0.2 else half_away(exact * F(rng.randint(70, 130), 100), d)
        status, y = prorate(sums, x, never, weights, method, d, lower, upper, negative)
        if not status:
            continue
        show = lambda r: ['' if r[p] is None else number(r[p]) for p in names]
        records.append(['r%d' % len(records)] + show(x))
        expected.append(['r%d' % len(expected), status] + show(y))
    write(os.path.join(out, name + '.in.tsv'), [['id'] + names] + records)
    write(os.path.join(out, name + '.expected.tsv'), [['id', 'status'] + names] + expected)
    tree = ' ; '.join('%s = %s' % (t, ' + '.join(p)) for t, p in sums)
    shown = ','.join('%s=%s' % (p, number(w)) for p, w in weights.items() if w != 1)
    return [tree, d, method, '' if lower is None else number(lower), 'none' if upper is None else number(upper), ','.join(never),
            shown, 'accept_negative' if negative else '', '']


def units(current, reference):
    pairs = [(i, abs(c), abs(p)) for i, (c, p) in enumerate(zip(current, reference)) if c and p]
    if len(pairs) < 2:
        return ('TOO_FEW' if pairs else 'NO_BASE'), ''
    logs = {i: math.log10(c / p) for i, c, p in pairs}
    s = sorted(logs.values())
    median = (s[(len(s) - 1) // 2] + s[len(s) // 2]) / 2
    k = round(median)
    agree = sum(abs(v - k) <= .35 for v in logs.values())
    if k and abs(k) <= 4 and abs(median - k) <= .35 and agree >= max(2, math.ceil(.6 * len(s))):
        return 'K=%+d' % k, '%.9f' % median
    odd = {i: round(v) for i, v in logs.items() if round(v) and abs(v - round(v)) <= .35}
    if odd and abs(median) <= .35 and 2 * len(odd) < len(s):
        return ';'.join('CELL:%d:%+d' % item for item in odd.items()), '%.9f' % median
    return 'OK', '%.9f' % median


def case_units(out, name, rng):
    n = rng.randint(2, 8)
    records, expected = [], []
    while len(records) < 8:
        p = [rng.choice([0, None]) if rng.random() < 0.1 else rng.randint(1, 10 ** rng.randint(1, 10)) for _ in range(n)]
        shift = F(10) ** rng.choice([0, 0, 3, 4, -3, -4, 1, -1, 2, 5, -5])
        wild = rng.random() < 0.3
        c = [None if v is None or rng.random() < 0.05 else
             half_away(v * shift * F(rng.randint(50, 200) if not wild else rng.randint(1, 5000), 100), 4) for v in p]
        for _ in range(rng.choice([0, 0, 1, 2])):
            i = rng.randrange(n)
            if c[i]:
                c[i] *= F(10) ** rng.choice([3, 4, 1, 2])
        logs = [math.log10(abs(a / b)) for a, b in zip(c, p) if a and b]
        s = sorted(logs) or [0]
        logs.append((s[(len(s) - 1) // 2] + s[len(s) // 2]) / 2)
        if any(abs(abs(v - round(v)) - .35) < 1e-6 for v in logs): # on the bound: not for floating point to say
            continue
        verdict, median = units(c, p)
        show = lambda x: ['' if v is None else number(v) for v in x]
        records.append(['r%d' % len(records)] + show(p) + show(c))
        expected.append(['r%d' % len(expected), median, verdict])
    write(os.path.join(out, name + '.in.tsv'),
          [['id'] + ['p%d' % i for i in range(n)] + ['c%d' % i for i in range(n)]] + records)
    write(os.path.join(out, name + '.expected.tsv'), [['id', 'median_log10_ratio', 'verdict']] + expected)
    return []


KINDS = {
    'errorloc': (['case'], [case_errorloc]),
    'deductive': (['case', 'method', 'params'], [case_impute, case_signs, case_typo, case_rounding]),
    'prorate': (['case', 'tree', 'decimal', 'method', 'lower', 'upper', 'never', 'weights', 'flags', 'note'], [case_prorate]),
    'units': (['case'], [case_units]),
}


def main():
    out, seed = sys.argv[1], int(sys.argv[2])
    cases = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    rng = random.Random(seed)
    for kind, (header, makers) in KINDS.items():
        folder = os.path.join(out, kind)
        os.makedirs(folder, exist_ok=True)
        index = [header]
        for i in range(cases):
            for make in makers:
                name = '%s-%d' % (make.__name__[5:], i)
                index.append([name] + make(folder, name, rng))
        write(os.path.join(folder, 'INDEX.tsv'), index)


if __name__ == '__main__':
    main()
