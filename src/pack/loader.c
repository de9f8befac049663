#include "pack/loader.h"

#include <errno.h>
#include <sys/stat.h>

#include "io/out.h"
#include "rec/json.h"

enum { INT64_DIGITS = 18, DOUBLE_DIGITS = 15, DECIMAL_DIGITS = 38 };

static bool is_number(const struct dataset_field *f)
{
    return f->fit.type == T_NUMBER && !f->invalid;
}

static bool is_integer(const struct dataset_field *f)
{
    return f->fit.type == T_INTEGER && !f->invalid;
}

static bool is(const struct dataset_field *f, enum vtype t)
{
    return f->fit.type == t && !f->invalid;
}

/* Text in quotes, which are doubled inside: names and strings of SQL. */
static void put_quoted(struct buf *b, struct str s, char quote)
{
    buf_char(b, quote);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == quote)
            buf_char(b, quote);
        buf_char(b, s.p[i]);
    }
    buf_char(b, quote);
}

static void put_name(struct buf *b, struct str s)
{
    put_quoted(b, s, '"');
}

static bool compressed(const struct dataset_table *t)
{
    return t->mode != GZ_NONE;
}

static void put_str(struct buf *b, const char *before, struct str s, const char *after)
{
    buf_puts(b, before);
    buf_str(b, s);
    buf_puts(b, after);
}

/* ( column type, ... PRIMARY KEY (...) ) */
static void put_columns(struct buf *b, const struct dataset_table *t, bool not_null,
                        void put_type(struct buf *b, const struct dataset_field *f))
{
    buf_puts(b, " (\n");
    for (int i = 0; i < t->n; i++) {
        buf_puts(b, i ? ",\n    " : "    ");
        put_name(b, t->fields[i].name);
        buf_char(b, ' ');
        put_type(b, &t->fields[i]);
        if (not_null && t->fields[i].fit.required)
            buf_puts(b, " NOT NULL");
    }
    for (int i = 0; i < t->n_key; i++) {
        buf_puts(b, i ? ", " : ",\n    PRIMARY KEY (");
        put_name(b, t->fields[t->key[i]].name);
    }
    buf_puts(b, t->n_key ? ")\n);\n" : "\n);\n");
}

/* ---- PostgreSQL ---- */

static void postgres_type(struct buf *b, const struct dataset_field *f)
{
    buf_puts(b, is_number(f) ? "numeric" : is_integer(f) ? "bigint" : is(f, T_BOOLEAN) ? "boolean"
                             : is(f, T_DATE) ? "date" : "text");
}

static void put_comment(struct buf *b, const struct dataset_table *t, const struct dataset_field *f)
{
    struct buf text = {0};
    buf_str(&text, f->title);
    if (f->unit.n)
        put_str(&text, " (", f->unit, ")");
    if (text.n) {
        buf_puts(b, "COMMENT ON COLUMN ");
        put_name(b, t->name);
        buf_char(b, '.');
        put_name(b, f->name);
        buf_puts(b, " IS ");
        put_quoted(b, buf_slice(&text), '\'');
        buf_puts(b, ";\n");
    }
    buf_free(&text);
}

static void postgres_table(struct buf *b, const struct dataset_table *t)
{
    buf_puts(b, "\nCREATE TABLE ");
    put_name(b, t->name);
    put_columns(b, t, true, postgres_type);
    for (int i = 0; i < t->n; i++)
        put_comment(b, t, &t->fields[i]);
    buf_puts(b, "\\copy ");
    put_name(b, t->name);
    put_str(b, compressed(t) ? " FROM PROGRAM 'gzip -dc " : " FROM '", t->path,
            "' WITH (FORMAT csv, HEADER match, NULL '', ENCODING 'UTF8'");
    if (t->n == 1) {
        buf_puts(b, ", FORCE_NULL (");
        put_name(b, t->fields[0].name);
        buf_char(b, ')');
    }
    buf_puts(b, ")\n");
}

static void put_postgres(struct buf *b, const struct dataset *d)
{
    buf_puts(b, "-- Loads the dataset into PostgreSQL 15 or later. In the folder of the dataset:\n"
                "--     psql -v ON_ERROR_STOP=1 -f load/postgres.sql DATABASE\n"
                "-- Identifiers and codes are text, numbers are numeric: nothing is rounded.\n"
                "SET client_encoding = 'UTF8';\nBEGIN;\n");
    for (int i = 0; i < d->n; i++)
        postgres_table(b, &d->tables[i]);
    buf_puts(b, "\nCOMMIT;\n");
}

/* ---- DuckDB ---- */

/* DECIMAL needs its digits fixed: room for 18, or for 38 where the data have more. */
static void duckdb_type(struct buf *b, const struct dataset_field *f)
{
    if (is_number(f))
        buf_printf(b, "DECIMAL(%d,%d)", f->precision > INT64_DIGITS ? DECIMAL_DIGITS : INT64_DIGITS, f->scale);
    else
        buf_puts(b, is_integer(f) ? "BIGINT" : is(f, T_BOOLEAN) ? "BOOLEAN" : is(f, T_DATE) ? "DATE" : "VARCHAR");
}

static void duckdb_table(struct buf *b, const struct dataset_table *t)
{
    buf_puts(b, "\nCREATE TABLE ");
    put_name(b, t->name);
    put_columns(b, t, true, duckdb_type);
    buf_puts(b, "INSERT INTO ");
    put_name(b, t->name);
    buf_puts(b, " SELECT * FROM read_csv(");
    put_quoted(b, t->path, '\'');
    buf_puts(b, ",\n    auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '',\n"
                "    columns = {");
    for (int i = 0; i < t->n; i++) {
        buf_puts(b, i ? ",\n        " : "\n        ");
        put_quoted(b, t->fields[i].name, '\'');
        buf_puts(b, ": '");
        duckdb_type(b, &t->fields[i]);
        buf_char(b, '\'');
    }
    buf_puts(b, "});\n");
}

