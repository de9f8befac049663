/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/finding.h"

#include "base/buf.h"
#include "base/intern.h"
#include "base/mem.h"
#include "finding/sink_junit.h"
#include "finding/sink_sarif.h"
#include "finding/sink_table.h"
#include "finding/sink_text.h"

const char *const finding_format_words[] = {"tsv", "jsonl", "text", "junit", "sarif", NULL};

enum { DASHBOARD_CAP = 1000 }; /* findings a rule that dashboards bear */

struct findings {
    uint64_t max;
    struct sink **sinks;
    int n_sinks;
    size_t cap_sinks;
    struct intern rules;  /* number = index in of_rule */
    uint64_t *of_rule;
    size_t cap_of_rule;
    uint64_t count[LEVEL_COUNT][RESULT_COUNT];
    struct buf message[2]; /* of findings_builtin */
    struct buf values;     /* of fill_values */
    struct fingerprint fingerprint;
    findings_filter *filter;
    void *filter_to;
    struct conceal conceal;
};

struct findings *findings_new(uint64_t max)
{
    struct findings *f = mem_alloc(sizeof *f);
    f->max = max;
    return f;
}

static void add_sink(struct findings *f, struct sink *s, uint64_t cap)
{
    s->cap = cap;
    f->sinks = mem_grow(f->sinks, &f->cap_sinks, (size_t)f->n_sinks + 1, sizeof *f->sinks);
    f->sinks[f->n_sinks++] = s;
}

static enum finding_format format_of(const char *path)
{
    static const struct {
        const char *suffix;
        enum finding_format format;
    } known[] = {{".tsv", FINDINGS_TSV},   {".jsonl", FINDINGS_JSONL}, {".ndjson", FINDINGS_JSONL}, {".txt", FINDINGS_TEXT},
                 {".xml", FINDINGS_JUNIT}, {".sarif", FINDINGS_SARIF}, {".sarif.json", FINDINGS_SARIF}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_ends(str_of(path), str_of(known[i].suffix)))
            return known[i].format;
    return FINDINGS_TSV;
}

void findings_to_file(struct findings *f, const char *path, enum finding_format format)
{
    uint64_t dashboard = f->max ? f->max : DASHBOARD_CAP;
    switch (format == FINDINGS_AUTO ? format_of(path) : format) {
    case FINDINGS_JSONL:
        add_sink(f, sink_jsonl_new(path), 0);
        break;
    case FINDINGS_TEXT:
        add_sink(f, sink_text_new(path), f->max);
        break;
    case FINDINGS_JUNIT:
        add_sink(f, sink_junit_new(path), dashboard);
        break;
    case FINDINGS_SARIF:
        add_sink(f, sink_sarif_new(path), dashboard);
        break;
    case FINDINGS_TSV:
    case FINDINGS_AUTO:
        add_sink(f, sink_tsv_new(path), 0);
    }
}

void findings_to_stderr(struct findings *f)
{
    add_sink(f, sink_text_new(NULL), f->max);
}

void findings_set_shown(struct findings *f, conceal_shown *shown, const void *to)
{
    f->conceal.shown = shown;
    f->conceal.to = to;
}

void findings_set_types(struct findings *f, fingerprint_types *types, const void *to)
{
    f->fingerprint.types = types;
    f->fingerprint.to = to;
}

void findings_conceal(struct findings *f, struct finding *x)
{
    conceal_finding(&f->conceal, x);
}

void findings_set_filter(struct findings *f, findings_filter *filter, void *to)
{
    f->filter = filter;
    f->filter_to = to;
}

/* Counts a finding of a rule. Returns how many of the rule came before. */
static uint64_t count(struct findings *f, const struct finding *x)
{
    int i = intern_add(&f->rules, x->rule);
    if ((size_t)i >= f->cap_of_rule) {
        size_t old = f->cap_of_rule;
        f->of_rule = mem_grow(f->of_rule, &f->cap_of_rule, (size_t)i + 1, sizeof *f->of_rule);
        for (size_t k = old; k < f->cap_of_rule; k++)
            f->of_rule[k] = 0;
    }
    f->count[x->level][x->result]++;
    return f->of_rule[i]++;
}

/* What a finding about one variable read is that variable. */
static void fill_values(struct findings *f, struct finding *x)
{
    if (x->values.p || !x->variable.p)
        return;
    buf_reset(&f->values);
    buf_str(&f->values, x->variable);
    buf_char(&f->values, '=');
    buf_str(&f->values, x->value.p ? x->value : STR(""));
    x->values = buf_slice(&f->values);
}

int findings_add(struct findings *f, const struct finding *given)
{
    struct finding x = *given;
    fill_values(f, &x);
    conceal_finding(&f->conceal, &x);
    x.fingerprint = fingerprint_of(&f->fingerprint, &x);
    if (f->filter && !f->filter(f->filter_to, &x))
        return -1;
    uint64_t before = count(f, &x);
    for (int k = 0; k < f->n_sinks; k++)
        if (!f->sinks[k]->cap || before < f->sinks[k]->cap)
            f->sinks[k]->add(f->sinks[k], &x);
    return x.result == RESULT_EXPLAINED || x.result == RESULT_NOTRUN ? -1 : (int)x.level;
}

int findings_builtin_both(struct findings *f, enum builtin_id id, struct finding *x, int n, const struct str en[],
                          const struct str zh[])
{
    const struct builtin *entry = builtin_get(id);
    x->rule = str_of(entry->id);
    x->level = entry->level;
    for (int lang = 0; lang < 2; lang++) {
        buf_reset(&f->message[lang]);
        builtin_text(&f->message[lang], id, lang, n, lang ? zh : en);
        x->message[lang] = buf_slice(&f->message[lang]);
    }
    return findings_add(f, x);
}

int findings_builtin(struct findings *f, enum builtin_id id, struct finding *x, int n, const struct str args[])
{
    return findings_builtin_both(f, id, x, n, args, args);
}

uint64_t findings_count(const struct findings *f, enum level l, enum result r)
{
    return f->count[l][r];
}

uint64_t findings_at_least(const struct findings *f, enum level l)
{
    uint64_t n = 0;
    for (int i = (int)l; i < LEVEL_COUNT; i++)
        n += f->count[i][RESULT_FAILED] + f->count[i][RESULT_ERROR] + f->count[i][RESULT_REJECTED];
    return n;
}

uint64_t findings_of_rule(const struct findings *f, struct str rule)
{
    int i = intern_find(&f->rules, rule);
    return i < 0 ? 0 : f->of_rule[i];
}

void findings_close(struct findings *f, bool keep)
{
    if (!f)
        return;
    for (int k = 0; k < f->n_sinks; k++) {
        struct sink *s = f->sinks[k];
        for (int i = 0; s->cap && s->hidden && i < f->rules.n; i++)
            if (f->of_rule[i] > s->cap)
                s->hidden(s, intern_name(&f->rules, i), f->of_rule[i] - s->cap);
        s->close(s, keep);
    }
    mem_free(f->sinks);
    mem_free(f->of_rule);
    intern_free(&f->rules);
    buf_free(&f->message[0]);
    buf_free(&f->message[1]);
    buf_free(&f->values);
    fingerprint_free(&f->fingerprint);
    conceal_free(&f->conceal);
    mem_free(f);
}
