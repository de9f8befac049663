/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggestions.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "cli/rulefiles.h"
#include "cli/tool.h"
#include "form/companion.h"
#include "form/domains.h"
#include "io/in.h"
#include "rec/recout.h"
#include "suggest/suggest.h"
#include "suggest/suggestion_findings.h"
#include "value/unitword.h"

static const char header[] = "seq\t_file\t_line\t_rec\ttable\tkey\tvariable\told\tnew\tmethod\tversion\tgrade\theals\t"
                             "distance\tsolutions\tevidence";

struct suggestions {
    const struct form *form;
    const struct form_table *table;
    struct rulefiles files;
    struct schema schema;
    struct rules_host host;
    struct domains domains;
    struct suggest_column *columns;
    struct suggest_options options;
    struct suggester *suggester;
    struct recout *out;
    struct medians *medians;
    struct suggestion_findings units;
    struct companions companions;
    uint64_t seq, made, asked, given_up;
};

static const void *find_domain(void *ctx, struct str name, enum vtype *type)
{
    struct suggestions *s = ctx;
    *type = T_STRING;
    return domains_find(&s->domains, name);
}

static bool is_member(void *ctx, const void *domain, const struct value *v)
{
    (void)ctx;
    return domains_has(domain, v->str, NULL);
}

static bool is_money(struct str unit, int *power)
{
    return unitword_power(unit, STR("\xe5\x85\x83"), power); /* 元 */
}

static int32_t thousandths(struct dec weight)
{
    struct dec d;
    int64_t v;
    dec_round(&d, &weight, 3);
    struct dec k = dec_int(1000);
    return dec_mul(&d, &d, &k) == DEC_OK && dec_to_int(&d, &v) && v > 0 && v < INT32_MAX ? (int32_t)v : 1000;
}

static int sibling_of(const struct intern *names, struct str name, const char *suffix)
{
    struct buf b = {0};
    buf_str(&b, name);
    buf_puts(&b, suffix ? suffix : "");
    int at = suffix ? intern_find(names, buf_slice(&b)) : -1;
    buf_free(&b);
    return at;
}

/* A sum or count over rows of another table is not a cell that anybody filled in. */
static bool is_computed(const struct form_var *v)
{
    return str_starts(v->path, STR("sum(")) || str_starts(v->path, STR("count("));
}

/* Is it a NAME_q, of a NAME? */
static bool is_alone(const struct form_table *table, struct str name)
{
    static const struct str end = {"_q", 2};
    struct str whole = {name.p, name.n - end.n};
    return name.n > end.n && str_ends(name, end) && form_var_find(table, whole);
}

/* Does the figure stand for a time of its own, whatever the record's period: last year, the beginning of the year, the reference
 * year? */
static bool is_of_old(struct str name)
{
    return str_ends(name, STR("_lyr")) || str_ends(name, STR("_begin")) || str_starts(name, STR("begin_")) ||
           str_starts(name, STR("ref_"));
}

/* What contains an item in the form: its path but for the last step. */
static struct str statement_of(struct str path)
{
    while (path.n && path.p[path.n - 1] != '/')
        path.n--;
    return path;
}

/* The number of an item's statement and unit: that of the first column in it. */
static int number_statement(const struct suggestions *s, const struct intern *names, int column)
{
    const struct form_var *v = form_var_find(s->table, intern_name(names, column));
    for (int i = 0; i < column; i++) {
        int first = s->columns[i].statement;
        const struct form_var *w = first == i ? form_var_find(s->table, intern_name(names, i)) : NULL;
        if (w && str_eq(w->unit, v->unit) && str_eq(statement_of(w->path), statement_of(v->path)))
            return first;
    }
    return column;
}

static int32_t weight_of(const struct form_var *v)
{
    return v->fixed ? LOCALISE_FIXED : thousandths(v->weight);
}

/* Codes and yes or no may be asked about; other texts, dates and periods are no matter of edits. */
static void describe_coded(struct suggest_column *c, const struct form_var *v)
{
    if (v->type != T_STRING && v->type != T_BOOLEAN)
        return;
    c->weight = weight_of(v);
    c->wanted = v->required != REQUIRED_NO;
    c->list = v->codes;
    c->n_codes = v->codes ? v->codes->n : 0;
}

