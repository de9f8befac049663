# SPDX-License-Identifier: Apache-2.0
"""Cells of VTL for the reference (reference.py): values, types, operators and functions on scalars.

Written from the specification alone; shares no code with the tools. None is null. integer and number are Fraction, boolean is
bool, string is str, date is datetime.date, time_period is Period, time is a pair of dates, duration is a one-letter text or ISO.
A function of OPS takes types to a type or raises Refused; a function of RUN takes values that are not null to a value, or raises
CellError (the cell is null, and the run tells it).
"""
import datetime
import decimal
import re
from collections import namedtuple
from fractions import Fraction


class Refused(Exception):
    """The program is at fault: nothing is computed."""


class Fatal(Exception):
    """A key repeats, an identifier is null: the run ends."""


class CellError(Exception):
    """The value of one cell cannot be had: null."""


class Unsure(Exception):
    """The specification leaves it open, or the reference rounds: no answer, the program is not judged."""


Period = namedtuple("Period", "letter year number")
LETTERS = "DWMQSA"
LAST = {"A": 1, "S": 2, "T": 3, "Q": 4, "M": 12}
MONTHS = {"A": 12, "S": 6, "T": 4, "Q": 3, "M": 1}
NUMERIC = ("integer", "number")
decimal.getcontext().prec = 60


# --- numbers -------------------------------------------------------------------------------------------------------------------

def rounded(x, digits=18):
    """Fraction to that many significant digits, half to even: what a division and a function keep."""
    if x == 0:
        return x
    with decimal.localcontext() as c:
        c.prec, c.rounding = digits, decimal.ROUND_HALF_EVEN
        return Fraction(decimal.Decimal(x.numerator) / decimal.Decimal(x.denominator))


def fits(x):
    """More than 38 digits is an error of the cell; near that the reference does not judge."""
    if abs(x) >= 10 ** 38:
        raise CellError("38 digits")
    if abs(x) >= 10 ** 30 or x.denominator >= 10 ** 24 or abs(x.numerator) >= 10 ** 32:
        raise Unsure("digits")
    return x


def as_decimal(x):
    return decimal.Decimal(x.numerator) / decimal.Decimal(x.denominator)


def approximate(d):
    if abs(d) >= decimal.Decimal(10) ** 38:
        raise CellError("38 digits")
    return fits(rounded(Fraction(d)))


