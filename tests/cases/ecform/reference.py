#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Judges a form that ecform made: read by another reader, its samples must give the same rows, and nothing may be left out.

    reference.py FORM FOLDER SAMPLE...     FOLDER: what `ecread --split FOLDER` wrote of the samples
    reference.py --make SEED FOLDER        writes made-up documents of one random structure, and prints their names
    reference.py --make-schema SEED FOLDER the same, with their schema SEED.xsd

Each cell is compared with what the path of its variable gives in the sample (xml.etree, no code of the project), and each text and
attribute of the samples must stand in a cell of a variable that takes it from its own record (--partial: what is not there is
counted, no fault).
"""
import collections, gzip, io, os, random, re, sys
import xml.etree.ElementTree as ET

XSI = "http://www.w3.org/2001/XMLSchema-instance"
WHITE = " \t\r\n"


# ---- reading a form and samples ----

def load_form(path):
    """namespaces prefix -> [uri], tables name -> (paths, [(variable, path)])"""
    spaces, tables, columns, ignored = {"xml": ["http://www.w3.org/XML/1998/namespace"]}, {}, None, []
    for line in open(path, encoding="utf-8"):
        cells = line.rstrip("\n").split("\t")
        if cells[0] == "#namespace":
            spaces.setdefault(cells[1], []).append("" if cells[2] == "-" else cells[2])
        elif cells[0] == "#table":
            tables[cells[1]] = ([p.strip() for p in cells[2].split(" | ")], [])
        elif cells[0] == "#ignore":
            ignored.append(cells[1])
        elif cells[0] == "table":
            columns = cells
        elif columns and cells[0] and not cells[0].startswith("#"):
            row = dict(zip(columns, cells))
            tables[row["table"]][1].append((row["variable"], row["path"], row["role"]))
    return spaces, tables, ignored


def names_of(step, spaces, attribute):
    """The names in ElementTree's writing that a step means."""
    prefix, colon, local = step.rpartition(":")
    if not colon:
        if attribute or "-" not in spaces:
            return [local]
        prefix = "-"
    return ["{%s}%s" % (u, local) if u else local for u in spaces[prefix]]


class Document:
    def __init__(self, path):
        data = open(path, "rb").read()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        self.root = ET.parse(io.BytesIO(data)).getroot()
        self.parent = {c: p for p in self.root.iter() for c in p}

    def steps(self, start, steps, spaces):
        """Elements that steps lead to; start None is the document."""
        here = [start]
        for step in steps:
            found = []
            for e in here:
                if step == "..":
                    found.append(self.parent.get(e))
                    continue
                if step == ".":
                    found.append(e)
                    continue
                kids = [self.root] if e is None else list(e)
                names = names_of(step, spaces, False)
                found += [k for k in kids if k.tag in names]
            here = [e for e in found if e is not None]
        return here

    def position(self, element):
        p = self.parent.get(element)
        return str([k for k in p if k.tag == element.tag].index(element) + 1) if p is not None else "1"

    def value(self, element, path, spaces):
        """The texts that a path gives in a record, and the place of each: (element, attribute or None)."""
        attribute = None
        if path.startswith("@") or "/@" in path:
            path, _, attribute = path.rpartition("@")
            path = path[:-1] if path.endswith("/") and path != "/" else path
        absolute, steps = path.startswith("/"), [s for s in path.split("/") if s]
        found = []
        for e in self.steps(None if absolute else element, steps, spaces):
            if attribute is None:
                nil = e.get("{%s}nil" % XSI) in ("true", "1")
                found.append((None if nil else "".join([e.text or ""] + [k.tail or "" for k in e]).strip(WHITE), (e, None)))
            else:
                for n in names_of(attribute, spaces, True):
                    if n in e.attrib:
                        found.append((e.get(n).strip(WHITE), (e, n)))
        return found


def expression(d, element, path, spaces):
    """The cell of a path with its functions, and the places it takes; None: null."""
    m = re.match(r"^(join|string|position|first|count)\((.*?)(?:, *'(.*)')?\)$", path)
    if m and m[1] == "position":
        e = d.steps(element, [s for s in m[2].split("/") if s], spaces)
        return (d.position(e[0]) if e else None), []
    if m and m[1] == "count":
        return str(len(d.steps(element, m[2].split("/"), spaces))), []
    if m and m[1] == "string":
        e = d.steps(element, [s for s in m[2].split("/") if s], spaces)
        return ("".join(e[0].itertext()).strip(WHITE) if e else None), [(x, None) for k in e for x in k.iter()]
    if m:
        found = [f for f in d.value(element, m[2], spaces) if f[0] is not None]
        texts = [t for t, _ in found]
        return ((m[3] or "").join(t for t in texts if t) if texts else None), [p for _, p in found]
    for one in path.split(" | "):
        found = d.value(element, one, spaces)
        if found:
            if len(found) > 1:
                raise SystemExit("%s is there %d times" % (one, len(found)))
            return found[0][0], [found[0][1]]
    return None, []


# ---- judging ----

