/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/loader_sql.h"

#include "pack/loader_work.h"

/* DuckDB packs decimals of up to 18 digits into 64 bits, and holds 38 at most. */
enum { INT64_DIGITS = 18, DECIMAL_DIGITS = 38 };

static void put_name(struct buf *b, struct str s)
{
    loader_put_quoted(b, s, '"');
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
static void put_columns(struct buf *b, const struct dataset_table *t,
                        void put_type(struct buf *b, const struct dataset_field *f))
{
    buf_puts(b, " (\n");
    for (int i = 0; i < t->n; i++) {
        buf_puts(b, i ? ",\n    " : "    ");
        put_name(b, t->fields[i].name);
        buf_char(b, ' ');
        put_type(b, &t->fields[i]);
        if (t->fields[i].fit.required)
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
    buf_puts(b, loader_is_number(f) ? "numeric" : loader_is_integer(f) ? "bigint" : loader_is(f, T_BOOLEAN) ? "boolean"
                             : loader_is(f, T_DATE) ? "date" : "text");
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
        loader_put_quoted(b, buf_slice(&text), '\'');
        buf_puts(b, ";\n");
    }
    buf_free(&text);
}

static void postgres_table(struct buf *b, const struct dataset_table *t)
{
    buf_puts(b, "\nCREATE TABLE ");
    put_name(b, t->name);
    put_columns(b, t, postgres_type);
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

void loader_postgres(struct buf *b, const struct dataset *d)
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
    if (loader_is_number(f))
        buf_printf(b, "DECIMAL(%d,%d)", f->precision > INT64_DIGITS ? DECIMAL_DIGITS : INT64_DIGITS, f->scale);
    else
        buf_puts(b, loader_is_integer(f) ? "BIGINT" : loader_is(f, T_BOOLEAN) ? "BOOLEAN"
                    : loader_is(f, T_DATE) ? "DATE" : "VARCHAR");
}

static void duckdb_table(struct buf *b, const struct dataset_table *t)
{
    buf_puts(b, "\nCREATE TABLE ");
    put_name(b, t->name);
    put_columns(b, t, duckdb_type);
    buf_puts(b, "INSERT INTO ");
    put_name(b, t->name);
    buf_puts(b, " SELECT * FROM read_csv(");
    loader_put_quoted(b, t->path, '\'');
    buf_puts(b, ",\n    auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '',\n"
                "    columns = {");
    for (int i = 0; i < t->n; i++) {
        buf_puts(b, i ? ",\n        " : "\n        ");
        loader_put_quoted(b, t->fields[i].name, '\'');
        buf_puts(b, ": '");
        duckdb_type(b, &t->fields[i]);
        buf_char(b, '\'');
    }
    buf_puts(b, "});\n");
}

void loader_duckdb(struct buf *b, const struct dataset *d)
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
    buf_puts(b, loader_is_integer(f) || (loader_is_number(f) && f->scale == 0) || loader_is(f, T_BOOLEAN) ? "INTEGER" : "TEXT");
}

static void sqlite_value(struct buf *b, const struct dataset_field *f)
{
    if (loader_is(f, T_BOOLEAN)) {
        buf_puts(b, "CASE ");
        put_name(b, f->name);
        buf_puts(b, " WHEN 'true' THEN 1 WHEN 'false' THEN 0 END");
        return;
    }
    bool integer = loader_is_integer(f) || (loader_is_number(f) && f->scale == 0);
    buf_puts(b, integer ? "CAST(NULLIF(" : "NULLIF(");
    put_name(b, f->name);
    buf_puts(b, integer ? ", '') AS INTEGER)" : ", '')");
}

static void sqlite_table(struct buf *b, const struct dataset_table *t)
{
    buf_puts(b, "\nCREATE TABLE ");
    put_name(b, t->name);
    put_columns(b, t, sqlite_type);
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

void loader_sqlite(struct buf *b, const struct dataset *d)
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