static void describe_columns(struct suggestions *s, const struct intern *names, const struct suggestions_options *o)
{
    s->columns = mem_array((size_t)names->n + 1, sizeof *s->columns);
    for (int i = 0; i < names->n; i++) {
        const struct form_var *v = form_var_find(s->table, intern_name(names, i));
        struct suggest_column *c = &s->columns[i];
        struct str rest;
        c->prior = c->year_ago = c->quarter = c->last_year = c->statement = -1;
        c->weight = LOCALISE_FIXED; /* columns that another tool joined are not the respondent's */
        if (!v || v->role == ROLE_IDENTIFIER)
            continue;
        if (!vtype_is_numeric(v->type)) {
            describe_coded(c, v);
            continue;
        }
        c->amount = is_money(v->unit, &c->power);
        c->unit = v->unit;
        c->section = str_cut(v->path, '/', &rest);
        c->computed = is_computed(v);
        if (c->computed)
            continue;
        c->weight = weight_of(v);
        c->min = v->has_min ? &v->min.dec : NULL;
        c->max = v->has_max ? &v->max.dec : NULL;
        c->quantity = v->unit.n && !str_is(v->unit, "%");
        c->wanted = v->required != REQUIRED_NO;
        c->negative = !v->has_min || dec_sign(&v->min.dec) < 0;
        c->alone = is_alone(s->table, v->name);
        c->prior = sibling_of(names, v->name, o->prior);
        c->year_ago = sibling_of(names, v->name, o->ly);
        c->quarter = sibling_of(names, v->name, "_q");
        c->last_year = sibling_of(names, v->name, "_lyr");
        c->flow = c->quarter >= 0;
        c->stock = sibling_of(names, v->name, "_begin") >= 0;
        if (c->prior >= 0 && v->unit.n && v->role == ROLE_MEASURE && !c->alone && !is_of_old(v->name))
            c->statement = number_statement(s, names, i);
    }
}

/* The methods named in the list, as bits. Returns false after complaining. */
static bool read_methods(const char *list, uint32_t *bits)
{
    struct str names[SUGGEST_METHODS], rest = str_of(list);
    *bits = list ? 0 : suggest_usual();
    for (int i = 0; i < SUGGEST_METHODS; i++)
        names[i] = str_of(suggest_methods[i].name);
    while (list && rest.p) {
        struct str name = str_trim(str_cut(rest, ',', &rest));
        int m = suggest_method_find(name);
        if (m < 0) {
            int near = str_nearest(name, names, SUGGEST_METHODS);
            diag(D_OPTION_VALUE, (struct loc){0}, "--methods", diag_str(name),
                 near < 0 ? diag_words("methods such as sign, typo, prorate",
                                       "sign、typo、prorate 等方法") : suggest_methods[near].name);
            return false;
        }
        *bits |= (uint32_t)1 << m;
    }
    return true;
}

static bool prepare(struct suggestions *s, const struct suggestions_options *o, const struct intern *columns)
{
    if (!read_methods(o->methods, &s->options.methods) || !rulefiles_load(&s->files, &o->rules, NULL))
        return false;
    s->options.methods |= (uint32_t)o->localise << SUGGEST_LOCALISE;
    s->medians = o->medians.n ? medians_load(o->medians.v, o->medians.n, o->size, columns, s->table) : NULL;
    return !o->medians.n || s->medians;
}

/* One line of --weights: variable TAB weight. A comment begins with #. */
static bool read_weight(struct suggestions *s, const struct intern *columns, struct str line, struct loc here)
{
    struct str rest, name = str_cut(line, '\t', &rest);
    struct str near = STR("");
    struct dec d;
    if (!line.n || line.p[0] == '#')
        return true;
    const struct form_var *v = form_var_find(s->table, name);
    if (!v) {
        near = form_var_nearest(s->table, name);
        near.n ? diag(D_COLUMN_UNKNOWN_NEAR, here, diag_str(name), diag_str(near)) : diag(D_COLUMN_UNKNOWN, here, diag_str(name));
        return false;
    }
    struct dec least = {.coef = 1, .scale = 3}, most = dec_int(1000000);
    int column = intern_find(columns, name);
    bool own = column >= 0 && s->columns[column].weight != LOCALISE_FIXED;
    if (rest.p && str_is(rest, "Inf")) {
        if (own)
            s->columns[column].weight = LOCALISE_FIXED;
        return true;
    }
    if (!rest.p || dec_parse(&d, rest) != DEC_OK || dec_cmp(&d, &least) < 0 || dec_cmp(&d, &most) > 0) {
        diag(D_WEIGHT, here, diag_str(rest.p ? rest : STR("")));
        return false;
    }
    if (own)
        s->columns[column].weight = thousandths(d);
    return true;
}

static bool read_weights(struct suggestions *s, const struct intern *columns, const char *path)
{
    struct buf b = {0};
    bool good = !path || in_slurp(path, 1u << 20, &b);
    struct str rest = buf_slice(&b);
    for (long line = 1; good && rest.p && rest.n; line++) {
        struct str text = str_cut(rest, '\n', &rest);
        if (str_ends(text, STR("\r")))
            text.n--;
        good = read_weight(s, columns, text, loc_line(path, line));
    }
    buf_free(&b);
    return good;
}

