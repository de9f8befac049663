# SPDX-License-Identifier: Apache-2.0
"""Reads a workbook with nothing but zipfile and an XML parser, and prints a sheet as lines: each cell as KIND:TEXT, where KIND is t
(text), n (number, with its format), d (date, as a day), b (boolean) or - (no cell). With --check DIR TABLE it compares the sheet with
the table's CSV, cell by cell: text for text, numbers as exact decimals."""
import csv
import datetime
import decimal
import gzip
import sys
import xml.etree.ElementTree as ET
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def column(place):
    n = 0
    for c in place:
        if c.isalpha():
            n = n * 26 + ord(c) - 64
    return n - 1


class Book:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        bad = self.zip.testzip()
        if bad:
            sys.exit(f"entry {bad} is damaged")
        book = ET.fromstring(self.zip.read("xl/workbook.xml"))
        rels = ET.fromstring(self.zip.read("xl/_rels/workbook.xml.rels"))
        target = {r.get("Id"): r.get("Target") for r in rels}
        self.sheets = {s.get("name"): "xl/" + target[s.get(REL + "id")] for s in book.iter(MAIN + "sheet")}
        styles = ET.fromstring(self.zip.read("xl/styles.xml"))
        codes = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
        self.formats = [codes.get(x.get("numFmtId"), "") for x in styles.find(MAIN + "cellXfs")]
        for name in self.zip.namelist():
            ET.fromstring(self.zip.read(name))

    def cell(self, c):
        code = self.formats[int(c.get("s", "0"))]
        if c.get("t") == "inlineStr":
            return "t:" + "".join(t.text or "" for t in c.iter(MAIN + "t"))
        value = c.find(MAIN + "v").text
        if c.get("t") == "b":
            return "b:" + value
        if "yy" in code:
            return "d:" + str(datetime.date(1899, 12, 30) + datetime.timedelta(days=int(value)))
        return f"n:{value}|{code}"

    def rows(self, name):
        sheet = ET.fromstring(self.zip.read(self.sheets[name]))
        for row in sheet.iter(MAIN + "row"):
            cells = {column(c.get("r")): self.cell(c) for c in row}
            yield [cells.get(i, "-") for i in range(max(cells, default=-1) + 1)]


def agrees(cell, text):
    kind, _, value = cell.partition(":")
    if kind == "-":
        return text == ""
    if kind == "n":
        return decimal.Decimal(value.split("|")[0]) == decimal.Decimal(text)
    if kind == "b":
        return ("false", "true")[int(value)] == text
    return value == text


def check(book, folder, table):
    with gzip.open(f"{folder}/{table}.csv.gz", "rt", encoding="utf-8", newline="") as f:
        wanted = list(csv.reader(f))
    got = list(book.rows(table))
    if len(got) != len(wanted):
        sys.exit(f"{len(got)} rows, the CSV has {len(wanted)}")
    for n, (cells, texts) in enumerate(zip(got[1:], wanted[1:]), 2):
        cells += ["-"] * (len(texts) - len(cells))
        for cell, text in zip(cells, texts):
            if not agrees(cell, text):
                sys.exit(f"row {n}: {cell} is not {text}")
    print(len(got) - 1)


book = Book(sys.argv[-1])
if sys.argv[1] == "--check":
    check(book, sys.argv[2], sys.argv[3])
elif sys.argv[1] == "--sheets":
    print("\n".join(book.sheets))
else:
    for row in book.rows(sys.argv[1]):
        print("\t".join(row))
