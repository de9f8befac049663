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

static void unknown_attr(struct submit *s, int node, struct str raw, size_t at)
{
    const struct plan_node *n = &s->plan->nodes[node];
    if (!n->ignored && !n->passing)
        note_unknown(s, B_XML_ATTRIBUTE, node, "/@", raw, at);
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
        else if (!s->found[i] && !vocab_is_common(&s->plan->vocab, attrs[i].name))
            unknown_attr(s, e->node, attrs[i].raw, at);
    }
}

/* Attributes that predicates look at come first, since the conditions of others hang on them; of those, the ones that hang on
 * others come second. */
enum attr_turn { TURN_TESTS, TURN_CONDITIONAL_TESTS, TURN_VALUES };

static void take_turn(struct submit *s, const struct xml_attr *attrs, int n, enum attr_turn turn, size_t at)
{
    for (int i = 0; i < n; i++) {
        const struct plan_attr *a = s->found[i];
        if (!a || (turn != TURN_VALUES && !a->tested))
            continue;
        struct str value = str_trim(attrs[i].value);
        bool volatile_ = !in_input(s, value.p);
        for (int k = 0; k < a->targets.n; k++) {
            const struct plan_target *t = &a->targets.v[k];
            enum attr_turn its = t->function != PATH_TEST ? TURN_VALUES : t->n_conds ? TURN_CONDITIONAL_TESTS : TURN_TESTS;
            if (its == turn)
                value_target(s, t, &value, &volatile_, false, at);
        }
    }
}

static void take_attrs(struct submit *s, struct elem *e, const struct xml_attr *attrs, int n, size_t at)
{
    if (n > s->o->max_attrs || n > WIDTH) {
        note_limit(s, B_XML_ATTRIBUTES, at, (size_t)s->o->max_attrs);
        return;
    }
    know_attrs(s, e, attrs, n, at);
    bool tested = false;
    for (int i = 0; i < n; i++)
        tested = tested || (s->found[i] && s->found[i]->tested);
    for (enum attr_turn turn = tested ? TURN_TESTS : TURN_VALUES; turn <= TURN_VALUES; turn++)
        take_turn(s, attrs, n, turn, at);
}

/* The number that a counter of the element around has reached; the root is alone. */
static long position(const struct submit *s, int counter)
{
    return s->depth < 2 || counter < 0 ? 1 : (long)s->elems[s->depth - 2].frame->slots[counter].n;
}

/* Counts the element in the one around it, and tests its place. */
static void take_place(struct submit *s, const struct elem *e, const struct plan_node *n)
{
    for (int i = 0; i < 2; i++)
        if (n->counters[i] >= 0) {
            struct slot *slot = &s->elems[s->depth - 2].frame->slots[n->counters[i]];
            slot->state = SLOT_COUNT;
            slot->n++;
        }
    for (int i = 0; i < n->place.n; i++)
        if (position(s, n->place.v[i].counter) == n->place.v[i].predicate->position)
            s->tests[e->tests + (size_t)n->place.v[i].slot] = 1;
}

/* What is known of an element by its start alone: that it is there, its name, its position. */
static void take_start(struct submit *s, const struct plan_node *n, struct str raw, size_t at)
{
    for (int i = 0; i < n->element.n; i++) {
        const struct plan_target *t = &n->element.v[i];
        struct str value = STR(""), local;
        struct buf number = {0};
        if (t->function == PATH_NAME || t->function == PATH_LOCAL_NAME) {
            str_cut(raw, ':', &local);
            value = t->function == PATH_LOCAL_NAME && local.p ? local : raw;
        } else if (t->function == PATH_POSITION) {
            buf_int(&number, position(s, t->counter));
            value = buf_slice(&number);
        }
        bool volatile_ = t->function != PATH_COUNT && t->function != PATH_TEST;
        value_target(s, t, &value, &volatile_, false, at);
        buf_free(&number);
    }
}

static void start_known(struct submit *s, int node, struct str raw, const struct xml_attr *attrs, int n_attrs, size_t at)
{
    const struct plan_node *n = &s->plan->nodes[node];
    if (n->strange && n->parent > 0 && !s->plan->nodes[n->parent].strange)
        note_unknown(s, B_XML_ELEMENT, n->parent, "/", raw, at);
    struct elem *e = elem_open(s, node, at);
    if (n->outermost)
        record_begin(s, n, at);
    if (n->trapped)
        note_condemn(s, B_XML_REF_INSIDE, at, 1, &raw);
    if (n->n_rows && record_wanted(s, n))
        e->line = place_lines(&s->place, at);
    if (n->n_rows)
        record_row(s, e);
    if (n->counters[0] >= 0 || n->counters[1] >= 0 || n->place.n)
        take_place(s, e, n);
    if (n_attrs)
        take_attrs(s, e, attrs, n_attrs, at);
    if (n->element.n)
        take_start(s, n, raw, at);
    if (n->whole.n) {
        e->deep = s->deep.n;
        s->n_deep++;
    }
    s->last_child = -1;
    elem_expect(s, s->first[node]);
    s->sink.hint.want_text = s->n_deep > 0;
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
    const struct plan_node *n = &s->plan->nodes[parent];
    if (s->depth == 0)
        wrong_root(s, raw, at);
    else if (!n->ignored && !n->passing && !s->n_deep)
        note_unknown(s, B_XML_ELEMENT, parent, "/", raw, at);
    if (s->depth && n->takes_value && s->elems[s->depth - 1].within <= WITHIN_KNOWN)
        s->elems[s->depth - 1].within = WITHIN_CHILD;
    s->skip = 1;
    elem_expect(s, -1);
    s->sink.hint.want_text = s->n_deep > 0;
    if (!s->in_record)
        elem_mark_tag(s);
}

