/* SPDX-License-Identifier: Apache-2.0 */
#include "assess/assess.h"

#include <string.h>

#include "assess/assess_work.h"
#include "base/mem.h"
#include "form/guide.h"
#include "form/sensitivity.h"
#include "rec/cell.h"
#include "rec/streams.h"
#include "value/keytext.h"

/* ---- which results ---- */

bool assess_is_check(const struct statement *st)
{
    const struct node *n = st->kind == ST_DATASET ? st->body : NULL;
    while (n && n->kind == N_CLAUSE)
        n = n->kids[0];
    return n && n->kind == N_INVOKE && (n->builtin == INVOKE_CHECK || n->builtin == INVOKE_CHECK_DATAPOINT ||
                                        n->builtin == INVOKE_CHECK_HIERARCHY);
}

bool assess_wants(const struct assess *a, const struct statement *st)
{
    return st->kind == ST_DATASET && (assess_is_check(st) || !a->any_check || remarks_find(a->x.remarks, st->name.text));
}

struct assess *assess_new(const struct assess_options *options)
{
    struct assess *a = mem_alloc(sizeof *a);
    *a = (struct assess){.x = *options, .has_units = options->form != NULL};
    for (int i = 0; i < rules_statements(options->rules); i++)
        a->any_check = a->any_check || assess_is_check(rules_statement(options->rules, i));
    if (!a->has_units)
        return a;
    if (!unitnames_init(&a->units, options->form)) {
        assess_free(a);
        return NULL;
    }
    origin_init(&a->origin, options->rules, options->form, &a->units);
    return a;
}

void assess_input(struct assess *a, struct str name, const struct structure *s, const struct form_table *table,
                  const char *const paths[], int n)
{
    a->given = mem_grow(a->given, &a->cap_given, (size_t)a->n_given + 1, sizeof *a->given);
    struct given *g = &a->given[a->n_given++];
    *g = (struct given){.name = name, .s = s, .table = table, .paths = paths, .n = n};
    if (a->has_units)
        unitnames_place(&a->units, s, &g->units);
}

/* ---- what a result was made from ---- */

struct walk {
    const struct assess *a;
    struct intern seen;  /* names of statements */
    bool *from;          /* [n_given] */
    int first;           /* given, or -1 */
};

static void walk_node(struct walk *w, const struct node *n);

static void walk_name(struct walk *w, struct str name)
{
    for (int i = 0; i < w->a->n_given; i++)
        if (str_eq(w->a->given[i].name, name)) {
            w->from[i] = true;
            w->first = w->first < 0 ? i : w->first;
        }
    int before = w->seen.n;
    if (intern_add(&w->seen, name) < before)
        return;
    for (int i = 0; i < rules_statements(w->a->x.rules); i++) {
        const struct statement *st = rules_statement(w->a->x.rules, i);
        if (st->kind == ST_DATASET && str_eq(st->name.text, name))
            walk_node(w, st->body);
    }
}

static void walk_node(struct walk *w, const struct node *n)
{
    if (n->kind == N_NAME)
        walk_name(w, n->name);
    for (uint32_t i = 0; i < n->n; i++)
        walk_node(w, n->kids[i]);
    if (n->more && n->more->imbalance)
        walk_node(w, n->more->imbalance);
}

static bool can_repeat(const struct given *g)
{
    struct streams s = {.paths = g->paths, .n = g->n};
    return g->table && !streams_unrepeatable(&s);
}

/* How many identifiers a stream has, if they are all in the result; else 0. */
static int common_key(const struct told *t, const struct given *g)
{
    for (int i = 0; i < g->s->n; i++) {
        int at = structure_find(&t->r->s, g->s->v[i].name);
        if (comp_is_id(&g->s->v[i]) && (at < 0 || !comp_is_id(&t->r->s.v[at])))
            return 0;
    }
    return g->table ? structure_count(g->s, ROLE_IDENTIFIER) : 0;
}

/* The stream whose records the rows are: that with most identifiers, of those in the result. NULL: none. */
static const struct given *stream_of(const struct assess *a, const struct told *t, const struct walk *w)
{
    const struct given *best = NULL;
    for (int i = 0; i < a->n_given; i++)
        if (w->from[i] && common_key(t, &a->given[i]) > (best ? common_key(t, best) : 0))
            best = &a->given[i];
    return best;
}