struct suggestions *suggestions_new(const struct suggestions_options *o, const struct form *form,
                                    const struct form_table *table, const struct intern *columns)
{
    struct suggestions *s = mem_alloc(sizeof *s);
    s->form = form;
    s->domains.form = form;
    s->table = table;
    if (!prepare(s, o, columns)) {
        suggestions_close(s, false);
        return NULL;
    }
    form_stream_schema(table, columns, &s->schema);
    describe_columns(s, columns, o);
    companions_init(&s->companions, table, columns);
    if (!read_weights(s, columns, o->weights)) {
        suggestions_close(s, false);
        return NULL;
    }
    s->host = (struct rules_host){.ctx = s, .domain = find_domain, .member = is_member, .today = tool_today(NULL),
                                  .dataset = table->name};
    s->options = (struct suggest_options){.rules = s->files.rules, .schema = &s->schema, .host = &s->host, .columns = s->columns,
                                    .methods = s->options.methods, .medians = s->medians, .all_missing = o->all_missing,
                                    .period = sibling_of(columns, form->period, ""),
                                    .prior_period = sibling_of(columns, form->period, o->prior)};
    s->units = (struct suggestion_findings){.to = o->findings, .table = table, .options = &s->options};
    s->suggester = suggester_new(&s->options);
    if (!s->suggester) {
        suggestions_close(s, false);
        return NULL;
    }
    s->out = recout_open(o->path, &tool_options.dialect);
    recout_header(s->out, STR(header));
    return s;
}

static void put_number(struct recout *w, long long v)
{
    char b[24];
    snprintf(b, sizeof b, "%lld", v);
    recout_raw(w, str_of(b));
}

static void write_row(struct suggestions *s, const struct suggestion *x, const struct str *cells,
                      const struct str place[3], struct str key)
{
    struct recout *w = s->out;
    put_number(w, (long long)++s->seq);
    for (int i = 0; i < 3; i++)
        recout_raw(w, place[i]);
    recout_text(w, s->table->name);
    recout_text(w, key);
    if (x->column < 0) {
        recout_null(w);
        recout_null(w);
    } else {
        recout_text(w, s->schema.columns[x->column].name);
        recout_raw(w, cells[x->column]);
    }
    if (x->new.p)
        recout_raw(w, x->new);
    else
        recout_null(w);
    recout_text(w, str_of(x->method));
    recout_text(w, STR(SUGGEST_VERSION));
    recout_text(w, str_of(x->grade));
    recout_text(w, x->heals);
    x->distance < 0 ? recout_null(w) : put_number(w, x->distance);
    x->solutions ? put_number(w, x->solutions) : recout_null(w);
    recout_text(w, x->evidence);
    recout_end(w);
    s->made += x->new.p != NULL;
    s->asked += x->new.p == NULL && strcmp(x->grade, "note") != 0;
}

void suggestions_record(struct suggestions *s, const struct rec *r, const struct str place[3], const struct finding *of)
{
    int n;
    const struct str *cells = r->cell;
    struct rec without;
    const struct str *strict = companions_strict(&s->companions, r, &without) ? without.cell : cells;
    const struct suggestion *x = suggester_record(s->suggester, cells, strict, &n);
    bool given_up = false;
    for (int i = 0; i < n; i++) {
        write_row(s, &x[i], cells, place, of->key);
        given_up = given_up || str_eq(str_of(x[i].grade), STR("limit"));
    }
    s->given_up += given_up;
    if (n && s->units.to)
        suggestion_findings_record(&s->units, x, n, cells, of);
}

uint64_t suggestions_made(const struct suggestions *s)
{
    return s->made;
}

uint64_t suggestions_asked(const struct suggestions *s)
{
    return s->asked;
}

int suggestions_edits(const struct suggestions *s)
{
    return suggester_edits(s->suggester);
}

int suggestions_left_out(const struct suggestions *s)
{
    return suggester_left_out(s->suggester);
}

uint64_t suggestions_given_up(const struct suggestions *s)
{
    return s->given_up;
}

void suggestions_close(struct suggestions *s, bool keep)
{
    if (!s)
        return;
    recout_close(s->out, keep);
    suggester_free(s->suggester);
    arena_free(&s->units.row);
    companions_free(&s->companions);
    medians_free(s->medians);
    rulefiles_free(&s->files);
    schema_free(&s->schema);
    domains_free(&s->domains);
    mem_free(s->columns);
    mem_free(s);
}
