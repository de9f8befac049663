#!/usr/bin/env python3
"""Random cases of error localisation and deterministic imputation with answers by brute force (see README.md).

Written apart from the C code: exact fractions, all subsets of variables by weight, all choices of atoms, elimination without any
short cut.  Usage: reference.py OUT SEED
"""
import itertools
import os
import random
import sys
from fractions import Fraction as F


def eliminate(rows, v):
    """Rows (coefficients, op, rhs), op one of '==', '<=', '<'; returns the projection without variable v."""
    for r in rows:
        if r[1] == '==' and r[0][v]:
            out = []
            for s in rows:
                if s is r:
                    continue
                k = s[0][v] / r[0][v]
                out.append(([a - k * b for a, b in zip(s[0], r[0])], s[1], s[2] - k * r[2]))
            return out
    up = [r for r in rows if r[0][v] > 0]
    low = [r for r in rows if r[0][v] < 0]
    out = [r for r in rows if not r[0][v]]
    for p in up:
        for q in low:
            a, b = 1 / p[0][v], -1 / q[0][v]
            op = '<' if '<' in (p[1], q[1]) else '<='
            out.append(([a * x + b * y for x, y in zip(p[0], q[0])], op, a * p[2] + b * q[2]))
    return out


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
                r -= c[v] * x[v]
                d[v] = F(0)
        out.append((d, op, r))
    return out


def solvable(edits, x, free):
    for choice in itertools.product(*edits):
        if feasible(put(list(choice), x, free), sorted(free)):
            return True
    return False


def text(row, names):
    c, op, rhs = row
    left = ' '.join('%s %s*%s' % ('+' if a > 0 else '-', abs(a), n) for a, n in zip(c, names) if a) or '0'
    return '%s %s %s' % (left.lstrip('+ '), op, rhs)


def random_row(rng, n, ops):
    c = [F(0)] * n
    for v in rng.sample(range(n), rng.choice([1, 2, 2, 3, min(4, n)])):
        c[v] = F(rng.choice([1, 1, 1, -1, -1, 2, -3]))
    return (c, rng.choice(ops), F(rng.choice([0, 0, 0, 5, -5, 10])))


def negate(row):
    c, op, rhs = row
    return ([-a for a in c], '<' if op == '<=' else '<=', -rhs)


def make_edits(rng, n):
    edits, lines = [], []
    names = ['v%d' % i for i in range(n)]
    for _ in range(rng.randint(2, n + 3)):
        row = random_row(rng, n, ['==', '==', '<=', '<=', '<'])
        if rng.random() < 0.2:
            when = random_row(rng, n, ['<=', '<'])
            edits.append([negate(when), row])
            lines.append('if (%s) %s' % (text(when, names), text(row, names)))
        else:
            edits.append([row])
            lines.append(text(row, names))
    return names, edits, lines


def localise(edits, x, missing, weights, used):
    movable = [v for v in used if weights[v] is not None and v not in missing]
    base = sum(weights[v] or 0 for v in missing if v in used)
    sets = []
    for k in range(len(movable) + 1):
        for s in itertools.combinations(movable, k):
            sets.append((base + sum(weights[v] for v in s), s))
    sets.sort()
    best, found = None, []
    for w, s in sets:
        if best is not None and w > best:
            break
        if solvable(edits, x, set(s) | (missing & set(used))):
            best = w
            found.append(sorted(set(s) | (missing & set(used))))
    return best, found


def write(path, rows):
    with open(path, 'w') as f:
        for r in rows:
            f.write('\t'.join(str(c) for c in r) + '\n')


def case_errorloc(out, name, rng):
    n = rng.randint(3, 6)
    names, edits, lines = make_edits(rng, n)
    used = [v for v in range(n) if any(row[0][v] for e in edits for row in e)]
    weights = [None if rng.random() < 0.08 else rng.choice([1, 1, 1, 2, 3]) for _ in range(n)]
    records, expected = [], []
    for i in range(4):
        x = [F(rng.choice([0, 1, 2, 5, 10, -3, 12, 7])) for _ in range(n)]
        missing = {v for v in range(n) if rng.random() < 0.08}
        best, found = localise(edits, x, missing, weights, used)
        records.append(['r%d' % i] + ['' if v in missing else x[v] for v in range(n)])
        if best is None:
            all_free = solvable(edits, x, set(used))
            expected.append(['r%d' % i, 'NO_SOLUTION' if all_free else 'INFEASIBLE', 0, ''])
        else:
            sets = ' | '.join(','.join(names[v] for v in s) or '(none)' for s in found)
            expected.append(['r%d' % i, best, len(found), sets])
    with open(os.path.join(out, name + '.rules.txt'), 'w') as f:
        f.write('\n'.join(lines) + '\n')
    write(os.path.join(out, name + '.in.tsv'), [['id'] + names] + records)
    write(os.path.join(out, name + '.expected.tsv'), [['id', 'min_weight', 'n_optimal', 'optimal_sets']] + expected)
    write(os.path.join(out, name + '.weights.tsv'),
          [['var', 'weight', 'type', 'domain']] + [[names[v], 'Inf' if weights[v] is None else weights[v], 'num', ''] for v in range(n)])


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
    names = ['v%d' % i for i in range(n)]
    rows = [random_row(rng, n, ['==', '==', '<=', '<=']) for _ in range(rng.randint(2, n + 2))]
    truth = [F(rng.choice([0, 0, 1, 2, 5, 10])) for _ in range(n)]
    # Move the right sides so that the true values satisfy the edits, often at the bound.
    fixed = []
    for c, op, _ in rows:
        v = sum(a * b for a, b in zip(c, truth))
        fixed.append((c, op, v if op == '==' or rng.random() < 0.5 else v + rng.choice([1, 3])))
    used = {v for v in range(n) if any(c[v] for c, _, _ in fixed)}
    records, expected = [], []
    for i in range(3):
        missing = {v for v in range(n) if rng.random() < 0.45}
        changes = []
        for v in sorted(missing & used):
            rest = put(fixed, truth, missing)
            for u in sorted(missing - {v}):
                rest = eliminate(rest, u)
            low, high = bounds(rest, v)
            if low is not None and low == high and (low * 10000).denominator == 1:
                d = '%f' % float(low)
                changes.append('%s->%s' % (names[v], d.rstrip('0').rstrip('.')))
        records.append(['r%d' % i] + ['' if v in missing else truth[v] for v in range(n)])
        expected.append(['r%d' % i, 'imputed' if changes else 'none', '', ';'.join(changes)])
    with open(os.path.join(out, name + '.rules.txt'), 'w') as f:
        f.write('\n'.join(text(r, names) for r in fixed) + '\n')
    write(os.path.join(out, name + '.in.tsv'), [['id'] + names] + records)
    write(os.path.join(out, name + '.expected.tsv'), [['id', 'status', 'n_solutions', 'changes']] + expected)


def main():
    out, seed = sys.argv[1], int(sys.argv[2])
    rng = random.Random(seed)
    for kind, make, n in (('errorloc', case_errorloc, 150), ('deductive', case_impute, 150)):
        folder = os.path.join(out, kind)
        os.makedirs(folder, exist_ok=True)
        index = [['case', 'method', 'params', 'note']]
        for i in range(n):
            make(folder, 'c%d' % i, rng)
            index.append(['c%d' % i, 'impute', '{}', 'random'])
        write(os.path.join(folder, 'INDEX.tsv'), index)


if __name__ == '__main__':
    main()
