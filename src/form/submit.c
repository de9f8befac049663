#include "form/submit.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "form/frame.h"

/* An open element that the form knows. */
struct elem {
    int node;
    struct frame *frame;   /* its own, or NULL */
    struct frame *inner;   /* its own, or the one around it */
    size_t tests;          /* where the results of its tests begin in s->tests */
    size_t pending;        /* values that wait began here when it started */
    bool nil;
    bool copied;           /* text is in buf */
    struct str text;
    struct buf buf;        /* kept for the next element of this depth */
    size_t at;             /* offset of its '<' */
    long line;             /* counted only where rows begin */
};

/* A value whose [name='v'] is not decided yet. */
struct pending {
    const struct plan_target *target;
    struct slot *slot;
    struct frame *frame;
    struct str value;
    bool nil;
    size_t at;
};

struct row {
    const struct plan_row *row;
    const struct frame *frame;
    long line;
};

/* A path that was reported in this record (or, lasting, in this file) already. */
struct told {
    int node, kind;
    struct str name;
};

/* What text outside records may have added to. */
struct mark {
    size_t findings, text, told;
};

enum { WIDTH = 256, TOLD_MAX = 1000 };

struct submit {
    const struct plan *plan;
    const struct submit_options *o;
    struct xml_sink sink;
    struct xml_doc doc;
    struct harvest *h;
    const char *base;
    size_t n;
    struct elem *elems; /* [cap]; the first `depth` are open */
    int depth;
    size_t cap_elems;
    int skip;           /* open elements below the innermost known one */
    int *first, *follow; /* [nodes] which child came first, which sibling came next, the last time */
    int next;           /* the node expected to start next, or -1 */
    int last_child;     /* of the open element: the child that ended last, or -1 */
    uint8_t *tests;
    size_t n_tests, cap_tests;
    struct pending *pending;
    size_t n_pending, cap_pending;
    struct row *rows;
    size_t n_rows, cap_rows;
    struct slot **undo; /* slots of lasting frames that the open record filled */
    size_t n_undo, cap_undo;
    struct told *told;  /* the first n_lasting belong to the file */
    size_t n_told, n_lasting, cap_told;
    struct arena record; /* frames and copies of the open record */
    struct arena lasting; /* names told in this file */
    const struct plan_attr *found[WIDTH];
    /* the open record */
    bool in_record;
    int record_depth;
    size_t record_from, first_finding, nested;
    int record_findings;
    bool rejected;
    size_t why;          /* index of the finding that rejects */
    /* the document */
    int around; /* depth of the element around the records; -1: no record yet */
    bool stop_at_record;
    bool faulty;
    struct submit_fault fault;
    struct mark tag, mark; /* behind the last tag; where submit_mark was called, or behind a later tag */
    size_t tag_at;  /* the start of the last start tag, the end of the last end tag, whichever came last */
    /* line counting */
    size_t counted_to, column_at;
    long lines, column;
};

/* ---- places ---- */

/* Line ends in p[0..n), eight bytes at a time. */
static long count_lines(const char *p, size_t n)
{
    const uint64_t ones = 0x0101010101010101u, low = ones * 0x7f;
    long total = 0;
    while (n >= 8) {
        size_t words = n / 8 < 255 ? n / 8 : 255;
        uint64_t sum = 0;
        for (size_t i = 0; i < words; i++, p += 8) {
            uint64_t x;
            memcpy(&x, p, 8);
            x ^= ones * '\n';
            sum += (~(((x & low) + low) | x) >> 7) & ones; /* 1 in each byte that was LF */
        }
        n -= words * 8;
        total += (long)((((sum >> 8) & 0x00ff00ff00ff00ffu) + (sum & 0x00ff00ff00ff00ffu)) * 0x0001000100010001u >> 48);
    }
    for (; n; n--)
        total += *p++ == '\n';
    return total;
}

long submit_lines(struct submit *s, size_t at)
{
    if (at < s->counted_to)
        return s->lines - count_lines(s->base + at, s->counted_to - at);
    s->lines += count_lines(s->base + s->counted_to, at - s->counted_to);
    s->counted_to = at;
    return s->lines;
}

/* The column of a place, in code points; remembered, for lines without end. */
static long column(struct submit *s, size_t at)
{
    size_t from = at, known = s->column_at <= at ? s->column_at : 0;
    while (from > known && s->base[from - 1] != '\n')
        from--;
    long before = from == known && known ? s->column : 1;
    s->column_at = at;
    s->column = before + (long)utf8_length((struct str){s->base + from, at - from});
    return s->column;
}

long submit_column(struct submit *s, size_t at)
{
    return column(s, at);
}

static bool in_input(const struct submit *s, const char *p)
{
    return (uintptr_t)p >= (uintptr_t)s->base && (uintptr_t)p < (uintptr_t)(s->base + s->n);
}