def cut(x, n, half):
    """Away from zero at one half, or toward zero; n digits behind the point."""
    if abs(n) > 30:
        raise Unsure("digits")
    scaled = abs(x) * Fraction(10) ** n + (Fraction(1, 2) if half else 0)
    whole = Fraction(scaled.numerator // scaled.denominator) / Fraction(10) ** n
    return fits(-whole if x < 0 else whole)


def power(x, e):
    if x == 0 and e == 0:
        return Fraction(1)
    if x == 0 and e < 0 or x < 0 and e.denominator != 1:
        raise CellError("no real result")
    if x == 0:
        return Fraction(0)
    if abs(e) > 200:
        raise Unsure("large exponent")
    if e.denominator == 1 and e >= 0 and abs(x) ** int(e) < 10 ** 30:
        p = x ** int(e)
        return fits(p if p.denominator < 10 ** 12 else rounded(p))
    d = as_decimal(abs(x)) ** as_decimal(e)
    return approximate(-d if x < 0 and e.numerator % 2 else d)


def exponential(x):
    if x >= 90:
        raise CellError("38 digits")
    if x < -40:
        raise Unsure("digits")
    return approximate(as_decimal(x).exp())


def logarithm(x, base=None):
    if x <= 0:
        raise CellError("no logarithm")
    if base is not None and (base <= 1 or base.denominator != 1):
        raise Unsure("base of a logarithm")
    d = as_decimal(x).ln()
    return approximate(d if base is None else d / as_decimal(base).ln())


def divide(x, y):
    if y == 0:
        raise CellError("division by zero")
    return fits(rounded(x / y))


def number_text(x):
    if x.denominator == 1:
        return str(x.numerator)
    text = format(as_decimal(x), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- time ----------------------------------------------------------------------------------------------------------------------

def month_end(year, month):
    return datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(1)


def first_day(p):
    if p.letter == "D":
        return datetime.date(p.year, 1, 1) + datetime.timedelta(p.number - 1)
    if p.letter == "W":
        return datetime.date.fromisocalendar(p.year, p.number, 1)
    return datetime.date(p.year, (p.number - 1) * MONTHS[p.letter] + 1, 1)


def last_day(p):
    if p.letter == "D":
        return first_day(p)
    if p.letter == "W":
        return first_day(p) + datetime.timedelta(6)
    return month_end(p.year, p.number * MONTHS[p.letter])


def period_of(day, letter):
    """The period of that letter that holds the day."""
    if letter == "D":
        return Period("D", day.year, day.timetuple().tm_yday)
    if letter == "W":
        y, w, _ = day.isocalendar()
        return Period("W", y, w)
    return Period(letter, day.year, (day.month - 1) // MONTHS[letter] + 1)


def shift(p, n):
    if p.letter in "DW":
        step = 1 if p.letter == "D" else 7
        return period_of(first_day(p) + datetime.timedelta(step * n), p.letter)
    total = p.year * LAST[p.letter] + p.number - 1 + n
    year = total // LAST[p.letter]
    if not 1 <= year <= 9999:
        raise Unsure("year")
    return Period(p.letter, year, total % LAST[p.letter] + 1)


def add_months(day, n):
    total = day.year * 12 + day.month - 1 + n
    if not 12 <= total < 12 * 9999:
        raise Unsure("year")
    end = month_end(total // 12, total % 12 + 1)
    return datetime.date(total // 12, total % 12 + 1, min(day.day, end.day))


def period_text(p):
    return "%04d%s%s" % (p.year, p.letter, {"A": "", "S": "%d", "T": "%d", "Q": "%d", "M": "%02d", "W": "%02d", "D": "%03d"}[p.letter]
                         % (() if p.letter == "A" else (p.number,)))


def period_from(text):
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return period_of(datetime.date.fromisoformat(text), "D")
        except ValueError:
            raise CellError("no period: " + text) from None
    m = re.fullmatch(r"(\d{4})-?(?:([ASTQMWDY])(\d{0,3}))?", text)
    if not m:
        raise CellError("no period: " + text)
    letter, number = m.group(2) or "A", int(m.group(3) or 1)
    letter = "A" if letter == "Y" else letter
    most = LAST.get(letter) or (53 if letter == "W" else 366)
    if letter != "A" and not m.group(3) or not 1 <= number <= most:
        raise CellError("no period: " + text)
    p = Period(letter, int(m.group(1)), number)
    if letter in "WD" and period_of(first_day(p), letter) != p:
        raise CellError("no period: " + text)
    return p


def days(x):
    return last_day(x) if isinstance(x, Period) else x


def time_agg(x, to, first=False):
    """The period that holds a period; the first or last day of the one that holds a date. Only to larger ones."""
    if isinstance(x, datetime.date):
        p = period_of(x, to)
        return first_day(p) if first else last_day(p)
    if x.letter == "T" and to != "A" or x.letter != "T" and LETTERS.index(to) < LETTERS.index(x.letter) or x.letter == "W" and to != "A":
        raise CellError("only to larger periods")
    if to == x.letter:
        return x
    if x.letter == "W":
        return Period("A", x.year, 1)
    return period_of(first_day(x), to)


# --- text ----------------------------------------------------------------------------------------------------------------------

SPACE = "\t\n\v\f\r \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def text_of(x, kind):
    """The canonical text of a value: in keys, and what cast to string gives."""
    if x is None:
        return None
    if kind == "boolean":
        return "true" if x else "false"
    if kind in NUMERIC:
        return number_text(x)
    if kind == "time_period":
        return period_text(x)
    if kind == "time":
        return x[0].isoformat() + "/" + x[1].isoformat()
    return x.isoformat() if kind == "date" else x


def substr(s, start=1, length=None):
    if start < 1 or length is not None and length < 0:
        raise CellError("position")
    start = int(start) - 1
    return s[start:] if length is None else s[start:start + int(length)]


def instr(s, p, start=1, nth=1):
    if start < 1 or nth < 1:
        raise CellError("position")
    if p == "":
        raise Unsure("instr of the empty text")
    at = int(start) - 2
    for _ in range(int(nth)):
        at = s.find(p, at + 1)
        if at < 0:
            return Fraction(0)
    return Fraction(at + 1)


def match(s, pattern):
    return re.fullmatch(pattern, s) is not None


def cast(x, source, target):
    if source == target:
        return x
    if source == "string":
        s = x.strip(SPACE)
        if target == "boolean":
            return s.lower() == "true"
        if target == "integer":
            if not re.fullmatch(r"[+-]?[0-9]+", s):
                raise CellError("no integer")
            return fits(Fraction(s))
        if target == "number":
            if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", s):
                if re.fullmatch(r"[+-]?([0-9]+\.|\.[0-9]+).*", s):
                    raise Unsure("number without digits on one side")
                raise CellError("no number")
            return fits(Fraction(s))
        if target == "date":
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", s):
                raise CellError("no date")
            try:
                return datetime.date.fromisoformat(s)
            except ValueError:
                raise CellError("no date") from None
        if target == "time_period":
            return period_from(s)
        if target == "duration":
            if s.startswith("P"):
                raise Unsure("durations in ISO form")
            if s not in ("Y",) + tuple(LETTERS):
                raise CellError("no duration")
            return "A" if s == "Y" else s
    if target == "string" and source == "number":
        raise Unsure("how many zeros a number has")
    if target == "string":
        return text_of(x, source)
    if source in NUMERIC and target in NUMERIC:
        if target == "integer" and x.denominator != 1:
            raise CellError("a fraction")
        return x
    if source in NUMERIC and target == "boolean":
        return x != 0
    if source == "boolean":
        return Fraction(int(x))
    if source == "date" and target == "time_period":
        return period_of(x, "D")
    if source == "time_period" and target == "date":
        if x.letter != "D":
            raise CellError("no day")
        return first_day(x)
    raise Unsure("cast %s to %s" % (source, target))


CASTS = {("integer", t) for t in ("number", "boolean", "string")} | {("number", t) for t in ("integer", "boolean", "string")} \
    | {("boolean", t) for t in ("integer", "number", "string")} | {("date", t) for t in ("time_period", "string")} \
    | {("time_period", t) for t in ("date", "string")} | {("duration", "string")} \
    | {("string", t) for t in ("integer", "number", "boolean", "date", "time_period", "duration")}


# --- types ---------------------------------------------------------------------------------------------------------------------

def common(types, what):
    """The one type of all, integer with number widened; None is a bare null."""
    known = [t for t in types if t is not None]
    if not known:
        return None
    if all(t in NUMERIC for t in known):
        return "number" if "number" in known else "integer"
    if any(t != known[0] for t in known):
        if {"time"} < set(known) <= {"time", "date", "time_period"}:
            raise Unsure("time widened")
        raise Refused("%s of %s" % (what, known))
    return known[0]


def want(t, allowed, what):
    if t is not None and t not in allowed:
        raise Refused("%s takes no %s" % (what, t))


def arithmetic(op):
    def typed(types):
        for t in types:
            want(t, NUMERIC, op)
        return "number" if op == "/" else common(types, op) or "integer"
    return typed


def ordered(op):
    def typed(types):
        t = common(types, op)
        if t in ("time", "duration") and op not in ("=", "<>"):
            raise Unsure("order of " + t)
        return "boolean"
    return typed


def fixed(result, *allowed, least=None):
    """A function with these kinds of arguments, the first `least` of them a must."""
    def typed(types):
        if not (len(allowed) if least is None else least) <= len(types) <= len(allowed):
            raise Refused("number of arguments")
        for t, kinds in zip(types, allowed):
            want(t, kinds, "a function")
        return result(types) if callable(result) else result
    return typed


def same_numeric(types):
    if None in types:
        raise Unsure("the type of a bare null")
    return common(types, "numbers") or "integer"


def cut_type(types):
    return "integer" if len(types) < 2 else "number"


TEXT = ("string", "boolean")
BOOL = ("boolean",)
INT = ("integer",)
STR = ("string",)
DAY = ("date", "time_period")

OPS = {
    "and": fixed("boolean", BOOL, BOOL), "or": fixed("boolean", BOOL, BOOL), "xor": fixed("boolean", BOOL, BOOL),
    "not": fixed("boolean", BOOL), "||": fixed("string", TEXT, TEXT),
    "neg": fixed(same_numeric, NUMERIC), "pos": fixed(same_numeric, NUMERIC), "abs": fixed(same_numeric, NUMERIC),
    "ceil": fixed("integer", NUMERIC), "floor": fixed("integer", NUMERIC),
    "round": fixed(cut_type, NUMERIC, INT, least=1), "trunc": fixed(cut_type, NUMERIC, INT, least=1),
    "mod": fixed(same_numeric, NUMERIC, NUMERIC), "power": fixed("number", NUMERIC, NUMERIC),
    "exp": fixed("number", NUMERIC), "ln": fixed("number", NUMERIC), "sqrt": fixed("number", NUMERIC),
    "log": fixed("number", NUMERIC, NUMERIC),
    "length": fixed("integer", TEXT), "upper": fixed("string", TEXT), "lower": fixed("string", TEXT),
    "trim": fixed("string", TEXT), "ltrim": fixed("string", TEXT), "rtrim": fixed("string", TEXT),
    "substr": fixed("string", TEXT, INT, INT, least=1), "replace": fixed("string", TEXT, TEXT, TEXT, least=2),
    "instr": fixed("integer", TEXT, TEXT, INT, INT, least=2),
    "match_characters": fixed("boolean", TEXT, STR),
    "between": lambda types: ordered("between")(types), "isnull": lambda types: "boolean",
    "nvl": lambda types: common(types, "nvl"),
    "getyear": fixed("integer", DAY), "getmonth": fixed("integer", DAY), "dayofmonth": fixed("integer", DAY),
    "dayofyear": fixed("integer", DAY), "datediff": fixed("integer", DAY, DAY),
    "dateadd": fixed("date", DAY, INT, STR), "period_indicator": fixed("duration", ("time_period",)),
}
for _op in "+-*/":
    OPS[_op] = arithmetic(_op)
for _op in ("=", "<>", "<", "<=", ">", ">="):
    OPS[_op] = ordered(_op)


def less(x, y):
    """Order of two values that are not null, of one type."""
    if isinstance(x, Period):
        if x.letter != y.letter:
            raise CellError("periods of two letters")
        return (x.year, x.number) < (y.year, y.number)
    if isinstance(x, str):
        return x.encode() < y.encode()
    return x < y


def equal(x, y):
    return x == y


def dateadd(x, n, unit):
    if abs(n) > 4000:
        raise Unsure("year")
    day = days(x)
    if unit in "DW":
        return day + datetime.timedelta(int(n) * (1 if unit == "D" else 7))
    return add_months(day, int(n) * MONTHS[unit])


def modulo(x, y):
    return x if y == 0 else x - y * ((x / y).numerator // (x / y).denominator)


def simple_case(function):
    """Simple mapping: a character whose other case is several stays."""
    return lambda s: "".join(c if len(function(c)) != 1 else function(c) for c in s)


RUN = {
    "+": lambda x, y: fits(x + y), "-": lambda x, y: fits(x - y), "*": lambda x, y: fits(x * y), "/": divide,
    "=": equal, "<>": lambda x, y: not equal(x, y), "<": less, ">": lambda x, y: less(y, x),
    "<=": lambda x, y: not less(y, x), ">=": lambda x, y: not less(x, y),
    "xor": lambda x, y: x != y, "not": lambda x: not x, "||": lambda x, y: x + y,
    "neg": lambda x: -x, "pos": lambda x: x, "abs": abs,
    "ceil": lambda x: Fraction(-(-x.numerator // x.denominator)), "floor": lambda x: Fraction(x.numerator // x.denominator),
    "round": lambda x, n=0: cut(x, int(n), True), "trunc": lambda x, n=0: cut(x, int(n), False),
    "mod": modulo, "power": power, "exp": lambda x: exponential(x),
    "ln": logarithm, "log": logarithm,
    "length": lambda s: Fraction(len(s)), "upper": simple_case(str.upper), "lower": simple_case(str.lower),
    "trim": lambda s: s.strip(SPACE), "ltrim": lambda s: s.lstrip(SPACE), "rtrim": lambda s: s.rstrip(SPACE),
    "substr": substr, "replace": lambda s, p, r="": s if p == "" else s.replace(p, r), "instr": instr,
    "match_characters": match,
    "between": lambda x, a, b: not any([less(x, a), less(b, x)]),
    "getyear": lambda x: Fraction(x.year if isinstance(x, Period) else x.year),
    "getmonth": lambda x: Fraction(days(x).month), "dayofmonth": lambda x: Fraction(days(x).day),
    "dayofyear": lambda x: Fraction(days(x).timetuple().tm_yday),
    "datediff": lambda x, y: Fraction((days(y) - days(x)).days), "dateadd": dateadd,
    "period_indicator": lambda x: x.letter,
}


def root(x):
    if x < 0:
        raise CellError("root of a negative")
    return approximate(as_decimal(x).sqrt())


RUN["sqrt"] = root
TEXTUAL = {"||", "length", "upper", "lower", "trim", "ltrim", "rtrim", "substr", "replace", "instr", "match_characters"}


def run(op, values, types):
    """An operator on values: null if any is null, but for isnull, nvl, and, or."""
    if op == "isnull":
        return values[0] is None
    if op == "nvl":
        return values[1] if values[0] is None else values[0]
    if op in ("and", "or"):
        decides = op == "or"
        if any(v is decides for v in values):
            return decides
        return None if any(v is None for v in values) else not decides
    if any(v is None for v in values):
        return None
    if op in TEXTUAL:
        values = [text_of(v, "boolean") if isinstance(v, bool) else v for v in values]
    try:
        return RUN[op](*values)
    except (OverflowError, decimal.Overflow):
        raise Unsure("overflow") from None
