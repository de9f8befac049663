# SPDX-License-Identifier: Apache-2.0
"""Data for datasets.sh, random by a seed.

    datasets.py make SEED ROWS FOLDER      g20k, g2m, a, b as TSV, and their structures
    datasets.py decimals SEED ROWS         a stream of decimals on standard output
    datasets.py sums SEED ROWS             the line that their sum is, by Python's decimal
"""
import decimal
import json
import os
import random
import sys

what, seed, rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rnd = random.Random(seed)


def write(path, head, lines):
    with open(path, "w") as f:
        f.write(head + "\n")
        f.writelines(lines)


def amount():
    n = int(rnd.random() * 100000000)
    return "%d.%02d" % (n // 100, n % 100)


def shuffled(n):
    step = 7919993  # a prime: k * step modulo n is each number once
    return ((k * step + seed * 1000) % n for k in range(n))


def decimals():
    for k in range(rows):
        yield k, "%d.%0*d" % (rnd.random() * 10 ** 12 - 5 * 10 ** 11, rnd.randrange(1, 7), rnd.random() * 10)


if what == "make":
    folder = sys.argv[4]
    os.makedirs(folder, exist_ok=True)
    for name, groups in (("g20k", 20000), ("g2m", rows)):
        write("%s/%s.tsv" % (folder, name), "g\tid\tx\ty",
              ("G%07d\t%d\t%s\t%d\n" % (rnd.random() * groups, k, amount(), rnd.random() * 100000) for k in shuffled(rows)))
    write(folder + "/a.tsv", "u\tx", ("U%09d\t%s\n" % (k, amount()) for k in shuffled(rows)))
    write(folder + "/b.tsv", "u\tz", ("U%09d\t%s\n" % (k if rnd.random() < 0.9 else k + rows, amount()) for k in shuffled(rows)))

    def structure(name, *parts):
        return {"name": name, "components": [dict(zip(("name", "role", "data_type"), p)) for p in parts]}
    i, m = "Identifier", "Measure"
    with open(folder + "/structures.json", "w") as f:
        json.dump([structure("g", ("g", i, "String"), ("id", i, "Integer"), ("x", m, "Number"), ("y", m, "Integer")),
                   structure("a", ("u", i, "String"), ("x", m, "Number")), structure("b", ("u", i, "String"), ("z", m, "Number")),
                   structure("d", ("k", i, "Integer"), ("x", m, "Number"))], f)
    open(folder + "/done", "w").write("done\n")
elif what == "decimals":
    sys.stdout.write("k\tx\n")
    sys.stdout.writelines("%d\t%s\n" % line for line in decimals())
else:
    decimal.getcontext().prec = 60
    total = decimal.Decimal(0)
    for _, text in decimals():
        total += decimal.Decimal(text)
    print(total)