/* ---- findings ---- */

static struct str keep(struct submit *s, struct str text)
{
    enum { SHOWN = 300 };
    if (text.n > SHOWN) {
        text.n = SHOWN;
        while (text.n && ((unsigned char)text.p[text.n] & 0xc0) == 0x80)
            text.n--;
    }
    return arena_str(&s->h->text, text);
}

static size_t add_finding(struct submit *s, enum builtin_id id, enum level level, enum result result, size_t at, int n,
                          const struct str args[])
{
    struct harvest_finding f = {.id = id, .level = level, .result = result, .n_args = n};
    f.line = submit_lines(s, at);
    f.col = column(s, at);
    for (int i = 0; i < n; i++)
        f.args[i] = keep(s, args[i]);
    if (s->in_record) {
        f.kind = s->plan->nodes[s->elems[s->record_depth - 1].node].kind;
        f.rec = s->h->recs[f.kind];
    }
    return harvest_add(s->h, &f);
}

/* A finding inside a record that does not reject it; false when the record has had its share. */
static bool note(struct submit *s, enum builtin_id id, enum level level, size_t at, int n, const struct str args[])
{
    if (s->in_record && ++s->record_findings > s->o->max_findings) {
        struct buf b = {0};
        buf_int(&b, s->o->max_findings);
        struct str arg = buf_slice(&b);
        if (s->record_findings == s->o->max_findings + 1)
            add_finding(s, B_XML_MORE, LEVEL_INFO, RESULT_FAILED, at, 1, &arg);
        buf_free(&b);
        return false;
    }
    add_finding(s, id, level, RESULT_FAILED, at, n, args);
    return true;
}

/* Rejects the record when it ends; the first reason counts. */
static void condemn(struct submit *s, enum builtin_id id, size_t at, int n, const struct str args[])
{
    if (s->rejected)
        return;
    s->rejected = true;
    s->why = add_finding(s, id, LEVEL_HARD, RESULT_REJECTED, at, n, args);
}

static void set_fault(struct submit *s, enum builtin_id id, size_t at, int n_args, const struct str args[])
{
    if (!s->faulty) {
        s->faulty = true;
        s->fault.id = id;
        s->fault.at = at;
        s->fault.n_args = n_args;
        for (int i = 0; i < n_args; i++)
            s->fault.args[i] = keep(s, args[i]);
    }
    s->sink.hint.stop = true;
}

/* A limit was passed: inside a record that rejects the record, outside it ends the file. */
static void over_limit(struct submit *s, enum builtin_id id, size_t at, size_t limit)
{
    struct buf b = {0};
    buf_int(&b, (long long)limit);
    struct str arg = buf_slice(&b);
    if (s->in_record)
        condemn(s, id, at, 1, &arg);
    else
        set_fault(s, id, at, 1, &arg);
    buf_free(&b);
}

/* The path of a name under a node, in h->text. */
static struct str path_of(struct submit *s, int node, const char *sign, struct str name)
{
    struct buf b = {0};
    plan_path(s->plan, node, &b);
    buf_puts(&b, sign);
    buf_str(&b, name);
    struct str path = keep(s, buf_slice(&b));
    buf_free(&b);
    return path;
}

/* True the first time that (node, kind, name) comes in this record; outside records, in this file. */
static bool tell_once(struct submit *s, int node, int kind, struct str name)
{
    for (size_t i = s->in_record ? s->n_lasting : 0; i < s->n_told; i++)
        if (s->told[i].node == node && s->told[i].kind == kind && str_eq(s->told[i].name, name))
            return false;
    if (s->n_told > TOLD_MAX)
        return true; /* rather told twice than not at all */
    s->told = mem_grow(s->told, &s->cap_told, s->n_told + 1, sizeof *s->told);
    s->told[s->n_told++] = (struct told){node, kind, arena_str(s->in_record ? &s->record : &s->lasting, name)};
    if (!s->in_record)
        s->n_lasting = s->n_told;
    return true;
}

static void unknown(struct submit *s, enum builtin_id id, int node, const char *sign, struct str raw, size_t at)
{
    if (!tell_once(s, node, id, raw))
        return;
    struct str path = path_of(s, node, sign, raw);
    if (!s->o->strict)
        note(s, id, s->in_record ? LEVEL_SOFT : LEVEL_INFO, at, 1, &path);
    else if (s->in_record)
        condemn(s, id, at, 1, &path);
    else
        note(s, id, LEVEL_HARD, at, 1, &path);
}

/* ---- values ---- */

static struct str label(const struct form_var *v)
{
    return v->name;
}

static void duplicate(struct submit *s, const struct plan_target *t, const struct frame *f, size_t at)
{
    struct str args[2] = {label(t->var), t->var->path};
    if (!f->lasting && s->in_record)
        condemn(s, B_XML_DUPLICATE, at, 2, args);
    else
        note(s, B_XML_DUPLICATE, LEVEL_HARD, at, 2, args);
}