/* Seeks its records, where it can be read again. */
static void seek_records(struct told *t, const struct given *g)
{
    if (!can_repeat(g))
        return;
    seek_start(&t->seek, g->s->n);
    for (int i = 0; i < g->s->n; i++)
        if (comp_is_id(&g->s->v[i]))
            seek_by(&t->seek, structure_find(&t->r->s, g->s->v[i].name), g->s->v[i].type, i);
    t->stream = g;
}

/* Has the stream units, and all identifiers of the result? Then seek the units that share them; else *missing may be one that it
 * lacks. */
static bool seek_units(struct told *t, const struct given *g, struct str *missing)
{
    int n = structure_count(&t->r->s, ROLE_IDENTIFIER);
    if (!g->table || !g->units.all || !n)
        return false;
    for (int i = 0; i < t->r->s.n; i++)
        if (comp_is_id(&t->r->s.v[i]) && structure_find(g->s, t->r->s.v[i].name) < 0) {
            *missing = t->r->s.v[i].name;
            return false;
        }
    seek_start(&t->seek, n);
    for (int i = 0; i < t->r->s.n; i++) {
        int at = comp_is_id(&t->r->s.v[i]) ? structure_find(g->s, t->r->s.v[i].name) : -1;
        if (at >= 0)
            seek_by(&t->seek, i, g->s->v[at].type, at);
    }
    t->stream = g;
    return true;
}

/* ---- a result ---- */

/* The program's name without folder and ending. */
static struct str file_of(const struct statement *st)
{
    const char *slash = strrchr(st->source->file, '/');
    struct str name = str_of(slash ? slash + 1 : st->source->file);
    if (str_ends(name, STR(".vtl")))
        name.n -= strlen(".vtl");
    return name;
}

static void find_ruleset(struct assess *a, struct told *t)
{
    const struct node *n = t->st->body;
    while (n->kind == N_CLAUSE)
        n = n->kids[0];
    if (n->kind != N_INVOKE || !n->more->check)
        return;
    t->ruleset_name = n->more->check->ruleset.text;
    for (int i = 0; i < rules_statements(a->x.rules); i++) {
        const struct statement *st = rules_statement(a->x.rules, i);
        bool ruleset = st->kind == ST_DATAPOINT || st->kind == ST_HIERARCHY;
        if (ruleset && t->st->body == n && str_eq(st->name.text, t->ruleset_name))
            t->ruleset = st;
    }
}

/* The components of a check that say what is wrong. */
static void find_parts(struct told *t)
{
    const struct structure *s = &t->r->s;
    t->ruleid = t->result = t->code = t->level = t->diff = -1;
    if (!t->check)
        return;
    t->ruleid = structure_find(s, STR("ruleid"));
    t->result = structure_find(s, STR("bool_var"));
    t->code = structure_find(s, STR("errorcode"));
    t->level = structure_find(s, STR("errorlevel"));
    t->diff = structure_find(s, STR("imbalance"));
}

/* The identifiers in the order of the form, others behind them. */
static void order_key(struct assess *a, struct told *t, const struct form_table *table)
{
    const struct structure *s = &t->r->s;
    bool *done = mem_array((size_t)s->n + 1, sizeof *done);
    t->key = arena_array(&a->a, (size_t)s->n + 1, sizeof *t->key);
    for (int i = 0; table && i < table->n; i++) {
        int at = structure_find(s, table->vars[i].name);
        if (at < 0 || !comp_is_id(&s->v[at]))
            continue;
        done[at] = true;
        t->key[t->nkey++] = at;
    }
    for (int i = 0; i < s->n; i++)
        if (comp_is_id(&s->v[i]) && !done[i] && i != t->ruleid)
            t->key[t->nkey++] = i;
    mem_free(done);
}

static bool whose(const struct told *t, enum diag_id id, const char *what)
{
    diag(id, source_loc(t->st->source, t->st->name.span), diag_str(t->st->name.text), what);
    return false;
}

/* Finds the stream that is read again. Complains when offenders name nobody and no stream can tell. */
static bool find_stream(struct assess *a, struct told *t, const struct walk *w)
{
    struct str missing = {0};
    const struct given *own = t->nameless ? NULL : stream_of(a, t, w);
    if (own) {
        t->table = own->table->name;
        seek_records(t, own);
    }
    if (!t->nameless)
        return true;
    for (int i = 0; i < a->n_given && !t->stream; i++)
        if (w->from[i])
            seek_units(t, &a->given[i], &missing);
    if (!t->stream)
        return missing.p ? whose(t, D_ASSESS_WHOSE_COLUMN, diag_str(missing)) : whose(t, D_ASSESS_WHOSE, NULL);
    return can_repeat(t->stream) || whose(t, D_ASSESS_READ_TWICE, NULL);
}

