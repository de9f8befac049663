/* SPDX-License-Identifier: Apache-2.0 */
#include "report/status_streams.h"

#include "base/diag.h"
#include "base/mem.h"
#include "rec/cell.h"
#include "value/keytext.h"
#include "value/period.h"
#include "value/personal.h"

/* ---- a stream whose rows name units ---- */

struct stream {
    struct status *s;
    struct recin *in;  /* NULL: it could not be opened */
    struct rec rec;
    int at[STATUS_KEYS]; /* [s->n_keys] columns of the unit's identifiers */
    int period, size, name, person, phone; /* columns, or -1 */
    struct arena row;
    struct buf key;
    bool good;
};

/* The column of a name, or -1. */
static int find(const struct stream *x, struct str name)
{
    return x->in ? intern_find(recin_columns(x->in), name) : -1;
}

static int find_variable(const struct stream *x, const struct form_var *v)
{
    return v ? find(x, v->name) : -1;
}

/* The column of a name; complains when there is none. */
static int need(struct stream *x, struct str name)
{
    int at = find(x, name);
    if (x->in && at < 0) {
        diag(D_REPORT_COLUMN, loc_file(recin_name(x->in)), diag_str(name));
        x->good = false;
    }
    return at;
}

static void stream_open(struct stream *x, struct status *s, const char *path, const struct dialect *dialect)
{
    *x = (struct stream){.s = s, .in = recin_open(path, dialect)};
    x->good = x->in != NULL;
}

/* The columns of the unit's identifiers, all of them needed, and what else of the unit's table the stream has. */
static void stream_units(struct stream *x)
{
    const struct form_table *t = x->s->table;
    for (int i = 0; i < x->s->n_keys; i++)
        x->at[i] = need(x, t->vars[x->s->key[i]].name);
    x->period = t->period < 0 ? -1 : find(x, t->vars[t->period].name);
    x->size = find_variable(x, x->s->form->size);
    x->name = find(x, STR("unit_name"));
    x->person = find_variable(x, x->s->person);
    x->phone = find_variable(x, x->s->phone);
}

/* Is there another row? */
static bool stream_next(struct stream *x)
{
    int got = x->good ? recin_next(x->in, &x->rec) : 0;
    x->good = x->good && got >= 0;
    arena_reset(&x->row);
    return got > 0;
}

/* Gives it back. Was all well? */
static bool stream_close(struct stream *x)
{
    recin_close(x->in);
    arena_free(&x->row);
    buf_free(&x->key);
    return x->good;
}

/* The text of a cell until the next row; empty where it is null or there is no such column. */
static struct str text_at(struct stream *x, int column)
{
    if (column < 0 || cell_is_null(x->rec.cell[column]))
        return (struct str){"", 0};
    return cell_text(x->rec.cell[column], &x->row);
}

static struct str keep(struct stream *x, int column)
{
    return arena_str(&x->s->text, text_at(x, column));
}

/* Makes the key of the row, in the one spelling of its types. False: an identifier is null or empty. */
static bool stream_key(struct stream *x)
{
    buf_reset(&x->key);
    for (int i = 0; i < x->s->n_keys; i++) {
        struct str text = text_at(x, x->at[i]);
        if (!text.n)
            return false;
        if (i)
            buf_char(&x->key, '\t');
        keytext_put(&x->key, x->s->table->vars[x->s->key[i]].type, text);
    }
    return true;
}

/* The unit of the row, or NULL. */
static struct status_unit *stream_unit(struct stream *x)
{
    int i = stream_key(x) ? intern_find(&x->s->keys, buf_slice(&x->key)) : -1;
    return i < 0 ? NULL : &x->s->units[i];
}

/* What the row says of whom to call, where nothing was said before. */
static void take_contact(struct stream *x, struct status_unit *u)
{
    if (!u->name.n)
        u->name = keep(x, x->name);
    if (u->person.n || u->phone.n) /* not the one's name with the other's telephone */
        return;
    u->person = keep(x, x->person);
    u->phone = keep(x, x->phone);
}

static void take_value(struct stream *x, struct status_unit *u, enum status_when when)
{
    u->has[when] = x->size >= 0 && dec_parse(&u->value[when], x->rec.cell[x->size]) == DEC_OK;
}