static void set_lasting(struct submit *s, const struct plan_target *t, struct slot *slot, struct str value, bool nil,
                        size_t at)
{
    struct str arg = label(t->var);
    slot_keep(slot, value, nil);
    if (s->in_record) {
        s->undo = mem_grow(s->undo, &s->cap_undo, s->n_undo + 1, sizeof *s->undo);
        s->undo[s->n_undo++] = slot;
    }
    if (slot->used)
        note(s, B_XML_LATE, LEVEL_HARD, at, 1, &arg);
}

static void add_summand(struct submit *s, const struct plan_target *t, struct slot *slot, struct str value, size_t at)
{
    bool was_bad = slot->state == SLOT_SUM && slot->is.sum->bad;
    if (!slot_add(slot, value, &s->record) && !was_bad) {
        struct str args[2] = {label(t->var), value};
        note(s, B_XML_SUM, LEVEL_SOFT, at, 2, args);
    }
}

/* A value whose conditions hold. Its bytes stay until the record ends. */
static void apply(struct submit *s, const struct plan_target *t, struct frame *f, struct str value, bool nil, size_t at)
{
    struct slot *slot = &f->slots[t->slot];
    if (t->function == PATH_COUNT) {
        slot->n++;
    } else if (t->function == PATH_SUM) {
        if (!nil && value.n)
            add_summand(s, t, slot, value, at);
    } else if (slot->state != SLOT_ABSENT) {
        duplicate(s, t, f, at);
    } else if (f->lasting) {
        set_lasting(s, t, slot, value, nil, at);
    } else {
        slot->state = nil ? SLOT_NIL : SLOT_TEXT;
        slot->is.p = value.p;
        slot->n = (uint32_t)value.n;
    }
}

static bool holds(const struct submit *s, const struct plan_cond *c)
{
    return s->tests[s->elems[c->depth - 1].tests + (size_t)c->test];
}

/* Do the conditions hold that are known at once? */
static bool holds_now(const struct submit *s, const struct plan_cond *c, int n)
{
    for (int i = 0; i < n; i++)
        if (!c[i].late && !holds(s, &c[i]))
            return false;
    return true;
}

/* A value arrives. volatile_: its bytes are gone after this call. */
static void take(struct submit *s, const struct plan_targets *targets, struct str value, bool volatile_, bool nil,
                 size_t at)
{
    for (int i = 0; i < targets->n; i++) {
        const struct plan_target *t = &targets->v[i];
        if (t->n_conds && !holds_now(s, t->conds, t->n_conds))
            continue;
        struct frame *f = s->elems[t->level - 1].frame;
        if (volatile_ && t->function != PATH_COUNT && (t->late || (t->function == PATH_VALUE && !f->lasting))) {
            value = arena_str(&s->record, value);
            volatile_ = false;
        }
        if (!t->late) {
            apply(s, t, f, value, nil, at);
            continue;
        }
        s->pending = mem_grow(s->pending, &s->cap_pending, s->n_pending + 1, sizeof *s->pending);
        s->pending[s->n_pending++] = (struct pending){t, NULL, f, value, nil, at};
    }
}

/* An element with [name='v'] ends: decides the values that wait for it. */
static void settle(struct submit *s, const struct elem *e, int depth)
{
    size_t kept = e->pending;
    for (size_t i = e->pending; i < s->n_pending; i++) {
        struct pending *p = &s->pending[i];
        bool good = true;
        for (int k = 0; k < p->target->n_conds; k++)
            if (p->target->conds[k].late && p->target->conds[k].depth == depth)
                good = good && holds(s, &p->target->conds[k]);
        if (good && p->target->late == depth)
            apply(s, p->target, p->frame, p->value, p->nil, p->at);
        else if (good)
            s->pending[kept++] = *p;
    }
    s->n_pending = kept;
}

/* ---- records ---- */

static void end_row(struct submit *s, const struct elem *e)
{
    const struct plan_node *n = &s->plan->nodes[e->node];
    for (int i = 0; i < n->n_rows; i++) {
        bool good = true;
        for (int k = 0; k < n->rows[i].n_conds; k++)
            good = good && holds(s, &n->rows[i].conds[k]);
        if (!good)
            continue;
        s->rows = mem_grow(s->rows, &s->cap_rows, s->n_rows + 1, sizeof *s->rows);
        s->rows[s->n_rows++] = (struct row){&n->rows[i], e->frame, e->line};
    }
}

static bool wanted(const struct submit *s, int table)
{
    return s->o->all_tables || s->o->table == table;
}

