# SPDX-License-Identifier: Apache-2.0
"""Nested decimal expressions of the rule language against python3's fractions.

expressions.py FEED COUNT SEED: makes COUNT random expressions up to five deep over three columns, has FEED evaluate them in
one go, and checks each answer. Here a value is an interval of fractions: a point as long as everything is exact, so that
the answer must be equal to the last digit; division and what is computed from a quotient that had to be rounded widen it
by half a unit of the 18th significant digit, which the language promises. An error must have a cause, and a cause must give
an error.
"""
import random
import subprocess
import sys
from fractions import Fraction

feed, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
LIMIT = 2**127 - 1
HALF = Fraction(1, 2)


# ---- expressions: (text, tree) ----

def literal():
    n = str(rng.choice([0, 1, 2, 5, 10, 99, 100])) if rng.random() < 0.3 else str(rng.randrange(10**rng.choice([2, 4, 8, 14])))
    return n + "." + "".join(rng.choice("0123456789") for _ in range(rng.randint(1, 6))) if rng.random() < 0.5 else n


def make(depth):
    """Text, tree and precedence (1 sum, 2 product, 3 the rest); parentheses stand where they are needed, and elsewhere."""
    if depth == 0 or rng.random() < 0.15:
        if rng.random() < 0.5:
            name = rng.choice("abc")
            return name, ("column", name), 3
        text = literal()
        return text, ("constant", Fraction(text)), 3
    kind = rng.choice(["+", "+", "-", "-", "*", "*", "/", "neg", "abs", "round", "round0", "trunc", "mod", "power", "ceil", "floor"])
    x, tx, px = make(depth - 1)
    if kind in "+-*/":
        y, ty, py = make(depth - 1)
        own = 1 if kind in "+-" else 2
        x = x if px >= own and rng.random() < 0.8 else "(%s)" % x
        y = y if py > own and rng.random() < 0.8 else "(%s)" % y
        return "%s %s %s" % (x, kind, y), (kind, tx, ty), own
    if kind == "neg":
        return "- (%s)" % x if px < 3 or x.startswith("-") else "- " + x, ("neg", tx), 2
    if kind == "mod":
        y, ty, _ = make(depth - 1)
        return "mod(%s, %s)" % (x, y), ("mod", tx, ty), 3
    if kind in ("abs", "ceil", "floor", "round0"):
        return "%s(%s)" % (kind.rstrip("0"), x), (kind, tx), 3
    n = rng.randint(0, 4) if kind == "power" else rng.randint(-3, 8)
    return "%s(%s, %d)" % (kind, x, n), (kind, tx, n), 3


# ---- values: (low, high, rounded); a point that is not marked as rounded is exact ----