/* ---- the list of units ---- */

static struct loc here(const struct stream *x)
{
    return loc_line(recin_name(x->in), x->rec.lineno);
}

/* Complains about a row; nothing more is read. */
static void refuse(struct stream *x, enum diag_id id, struct str what)
{
    diag(id, here(x), diag_str(what));
    x->good = false;
}

static struct str shown(struct stream *x)
{
    struct buf b = {0}, masked = {0};
    for (int i = 0; i < x->s->n_keys; i++) {
        if (i)
            buf_char(&b, ' ');
        buf_str(&b, text_at(x, x->at[i]));
    }
    personal_mask(&masked, buf_slice(&b));
    struct str kept = arena_str(&x->s->text, buf_slice(&masked));
    buf_free(&b);
    buf_free(&masked);
    return kept;
}

/* Whatever holds an open or failed unit is a cause. */
static void note_causes(struct stream *x, struct status_causes *c, struct str list)
{
    for (struct str rest = list; rest.p && rest.n;)
        status_cause(x->s, c, str_cut(rest, ',', &rest));
}

static void note_period(struct status *s, const struct status_unit *u)
{
    if (!s->period.n)
        s->period = u->period;
    if (u->state == VERDICT_MISSING && !s->any_missing) {
        s->any_missing = true;
        s->missing_period = u->period;
    }
}

static void take_unit(struct stream *x, int state, int held, int needs)
{
    struct status *s = x->s;
    enum verdict v = report_verdict(x->rec.cell[state]);
    if (v == VERDICT_UNREADABLE) {
        s->state[v].units++;
        return;
    }
    if (v == VERDICT_NONE) {
        refuse(x, D_STATUS_STATE, x->rec.cell[state]);
        return;
    }
    if (!stream_key(x)) {
        refuse(x, D_STATUS_UNIT, STR(""));
        return;
    }
    int before = s->keys.n, i = intern_add(&s->keys, buf_slice(&x->key));
    struct str name = shown(x);
    if (i < before) {
        refuse(x, D_STATUS_TWICE, name);
        return;
    }
    s->units = mem_grow(s->units, &s->cap, (size_t)s->keys.n, sizeof *s->units);
    s->units[i] = (struct status_unit){.state = v, .period = keep(x, x->period), .shown = name,
                                       .held = keep(x, held), .needs = keep(x, needs)};
    note_period(s, &s->units[i]);
    if (v == VERDICT_OPEN || v == VERDICT_FAILED) {
        note_causes(x, &s->rules, s->units[i].held);
        note_causes(x, &s->needs, s->units[i].needs);
    }
}

static bool read_units(struct status *s, const struct status_options *o)
{
    struct stream x;
    stream_open(&x, s, o->units, o->dialect);
    stream_units(&x);
    int state = need(&x, STR("state")), held = need(&x, STR("held_by")), needs = need(&x, STR("needs"));
    while (stream_next(&x))
        take_unit(&x, state, held, needs);
    return stream_close(&x);
}

/* ---- what is beside it ---- */

/* Is the row of the unit's own period, as far as both tell one? */
static bool same_period(struct stream *x, const struct status_unit *u)
{
    struct str other = text_at(x, x->period);
    return !other.n || !u->period.n || keytext_equal(x->s->table->vars[x->s->table->period].type, other, u->period);
}

static bool read_records(struct status *s, const struct status_options *o)
{
    struct stream x;
    stream_open(&x, s, o->records, o->dialect);
    stream_units(&x);
    if (s->form->size)
        need(&x, s->form->size->name);
    while (stream_next(&x)) {
        struct status_unit *u = stream_unit(&x);
        if (!u || u->state == VERDICT_MISSING || u->in_records || !same_period(&x, u))
            continue;
        u->in_records = true;
        take_value(&x, u, STATUS_NOW);
        if (status_waits(u))
            take_contact(&x, u);
    }
    return stream_close(&x);
}

/* The records before: sizes, and whom to call of those that sent nothing now. */
static bool read_prior(struct status *s, const struct status_options *o)
{
    struct stream x;
    if (!o->prior)
        return true;
    s->has_prior = true;
    stream_open(&x, s, o->prior, o->dialect);
    stream_units(&x);
    while (stream_next(&x)) {
        struct status_unit *u = stream_unit(&x);
        if (!u)
            continue;
        take_value(&x, u, STATUS_PRIOR);
        if (u->state == VERDICT_MISSING)
            take_contact(&x, u);
    }
    return stream_close(&x);
}

