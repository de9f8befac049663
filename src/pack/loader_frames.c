/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/loader_frames.h"

#include "pack/loader_work.h"
#include "rec/json.h"

/* What a binary double holds of any decimal number. */
enum { DOUBLE_DIGITS = 15 };

/* ---- pandas ---- */

static const char *python_kind(const struct dataset_field *f)
{
    return loader_is_number(f) ? "Decimal" : loader_is_integer(f) ? "integer" : loader_is(f, T_BOOLEAN) ? "boolean"
           : loader_is(f, T_DATE) ? "date" : "text";
}

void loader_pandas(struct buf *b, const struct dataset *d)
{
    buf_puts(b, "\"\"\"Loads the dataset into pandas: tables = load(\"FOLDER\"); tables[\"NAME\"] is a DataFrame.\n\n"
                "Text stays text, numbers become decimal.Decimal, whole numbers Int64: nothing is rounded.\n\"\"\"\n"
                "import csv\nimport datetime\nimport decimal\nimport os\nimport sys\n\nimport pandas as pd\n\n"
                "csv.field_size_limit(2**31 - 1)\n\nTABLES = {\n");
    for (int i = 0; i < d->n; i++) {
        const struct dataset_table *t = &d->tables[i];
        buf_puts(b, "    ");
        json_put(b, t->name);
        buf_puts(b, ": (");
        json_put(b, t->path);
        buf_puts(b, ", {\n");
        for (int k = 0; k < t->n; k++) {
            buf_puts(b, "        ");
            json_put(b, t->fields[k].name);
            buf_printf(b, ": \"%s\",\n", python_kind(&t->fields[k]));
        }
        buf_puts(b, "    }),\n");
    }
    buf_puts(b, "}\n\n\n"
                "def convert(column, kind):\n"
                "    if kind == \"text\":\n"
                "        return column\n"
                "    parse = {\"Decimal\": decimal.Decimal, \"integer\": int, \"date\": datetime.date.fromisoformat,\n"
                "             \"boolean\": lambda s: s == \"true\"}[kind]\n"
                "    values = [None if pd.isna(s) else parse(s) for s in column]\n"
                "    dtype = {\"integer\": \"Int64\", \"boolean\": \"boolean\"}.get(kind, \"object\")\n"
                "    return pd.Series(pd.array(values, dtype=dtype), index=column.index)\n\n\n"
                "def load(folder):\n"
                "    tables = {}\n"
                "    for name, (path, kinds) in TABLES.items():\n"
                "        frame = pd.read_csv(os.path.join(folder, path), dtype=str, keep_default_na=False, na_values=[\"\"],\n"
                "                            encoding=\"utf-8\", skip_blank_lines=False)\n"
                "        assert list(frame.columns) == list(kinds), path\n"
                "        tables[name] = pd.DataFrame({c: convert(frame[c], kinds[c]) for c in frame.columns})\n"
                "    return tables\n\n\n"
                "if __name__ == \"__main__\":\n"
                "    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))\n"
                "    for name, frame in load(sys.argv[1] if len(sys.argv) > 1 else here).items():\n"
                "        print(name, frame.shape)\n");
}

/* ---- R ---- */

static const char *r_class(const struct dataset_field *f)
{
    bool fits = f->precision <= DOUBLE_DIGITS;
    return (loader_is_number(f) || loader_is_integer(f)) && fits ? "numeric" : loader_is(f, T_BOOLEAN) ? "logical"
           : loader_is(f, T_DATE) ? "Date" : "character";
}

void loader_r(struct buf *b, const struct dataset *d)
{
    buf_puts(b, "# Loads the dataset into R: source(\"load/load.R\"); tables <- load_dataset(\".\"); tables$NAME is a\n"
                "# data frame.\n"
                "# R's numbers hold 15 digits: columns with more are kept as text. Sums of whole numbers are exact below 2^53;\n"
                "# numbers with decimals are binary fractions in R, so round sums to the decimals of the data.\n"
                "load_dataset <- function(folder) {\n"
                "  read <- function(path, classes) {\n"
                "    table <- read.csv(file.path(folder, path), colClasses = classes, na.strings = \"\", check.names = FALSE,\n"
                "                      encoding = \"UTF-8\", comment.char = \"\", blank.lines.skip = FALSE)\n"
                "    stopifnot(identical(names(table), names(classes)))\n"
                "    table\n"
                "  }\n"
                "  list(");
    for (int i = 0; i < d->n; i++) {
        const struct dataset_table *t = &d->tables[i];
        buf_puts(b, i ? ",\n    " : "\n    ");
        loader_put_quoted(b, t->name, '`');
        buf_puts(b, " = read(");
        json_put(b, t->path);
        buf_puts(b, ", c(");
        for (int k = 0; k < t->n; k++) {
            buf_puts(b, k ? ",\n      " : "\n      ");
            loader_put_quoted(b, t->fields[k].name, '`');
            buf_printf(b, " = \"%s\"", r_class(&t->fields[k]));
        }
        buf_puts(b, "))");
    }
    buf_puts(b, "\n  )\n}\n");
}