class Model:
    def __init__(self, columns):
        self.columns, self.may, self.must, self.vague, self.kept = columns, set(), False, False, False

    def fits(self, x):
        """Can it be written with a coefficient of 127 bits and at most 120 decimals?"""
        d, two, five = x.denominator, 0, 0
        while d % 2 == 0:
            d, two = d // 2, two + 1
        while d % 5 == 0:
            d, five = d // 5, five + 1
        scale = max(two, five)
        return d == 1 and scale <= 120 and abs(x * 10**scale) <= LIMIT

    def exact(self, x):
        """A result that is exact must fit, or is an overflow."""
        if not self.fits(x):
            self.may.add("overflow")
            self.must = True
        return x, x, False

    def tiny(self, low, high):
        """Nearer to 0 than 120 decimals can say with 18 digits: an error, unless it happens to be short."""
        if 0 < max(abs(low), abs(high)) and min(abs(low), abs(high)) < Fraction(1, 10**102):
            self.may.add("overflow")

    def wide(self, low, high, slack):
        """A result of rounded operands: it may be rounded once more."""
        self.tiny(low, high)
        if max(abs(low), abs(high)) >= 10**(15 if self.kept else 36):
            self.may.add("overflow")
        if low == high and self.fits(low) and low.denominator * abs(low.numerator) < 10**30:
            return low, high, True
        return low - slack, high + slack, True

    def value(self, t):
        kind = t[0]
        if kind == "column":
            return self.columns[t[1]], self.columns[t[1]], False
        if kind == "constant":
            return t[1], t[1], False
        x = self.value(t[1])
        if kind == "neg":
            return -x[1], -x[0], x[2]
        if kind == "abs":
            return max(Fraction(0), x[0], -x[1]), max(abs(x[0]), abs(x[1])), x[2]
        if kind in ("round", "trunc", "round0", "ceil", "floor"):
            return self.cut(kind, x, t[2] if len(t) > 2 else 0)
        if kind == "power":
            return self.power(x, t[2])
        y = self.value(t[2])
        if kind == "-":
            kind, y = "+", (-y[1], -y[0], y[2])
        return {"+": self.add, "*": self.multiply, "/": self.divide, "mod": self.mod}[kind](x, y)

    def add(self, x, y):
        if not x[2] and not y[2]:
            return self.exact(x[0] + y[0])
        top = max(abs(x[0]), abs(x[1]), abs(y[0]), abs(y[1]))
        return self.wide(x[0] + y[0], x[1] + y[1], top / 10**35)

    def multiply(self, x, y):
        if not x[2] and not y[2]:
            return self.exact(x[0] * y[0])
        ends = [a * b for a in x[:2] for b in y[:2]]
        return self.wide(min(ends), max(ends), max(abs(min(ends)), abs(max(ends))) / 10**36 + Fraction(1, 10**120))

    def divide(self, x, y):
        rounded = x[2] or y[2]
        if y[0] <= 0 <= y[1]:
            self.may.add("division")
            self.must = self.must or (y[0] == y[1])
            self.vague = self.vague or y[0] != y[1]
            return x
        ends = [a / b for a in x[:2] for b in y[:2]]
        low, high = min(ends), max(ends)
        self.tiny(low, high)
        if max(abs(low), abs(high)) >= 10**36:
            self.may.add("overflow")
        if low == high and (low == 0 or self.short(low)):
            return low, high, rounded
        # a quotient of more digits that is exact all the same may stay so, and overflow later like any exact number
        self.kept = self.kept or (low == high and self.fits(low) and not rounded)
        return self.half(low, -1), self.half(high, 1), True

    @staticmethod
    def short(x):
        """At most 18 significant digits? Then the quotient is exact."""
        n, scale = abs(x), 0
        while n.denominator != 1 and scale < 140:
            n, scale = n * 10, scale + 1
        return n.denominator == 1 and n < 10**18

    @staticmethod
    def half(x, side):
        """x moved by half a unit of its 18th significant digit."""
        if x == 0:
            return Fraction(side, 10**120)
        e, n = 0, abs(x)
        e = len(str(n.numerator)) - len(str(n.denominator))
        if Fraction(10)**e > n:
            e -= 1
        return x + side * HALF * Fraction(10)**(e - 17)

    def cut(self, kind, x, n):
        p = Fraction(10)**n
        ends = [self.cut_one(kind, v * p) / p for v in x[:2]]
        if x[2]:
            return self.wide(ends[0], ends[1], 0)
        return self.exact(ends[0])

    @staticmethod
    def cut_one(kind, v):
        if kind == "floor":
            return Fraction(v.numerator // v.denominator)
        if kind == "ceil":
            return Fraction(-(-v.numerator // v.denominator))
        m = abs(v) + (HALF if kind.startswith("round") else 0)
        m = Fraction(m.numerator // m.denominator)
        return -m if v < 0 else m

    def mod(self, x, y):
        rounded = x[2] or y[2]
        if x[0] * y[0] < 0 and self.digits_apart(x, y):
            self.may.add("overflow")
        if y[0] == y[1] == 0:
            return x
        if y[0] <= 0 <= y[1]:
            self.vague = True
            return x
        quotients = [a / b for a in x[:2] for b in y[:2]]
        whole = {q.numerator // q.denominator for q in quotients}
        if len(whole) > 1:
            return min(Fraction(0), y[0]), max(Fraction(0), y[1]), True
        ends = [a - b * w for a in x[:2] for b in y[:2] for w in whole]
        if rounded and x[0] * y[0] < 0:
            return self.wide(min(ends), max(ends), max(abs(v) for v in x[:2] + y[:2]) / 10**35)
        return min(ends), max(ends), rounded

    @staticmethod
    def digits_apart(x, y):
        """Adding the divisor to the rest may need more than 38 digits: then mod may give up."""
        top = max(abs(v) for v in x[:2] + y[:2])
        return top > 0 and len(str(max(v.denominator for v in x[:2] + y[:2]))) + len(str(int(top))) > 18

    def power(self, x, n):
        if n == 0:
            return Fraction(1), Fraction(1), False
        ends = sorted(v**n for v in x[:2])
        low = Fraction(0) if n % 2 == 0 and x[0] < 0 < x[1] else ends[0]
        if not x[2] and self.fits(low):
            return low, low, False
        if max(abs(low), abs(ends[1])) >= 10**36:
            self.may.add("overflow")  # smaller ones are rounded, as a function may
        self.tiny(low, ends[1])
        return self.half(low, -1), self.half(ends[1], 1), True


def judge(tree, columns, answer):
    """None, or what is wrong."""
    m = Model(columns)
    low, high, _ = m.value(tree)
    if answer.startswith("!"):
        word = answer[1:].split(":")[0].split()[0]
        return None if word in m.may else "an error without cause"
    if m.must:
        return None if m.vague else "a value where there is an error: %s" % sorted(m.may)
    if m.vague:
        return None
    got = Fraction(answer)
    return None if low <= got <= high else "not within %s .. %s" % (shown(low), shown(high))


def shown(x):
    return str(x.numerator) if x.denominator == 1 else "%d/%d (%.20g)" % (x.numerator, x.denominator, x)


def number(digits, whole):
    n = rng.randrange(10**rng.randint(1, digits))
    s = str(n)
    if not whole and rng.random() < 0.7:
        scale = rng.randint(1, 4)
        s = s.zfill(scale + 1)
        s = s[:-scale] + "." + s[-scale:]
    return ("-" if rng.random() < 0.4 else "") + s


questions, lines = [], []
for _ in range(count):
    text, tree, _ = make(rng.choice([2, 3, 3, 4, 5]))
    cells = [number(15, False), number(6, False), number(9, True)]
    questions.append((text, tree, cells))
    lines.append("\t".join([text] + cells))
run = subprocess.run([feed], input="\n".join(lines) + "\n", capture_output=True, text=True)
answers = run.stdout.split("\n")[:-1]
if run.returncode or len(answers) != count:
    sys.exit("%s: status %d, %d answers to %d questions\n%s" % (feed, run.returncode, len(answers), count, run.stderr[:500]))
errors = points = 0
for (text, tree, cells), answer in zip(questions, answers):
    why = judge(tree, dict(zip("abc", map(Fraction, cells))), answer)
    errors += answer.startswith("!")
    if why:
        sys.exit("WRONG %s\nwith a=%s b=%s c=%s\ngives %s: %s" % (text, *cells, answer, why))
print("%d expressions, %d of them errors, none wrong" % (count, errors))