static void write_rows(struct submit *s, int kind)
{
    for (size_t i = 0; i < s->n_rows; i++) {
        const struct row *r = &s->rows[i];
        int table = r->row->table;
        if (!wanted(s, table))
            continue;
        struct harvest_table *t = &s->h->tables[table];
        frame_row(&t->text, r->row, s->plan->form->tables[table].n, r->frame, s->o->null);
        t->rows = mem_grow(t->rows, &t->cap, t->n + 1, sizeof *t->rows);
        t->rows[t->n++] = (struct harvest_row){t->text.n, r->line, kind, s->h->recs[kind]};
    }
}

/* Table and key for the findings of the open record: the identifiers of its first table, as far as they are there. */
static void name_findings(struct submit *s)
{
    if (s->first_finding == s->h->n_findings)
        return;
    const struct elem *e = &s->elems[s->record_depth - 1];
    const struct plan_row *row = &s->plan->nodes[e->node].rows[0];
    const struct form_table *t = &s->plan->form->tables[row->table];
    struct buf b = {0};
    for (int i = 0; i < t->n; i++) {
        struct str v = t->vars[i].role == ROLE_IDENTIFIER ? frame_column(&row->columns[i], e->frame) : (struct str){NULL, 0};
        if (!v.p)
            continue;
        if (b.n)
            buf_char(&b, ';');
        buf_str(&b, t->vars[i].name);
        buf_char(&b, '=');
        buf_str(&b, v);
    }
    struct str key = b.n ? keep(s, buf_slice(&b)) : (struct str){NULL, 0};
    for (size_t i = s->first_finding; i < s->h->n_findings; i++) {
        s->h->findings[i].table = t->name;
        s->h->findings[i].key = key;
    }
    buf_free(&b);
}

static void forget_record(struct submit *s, bool undo)
{
    for (size_t i = 0; undo && i < s->n_undo; i++)
        slot_clear(s->undo[i]);
    s->n_undo = s->n_pending = s->n_rows = 0;
    s->n_told = s->n_lasting;
    s->in_record = s->rejected = false;
    s->nested = 0;
    arena_reset(&s->record);
}

void submit_mark(struct submit *s)
{
    s->mark = (struct mark){s->h->n_findings, s->depth ? s->elems[s->depth - 1].text.n : 0, s->n_lasting};
}

static void mark_tag(struct submit *s)
{
    submit_mark(s);
    s->tag = s->mark;
}

static void begin_record(struct submit *s, const struct plan_node *n, size_t at)
{
    s->in_record = true;
    s->record_depth = s->depth;
    s->around = s->depth - 1;
    s->record_from = at;
    s->first_finding = s->h->n_findings;
    s->record_findings = 0;
    s->h->recs[n->kind]++;
}

static void end_record(struct submit *s, size_t end)
{
    int kind = s->plan->nodes[s->elems[s->record_depth - 1].node].kind;
    if (end - s->record_from > s->o->max_record)
        over_limit(s, B_XML_RECORD_SIZE, s->record_from, s->o->max_record);
    bool rejected = s->rejected;
    name_findings(s);
    if (rejected) {
        harvest_reject(s->h, s->record_from, end, true, true, (long)s->why);
        s->h->read++;
        s->h->rejected++;
    } else if (s->n_rows) {
        write_rows(s, kind);
        s->h->read++;
        s->h->written++;
    }
    forget_record(s, rejected);
    if (s->stop_at_record)
        s->sink.hint.stop = true;
}

/* ---- events ---- */

static void expect(struct submit *s, int node)
{
    s->next = node;
    s->sink.hint.expect = node >= 0 ? s->plan->nodes[node].name : XML_UNKNOWN;
}

static bool takes_text(const struct plan_node *n)
{
    return n->text.n || n->asked;
}

/* The attributes that the form knows go to s->found, in the order of attrs. */
static void know_attrs(struct submit *s, struct elem *e, const struct xml_attr *attrs, int n, size_t at)
{
    const struct plan_node *node = &s->plan->nodes[e->node];
    for (int i = 0; i < n; i++) {
        s->found[i] = NULL;
        for (int k = 0; attrs[i].name > 0 && k < node->n_attrs; k++)
            if (node->attrs[k].name == attrs[i].name)
                s->found[i] = &node->attrs[k];
        if (attrs[i].value.n > s->o->max_text)
            over_limit(s, B_XML_TEXT_SIZE, at, s->o->max_text);
        if (attrs[i].name == XML_NIL)
            e->nil = str_is(attrs[i].value, "true") || str_is(attrs[i].value, "1");
        else if (!s->found[i] && attrs[i].name != XML_IGNORED)
            unknown(s, B_XML_ATTRIBUTE, e->node, "/@", attrs[i].raw, at);
        for (int k = 0; s->found[i] && k < node->n_tests; k++)
            if (node->tests[k].kind == TEST_ATTRIBUTE && node->tests[k].name == attrs[i].name)
                s->tests[e->tests + (size_t)k] = str_eq(node->tests[k].value, str_trim(attrs[i].value));
    }
}

