/* SPDX-License-Identifier: Apache-2.0 */
#include "read/submit_note.h"

#include "base/buf.h"
#include "base/mem.h"
#include "read/scope.h"

enum { TOLD_MAX = 1000 }; /* paths remembered */

struct str note_keep(struct submit *s, struct str text)
{
    enum { SHOWN = 300 };
    if (text.n > SHOWN) {
        text.n = SHOWN;
        while (text.n && ((unsigned char)text.p[text.n] & 0xc0) == 0x80)
            text.n--;
    }
    return arena_str(&s->h->text, text);
}

size_t note_add(struct submit *s, enum builtin_id id, enum level level, enum result result, size_t at, int n,
                const struct str args[])
{
    struct chunk_finding f = {.id = id, .level = level, .result = result, .n_args = n};
    f.line = place_lines(&s->place, at);
    f.col = place_column(&s->place, at);
    for (int i = 0; i < n; i++)
        f.args[i] = note_keep(s, args[i]);
    if (s->in_record) {
        f.kind = s->plan->nodes[s->elems[s->record_depth - 1].node].kind;
        f.rec = s->h->recs[f.kind];
        f.sub = submission_ordinal(s);
    }
    return chunk_rows_add(s->h, &f);
}

bool note_remark(struct submit *s, enum builtin_id id, enum level level, size_t at, int n, const struct str args[])
{
    if (s->in_record && ++s->record_findings > s->o->max_findings) {
        struct buf b = {0};
        buf_int(&b, s->o->max_findings);
        struct str arg = buf_slice(&b);
        if (s->record_findings == s->o->max_findings + 1)
            note_add(s, B_XML_MORE, LEVEL_INFO, RESULT_FAILED, at, 1, &arg);
        buf_free(&b);
        return false;
    }
    note_add(s, id, level, RESULT_FAILED, at, n, args);
    return true;
}

void note_condemn(struct submit *s, enum builtin_id id, size_t at, int n, const struct str args[])
{
    if (s->rejected)
        return;
    s->rejected = true;
    s->why = note_add(s, id, LEVEL_HARD, RESULT_REJECTED, at, n, args);
}

void note_fault(struct submit *s, enum builtin_id id, size_t at, int n_args, const struct str args[])
{
    if (!s->faulty) {
        s->faulty = true;
        s->fault.id = id;
        s->fault.at = at;
        s->fault.n_args = n_args;
        for (int i = 0; i < n_args; i++)
            s->fault.args[i] = note_keep(s, args[i]);
    }
    s->sink.hint.stop = true;
}

void note_limit(struct submit *s, enum builtin_id id, size_t at, size_t limit)
{
    struct buf b = {0};
    buf_int(&b, (long long)limit);
    struct str arg = buf_slice(&b);
    if (s->in_record)
        note_condemn(s, id, at, 1, &arg);
    else
        note_fault(s, id, at, 1, &arg);
    buf_free(&b);
}

struct str note_path(struct submit *s, int node, const char *sign, struct str name)
{
    struct buf b = {0};
    plan_path(s->plan, node, &b);
    buf_puts(&b, sign);
    buf_str(&b, name);
    struct str path = note_keep(s, buf_slice(&b));
    buf_free(&b);
    return path;
}

static void remember(struct submit *s, int node, int kind, struct str name)
{
    s->told = mem_grow(s->told, &s->cap_told, s->n_told + 1, sizeof *s->told);
    s->told[s->n_told++] = (struct told){node, kind, arena_str(s->in_record ? &s->record : &s->lasting, name)};
    if (!s->in_record)
        s->n_lasting = s->n_told;
}

/* Outside records: are so many paths remembered that no further one is? That is told once. */
static bool told_enough(struct submit *s)
{
    if (s->in_record || s->n_told < TOLD_MAX)
        return false;
    if (s->n_told == TOLD_MAX) {
        struct buf b = {0};
        buf_int(&b, TOLD_MAX);
        struct str arg = buf_slice(&b);
        remember(s, 0, B_XML_MORE_OUTSIDE, STR(""));
        note_add(s, B_XML_MORE_OUTSIDE, LEVEL_INFO, RESULT_FAILED, s->tag_at, 1, &arg);
        buf_free(&b);
    }
    return true;
}

bool note_once(struct submit *s, int node, int kind, struct str name)
{
    for (size_t i = s->in_record ? s->n_lasting : 0; i < s->n_told; i++)
        if (s->told[i].node == node && s->told[i].kind == kind && str_eq(s->told[i].name, name))
            return false;
    if (told_enough(s))
        return false;
    remember(s, node, kind, name);
    return true;
}

/* A child of the node that the form means by the same local name, in another namespace: its name of the vocabulary, or -1. */
static int same_local(const struct submit *s, int node, struct str local)
{
    const struct plan *p = s->plan;
    for (int c = p->nodes[node].first; c >= 0; c = p->nodes[c].next)
        if (p->nodes[c].name >= 0 && str_eq(vocab_local(&p->vocab, p->nodes[c].name), local))
            return p->nodes[c].name;
    return -1;
}

static struct str shown_namespace(struct submit *s, struct str uri)
{
    return uri.n ? note_keep(s, uri) : STR("-");
}

/* An element that is unknown by its namespace alone: which it has, and which the form means. Returns how many args there are. */
static int unknown_args(struct submit *s, int node, struct str raw, size_t at, struct str args[3])
{
    struct str local, rest;
    str_cut(raw, ':', &local);
    int meant = same_local(s, node, local.p ? local : raw);
    if (meant < 0)
        return 1;
    struct str tag = {s->base + at, s->n - at};
    args[1] = shown_namespace(s, scope_namespace(&s->doc, tag, raw));
    args[2] = shown_namespace(s, str_cut(intern_name(&s->plan->vocab.names, meant), '\n', &rest));
    return str_eq(args[1], args[2]) ? 1 : 3;
}

void note_unknown(struct submit *s, enum builtin_id id, int node, const char *sign, struct str raw, size_t at)
{
    if (s->in_record && (s->rejected || s->record_findings > s->o->max_findings))
        return; /* nothing would come of it, and names without end are not to be compared with each other */
    if (!note_once(s, node, id, raw))
        return;
    struct str args[3] = {note_path(s, node, sign, raw)};
    int n = id == B_XML_ELEMENT ? unknown_args(s, node, raw, at, args) : 1;
    id = n == 3 ? B_XML_ELEMENT_NAMESPACE : id;
    if (!s->o->strict)
        note_remark(s, id, s->in_record ? LEVEL_SOFT : LEVEL_INFO, at, n, args);
    else if (s->in_record)
        note_condemn(s, id, at, n, args);
    else
        note_remark(s, id, LEVEL_HARD, at, n, args);
}