/* An element begins in one whose text is a value. */
static void note_child(struct elem *e)
{
    if (e->text.n)
        e->within = WITHIN_MIXED;
    else if (e->within == WITHIN_TEXT)
        e->within = WITHIN_KNOWN;
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
    if (s->depth && s->plan->nodes[parent].takes_value)
        note_child(&s->elems[s->depth - 1]);
    int node = s->next >= 0 && s->plan->nodes[s->next].name == name && name >= 0 ? s->next
                                                                                 : plan_child(s->plan, parent, name);
    if (node == PLAN_TOO_MANY)
        note_limit(s, B_XML_NESTINGS, at, PLAN_NODES);
    if (node < 0) {
        start_unknown(s, parent, raw, at);
        return;
    }
    if (s->last_child >= 0)
        s->follow[s->last_child] = node;
    else
        s->first[parent] = node;
    start_known(s, node, raw, attrs, n_attrs, at);
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

/* Text in an element that the form does not know. */
static void skipped_text(struct submit *s, struct str text)
{
    struct elem *e = &s->elems[s->depth - 1];
    if (e->within == WITHIN_CHILD && !blank(text))
        e->within = WITHIN_VALUE;
}

/* Text of which string() is asked, further up or here. */
static void deep_text(struct submit *s, struct str text)
{
    const struct elem *e = &s->elems[s->depth - 1];
    s->sink.hint.want_text = true;
    if (s->deep.n + text.n > s->o->max_text)
        note_limit(s, B_XML_TEXT_SIZE, place(s, e), s->o->max_text);
    else
        buf_str(&s->deep, text);
}

static void on_text(void *to, struct str text, bool stable)
{
    struct submit *s = to;
    if (s->n_deep && s->depth)
        deep_text(s, text);
    if (s->depth && s->skip)
        skipped_text(s, text);
    if (s->skip || s->depth == 0)
        return;
    struct elem *e = &s->elems[s->depth - 1];
    while (!e->text.n && text.n && is_blank(*text.p))
        text = (struct str){text.p + 1, text.n - 1};
    if (!text.n)
        return;
    const struct plan_node *n = &s->plan->nodes[e->node];
    if (e->within != WITHIN_TEXT)
        e->within = WITHIN_MIXED;
    if (!elem_takes_text(n)) {
        if (!blank(text) && !n->passing && !n->ignored && !n->asked && !s->n_deep && note_once(s, e->node, B_XML_TEXT, STR(""))) {
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
    bool spoiled = e->within == WITHIN_MIXED || e->within == WITHIN_VALUE;
    if (spoiled && n->takes_value) { /* what the value is, nobody knows */
        struct str path = note_path(s, e->node, "", STR(""));
        note_remark(s, e->within == WITHIN_MIXED ? B_XML_MIXED : B_XML_DEEPER, LEVEL_HARD, place(s, e), 1, &path);
    }
    value_take(s, &n->text, value, e->copied && value.n, e->nil || spoiled, place(s, e));
}

/* The text of the element with all that is in it. */
static void end_whole(struct submit *s, struct elem *e, const struct plan_node *n)
{
    struct str value = str_trim((struct str){s->deep.p + e->deep, s->deep.n - e->deep});
    s->deep_taken += value.n;
    if (s->deep_taken > s->o->max_text) /* elements in elements, each with all of the text */
        note_limit(s, B_XML_TEXT_SIZE, place(s, e), s->o->max_text);
    else
        value_take(s, &n->whole, value.n ? value : STR(""), value.n > 0, e->nil, place(s, e));
    if (--s->n_deep == 0)
        buf_reset(&s->deep);
}

/* White space between texts of one element counts. */
static void want_text(struct submit *s)
{
    s->sink.hint.want_text = s->n_deep || (s->depth && !s->skip && s->elems[s->depth - 1].text.n);
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
    if (n->whole.n)
        end_whole(s, e, n);
    if (n->late_tests)
        value_settle(s, e, s->depth);
    if (n->n_rows)
        record_row_end(s, e);
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
