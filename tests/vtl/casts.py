# SPDX-License-Identifier: Apache-2.0
"""Casts with masks, of dates, weeks, intervals and numbers, against python3's datetime and decimal.

casts.py FEED COUNT SEED: makes COUNT random masks and values, has FEED write each value by its mask and read it back, and
compares with what is made here: by formatting for dates, by a regular expression for numbers.
"""
import datetime
import decimal
import random
import re
import subprocess
import sys

feed, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
decimal.getcontext().prec = 200
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SEPARATORS = [" ", "-", "/", ".", ", ", " 年 ", " \\D ", ":", " \\\\ "]


def cased(word, mask):
    name = re.match("[A-Za-z]+", mask).group()
    cut = mask[len(name):]
    word = word[:int(cut)] if cut else word
    return word.upper() if name.isupper() else word.lower() if name.islower() else word


def date_case():
    """A mask of one day's parts, its text, and the first day of what the parts leave open."""
    d = datetime.date.fromordinal(rng.randint(1, datetime.date(9999, 12, 31).toordinal()))
    year, first = d.year, datetime.date(d.year, 1, 1)
    parts = []
    kind = rng.choice(["month", "month", "name", "week", "days", "quarter", "semester", "half"])

    def number(letter, value, width):
        if width == 2 and rng.random() < 0.3:
            return "{%s}%s" % (letter, letter), str(value)
        return letter * width, str(value).zfill(width)

    if kind == "week":
        iso = d.isocalendar()
        year = iso[0]
        if not 1 <= year <= 9999:
            return date_case()
        parts.append(number("W", iso[1], 2))
        first = d - datetime.timedelta(d.weekday()) if d.toordinal() > d.weekday() else d
        if rng.random() < 0.6:
            first = d
            parts.append(("D", str(iso[2])) if rng.random() < 0.5 else (m := rng.choice(["DAY", "Day3", "day"]), cased(DAYS[iso[2] - 1], m)))
    elif kind == "days":
        parts.append(("DDD", str(d.timetuple().tm_yday).zfill(3)))
        first = d
    else:
        month, from_month = d.month, 1
        if kind in ("semester", "half"):
            parts.append(("S", str((month - 1) // 6 + 1)))
            from_month = (month - 1) // 6 * 6 + 1
        if kind in ("quarter", "half"):
            q = (month - 1) % 6 // 3 if kind == "half" else (month - 1) // 3
            parts.append(("Q", str(q + 1)))
            from_month = (month - 1) // 3 * 3 + 1
        first = datetime.date(year, from_month, 1)
        if kind == "name":
            m = rng.choice(["MONTH", "Month", "month3", "MONTH3"])
            parts.append((m, cased(MONTHS[month - 1], m)))
            from_month = month
        elif kind == "month" or rng.random() < 0.5:
            parts.append(number("M", month - from_month + 1, 2))
            from_month = month
        first = datetime.date(year, from_month, 1)
        if rng.random() < 0.7:
            n = (d - first).days + 1
            parts.append(number("D", n, 2) if n < 100 and from_month == month else ("DDD", str(n).zfill(3)))
            first = d
            if rng.random() < 0.2:
                parts.append((m := rng.choice(["DAY", "Day", "day3"]), cased(DAYS[d.weekday()], m)))
    parts.append(("YYYY", str(year).zfill(4)) if rng.random() < 0.8 else ("CCYY", str(year).zfill(4)))
    rng.shuffle(parts)
    mask = text = ""
    for i, (m, t) in enumerate(parts):
        sep = rng.choice(SEPARATORS) if i else ""
        mask += sep + m
        text += re.sub(r"\\(.)", r"\1", sep) + t
    return d, mask, text, first


def number_mask():
    run = lambda letter, least: "".join(rng.choice([letter, letter, letter + "+", letter + "*"]) for _ in range(rng.randint(least, 3)))
    mask = run("D", 0)
    separator = rng.choice([".", ",", ""]) if mask else "."
    fraction = run("D", 1) if separator else ""
    return mask, separator, fraction, run("E", 1) if rng.random() < 0.3 else ""


def pattern(run):
    return re.sub("[DE]", "[0-9]", run)


def least(run):
    return len(re.findall(r"[DE](?!\*)", run))


def most(run):
    return None if re.search(r"[+*]", run) else len(run)


def number_fits(text, mask):
    whole, separator, fraction, exponent = mask
    e = "(?:E([+-]?)(" + (pattern(exponent) or "(?!)") + "))" if exponent else "()()"
    r = re.fullmatch("([+-]?)(" + pattern(whole) + ")(?:" + re.escape(separator or "\0") + "(" + (pattern(fraction) or "(?!)") + "))?" +
                     e + ("?" if exponent and least(exponent) == 0 else ""), text)
    if not r or (r.group(3) is None and least(fraction)) or (r.group(3) == "" and separator):
        return None
    if exponent and r.group(5) == "":
        return None
    if not (r.group(2) or r.group(3)):
        return None
    return decimal.Decimal((r.group(1) or "") + (r.group(2) or "0") + "." + (r.group(3) or "0") + "E" + (r.group(4) or "") + (r.group(5) or "0"))


def number_text(x, mask):
    """The value written by the mask; None where digits have no room."""
    whole, separator, fraction, exponent = mask
    sign, digits, scale = x.normalize().as_tuple()
    digits = "".join(map(str, digits)) if x else ""
    point, power = (len(digits) + scale, 0) if x else (0, 0)
    if exponent and x:
        power, point = point - least(whole), least(whole)
    before = digits[:point].ljust(point, "0") if point > 0 else ""
    behind = "0" * -point + digits if point < 0 else digits[point:]
    e = str(abs(power)) if power else ""
    for run, part in ((whole, before), (fraction, behind), (exponent, e)):
        if most(run) is not None and len(part) > most(run):
            return None
    before, behind, e = before.zfill(least(whole)), behind.ljust(least(fraction), "0"), e.zfill(least(exponent))
    if least(whole) == 0:
        before = before.lstrip("0") if point <= 0 else before
    if not before and not behind:
        before, behind = ("0", "") if whole else ("", "0")
    out = ("-" if sign else "") + before + (separator + behind if behind else "")
    return out + ("E" + ("-" if power < 0 else "") + e if exponent and (power or least(exponent)) else "")


def show(x):
    """A number as it is printed: no exponent."""
    return format(x, "f")


lines, wants = [], []


def ask(expression, want, s="", a=""):
    lines.append("\t".join([expression, a, "0", "0", s.replace("\\", "\\\\")]))
    wants.append(want)


for i in range(count // 4):
    d, mask, text, first = date_case()
    if rng.random() < 0.1:
        text += rng.choice([" ", "x"])
        ok = text.rstrip() != text and None
    else:
        ok = True
    ask('cast(cast(s, date), string, "%s")' % mask, '"' + (text if ok else text[:-1]) + '"', d.isoformat().zfill(10))
    if ok or text.endswith(" "):
        ask('cast(s, date, "%s")' % mask, first.isoformat().zfill(10), text)
    else:
        ask('cast(s, date, "%s")' % mask, "!", text)
for i in range(count // 4):
    mask = number_mask()
    if not "".join(mask[:3]):
        continue
    x = decimal.Decimal(rng.randrange(10**rng.choice([1, 2, 3, 5, 12]))).scaleb(-rng.choice([0, 0, 1, 2, 4, 9])) * rng.choice([1, 1, -1])
    x = abs(x) if not x else x
    want = number_text(x, mask)
    m = "".join(mask)
    ask('cast(a, string, "%s")' % m, "!" if want is None else '"' + want + '"', a=show(x))
    text = want if want is not None and rng.random() < 0.7 else rng.choice(["%s", "+%s", "%s.", "0%s", "%sE2", "%s.5", "%s,25"]) % show(abs(x))
    back = number_fits(text, mask)
    ask('cast(s, number, "%s")' % m, "!" if back is None else back, text)

got = subprocess.run([feed], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True).stdout.splitlines()
bad = refused = 0
for line, want, out in zip(lines, wants, got):
    refused += want == "!"
    if want == "!":
        ok = out.startswith("!") and out != "!refused"
    elif isinstance(want, decimal.Decimal):
        ok = not out.startswith("!") and decimal.Decimal(out) == want
    else:
        ok = out == want
    if not ok:
        bad += 1
        if bad <= 10:
            print("FAIL %r: expected %s, got %s" % (line, want, out))
print("%d casts with masks as expected, %d not; %d of them errors" % (len(got) - bad, bad, refused))
sys.exit(1 if bad or len(got) != len(lines) or not refused else 0)