bool assess_result(struct assess *a, const struct statement *st, struct rel *r)
{
    a->told = mem_grow(a->told, &a->cap, (size_t)a->n + 1, sizeof *a->told);
    struct told *t = &a->told[a->n++];
    *t = (struct told){.st = st, .r = r, .check = assess_is_check(st), .ruleset_name = file_of(st)};
    struct walk w = {.a = a, .first = -1};
    w.from = mem_array((size_t)a->n_given + 1, sizeof *w.from);
    walk_node(&w, st->body);
    find_parts(t);
    if (t->check)
        find_ruleset(a, t);
    if (a->has_units)
        unitnames_find(&a->units, &r->s, &t->names);
    t->nameless = !t->check && !t->names.names;
    bool good = (a->has_units || t->check) || whose(t, D_ASSESS_FORM, NULL);
    good = good && find_stream(a, t, &w);
    const struct given *g = t->stream ? t->stream : w.first >= 0 ? &a->given[w.first] : NULL;
    if (!t->table.p)
        t->table = g ? g->table ? g->table->name : g->name : st->name.text;
    order_key(a, t, a->has_units ? form_table_find(a->x.form, t->table) : NULL);
    mem_free(w.from);
    intern_free(&w.seen);
    return good;
}

/* ---- rows ---- */

static bool is_found(const struct told *t, const struct value *row)
{
    return !t->check || t->result < 0 || (!row[t->result].null && !row[t->result].boolean);
}

static bool take_rows(struct assess *a, struct told *t)
{
    const struct value *row;
    int got;
    while ((got = rel_next(t->r, &row)) > 0) {
        if (!is_found(t, row))
            continue;
        t->said = mem_grow(t->said, &t->cap, t->n + 1, sizeof *t->said);
        if (!assess_row(a, t, row, &t->said[t->n++]))
            return false;
        if (t->stream)
            seek_row(&t->seek, row);
    }
    return got == 0;
}

static long number(const struct rec *r, int column)
{
    long v = 0;
    struct str c = column < 0 ? STR("") : r->cell[column];
    for (size_t i = 0; i < c.n && i < 18 && c.p[i] >= '0' && c.p[i] <= '9'; i++)
        v = v * 10 + (c.p[i] - '0');
    return v;
}

static struct str text(struct assess *a, const struct rec *r, int column)
{
    return column < 0 || cell_is_null(r->cell[column]) ? (struct str){0} : arena_str(&a->a, cell_text(r->cell[column], &a->a));
}

/* Where the record of a row came from: what it says of itself, else its line here. */
static void place(struct assess *a, const struct given *g, const struct rec *r, const char *stream, struct said *x)
{
    if (x->placed)
        return;
    x->placed = true;
    x->file = text(a, r, structure_find(g->s, STR("_file")));
    x->submission = text(a, r, structure_find(g->s, STR("_sub")));
    x->rec = number(r, structure_find(g->s, STR("_rec")));
    x->line = x->file.p ? number(r, structure_find(g->s, STR("_line"))) : r->lineno;
    if (!x->file.p)
        x->file = str_of(stream);
}

/* The unit of a record as its key text. */
static void put_unit(const struct assess *a, const struct given *g, const struct rec *r, struct buf *key)
{
    for (int i = 0; i < a->units.n; i++)
        if (i != a->units.period) {
            keytext_put(key, a->units.var[i]->type, r->cell[g->units.at[i]]);
            buf_char(key, '\t');
        }
}

static void share(struct assess *a, const struct given *g, const struct rec *r, struct sharing *s)
{
    struct buf key = {0};
    put_unit(a, g, r, &key);
    int before = s->units.n;
    if (intern_add(&s->units, buf_slice(&key)) >= before) { /* else another version of it */
        s->part = mem_grow(s->part, &s->cap, (size_t)s->units.n, sizeof *s->part);
        s->part[before] = arena_array(&a->a, UNITNAMES_MOST, sizeof **s->part);
        unitnames_of_record(&a->units, &g->units, r, s->part[before], &a->a);
    }
    buf_free(&key);
}

/* What rows of results have to do with a record. */
static void match(struct assess *a, const struct given *g, const struct rec *r, const char *stream)
{
    for (int i = 0; i < a->n; i++) {
        struct told *t = &a->told[i];
        if (t->stream != g || !t->n)
            continue;
        for (int at = seek_find(&t->seek, r); at >= 0; at = seek_next(&t->seek, at)) {
            if (t->nameless)
                share(a, g, r, &t->said[at].sharing);
            else
                place(a, g, r, stream, &t->said[at]);
        }
    }
}