static void take_attrs(struct submit *s, struct elem *e, const struct xml_attr *attrs, int n, size_t at)
{
    if (n > s->o->max_attrs || n > WIDTH) {
        over_limit(s, B_XML_ATTRIBUTES, at, (size_t)s->o->max_attrs);
        return;
    }
    know_attrs(s, e, attrs, n, at);
    for (int i = 0; i < n; i++)
        if (s->found[i] && s->found[i]->targets.n) {
            struct str v = str_trim(attrs[i].value);
            take(s, &s->found[i]->targets, v, !in_input(s, v.p), false, at);
        }
}

static struct elem *open_elem(struct submit *s, int node, size_t at)
{
    const struct plan_node *n = &s->plan->nodes[node];
    if ((size_t)s->depth == s->cap_elems) {
        size_t had = s->cap_elems;
        s->elems = mem_grow(s->elems, &s->cap_elems, had + 1, sizeof *s->elems);
        memset(s->elems + had, 0, (s->cap_elems - had) * sizeof *s->elems);
    }
    struct frame *around = s->depth ? s->elems[s->depth - 1].inner : NULL;
    struct elem *e = &s->elems[s->depth++];
    e->node = node;
    e->frame = NULL;
    if (n->has_frame)
        e->frame = n->inside ? frame_new(&s->record, around, n->n_slots) : frame_new_lasting(around, n->n_slots);
    e->inner = e->frame ? e->frame : around;
    e->pending = s->n_pending;
    e->tests = s->n_tests;
    if (n->n_tests) {
        s->tests = mem_grow(s->tests, &s->cap_tests, s->n_tests + (size_t)n->n_tests, 1);
        memset(s->tests + s->n_tests, 0, (size_t)n->n_tests);
        s->n_tests += (size_t)n->n_tests;
    }
    e->nil = e->copied = false;
    e->text = (struct str){NULL, 0};
    e->at = at;
    e->line = 0;
    return e;
}

static bool rows_wanted(const struct submit *s, const struct plan_node *n)
{
    for (int i = 0; i < n->n_rows; i++)
        if (wanted(s, n->rows[i].table))
            return true;
    return false;
}

static void start_known(struct submit *s, int node, const struct xml_attr *attrs, int n_attrs, size_t at)
{
    const struct plan_node *n = &s->plan->nodes[node];
    struct elem *e = open_elem(s, node, at);
    if (n->outermost)
        begin_record(s, n, at);
    if (n->n_rows && rows_wanted(s, n))
        e->line = submit_lines(s, at);
    if (n_attrs)
        take_attrs(s, e, attrs, n_attrs, at);
    if (n->element.n)
        take(s, &n->element, STR(""), false, false, at);
    s->last_child = -1;
    expect(s, s->first[node]);
    s->sink.hint.want_text = false;
    if (!s->in_record)
        mark_tag(s);
}

/* The root element is none of the form's: by its name, or only by its namespace? */
static void wrong_root(struct submit *s, struct str raw, size_t at)
{
    struct str local, args[2] = {raw, s->plan->roots};
    enum builtin_id id = B_XML_ROOT;
    str_cut(raw, ':', &local);
    for (int c = s->plan->nodes[0].first; c >= 0; c = s->plan->nodes[c].next) {
        struct str ours, uri = str_cut(intern_name(&s->plan->vocab.names, s->plan->nodes[c].name), '\n', &ours);
        if (str_eq(ours, local.p ? local : raw)) {
            id = B_XML_ROOT_NAMESPACE;
            args[1] = uri;
        }
    }
    set_fault(s, id, at, 2, args);
}

static void start_unknown(struct submit *s, int parent, struct str raw, size_t at)
{
    if (s->depth == 0)
        wrong_root(s, raw, at);
    else
        unknown(s, B_XML_ELEMENT, parent, "/", raw, at);
    s->skip = 1;
    expect(s, -1);
    s->sink.hint.want_text = false;
    if (!s->in_record)
        mark_tag(s);
}

/* Inside a record: a record element where none can be, so perhaps an end tag is missing. */
static void look_for_record(struct submit *s, int name, size_t at)
{
    if (s->in_record && !s->nested && name >= 0 && name == s->plan->nodes[s->elems[s->record_depth - 1].node].name)
        s->nested = at;
}

static void on_start(void *to, int name, struct str raw, const struct xml_attr *attrs, int n_attrs, size_t at)
{
    struct submit *s = to;
    s->tag_at = at;
    if (s->depth + s->skip >= s->o->max_depth) {
        over_limit(s, B_XML_DEPTH, at, (size_t)s->o->max_depth);
        set_fault(s, B_XML_DEPTH, at, 0, NULL); /* inside a record as well: go on at the next one */
    }
    if (s->skip) {
        s->skip++;
        look_for_record(s, name, at);
        if (!s->in_record)
            mark_tag(s);
        return;
    }
    int parent = s->depth ? s->elems[s->depth - 1].node : 0;
    int node = s->next >= 0 && s->plan->nodes[s->next].name == name && name >= 0 ? s->next
                                                                                 : plan_child(s->plan, parent, name);
    if (node < 0) {
        look_for_record(s, name, at);
        start_unknown(s, parent, raw, at);
        return;
    }
    if (s->last_child >= 0)
        s->follow[s->last_child] = node;
    else
        s->first[parent] = node;
    start_known(s, node, attrs, n_attrs, at);
}