def unescape(cell):
    if cell == "\\N":
        return None
    return re.sub(r"\\(.)", lambda m: {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}[m[1]], cell)


def read_rows(path):
    lines = open(path, encoding="utf-8", newline="\n").read().split("\n")[:-1]
    head = lines[0].split("\t")
    return [dict(zip(head, map(unescape, line.split("\t")))) for line in lines[1:]]


def deep(path):
    return "//" in path


def table_elements(d, paths, spaces):
    found = []
    for p in paths:
        found += d.steps(None, [s for s in p.split("/") if s], spaces)
    order = {e: i for i, e in enumerate(d.root.iter())}
    return sorted(set(found), key=order.get)


def judge(form, folder, samples, partial):
    spaces, tables, ignored = load_form(form)
    documents, faults, cells, taken = [Document(s) for s in samples], 0, 0, set()
    for table, (paths, variables) in tables.items():
        if not variables:
            continue
        rows = read_rows(os.path.join(folder, table + ".tsv"))
        at = 0
        for d, sample in zip(documents, samples):
            for e in table_elements(d, paths, spaces):
                if at == len(rows):
                    print("%s: %s has fewer rows than %s" % (sample, table, paths))
                    return 1
                row, at = rows[at], at + 1
                for name, path, _ in variables:
                    want, places = expression(d, e, path, spaces)
                    cells += 1
                    if not path.startswith("..") and not path.startswith("position("):
                        taken.update(places)
                    if row[name] != want and not (row[name] == "" and want == ""):
                        faults += 1
                        if faults < 10:
                            print("%s: %s.%s (%s) is %r, not %r" % (sample, table, name, path, row[name], want))
        if at != len(rows):
            print("%s has %d rows, not %d" % (table, len(rows), at))
            faults += 1
    left = collections.Counter()
    for d in documents:
        for e in d.root.iter():
            own = "".join([e.text or ""] + [k.tail or "" for k in e]).strip(WHITE)
            if own and (e, None) not in taken:
                left[e.tag] += 1
            for a in e.attrib:
                if (e, a) not in taken and not a.startswith("{%s}" % XSI) and e.attrib[a].strip(WHITE):
                    left[e.tag + "/@" + a] += 1
    if left:
        print("%s: %d values are in no cell: %s" % (form, sum(left.values()), ", ".join("%s %d" % x for x in left.most_common(5))))
        faults += 0 if partial else 1
    print("%s: %d documents, %d cells, %d wrong" % (form, len(documents), cells, faults))
    return 1 if faults else 0


# ---- made-up documents and their schemas ----

KINDS = ["text", "whole", "amount", "date", "code", "truth", "padded", "zh"]


def make_value(kind, r):
    return {"text": lambda: "".join(r.choice("abc xyz&<é统") for _ in range(r.randint(0, 12))),
            "whole": lambda: str(r.randint(-50, 5000)), "amount": lambda: "%d.%02d" % (r.randint(0, 9999), r.randint(0, 99)),
            "date": lambda: "20%02d-%02d-%02d" % (r.randint(0, 30), r.randint(1, 12), r.randint(1, 28)),
            "code": lambda: r.choice(["A1", "B2", "C3"]), "truth": lambda: r.choice(["true", "false"]),
            "padded": lambda: "%06d" % r.randint(0, 999999), "zh": lambda: r.choice(["单位", "企业\n名称", " 甲 "])}[kind]()


class Kind:
    """A made-up element: its name, attributes, and either a kind of text or children, some of which repeat."""
    def __init__(self, r, depth, spaces):
        self.name = r.choice(["Item", "line-no", "OBS_VALUE", "名称", "date", "a.b", "ID", "x1", "Total", "count"]) + str(r.randint(1, 40))
        self.space = r.choice(spaces)
        self.attributes = [(r.choice(["id", "code", "xml:lang", "p:unit", "类别"]), r.choice(KINDS), r.random()) for _ in range(r.choice([0, 0, 1, 2]))]
        self.attributes = list({a[0]: a for a in self.attributes}.values())
        self.leaf = depth <= 0 or r.random() < 0.5
        self.kind = r.choice(KINDS)
        self.repeats = r.random() < 0.3
        self.share = r.random()
        self.full = r.random() < 0.5  # never empty
        self.kids = [] if self.leaf else [Kind(r, depth - 1, spaces) for _ in range(r.randint(1, 5))]

    def write(self, r, out, spaces):
        prefix = "p:" if self.space == "urn:p" else ""
        name = prefix + self.name
        attributes = "".join(' %s="%s"' % (a, escape(make_value(k, r))) for a, k, share in self.attributes if r.random() < share + 0.3)
        out.append("<%s%s>" % (name, attributes))
        if self.leaf:
            out.append(escape(make_value(self.kind, r)) if self.full or r.random() < 0.8 else "")
        seen = set()
        for k in self.kids:
            if (k.name, k.space) in seen:
                continue
            seen.add((k.name, k.space))
            for _ in range(r.randint(0, 4) if k.repeats else int(r.random() < k.share + 0.2)):
                k.write(r, out, spaces)
        out.append("</%s>" % name)


