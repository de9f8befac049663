# SPDX-License-Identifier: Apache-2.0
"""The same job as a careful Python programmer would write it with lxml: flatten, check, write CSV.gz. For comparison.

usage: lxml_job.py FORM.tsv BATCH.xml OUT.csv.gz
Streams with iterparse, keeps no tree; checks type, required, pattern, code list and bounds of the table `enterprise`.
"""
import csv
import glob
import gzip
import os
import sys
from decimal import Decimal, InvalidOperation

from lxml import etree
import regex  # re does not know \p{...}, which a pattern may have


def load_patterns(folder):
    patterns = {}
    for path in glob.glob(os.path.join(folder, "*.re")):
        for line in open(path, encoding="utf-8"):
            m = regex.match(r"([A-Za-z0-9_-]+) = (.*)", line.rstrip("\n"))
            if m and line[0] not in "#+-":
                written = regex.sub(r"\\x\{([0-9A-Fa-f]+)\}", lambda x: "\\U%08X" % int(x[1], 16), m[2])  # as PCRE2 has it
                patterns[m[1]] = regex.compile(written)
    return patterns


def load_codes(folder, name):
    with open(os.path.join(folder, name + ".tsv"), encoding="utf-8") as f:
        next(f)
        return {line.split("\t")[0] for line in f if line[0] != "#"}


def load_form(path):
    folder = os.path.dirname(path)
    patterns = load_patterns(os.path.join(folder, "../patterns"))
    header, variables = None, []
    for line in open(path, encoding="utf-8-sig"):
        cells = line.rstrip("\r\n").split("\t")
        if cells[0].startswith("#") or cells == [""]:
            continue
        if header is None:
            header = cells
            continue
        v = dict(zip(header, cells + [""] * (len(header) - len(cells))))
        if v["table"] != "enterprise":
            continue
        v["regex"] = patterns.get(v["pattern"])
        v["set"] = load_codes(os.path.join(folder, "../codes"), v["codes"]) if v["codes"] else None
        for bound in ("min", "max"):
            v[bound] = Decimal(v[bound]) if v[bound] and v["type"] in ("integer", "number") else None
        simple = regex.fullmatch(r"[A-Za-z_][\w/.-]*", v["path"])
        v["find"] = v["path"] if simple else None
        if not simple:
            expression = v["path"]
            v["xpath"] = etree.XPath("string(%s)" % expression)
        variables.append(v)
    return variables


def check(v, text):
    if text is None or text == "":
        return v["required"] == "yes"
    if v["type"] in ("integer", "number"):
        try:
            d = Decimal(text)
        except InvalidOperation:
            return True
        if (v["min"] is not None and d < v["min"]) or (v["max"] is not None and d > v["max"]):
            return True
    if v["regex"] and not v["regex"].fullmatch(text):
        return True
    return bool(v["set"]) and text not in v["set"]


def main():
    form, batch, out = sys.argv[1:4]
    variables = load_form(form)
    findings = records = 0
    with gzip.open(out, "wt", compresslevel=6, encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow([v["variable"] for v in variables])
        for _, e in etree.iterparse(batch, tag="submission"):
            row = []
            for v in variables:
                text = e.findtext(v["find"]) if v["find"] else v["xpath"](e)
                text = text.strip() if text else text
                findings += check(v, text)
                row.append(text)
            writer.writerow(row)
            records += 1
            e.clear()
            while e.getprevious() is not None:
                del e.getparent()[0]
    print(records, "records", findings, "findings", file=sys.stderr)


main()