static bool read_again(struct assess *a, const struct given *g)
{
    struct streams in = {0};
    struct rec r;
    int got = -1;
    if (streams_open(&in, g->paths, g->n, a->x.dialect))
        while ((got = streams_next(&in, &r)) > 0)
            match(a, g, &r, streams_name(&in));
    streams_free(&in);
    return got == 0;
}

/* Is the stream wanted once more? Not where nothing was found. */
static bool is_wanted(const struct assess *a, const struct given *g)
{
    for (int i = 0; i < a->n; i++)
        if (a->told[i].stream == g && a->told[i].n)
            return true;
    return false;
}

/* ---- findings ---- */

/* A conceal_shown, of the components of the result that is being written. */
static enum shown shown(const void *to, struct str table, struct str variable)
{
    const struct assess *a = to;
    int i = structure_find(&a->now->r->s, variable);
    const struct form_table *t = a->has_units ? form_table_find(a->x.form, table) : NULL;
    const struct form_var *v = t ? form_column(t, variable, NULL) : NULL;
    if (a->has_units && origin_of(&a->origin, variable) & ORIGIN_PERSONAL)
        return SHOWN_NEVER;
    if (i < 0 && !v)
        return SHOWN_UNKNOWN;
    return vtype_is_numeric(i >= 0 ? a->now->r->s.v[i].type : v->type) ? SHOWN_NUMBER : SHOWN_TEXT;
}

static void add(const struct told *t, const struct said *x, struct str key, struct str values, struct findings *to)
{
    struct finding f = {.level = x->level, .result = RESULT_FAILED, .rule = x->rule, .ruleset = t->ruleset_name,
                        .errorcode = x->code, .table = t->table, .key = key, .file = x->file, .line = x->line, .rec = x->rec,
                        .diff = x->diff, .values = values, .message = {x->message[0], x->message[1]}, .numbers = x->numbers,
                        .submission = x->submission};
    findings_add(to, &f);
}

/* All units that have the values of a row that names none. */
static void add_sharing(struct assess *a, const struct told *t, const struct said *x, struct findings *to)
{
    for (int i = 0; i < x->sharing.units.n; i++) {
        struct str *part = x->sharing.part[i];
        if (a->units.period >= 0)
            part[a->units.period] = x->period;
        struct buf b = {0};
        buf_str(&b, unitnames_join(&a->units, part, false, &a->a));
        buf_puts(&b, b.n && x->values.n ? ";" : "");
        buf_str(&b, x->values);
        add(t, x, unitnames_join(&a->units, part, true, &a->a), buf_slice(&b), to);
        buf_free(&b);
    }
}

static void write_result(struct assess *a, const struct told *t, struct findings *to)
{
    size_t nobody = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct said *x = &t->said[i];
        if (t->nameless) {
            add_sharing(a, t, x, to);
            nobody += !x->sharing.units.n;
            continue;
        }
        add(t, x, x->key, x->values, to);
        if (x->other.p)
            add(t, x, x->other, x->values, to);
    }
    if (nobody)
        diag(D_ASSESS_NOBODY, source_loc(t->st->source, t->st->name.span), diag_str(t->st->name.text),
             diag_num((long long)nobody));
}

bool assess_run(struct assess *a, struct findings *to)
{
    for (int i = 0; i < a->n; i++)
        if (!take_rows(a, &a->told[i]))
            return false;
    for (int i = 0; i < a->n_given; i++)
        if (is_wanted(a, &a->given[i]) && !read_again(a, &a->given[i]))
            return false;
    findings_set_shown(to, shown, a);
    if (a->has_units)
        findings_set_types(to, guide_type, a->x.form);
    for (int i = 0; i < a->n; i++) {
        a->now = &a->told[i];
        write_result(a, a->now, to);
    }
    return true;
}

void assess_free(struct assess *a)
{
    if (!a)
        return;
    for (int i = 0; i < a->n; i++) {
        struct told *t = &a->told[i];
        for (size_t k = 0; k < t->n; k++) {
            intern_free(&t->said[k].sharing.units);
            mem_free(t->said[k].sharing.part);
        }
        seek_free(&t->seek);
        mem_free(t->said);
    }
    origin_free(&a->origin);
    mem_free(a->told);
    mem_free(a->given);
    arena_free(&a->a);
    mem_free(a);
}