XSD = {"text": "xs:string", "whole": "xs:integer", "amount": "xs:decimal", "date": "xs:date", "code": "CodeType", "truth": "xs:boolean",
       "padded": "PaddedType", "zh": "xs:string"}


class Schema:
    """The schema of made-up documents: inline types, named ones, extensions, groups and references, as chance has it."""
    def __init__(self, r, top, spaces):
        self.r, self.globals, self.n = r, [], 0
        self.declared, self.prefixed = spaces[0], spaces[-1]
        self.body = self.element(top, True)

    def attributes(self, k):
        out = []
        for name, kind, share in k.attributes:
            if name == "xml:lang" or name.startswith("p:"):
                continue
            out.append('<xs:attribute name="%s" type="%s"/>' % (name, XSD[kind]))
        return "".join(out) + "<xs:anyAttribute processContents='lax'/>"

    def content(self, k):
        if k.leaf:
            return '<xs:simpleContent><xs:extension base="xs:string">%s</xs:extension></xs:simpleContent>' % self.attributes(k)
        seen, kids = set(), []
        for c in k.kids:
            if c.name not in seen:
                seen.add(c.name)
                kids.append(self.element(c, False))
        model = "".join(kids)
        if self.r.random() < 0.3:
            self.n += 1
            self.globals.append('<xs:group name="G%d"><xs:sequence>%s</xs:sequence></xs:group>' % (self.n, model))
            model = '<xs:group ref="G%d"/>' % self.n
        elif self.r.random() < 0.3:
            self.n += 1
            self.globals.append('<xs:complexType name="B%d"><xs:sequence>%s</xs:sequence></xs:complexType>' % (self.n, model))
            return '<xs:complexContent><xs:extension base="B%d"><xs:sequence/>%s</xs:extension></xs:complexContent>' % (self.n, self.attributes(k))
        return "<xs:sequence>%s</xs:sequence>%s" % (model, self.attributes(k))

    def element(self, k, is_global):
        occurs = "" if is_global else ' minOccurs="0"' + (' maxOccurs="unbounded"' if k.repeats else "")
        note = "<xs:annotation><xs:documentation>What %s is</xs:documentation></xs:annotation>" % escape(k.name)
        if k.leaf and not k.attributes and k.kind in XSD and k.full:
            return '<xs:element name="%s" type="%s"%s>%s</xs:element>' % (k.name, XSD[k.kind], occurs, note)
        if not is_global and self.r.random() < 0.3:
            self.n += 1
            number = self.n
            self.globals.append('<xs:complexType name="T%d">%s</xs:complexType>' % (number, self.content(k)))
            return '<xs:element name="%s" type="T%d"%s>%s</xs:element>' % (k.name, number, occurs, note)
        return '<xs:element name="%s"%s>%s<xs:complexType>%s</xs:complexType></xs:element>' % (k.name, occurs, note, self.content(k))

    def text(self):
        named = ('<xs:simpleType name="CodeType"><xs:restriction base="xs:token"><xs:enumeration value="A1"/><xs:enumeration value="B2"/>'
                 '<xs:enumeration value="C3"/></xs:restriction></xs:simpleType><xs:simpleType name="PaddedType"><xs:restriction '
                 'base="xs:string"><xs:pattern value="[0-9]{6}"/></xs:restriction></xs:simpleType>')
        return ('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">%s%s%s</xs:schema>\n' % (self.body, "".join(self.globals), named))


def escape(s):
    return s.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("\n", "&#10;")


def make(seed, folder, schema):
    r = random.Random(seed)
    spaces = ["", ""] if schema else r.choice([["", ""], ["", "urn:p"], ["urn:d", "urn:p"]])
    top = Kind(r, 4, spaces[:1] if r.random() < 0.5 else spaces)
    top.leaf, top.name = False, "Root"
    top.kids = top.kids or [Kind(r, 3, spaces) for _ in range(4)]
    if schema:
        text = Schema(random.Random(seed), top, spaces).text()
        open(os.path.join(folder, "%d.xsd" % seed), "w", encoding="utf-8").write(text)
    for i in range(r.randint(1, 4)):
        out = []
        top.write(r, out, spaces)
        declared = (' xmlns="urn:d"' if spaces[0] else "") + ' xmlns:p="urn:p"'
        text = re.sub(r"^<([^ >]+)", lambda m: "<" + m[1] + declared, "".join(out), count=1)
        name = os.path.join(folder, "%d-%d.xml" % (seed, i))
        open(name, "w", encoding="utf-8").write('<?xml version="1.0" encoding="UTF-8"?>\n' + text + "\n")
        print(name)


if __name__ == "__main__":
    args = sys.argv[1:]
    if args[0] in ("--make", "--make-schema"):
        make(int(args[1]), args[2], args[0] == "--make-schema")
    else:
        partial = args[0] == "--partial"
        args = args[partial:]
        sys.exit(judge(args[0], args[1], args[2:], partial))