/* A unit may stand in both lists, of those to verify and to chase: its better rank counts. */
static bool read_calls(struct status *s, const struct status_options *o)
{
    struct stream x;
    struct dec d;
    int64_t n;
    if (!o->calls)
        return true;
    s->has_calls = true;
    stream_open(&x, s, o->calls, NULL);
    stream_units(&x);
    int rank = need(&x, STR("rank"));
    while (stream_next(&x)) {
        struct status_unit *u = stream_unit(&x);
        if (u && dec_parse(&d, x.rec.cell[rank]) == DEC_OK && dec_to_int(&d, &n) && n > 0 && (!u->rank || n < u->rank))
            u->rank = (long)n;
    }
    return stream_close(&x);
}

/* ---- the frame ---- */

/* Is the period that was judged within frame_from .. frame_to? An end that is empty, or no period, is open. */
static bool in_force(struct stream *x, struct str judged, int from, int to)
{
    struct period now, p;
    if (!period_parse(&now, judged))
        return true;
    if (period_parse(&p, text_at(x, from)) && p.indicator == now.indicator && period_cmp(now, p) < 0)
        return false;
    return !(period_parse(&p, text_at(x, to)) && p.indicator == now.indicator && period_cmp(now, p) > 0);
}

/* Do the list of units and the frame go together: does neither name a unit that the other should have? */
static bool agree(struct status *s, const char *path, long lacking)
{
    long stray = 0;
    for (int i = 0; i < s->keys.n; i++) {
        const struct status_unit *u = &s->units[i];
        stray += !u->in_frame && u->state == VERDICT_MISSING;
        s->outside += !u->in_frame && u->state != VERDICT_MISSING;
    }
    if (!lacking && !stray)
        return true;
    diag(D_STATUS_FRAME, loc_file(path), diag_num(lacking), diag_num(stray));
    return false;
}

static bool read_frame(struct status *s, const struct status_options *o)
{
    struct stream x;
    long lacking = 0;
    if (!o->frame)
        return true;
    s->has_frame = true;
    stream_open(&x, s, o->frame, o->dialect);
    stream_units(&x);
    int from = find(&x, STR("frame_from")), to = find(&x, STR("frame_to"));
    struct str judged = s->any_missing ? s->missing_period : s->period;
    while (stream_next(&x)) {
        if (!in_force(&x, judged, from, to) || !stream_key(&x))
            continue;
        struct status_unit *u = stream_unit(&x);
        lacking += !u;
        if (u)
            u->in_frame = true;
        if (u && u->state == VERDICT_MISSING)
            take_contact(&x, u);
    }
    return stream_close(&x) && agree(s, o->frame, lacking);
}

/* ---- findings ---- */

/* The message of the first finding of each rule that holds a unit, with what is personal masked. */
static bool read_findings(struct status *s, const char *path)
{
    struct stream x;
    stream_open(&x, s, path, NULL);
    int rule = need(&x, STR("rule")), result = need(&x, STR("result"));
    int message[2] = {need(&x, STR("message_en")), need(&x, STR("message_zh"))};
    while (stream_next(&x)) {
        int i = intern_find(&s->rules.ids, text_at(&x, rule));
        if (i < 0 || str_is(x.rec.cell[result], "notrun"))
            continue;
        for (int lang = 0; lang < 2; lang++) {
            struct buf masked = {0};
            if (!s->rules.of[i].message[lang].n) {
                personal_mask(&masked, text_at(&x, message[lang]));
                s->rules.of[i].message[lang] = arena_str(&s->text, buf_slice(&masked));
            }
            buf_free(&masked);
        }
    }
    return stream_close(&x);
}

bool status_read(struct status *s, const struct form *form, const struct status_options *o)
{
    bool good = status_start(s, form) && read_units(s, o) && read_frame(s, o) && read_records(s, o) && read_prior(s, o) &&
                read_calls(s, o);
    for (int i = 0; i < o->n_findings && good; i++)
        good = read_findings(s, o->findings[i]);
    if (good)
        status_end(s);
    return good;
}