static void put_duckdb(struct buf *b, const struct dataset *d)
{
    buf_puts(b, "-- Loads the dataset into DuckDB. In the folder of the dataset:\n"
                "--     duckdb FILE.duckdb < load/duckdb.sql\n"
                "-- Numbers are DECIMAL: sums are exact. The columns are given, so nothing is guessed.\n"
                "BEGIN;\n");
    for (int i = 0; i < d->n; i++)
        duckdb_table(b, &d->tables[i]);
    buf_puts(b, "\nCOMMIT;\n");
}

/* ---- SQLite ---- */

static void sqlite_type(struct buf *b, const struct dataset_field *f)
{
    buf_puts(b, is_integer(f) || (is_number(f) && f->scale == 0) || is(f, T_BOOLEAN) ? "INTEGER" : "TEXT");
}

static void sqlite_value(struct buf *b, const struct dataset_field *f)
{
    if (is(f, T_BOOLEAN)) {
        buf_puts(b, "CASE ");
        put_name(b, f->name);
        buf_puts(b, " WHEN 'true' THEN 1 WHEN 'false' THEN 0 END");
        return;
    }
    bool integer = is_integer(f) || (is_number(f) && f->scale == 0);
    buf_puts(b, integer ? "CAST(NULLIF(" : "NULLIF(");
    put_name(b, f->name);
    buf_puts(b, integer ? ", '') AS INTEGER)" : ", '')");
}

static void sqlite_table(struct buf *b, const struct dataset_table *t)
{
    buf_puts(b, "\nCREATE TABLE ");
    put_name(b, t->name);
    put_columns(b, t, true, sqlite_type);
    buf_puts(b, "CREATE TEMP TABLE ec_load (");
    for (int i = 0; i < t->n; i++) {
        buf_puts(b, i ? ", " : "");
        put_name(b, t->fields[i].name);
        buf_puts(b, " TEXT");
    }
    buf_puts(b, ");\n.import --csv --skip 1 --schema temp \"");
    put_str(b, compressed(t) ? "|gzip -dc " : "", t->path, "\" ec_load\nINSERT INTO ");
    put_name(b, t->name);
    buf_puts(b, " SELECT\n    ");
    for (int i = 0; i < t->n; i++) {
        buf_puts(b, i ? ",\n    " : "");
        sqlite_value(b, &t->fields[i]);
    }
    buf_puts(b, "\nFROM temp.ec_load;\nDROP TABLE temp.ec_load;\n");
}

static void put_sqlite(struct buf *b, const struct dataset *d)
{
    buf_puts(b, "-- Loads the dataset into SQLite with its shell, 3.32 or later. In the folder of the dataset:\n"
                "--     sqlite3 FILE.db < load/sqlite.sql\n"
                "-- SQLite has no decimal type: numbers with decimals are TEXT as written; add them up with\n"
                "-- decimal_sum(), which the shell has. Whole numbers are INTEGER.\n"
                ".bail on\nBEGIN;\n");
    for (int i = 0; i < d->n; i++)
        sqlite_table(b, &d->tables[i]);
    buf_puts(b, "\nCOMMIT;\n");
}

/* ---- pandas ---- */

static const char *python_kind(const struct dataset_field *f)
{
    return is_number(f) ? "Decimal" : is_integer(f) ? "integer" : is(f, T_BOOLEAN) ? "boolean" : is(f, T_DATE) ? "date" : "text";
}

static void put_pandas(struct buf *b, const struct dataset *d)
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
    return (is_number(f) || is_integer(f)) && fits ? "numeric" : is(f, T_BOOLEAN) ? "logical"
           : is(f, T_DATE) ? "Date" : "character";
}

static void put_r(struct buf *b, const struct dataset *d)
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
        put_quoted(b, t->name, '`');
        buf_puts(b, " = read(");
        json_put(b, t->path);
        buf_puts(b, ", c(");
        for (int k = 0; k < t->n; k++) {
            buf_puts(b, k ? ",\n      " : "\n      ");
            put_quoted(b, t->fields[k].name, '`');
            buf_printf(b, " = \"%s\"", r_class(&t->fields[k]));
        }
        buf_puts(b, "))");
    }
    buf_puts(b, "\n  )\n}\n");
}

/* ---- all ---- */

static const struct {
    const char *name;
    void (*put)(struct buf *b, const struct dataset *d);
} loaders[LOADER_COUNT] = {
    [LOADER_POSTGRES] = {"postgres.sql", put_postgres}, [LOADER_DUCKDB] = {"duckdb.sql", put_duckdb},
    [LOADER_SQLITE] = {"sqlite.sql", put_sqlite},       [LOADER_PANDAS] = {"load_pandas.py", put_pandas},
    [LOADER_R] = {"load.R", put_r},
};

const char *loader_name(enum loader l)
{
    return loaders[l].name;
}

void loader_put(enum loader l, const struct dataset *d, struct buf *to)
{
    loaders[l].put(to, d);
}

void loader_write(const char *folder, const struct dataset *d)
{
    struct arena a = {0};
    struct buf text = {0};
    const char *load = arena_printf(&a, "%s/load", folder);
    if (mkdir(load, 0777) < 0 && errno != EEXIST)
        out_fail(load);
    for (int i = 0; i < LOADER_COUNT; i++) {
        buf_reset(&text);
        loader_put((enum loader)i, d, &text);
        struct out *o = out_open(arena_printf(&a, "%s/%s", load, loaders[i].name));
        out_write(o, text.p, text.n);
        out_close(o, true);
    }
    buf_free(&text);
    arena_free(&a);
}
