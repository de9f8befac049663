# SPDX-License-Identifier: Apache-2.0
"""Comparisons of sums of columns with constant factors, as most rules are, against python3's fractions.

comparisons.py FEED COUNT SEED: makes COUNT random comparisons over three columns, has FEED evaluate them in one go, and checks
each answer. Such comparisons have a quick way for numbers of few digits: so cells lie on both sides of its limits, may be
null, and a constant brings the two sides to be equal, or nearly so, every other time.
"""
import operator
import random
import subprocess
import sys
from fractions import Fraction

feed, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
OPERATORS = {"=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
EDGES = ["900000000000000", "900000000000001", "-900000000000000", "-900000000000001", "90000000000.0000", "90000000000.0001",
         "99999999999999.9999", "0", "-0.0000", "0.0001", "0.00001", "1234567890123456789012"]


def decimal(f):
    """A fraction whose decimals end, as a literal."""
    scale, d = 0, f.denominator
    while d != 1:
        scale, d = scale + 1, (f * 10**(scale + 1)).denominator
    digits = str(abs(f.numerator * 10**scale // f.denominator)).zfill(scale + 1)
    return ("- " if f < 0 else "") + (digits[:-scale] + "." + digits[-scale:] if scale else digits)


def factor():
    f = rng.choice(["2", "0.7", "1.005", "0.12", "50000", "999999999999999", "1000000000000001", "0.000000000001", "0.1234567"])
    return f if rng.random() < 0.6 else str(rng.randrange(1, 10**rng.randint(1, 4)))


def term(columns, null):
    """Text and value of one term; a null makes the whole comparison null."""
    name = rng.choice("abc")
    null[0] = null[0] or columns[name] is None
    value = columns[name] or Fraction(0)
    shape = rng.randrange(6)
    if shape < 3:
        return name, value
    f = factor()
    if shape == 5:
        other = rng.choice("abc")
        null[0] = null[0] or columns[other] is None
        return "(%s - %s) * %s" % (name, other, f), (value - (columns[other] or 0)) * Fraction(f)
    return ("%s * %s" % (f, name) if shape == 3 else "%s * %s" % (name, f)), value * Fraction(f)


def total(columns, null):
    text, value = term(columns, null)
    if rng.random() < 0.2:
        text, value = "- (%s)" % text, -value
    for _ in range(rng.randrange(4)):
        t, v = term(columns, null) if rng.random() < 0.8 else (lambda n: (n, Fraction(n)))(factor())
        minus = rng.random() < 0.5
        text, value = "%s %s %s" % (text, "-" if minus else "+", t), value - v if minus else value + v
    return text, value


def side(columns, null):
    text, value = total(columns, null)
    kind = rng.randrange(6)
    if kind == 0:
        return "abs(%s)" % text, abs(value)
    if kind == 1:
        other, v = total(columns, null)
        return "%s - abs(%s)" % (other, text), v - abs(value)
    return text, value


def comparison(columns):
    null = [False]
    (left, x), (right, y) = side(columns, null), side(columns, null)
    if rng.random() < 0.5:
        d = x - y + rng.choice([0, 0, Fraction(1, 10**16), Fraction(-1, 10**16), Fraction(1, 10**4)])
        right, y = "%s + (%s)" % (right, decimal(d)), y + d
    op = rng.choice(list(OPERATORS))
    answer = "null" if null[0] else "true" if OPERATORS[op](x, y) else "false"
    return "%s %s %s" % (left, op, right), answer


def cell(whole):
    if rng.random() < 0.08:
        return "\\N"
    if not whole and rng.random() < 0.15:
        return rng.choice(EDGES)
    s = str(rng.randrange(10**rng.randint(1, 16)))
    if not whole and rng.random() < 0.4:
        scale = rng.randint(1, 6)
        s = s.zfill(scale + 1)
        s = s[:-scale] + "." + s[-scale:]
    return ("-" if rng.random() < 0.3 else "") + s


questions = []
for _ in range(count):
    cells = [cell(False), cell(False), cell(True)]
    columns = {name: None if c == "\\N" else Fraction(c) for name, c in zip("abc", cells)}
    text, answer = comparison(columns)
    questions.append((text, cells, answer))
lines = "".join("\t".join([text] + cells) + "\n" for text, cells, _ in questions)
run = subprocess.run([feed], input=lines, capture_output=True, text=True)
answers = run.stdout.split("\n")[:-1]
if run.returncode or len(answers) != count:
    sys.exit("%s: status %d, %d answers to %d questions\n%s" % (feed, run.returncode, len(answers), count, run.stderr[:500]))
for (text, cells, want), got in zip(questions, answers):
    if got != want and not got.startswith("!"): # too many digits is an error, and then no answer
        sys.exit("WRONG %s\nwith a=%s b=%s c=%s\ngives %s, not %s" % (text, *cells, got, want))
errors = sum(got.startswith("!") for got in answers)
if errors * 20 > count or min(sum(a == w for a in answers) for w in ("true", "false", "null")) * 20 < count:
    sys.exit("%d errors: the questions are not what they should be" % errors)
print("%d comparisons, %d of them errors, none wrong" % (count, errors))
