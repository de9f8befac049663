# SPDX-License-Identifier: Apache-2.0
"""Compares the decimals of the project with python3's fractions (exact operations) and decimal (80 digits, functions).

decimals.py FEED COUNT SEED [functions]: makes COUNT operations, gives them to FEED, checks each answer. With `functions` only those
that leave the rationals: each result must be the true one rounded half-even to 18 significant digits, in every digit.
"""
import decimal
import random
import subprocess
import sys
from fractions import Fraction

feed, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
LIMIT = 2**127 - 1
D = decimal.Context(prec=110, Emax=10**6, Emin=-10**6)


FUNCTIONS = ["sqrt", "exp", "ln", "log", "power"]
only = len(sys.argv) > 4
SIGNIFICANT = decimal.Context(prec=18, rounding=decimal.ROUND_HALF_EVEN, Emax=10**6, Emin=-10**6)


def number(digits):
    n = rng.randint(1, digits)
    s = str(rng.choice([0, 1, 9, 5]) if rng.random() < 0.1 else rng.randrange(min(10**n, LIMIT)))
    scale = rng.randint(0, min(18, digits)) if rng.random() < 0.7 else 0
    if scale:
        s = s.zfill(scale + 1)
        s = s[:-scale] + "." + s[-scale:]
    return ("-" if rng.random() < 0.4 else "") + s


def make():
    op = rng.choice(FUNCTIONS if only else ["add", "sub", "mul", "div", "cmp", "mod", "round", "trunc", "ceil", "floor"] * 6
                    + ["sqrt", "exp", "ln", "log", "power"])
    digits = rng.choice([3, 9, 18, 18, 18, 37, 39])
    a = number(digits)
    if op in ("sqrt", "exp", "ln", "ceil", "floor"):
        return [op, number(3 if op == "exp" else 39) if op in ("exp", "sqrt") else a]
    if op in ("round", "trunc"):
        return [op, a, str(rng.randint(-8, 20))]
    if op == "power":
        return [op, number(6), str(rng.randint(-40, 40)) if rng.random() < 0.5 else number(4)]
    return [op, a, number(digits)]


def fits(x):
    """Can a fraction be written as coef / 10^scale, coef < 2^127, scale <= 120?"""
    d, scale = x.denominator, 0
    while (10**scale) % d:
        scale += 1
    return scale <= 120 and abs(x * 10**scale) <= LIMIT


def floor(x):
    return x.numerator // x.denominator


def away(x, n):
    s = abs(x) * Fraction(10)**n
    r = Fraction(floor(s + Fraction(1, 2))) / Fraction(10)**n
    return -r if x < 0 else r


def toward(x, n):
    r = Fraction(floor(abs(x) * Fraction(10)**n)) / Fraction(10)**n
    return -r if x < 0 else r


def exact(op, a, b):
    if op == "add": return a + b
    if op == "sub": return a - b
    if op == "mul": return a * b
    if op == "cmp": return Fraction((a > b) - (a < b))
    if op == "mod": return a if b == 0 else a - b * floor(a / b)
    if op == "round": return away(a, int(b))
    if op == "trunc": return toward(a, int(b))
    if op == "ceil": return Fraction(-floor(-a))
    if op == "floor": return Fraction(floor(a))
    return None


def near(got, want):
    """Right to 18 significant digits, rounded to the nearest: half a unit of the 18th digit, and a hair."""
    if only:
        return got == SIGNIFICANT.plus(want) or got == want
    if want == 0:
        return got == 0
    return D.abs(D.subtract(got, want)) <= D.multiply(decimal.Decimal("0.5000000001"), D.power(10, want.adjusted() - 17))


def function(op, x, y):
    """A decimal, or the word of the error."""
    a = decimal.Decimal(x)
    b = decimal.Decimal(y) if y is not None else None
    if op == "div":
        return "divzero" if b == 0 else D.divide(a, b)
    if op == "sqrt":
        return "domain" if a < 0 else D.sqrt(a)
    if op == "exp":
        return D.exp(a)
    if op == "ln":
        return "domain" if a <= 0 else D.ln(a)
    if op == "log":
        if a <= 0 or b <= 0 or b == 1:
            return "domain"
        return D.divide(D.ln(a), D.ln(b))
    if b == 0:
        return decimal.Decimal(1)
    whole = b == b.to_integral_value()
    if a == 0:
        return "domain" if b < 0 else decimal.Decimal(0)
    if a < 0 and not whole:
        return "domain"
    r = D.exp(D.multiply(b, D.ln(abs(a))))
    if whole and abs(b) < 400 and abs(b) * len(x) < 100:
        r = abs(D.power(a, int(b)))
    return -r if a < 0 and int(b) % 2 else r


def check(q, answer):
    op, x = q[0], q[1]
    y = q[2] if len(q) > 2 else None
    want = exact(op, Fraction(x), Fraction(y) if y is not None else None)
    if want is not None:
        if answer == "overflow":
            return not fits(want)
        return answer.lstrip("-").replace(".", "", 1).isdigit() and Fraction(answer) == want
    want = function(op, x, y)
    if isinstance(want, str) or answer in ("domain", "divzero", "syntax"):
        return answer == want
    if answer == "overflow":
        return want != 0 and (want.adjusted() >= (37 if op == "div" else 38) or want.adjusted() < -103)
    if only and op == "power" and Fraction(y).denominator == 1 and Fraction(answer) == Fraction(x)**int(Fraction(y)):
        return True # exact
    return near(decimal.Decimal(answer), want)


questions = [make() for _ in range(count)]
run = subprocess.run([feed], input="\n".join(" ".join(q) for q in questions) + "\n", capture_output=True, text=True)
answers = run.stdout.split("\n")[:-1]
if run.returncode or len(answers) != count:
    sys.exit(f"{feed}: status {run.returncode}, {len(answers)} answers to {count} questions")
wrong = [(q, a) for q, a in zip(questions, answers) if not check(q, a)]
refused = sum(a == "overflow" for a in answers)
for q, a in wrong[:20]:
    print("WRONG", " ".join(q), "->", a)
print(f"{count} operations, {refused} overflows, {len(wrong)} wrong")
sys.exit(1 if wrong else 0)
