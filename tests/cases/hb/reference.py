#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the inputs and the expected results of this folder, independently of the C code.

Run it in the folder to write all files again. Everything is computed in decimals of 60 digits; nothing here is binary.
The method is that of Hidiroglou and Berthelot (1986) as the manual ecoutlier(1) describes it.
"""
from decimal import Decimal as D, getcontext

getcontext().prec = 60
REASONS = {(0, 1): "MISSING_PREV", (1, 0): "MISSING_CUR", (0, 0): "MISSING_BOTH"}


def quantile(x, p, rule):
    n = len(x)
    t = p * (n + 1) if rule == 6 else p * (n - 1) + 1
    w = int(t)
    if w < 1:
        return x[0]
    if w >= n:
        return x[-1]
    return x[w - 1] + (t - w) * (x[w] - x[w - 1])


def median(x):
    return (x[(len(x) - 1) // 2] + x[len(x) // 2]) / 2


def reason(p, c):
    if p == "" or c == "":
        return REASONS[(p != "", c != "")]
    p, c = D(p), D(c)
    if p < 0 or c < 0:
        return "NEGATIVE"
    if p == 0 or c == 0:
        return {(True, True): "ZERO_BOTH", (True, False): "ZERO_PREV", (False, True): "ZERO_CUR"}[(p == 0, c == 0)]
    return ""


def centred(r, m):
    return 1 - m / r if r < m else r / m - 1


def fences(effects, k, rule):
    """The statistics of the class, with the ladder of the degenerate case."""
    q1, m, q3 = quantile(effects, D("0.25"), rule), median(effects), quantile(effects, D("0.75"), rule)
    least = abs(D(k["A"]) * m)
    d = [max(m - q1, least), max(q3 - m, least)]
    floor = D(k["floor"] or 0)
    status = "OK" if d[0] > 0 and d[1] > 0 else "ONE_SIDED"
    open_side = [False, False]
    if d == [0, 0]:
        status = "DEGENERATE"
        for side in (0, 1):
            for p in (D("0.1"), D("0.05")):
                got = m - quantile(effects, p, rule) if side == 0 else quantile(effects, 1 - p, rule) - m
                if k["degenerate"] == "ladder" and d[side] == 0 and got > 0:
                    d[side] = got
            if k["degenerate"] == "ladder":
                d[side] = max(d[side], floor)
            open_side[side] = k["degenerate"] == "none" or (k["degenerate"] == "ladder" and d[side] == 0)
    else:
        d = [max(d[0], floor), max(d[1], floor)]
    return status, q1, m, q3, d, open_side


def flag(e, m, d, k, open_side):
    def beyond(low, high):
        if not open_side[0] and e < m - D(low) * d[0]:
            return "LOW"
        if not open_side[1] and e > m + D(high) * d[1]:
            return "HIGH"
        return ""
    out = beyond(k["C_low"], k["C_high"])
    if not out and k["Cexcl_low"]:
        inner = beyond(k["Cexcl_low"], k["Cexcl_high"])
        out = inner + "_EXCL" if inner else ""
    return out


def number(x):
    text = format(x, ".15g") if x else "0"
    return format(D(text), "f")


def run(name, rows, k, rule, suffix):
    used = [(i, D(p), D(c)) for i, p, c in rows if not reason(p, c)]
    stats, units = [], {}
    if used:
        rm = median(sorted(c / p for _, p, c in used))
        e_of = {i: centred(c / p, rm) * max(p, c) ** D(k["U"]) for i, p, c in used}
        if len(used) < int(k["min_obs"]):
            stats = [("status", "TOO_FEW"), ("n", len(used)), ("rm", number(rm))]
        else:
            status, q1, m, q3, d, open_side = fences(sorted(e_of.values()), k, rule)
            stats = [("status", status), ("n", len(used)), ("rm", number(rm)), ("q1", number(q1)), ("m", number(m)),
                     ("q3", number(q3)), ("d1", number(d[0])), ("d3", number(d[1]))]
            if not open_side[0]:
                stats.append(("lo", number(m - D(k["C_low"]) * d[0])))
            if not open_side[1]:
                stats.append(("hi", number(m + D(k["C_high"]) * d[1])))
        for i, p, c in used:
            f = "" if stats[0][1] == "TOO_FEW" else flag(e_of[i], m, d, k, open_side)
            units[i] = [number(c / p), number(centred(c / p, rm)), number(e_of[i]), f]
    else:
        stats = [("status", "TOO_FEW"), ("n", 0)]
    with open(f"{name}.{suffix}.stats.tsv", "w") as f:
        f.write("stat\tvalue\n" + "".join(f"{a}\t{b}\n" for a, b in stats))
    with open(f"{name}.{suffix}.units.tsv", "w") as f:
        f.write("id\tprev\tcur\tratio\ts\tE\tflag\n")
        for i, p, c in rows:
            f.write("\t".join([i, p, c] + units.get(i, ["", "", "", reason(p, c)])) + "\n")


class Dice:
    """A small generator of its own, so that the files never change with a version of Python."""
    def __init__(self, seed):
        self.x = seed

    def __call__(self, n):
        self.x = (self.x * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.x >> 33) % n


def plain(seed, n, low, high, decimals=0, spread=160):
    dice, rows = Dice(seed), []
    for i in range(n):
        p = low + dice(high - low)
        c = p * (970 + dice(spread)) // 1000
        tail = ("." + "".join(str(dice(10)) for _ in range(decimals))) if decimals else ""
        rows.append([f"U{i + 1:03d}", f"{p}{tail}", f"{c}{tail}"])
    return rows


def edit(rows, changes):
    for at, p, c in changes:
        rows[at][1], rows[at][2] = p, c
    return [tuple(r) for r in rows]


CASES = [
    ("reasons", edit(plain(7, 60, 100, 90000), [
        (3, "", "500"), (4, "500", ""), (5, "", ""), (6, "0", "12"), (7, "12", "0"), (8, "0", "0"), (9, "-5", "10"),
        (10, "10", "-5"), (11, "0.00", "7.5"), (12, "1000", "9000"), (13, "80000", "9000"), (14, "50", "140")]),
     dict(U="0.3", A="0.05", C_low="3", C_high="5", Cexcl_low="2", Cexcl_high="2.5"),
     "every reason for leaving a unit out; unequal constants; two zones"),
    ("yuan", edit(plain(11, 45, 10**9, 10**12, 2), [(0, "743900000000.00", "74390000000000.00"), (1, "5000000000.10", "5000000.01")]),
     dict(U="0", A="0.05", C_low="6", C_high="6"), "amounts in yuan with fen, up to 10^13; U = 0"),
    ("sizerules", edit(plain(13, 50, 10, 2000000), [(2, "1900000", "2400000"), (3, "10", "30")]),
     dict(U="1", A="0.1", C_low="4", C_high="4", Cexcl_low="2", Cexcl_high="2"), "U = 1: size rules"),
    ("tied", [(f"T{i:02d}", str(100 * i), str(110 * i)) for i in range(1, 37)] + [("X1", "100", "400"), ("X2", "900", "300"),
                                                                                  ("X3", "5000", "5600"), ("X4", "70", "79")],
     dict(U="0.5", A="0.05", C_low="2", C_high="2"), "36 of 40 ratios tied: the ladder finds a spread above, at the 95th percentile, and none below"),
    ("copied", [(f"K{i:02d}", str(30 + i), str(30 + i)) for i in range(1, 60)] + [("X1", "100", "130"), ("X2", "90", "30")],
     dict(U="0.5", A="0.05", C_low="4", C_high="4"), "59 of 61 copied last quarter: no spread, nothing flagged"),
    ("copiedfloor", [(f"K{i:02d}", str(30 + i), str(30 + i)) for i in range(1, 60)] + [("X1", "100", "130"), ("X2", "90", "30")],
     dict(U="0.5", A="0.05", C_low="4", C_high="4", floor="2"), "the same with a floor"),
    ("copiedstrict", [(f"K{i:02d}", str(30 + i), str(30 + i)) for i in range(1, 60)] + [("X1", "100", "130"), ("X2", "90", "30")],
     dict(U="0.5", A="0.05", C_low="4", C_high="4", degenerate="strict"), "the same by the bare formula"),
    ("onesided", [(f"K{i:02d}", str(30 + i), str(30 + i)) for i in range(1, 30)] + [(f"G{i:02d}", str(50 + i), str(70 + 2 * i)) for i in range(1, 19)]
     + [("X1", "64", "62")], dict(U="0.5", A="0.05", C_low="4", C_high="4"), "the lower spread is 0, the upper is not"),
    ("few", [("U1", "10", "11"), ("U2", "20", "24"), ("U3", "30", "0"), ("U4", "40", "400")],
     dict(U="0.5", A="0.05", C_low="4", C_high="4", min_obs="10"), "three usable units of ten wanted"),
    ("nobody", [("U1", "", "11"), ("U2", "0", "24")], dict(U="0.5", A="0.05", C_low="4", C_high="4"), "no usable unit at all"),
]
COLUMNS = ["case", "n_in", "U", "A", "C_low", "C_high", "Cexcl_low", "Cexcl_high", "min_obs", "degenerate", "floor", "note"]
DEFAULTS = dict(Cexcl_low="", Cexcl_high="", min_obs="3", degenerate="ladder", floor="")

with open("INDEX.tsv", "w") as index:
    index.write("\t".join(COLUMNS) + "\n")
    for name, rows, given, note in CASES:
        k = {**DEFAULTS, **given}
        index.write("\t".join({**k, "case": name, "n_in": str(len(rows)), "note": note}[c] for c in COLUMNS) + "\n")
        with open(f"{name}.in.tsv", "w") as f:
            f.write("id\tprev\tcur\n" + "".join("\t".join(r) + "\n" for r in rows))
        run(name, rows, k, 6, "w6")
        run(name, rows, k, 7, "r7")
