/* SPDX-License-Identifier: Apache-2.0 */
#include "read/submit_event.h"

#include "read/submit_elem.h"
#include "read/submit_note.h"
#include "read/submit_record.h"
#include "read/submit_value.h"

static bool in_input(const struct submit *s, const char *p)
{
    return (uintptr_t)p >= (uintptr_t)s->base && (uintptr_t)p < (uintptr_t)(s->base + s->n);
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
            note_limit(s, B_XML_TEXT_SIZE, at, s->o->max_text);
        if (attrs[i].name == XML_NIL)
            e->nil = str_is(attrs[i].value, "true") || str_is(attrs[i].value, "1");
        else if (!s->found[i] && attrs[i].name != XML_IGNORED)
            note_unknown(s, B_XML_ATTRIBUTE, e->node, "/@", attrs[i].raw, at);
        for (int k = 0; s->found[i] && k < node->n_tests; k++)
            if (node->tests[k].kind == TEST_ATTRIBUTE && node->tests[k].name == attrs[i].name)
                s->tests[e->tests + (size_t)k] = str_eq(node->tests[k].value, str_trim(attrs[i].value));
    }
}

static void take_attrs(struct submit *s, struct elem *e, const struct xml_attr *attrs, int n, size_t at)
{
    if (n > s->o->max_attrs || n > WIDTH) {
        note_limit(s, B_XML_ATTRIBUTES, at, (size_t)s->o->max_attrs);
        return;
    }
    know_attrs(s, e, attrs, n, at);
    for (int i = 0; i < n; i++)
        if (s->found[i] && s->found[i]->targets.n) {
            struct str v = str_trim(attrs[i].value);
            value_take(s, &s->found[i]->targets, v, !in_input(s, v.p), false, at);
        }
}

static void start_known(struct submit *s, int node, const struct xml_attr *attrs, int n_attrs, size_t at)
{
    const struct plan_node *n = &s->plan->nodes[node];
    struct elem *e = elem_open(s, node, at);
    if (n->outermost)
        record_begin(s, n, at);
    if (n->n_rows && record_wanted(s, n))
        e->line = place_lines(&s->place, at);
    if (n_attrs)
        take_attrs(s, e, attrs, n_attrs, at);
    if (n->element.n)
        value_take(s, &n->element, STR(""), false, false, at);
    s->last_child = -1;
    elem_expect(s, s->first[node]);
    s->sink.hint.want_text = false;
    if (!s->in_record)
        elem_mark_tag(s);
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
    note_fault(s, id, at, 2, args);
}

static void start_unknown(struct submit *s, int parent, struct str raw, size_t at)
{
    if (s->depth == 0)
        wrong_root(s, raw, at);
    else
        note_unknown(s, B_XML_ELEMENT, parent, "/", raw, at);
    s->skip = 1;
    elem_expect(s, -1);
    s->sink.hint.want_text = false;
    if (!s->in_record)
        elem_mark_tag(s);
}

static void on_start(void *to, int name, struct str raw, const struct xml_attr *attrs, int n_attrs, size_t at)
{
    struct submit *s = to;
    s->tag_at = at;
    if (s->depth + s->skip >= s->o->max_depth) {
        note_limit(s, B_XML_DEPTH, at, (size_t)s->o->max_depth);
        note_fault(s, B_XML_DEPTH, at, 0, NULL); /* inside a record as well: go on at the next one */
    }
    if (s->skip) {
        s->skip++;
        if (!s->in_record)
            elem_mark_tag(s);
        return;
    }
    int parent = s->depth ? s->elems[s->depth - 1].node : 0;
    int node = s->next >= 0 && s->plan->nodes[s->next].name == name && name >= 0 ? s->next
                                                                                 : plan_child(s->plan, parent, name);
    if (node < 0) {
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
 * another chunk, behind the last tag. */
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
    if (!elem_takes_text(&s->plan->nodes[e->node])) {
        if (!blank(text) && note_once(s, e->node, B_XML_TEXT, STR(""))) {
            struct str path = note_path(s, e->node, "", STR(""));
            note_remark(s, B_XML_TEXT, s->in_record ? LEVEL_SOFT : LEVEL_INFO, place(s, e), 1, &path);
        }
        return;
    }
    if (e->text.n + text.n > s->o->max_text) {
        note_limit(s, B_XML_TEXT_SIZE, place(s, e), s->o->max_text);
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
        struct str path = note_path(s, e->node, "", STR(""));
        if (note_once(s, e->node, B_XML_NIL, STR("")))
            note_remark(s, value.n ? B_XML_NIL_CONTENT : B_XML_NIL, value.n ? LEVEL_SOFT : LEVEL_INFO, place(s, e), 1, &path);
    }
    if (n->text.n)
        value_take(s, &n->text, value, e->copied && value.n, e->nil, place(s, e));
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
    elem_expect(s, s->last_child >= 0 ? s->follow[s->last_child] : s->first[s->elems[s->depth - 1].node]);
    want_text(s);
}

static void on_end(void *to, size_t end)
{
    struct submit *s = to;
    s->tag_at = end;
    if (s->skip) {
        end_unknown(s);
        if (!s->in_record)
            elem_mark_tag(s);
        return;
    }
    struct elem *e = &s->elems[s->depth - 1];
    const struct plan_node *n = &s->plan->nodes[e->node];
    if (elem_takes_text(n))
        end_text(s, e, n);
    if (n->late_tests)
        value_settle(s, e, s->depth);
    if (n->n_rows)
        record_row(s, e);
    if (s->in_record && s->depth == s->record_depth)
        record_end(s, end);
    if (e->frame && !n->inside)
        frame_free(e->frame);
    s->n_tests = e->tests;
    s->last_child = e->node;
    s->depth--;
    elem_expect(s, s->follow[e->node]);
    want_text(s);
    if (!s->in_record)
        elem_mark_tag(s);
}

/* The bulk of a record: an element with nothing but a value. What needs more than that is for the three events. */
static bool on_leaf(void *to, struct str text, size_t at)
{
    struct submit *s = to;
    const struct plan_node *n = &s->plan->nodes[s->next];
    if (!n->leaf || text.n > s->o->max_text || s->depth >= s->o->max_depth)
        return false;
    if (text.n && (is_blank(text.p[0]) || is_blank(text.p[text.n - 1])))
        text = str_trim(text);
    struct slot *slot = n->plain ? &s->elems[n->plain - 1].frame->slots[n->plain_slot] : NULL;
    if (slot && slot->state == SLOT_ABSENT)
        slot_point(slot, text);
    else
        value_take(s, &n->text, text, false, false, at);
    s->last_child = s->next;
    elem_expect(s, s->follow[s->next]);
    return true;
}

void event_listen(struct submit *s)
{
    s->sink = (struct xml_sink){.to = s, .start = on_start, .text = on_text, .end = on_end, .leaf = on_leaf};
}
