# SPDX-License-Identifier: Apache-2.0
"""Error localisation as a user meets it: the cases of a folder as a form, code lists and VTL rules, through ecsuggest --localise.

usage: localise.py FOLDER    (cases as tests/cases/suggest/README.md describes them)

Prints each record whose weight, number of optimal sets or named set is not the expected one; status 1 when there is any. A fixed
cell that is missing keeps no value: ecsuggest leaves out what reads it, so the records with one are passed over.
"""
import csv, os, re, subprocess, sys, tempfile

COLUMNS = "table variable path role type unit required pattern codes min max label_zh label_en weight".split()


def rows(path):
    with open(path, encoding="utf-8") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def vtl_of(line):
    """One edit in the syntax of the cases as a datapoint rule; variables get a prefix, since some are keywords."""
    parts = re.split(r'("[^"]*")', line.split("#")[0].strip())
    for i in range(0, len(parts), 2):
        t = re.sub(r"\b(?!if\b|and\b|or\b)([A-Za-z_]\w*)", r"v_\1", parts[i])
        t = t.replace("&&", " and ").replace("||", " or ").replace("!=", "<>").replace("==", "=")
        parts[i] = re.sub(r"(?<=\S)([-+])(?=\S)", r" \1 ", t)
    text = "".join(parts)
    m = re.match(r"if\s*\(", text)
    if not m:
        return text
    depth, i = 1, m.end()
    while depth:
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        i += 1
    return "when " + text[m.end():i - 1] + " then " + text[i:]


def write_case(folder, case, to):
    data = rows(f"{folder}/{case}.in.tsv")
    weights = rows(f"{folder}/{case}.weights.tsv")
    os.makedirs(f"{to}/codes")
    os.makedirs(f"{to}/patterns")
    with open(f"{to}/form.tsv", "w", encoding="utf-8") as f:
        f.write("#form\tcase\n#version\t1\n#codes\tcodes\n#patterns\tpatterns\n#table\trec\t/r\tR\tR\n")
        f.write("\t".join(COLUMNS) + "\n")
        f.write("rec\tid\tid\tidentifier\tstring\t\tyes\t\t\t\t\tid\tid\t\n")
        for w in weights:
            v, coded = w["var"], w["type"] == "cat"
            codes = f"v_{v}" if coded else ""
            f.write(f"rec\tv_{v}\t{v}\tmeasure\t{'string' if coded else 'number'}\t\tno\t\t{codes}\t\t\t{v}\t{v}\t{w['weight']}\n")
            if coded:
                with open(f"{to}/codes/v_{v}.tsv", "w", encoding="utf-8") as c:
                    c.write("code\tlabel_zh\tlabel_en\tvalid_from\tvalid_to\n")
                    c.writelines(f"{code}\t{code}\t{code}\t\t\n" for code in w["domain"].split(","))
    names = [w["var"] for w in weights]
    with open(f"{folder}/{case}.rules.txt", encoding="utf-8") as f:
        edits = [vtl_of(line) for line in f if line.split("#")[0].strip()]
    with open(f"{to}/rules.vtl", "w", encoding="utf-8") as f:
        f.write(f"define datapoint ruleset r (variable {', '.join('v_' + n for n in names)}) is\n")
        f.write(";\n".join(f"  R{i + 1}: {e} errorlevel \"hard\"" for i, e in enumerate(edits)))
        f.write("\nend datapoint ruleset;\n")
    with open(f"{to}/in.tsv", "w", encoding="utf-8") as f:
        f.write("\t".join(["id"] + ["v_" + n for n in names]) + "\n")
        for r in data:
            f.write("\t".join([r["id"]] + [r[n] if r[n] != "" else r"\N" for n in names]) + "\n")
    fixed = [w["var"] for w in weights if w["weight"] == "Inf"]
    return {r["id"]: any(r[n] == "" for n in fixed) for r in data}


def answers(path):
    """By record: (state, weight, optimal, set)."""
    out = {}
    for r in rows(path):
        key = r["key"].split("=", 1)[1]
        if r["grade"] != "ask":
            out[key] = (r["grade"], None, 0, None)
            continue
        m = re.match(r"weight ([0-9.]+); (\d+) optimal", r["evidence"])
        cells = out.get(key, (None, None, None, set()))[3]
        cells.add(r["variable"][2:])
        out[key] = ("found", float(m[1]), int(m[2]), cells)
    return out


def wrong(e, got):
    if e["min_weight"] in ("INFEASIBLE", "NO_SOLUTION"):
        return got is None or got[0] not in ("infeasible", "no-solution")
    if float(e["min_weight"]) == 0:
        return got is not None
    sets = [set(s.replace(" ", "").split(",")) for s in e["optimal_sets"].split("|")]
    return got is None or got[0] != "found" or got[1] != float(e["min_weight"]) or got[2] != int(e["n_optimal"]) or got[3] not in sets


def main():
    folder, bad, n = sys.argv[1], 0, 0
    for case in [r["case"] for r in rows(f"{folder}/INDEX.tsv")]:
        with tempfile.TemporaryDirectory() as to:
            no_value = write_case(folder, case, to)
            run = subprocess.run(["ecsuggest", "-q", "-f", f"{to}/form.tsv", "-r", f"{to}/rules.vtl", "--localise",
                                  "--all-missing", "--methods", "localise", "-o", f"{to}/s.tsv", f"{to}/in.tsv"],
                                 capture_output=True, text=True)
            if run.returncode:
                print(f"{case}: status {run.returncode}: {run.stderr}")
                bad += 1
                continue
            got = answers(f"{to}/s.tsv")
        for e in rows(f"{folder}/{case}.expected.tsv"):
            if no_value[e["id"]]:
                continue
            n += 1
            if wrong(e, got.get(e["id"])):
                print(f"{case} {e['id']}: expected {dict(e)}, got {got.get(e['id'])}")
                bad += 1
    print(f"{n} records, {bad} wrong")
    return 1 if bad or not n else 0


sys.exit(main())