/* Where to point for something about an element's content: at its start tag; outside records, where that tag may lie in
 * another piece, behind the last tag. */
static size_t place(const struct submit *s, const struct elem *e)
{
    return s->in_record ? e->at : s->tag_at;
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool blank(struct str t)
{
    return str_trim(t).n == 0;
}

static void on_text(void *to, struct str text, bool stable)
{
    struct submit *s = to;
    if (s->skip || s->depth == 0)
        return;
    struct elem *e = &s->elems[s->depth - 1];
    while (!e->text.n && text.n && is_blank(*text.p))
        text = (struct str){text.p + 1, text.n - 1};
    if (!text.n)
        return;
    if (!takes_text(&s->plan->nodes[e->node])) {
        if (!blank(text) && tell_once(s, e->node, B_XML_TEXT, STR(""))) {
            struct str path = path_of(s, e->node, "", STR(""));
            note(s, B_XML_TEXT, s->in_record ? LEVEL_SOFT : LEVEL_INFO, place(s, e), 1, &path);
        }
        return;
    }
    if (e->text.n + text.n > s->o->max_text) {
        over_limit(s, B_XML_TEXT_SIZE, place(s, e), s->o->max_text);
        return;
    }
    s->sink.hint.want_text = true;
    if (!e->text.n && stable) {
        e->text = text;
        return;
    }
    if (!e->copied) {
        buf_reset(&e->buf);
        buf_str(&e->buf, e->text);
        e->copied = true;
    }
    buf_str(&e->buf, text);
    e->text = buf_slice(&e->buf);
}

static void end_text(struct submit *s, struct elem *e, const struct plan_node *n)
{
    struct str value = str_trim(e->text);
    if (!value.p)
        value = STR("");
    if (e->nil) {
        struct str path = path_of(s, e->node, "", STR(""));
        if (tell_once(s, e->node, B_XML_NIL, STR("")))
            note(s, value.n ? B_XML_NIL_CONTENT : B_XML_NIL, value.n ? LEVEL_SOFT : LEVEL_INFO, place(s, e), 1, &path);
    }
    if (n->text.n)
        take(s, &n->text, value, e->copied && value.n, e->nil, place(s, e));
    if (!n->asked)
        return;
    const struct elem *parent = e - 1;
    const struct plan_node *p = &s->plan->nodes[parent->node];
    for (int i = 0; i < p->n_tests; i++)
        if (p->tests[i].kind == TEST_CHILD && p->tests[i].name == n->name && str_eq(p->tests[i].value, value) && !e->nil)
            s->tests[parent->tests + (size_t)i] = 1;
}

/* White space between texts of one element counts. */
static void want_text(struct submit *s)
{
    s->sink.hint.want_text = s->depth && !s->skip && s->elems[s->depth - 1].text.n;
}

static void end_unknown(struct submit *s)
{
    if (--s->skip > 0 || s->depth == 0)
        return;
    expect(s, s->last_child >= 0 ? s->follow[s->last_child] : s->first[s->elems[s->depth - 1].node]);
    want_text(s);
}

static void on_end(void *to, size_t end)
{
    struct submit *s = to;
    s->tag_at = end;
    if (s->skip) {
        end_unknown(s);
        if (!s->in_record)
            mark_tag(s);
        return;
    }
    struct elem *e = &s->elems[s->depth - 1];
    const struct plan_node *n = &s->plan->nodes[e->node];
    if (takes_text(n))
        end_text(s, e, n);
    if (n->late_tests)
        settle(s, e, s->depth);
    if (n->n_rows)
        end_row(s, e);
    if (s->in_record && s->depth == s->record_depth)
        end_record(s, end);
    if (e->frame && !n->inside)
        frame_free(e->frame);
    s->n_tests = e->tests;
    s->last_child = e->node;
    s->depth--;
    expect(s, s->follow[e->node]);
    want_text(s);
    if (!s->in_record)
        mark_tag(s);
}

/* ---- from outside ---- */

struct submit *submit_new(const struct plan *plan, const struct submit_options *options)
{
    struct submit *s = mem_alloc(sizeof *s);
    s->plan = plan;
    s->o = options;
    s->sink = (struct xml_sink){.to = s, .start = on_start, .text = on_text, .end = on_end};
    s->first = mem_array((size_t)plan->n, sizeof *s->first);
    s->follow = mem_array((size_t)plan->n, sizeof *s->follow);
    for (int i = 0; i < plan->n; i++) {
        s->first[i] = plan->nodes[i].first;
        s->follow[i] = plan->nodes[i].next;
    }
    return s;
}

struct xml_sink *submit_sink(struct submit *s)
{
    return &s->sink;
}

struct xml_doc *submit_doc(struct submit *s)
{
    return &s->doc;
}

struct str submit_open_name(const struct submit *s)
{
    return s->doc.depth ? s->doc.open[s->doc.depth - 1].qname : STR("");
}

bool submit_in_record(const struct submit *s, size_t *from)
{
    *from = s->record_from;
    return s->in_record;
}

int submit_around_records(const struct submit *s)
{
    return s->around;
}

const struct submit_fault *submit_fault(const struct submit *s)
{
    return s->faulty ? &s->fault : NULL;
}

void submit_stop_at_record(struct submit *s, bool stop)
{
    s->stop_at_record = stop;
}

size_t submit_nested(const struct submit *s)
{
    return s->nested;
}

void submit_close(struct submit *s, int depth)
{
    while (s->doc.depth > depth) {
        s->doc.depth--;
        if (s->skip) {
            s->skip--;
            continue;
        }
        struct elem *e = &s->elems[--s->depth];
        if (e->frame && !s->plan->nodes[e->node].inside) /* others are gone with their record */
            frame_free(e->frame);
        s->n_tests = e->tests;
    }
    s->last_child = -1;
    s->faulty = false;
    s->sink.hint.stop = false;
    expect(s, s->depth && !s->skip ? s->first[s->elems[s->depth - 1].node] : -1);
    s->sink.hint.want_text = false;
}

static void back_to(struct submit *s, const struct mark *m)
{
    s->h->n_findings = m->findings;
    s->n_told = s->n_lasting = m->told;
    if (s->depth && !s->skip) {
        struct elem *e = &s->elems[s->depth - 1];
        e->text.n = m->text;
        e->buf.n = e->copied ? m->text : 0;
    }
}

void submit_rewind(struct submit *s)
{
    if (s->in_record) {
        s->h->recs[s->plan->nodes[s->elems[s->record_depth - 1].node].kind]--;
        s->h->n_findings = s->first_finding;
        forget_record(s, true);
        submit_close(s, s->record_depth - 1);
        s->doc.rooted = s->doc.depth > 0;
        return;
    }
    back_to(s, &s->mark);
}

void submit_rewind_to_tag(struct submit *s)
{
    back_to(s, &s->tag);
}

/* Remarks about stray text in the open record, which is malformed: how much of it came before the fault depends on how
 * the bytes were cut, and the fault says it all. */
static void drop_text_remarks(struct submit *s)
{
    size_t kept = s->first_finding;
    for (size_t i = s->first_finding; i < s->h->n_findings; i++) {
        if (s->h->findings[i].id == B_XML_TEXT)
            continue;
        if (s->rejected && s->why == i)
            s->why = kept;
        s->h->findings[kept++] = s->h->findings[i];
    }
    s->h->n_findings = kept;
}

size_t submit_reject(struct submit *s, enum builtin_id id, size_t at, int n_args, const struct str args[])
{
    drop_text_remarks(s);
    condemn(s, id, at, n_args, args);
    size_t why = s->why;
    name_findings(s);
    forget_record(s, true);
    submit_close(s, s->record_depth - 1);
    mark_tag(s);
    s->h->read++;
    s->h->rejected++;
    return why;
}

size_t submit_report(struct submit *s, enum builtin_id id, enum result result, size_t at, int n_args,
                     const struct str args[])
{
    size_t i = add_finding(s, id, builtin_get(id)->level, result, at, n_args, args);
    mark_tag(s);
    return i;
}

/* ---- the state outside records as bytes ---- */

static void put(struct buf *b, const void *p, size_t n)
{
    buf_add(b, &n, sizeof n);
    buf_add(b, p, n);
}

static struct str get(struct str *from)
{
    size_t n;
    assert(from->n >= sizeof n);
    memcpy(&n, from->p, sizeof n);
    assert(from->n - sizeof n >= n);
    struct str got = {from->p + sizeof n, n};
    from->p += sizeof n + n;
    from->n -= sizeof n + n;
    return got;
}

static void put_frame(struct buf *b, const struct frame *f)
{
    for (int i = 0; f && i < f->n; i++) {
        const struct slot *slot = &f->slots[i];
        unsigned char head[2] = {slot->state, slot->used};
        buf_add(b, head, 2);
        if (slot->state == SLOT_TEXT)
            put(b, slot->is.p, slot->n);
    }
}

static void get_frame(struct str *from, struct frame *f)
{
    for (int i = 0; f && i < f->n; i++) {
        unsigned char state = (unsigned char)from->p[0], used = (unsigned char)from->p[1];
        *from = (struct str){from->p + 2, from->n - 2};
        if (state == SLOT_TEXT)
            slot_keep(&f->slots[i], get(from), false);
        f->slots[i].state = state;
        f->slots[i].used = used;
    }
}

/* Where each part of the state stands: depth of the document, of the form's part of it, flags; raw start tags;
 * elements; what was told. */
void submit_save(const struct submit *s, struct buf *b)
{
    assert(!s->in_record);
    int numbers[] = {s->doc.depth, s->depth, s->skip, s->doc.begun, s->doc.rooted, s->around, (int)s->n_lasting};
    buf_add(b, numbers, sizeof numbers);
    for (int i = 0; i < s->doc.depth; i++) {
        put(b, s->doc.open[i].raw.p, s->doc.open[i].raw.n);
        put(b, s->doc.open[i].qname.p, s->doc.open[i].qname.n);
    }
    for (int i = 0; i < s->depth; i++) {
        const struct elem *e = &s->elems[i];
        int elem[] = {e->node, e->nil};
        buf_add(b, elem, sizeof elem);
        put(b, e->text.p, e->text.n);
        put_frame(b, e->frame);
        int n_tests = s->plan->nodes[e->node].n_tests;
        put(b, n_tests ? s->tests + e->tests : NULL, (size_t)n_tests); /* without tests there may be no array */
    }
    for (size_t i = 0; i < s->n_lasting; i++) {
        int told[] = {s->told[i].node, s->told[i].kind};
        buf_add(b, told, sizeof told);
        put(b, s->told[i].name.p, s->told[i].name.n);
    }
}

static void take_bytes(struct str *from, void *to, size_t n)
{
    assert(from->n >= n);
    memcpy(to, from->p, n);
    *from = (struct str){from->p + n, from->n - n};
}

static void load_elem(struct submit *s, struct str *from)
{
    int elem[2];
    take_bytes(from, elem, sizeof elem);
    struct elem *e = open_elem(s, elem[0], 0);
    e->nil = elem[1];
    struct str text = get(from);
    if (text.n) {
        buf_reset(&e->buf);
        buf_str(&e->buf, text);
        e->text = buf_slice(&e->buf);
        e->copied = true;
    }
    get_frame(from, e->frame);
    struct str tests = get(from);
    if (tests.n)
        memcpy(s->tests + e->tests, tests.p, tests.n);
}

static void load(struct submit *s, struct str from)
{
    int numbers[7];
    take_bytes(&from, numbers, sizeof numbers);
    for (int i = 0; i < numbers[0]; i++) {
        struct str raw = arena_str(&s->lasting, get(&from)), qname = get(&from);
        xml_push(&s->doc, raw, (struct str){raw.p + 1, qname.n}, -1);
    }
    s->doc.begun = numbers[3];
    s->doc.rooted = numbers[4];
    s->around = numbers[5];
    for (int i = 0; i < numbers[1]; i++)
        load_elem(s, &from);
    s->skip = numbers[2];
    for (int i = 0; i < numbers[6]; i++) {
        int told[2];
        take_bytes(&from, told, sizeof told);
        s->told = mem_grow(s->told, &s->cap_told, s->n_told + 1, sizeof *s->told);
        s->told[s->n_told++] = (struct told){told[0], told[1], arena_str(&s->lasting, get(&from))};
    }
    s->n_lasting = s->n_told;
}

void submit_begin(struct submit *s, const char *base, size_t n, struct harvest *h, struct str state)
{
    if (s->in_record)
        forget_record(s, false);
    submit_close(s, 0);
    arena_reset(&s->lasting);
    s->n_told = s->n_lasting = 0;
    s->skip = 0;
    s->doc.begun = s->doc.rooted = false;
    s->around = -1;
    s->base = base;
    s->n = n;
    s->h = h;
    s->counted_to = s->column_at = s->tag_at = 0;
    s->lines = 0;
    s->column = 1;
    if (state.n)
        load(s, state);
    s->last_child = -1;
    expect(s, s->skip ? -1 : s->depth ? s->first[s->elems[s->depth - 1].node] : s->first[0]);
    mark_tag(s);
}

void submit_free(struct submit *s)
{
    if (!s)
        return;
    if (s->in_record)
        forget_record(s, false);
    submit_close(s, 0);
    for (size_t i = 0; i < s->cap_elems; i++)
        buf_free(&s->elems[i].buf);
    mem_free(s->elems);
    mem_free(s->doc.open);
    mem_free(s->first);
    mem_free(s->follow);
    mem_free(s->tests);
    mem_free(s->pending);
    mem_free(s->rows);
    mem_free(s->undo);
    mem_free(s->told);
    arena_free(&s->record);
    arena_free(&s->lasting);
    mem_free(s);
}
