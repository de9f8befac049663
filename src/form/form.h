/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form: what a survey's form dictionary says (ecform(5)): its tables and variables, in the order of the file.
 *
 * Audience: every tool that takes -f. The form is the only place where types, units, roles and labels of columns come
 * from. It is read once (form/load.h), never changed afterwards, and may be shared by threads, but for the matching of
 * its patterns, which needs a scratch per thread (value/regex.h).
 *
 * Paths are kept as text here; form/path.h knows their syntax.
 */
#ifndef EC_FORM_FORM_H
#define EC_FORM_FORM_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/intern.h"
#include "base/str.h"
#include "form/codelist.h"
#include "form/pattern.h"
#include "value/schema.h"
#include "value/value.h"

enum form_required { REQUIRED_NO, REQUIRED_SOFT, REQUIRED_YES };

/* Who may see the values: anybody, the office that collects them, or, of persons, nobody but those who must call them. */
enum sensitivity { SENSITIVITY_PUBLIC, SENSITIVITY_INTERNAL, SENSITIVITY_PERSONAL };

/* How the values of a variable are written where that could mean two things: an exponent may have cost digits, and of 4.7.2023
 * the first number may be the day or the month. */
enum form_writing { WRITING_USUAL, WRITING_EXPONENT, WRITING_DMY, WRITING_MDY };

struct form_var {
    struct str name;
    struct str path;               /* relative to the record element, or absolute; empty: there is none in XML */
    struct str columns;            /* headers of its column in a spreadsheet, each with LF behind it: of col(); may be empty */
    enum role role;
    enum vtype type;
    struct str unit;               /* empty: none */
    enum form_required required;
    const struct pattern *pattern; /* NULL: none */
    const struct codelist *codes;  /* NULL: none */
    bool has_min, has_max;
    struct value min, max;         /* of the variable's type; texts as written in min_text, max_text */
    struct str min_text, max_text;
    struct str label[2];           /* English, Chinese (enum lang); the other one, or the name, where one is empty */
    struct dec weight;             /* reliability for error localisation, > 0; 1 unless told */
    bool fixed;                    /* weight Inf: error localisation never names it */
    struct str note;
    enum sensitivity sensitivity;  /* internal unless told */
    bool sensitivity_told;
    enum form_writing writing;     /* how values are written, where the form says it */
    struct str yes, no;            /* a boolean's own words for true and false; empty: none */
    int decimals;                  /* digits behind the point as the figure is collected, 0 to 9; -1: the form does not say */
    int table;                     /* index in form.tables */
    int index;                     /* index in its table's vars: the order of the columns of the stream */
    long line;                     /* of the file */
};

struct form_table {
    struct str name;
    struct str path;      /* of the record element, alternatives joined by " | "; empty: none in XML */
    struct str sheets;    /* names of its sheet in a workbook, each with LF behind it: of sheet() */
    bool sheet;           /* it has a sheet(), perhaps without a name: variables need no path */
    bool derived;         /* no XML stands behind it: a stream that the tools make */
    bool standalone;      /* its rows do not hold the unit: each is judged for itself */
    struct str title[2];  /* English, Chinese; the other one, or the name, where one is empty */
    struct form_var *vars; /* [n] */
    int n;
    size_t cap;
    struct intern names;  /* number = index in vars */
    int period;           /* the variable that holds the period, or -1 */
    long line;
};

struct form_namespace {
    struct str prefix; /* empty: that of unprefixed element steps */
    struct str uri;    /* empty: no namespace */
    int means;         /* index of the first one of the prefix, as which this one is read */
    long line;
};

/* What is in the XML, and is not wanted. */
struct form_ignored {
    struct str path;
    long line;
};

/* What an errorlevel of a program on data sets weighs. */
struct form_errorlevel {
    struct str value; /* a word, or a number: that one and what is above */
    struct str level; /* hard, quasi, soft or info */
};

struct form {
    const char *file;     /* as it was opened, zero-terminated */
    char sha256[65];      /* of the file, hexadecimal */
    struct str name, version, title[2];
    struct str period;    /* name of the period's variable; empty: none */
    struct form_namespace *namespaces; /* [n_namespaces] */
    int n_namespaces;
    size_t cap_namespaces;
    struct form_ignored *ignored; /* [n_ignored] */
    int n_ignored;
    size_t cap_ignored;
    struct form_errorlevel *errorlevels; /* [n_errorlevels] of #errorlevel, in the order of the file */
    int n_errorlevels;
    size_t cap_errorlevels;
    const struct form_var *size; /* the key variable, a number of the first table: shares, ranks; NULL: the form tells none */
    struct form_table *tables; /* [n_tables], at least one */
    int n_tables;
    size_t cap_tables;
    struct codelist **lists; /* [n_lists] those that variables use */
    int n_lists;
    size_t cap_lists;
    const char *codes_dir;   /* folder of the code lists */
    struct patterns patterns;
    struct arena text;
};

/* The table of a name, or NULL. */
const struct form_table *form_table_find(const struct form *f, struct str name);

/* The name of the table nearest to a text; empty when none is near. */
struct str form_table_nearest(const struct form *f, struct str name);

/* The table that -t names; the first one for NULL. Complains, with the nearest name, and returns NULL when there is
 * none. */
const struct form_table *form_table_need(const struct form *f, const char *name);

/* The variable of exactly that name, or NULL. */
const struct form_var *form_var_find(const struct form_table *t, struct str name);

/* The variable that a column of a stream belongs to: NAME itself, or NAME_SUFFIX for any suffix that another tool added
 * (op_revenue_prior). The longest NAME wins. *suffix, where suffix is not NULL, is the part behind it ("_prior"; empty
 * for the variable itself). NULL when the column is none of the form. */
const struct form_var *form_column(const struct form_table *t, struct str column, struct str *suffix);

/* The type of a column of a stream: that of its variable (form_column); _line and _rec are integers, columns that nobody
 * knows are strings. */
enum vtype form_column_type(const struct form_table *t, struct str column);

/* The name of a variable of the table nearest to a text; empty when none is near. */
struct str form_var_nearest(const struct form_table *t, struct str name);

/* Adds the table's variables to a schema in their order. */
void form_schema(const struct form_table *t, struct schema *s);

/* Adds the columns of a stream: slot = position. A column of the form has the form's type, role and unit (with a
 * suffix: role attribute); _file, _line, _rec are a string and two integers; columns that nobody knows are strings. */
void form_stream_schema(const struct form_table *t, const struct intern *columns, struct schema *s);

/* The code list of a name that some variable uses, or NULL. */
const struct codelist *form_codelist(const struct form *f, struct str name);

/* The day at which code lists are judged: the last day of a period, the date itself. Returns false when the text (not
 * escaped) is neither. */
bool form_period_day(struct str text, struct date *day);

/* f may be NULL. */
void form_free(struct form *f);

#endif
