/* SPDX-License-Identifier: Apache-2.0 */
#include "report/collect_findings.h"

#include "base/diag.h"
#include "base/mem.h"
#include "rec/cell.h"
#include "report/collect_work.h"
#include "value/keyparts.h"

enum finding_column { F_LEVEL, F_RULE, F_RESULT, F_KEY, F_FILE, F_LINE, F_VARIABLE, F_VALUE, F_EXPECTED, F_VALUES,
                      F_MESSAGE_EN, F_MESSAGE_ZH, F_COLUMNS };

static const char *const finding_names[F_COLUMNS] = {"level", "rule", "result", "key", "_file", "_line", "variable",
    "value", "expected", "values", "message_en", "message_zh"};

/* The value of NAME in "NAME=value;other=..." */
static struct str key_part(struct str key, struct str name)
{
    struct str rest = key;
    while (rest.p) {
        struct str value, part = keyparts_cut(rest, &rest);
        struct str left = str_cut(part, '=', &value);
        if (str_eq(left, name))
            return value;
    }
    return (struct str){0};
}

static int result_of(struct str s)
{
    for (int i = 0; i < RESULT_COUNT; i++)
        if (str_is(s, result_name((enum result)i)))
            return i;
    return RESULT_FAILED;
}

static struct rule_count *rule_of(struct report *r, struct str id)
{
    int before = r->rule_ids.n, i = intern_add(&r->rule_ids, id);
    r->rules = mem_grow(r->rules, &r->cap_rules, (size_t)r->rule_ids.n, sizeof *r->rules);
    if (r->rule_ids.n > before)
        r->rules[i] = (struct rule_count){.id = intern_name(&r->rule_ids, i), .last_unit = -1};
    return &r->rules[i];
}

static void add_reject(struct report *r, const struct str *c)
{
    r->rejects = mem_grow(r->rejects, &r->cap_rejects, (size_t)r->n_rejects + 1, sizeof *r->rejects);
    struct dec line = {0};
    int64_t n = 0;
    if (dec_parse(&line, c[F_LINE]) == DEC_OK)
        dec_to_int(&line, &n);
    r->rejects[r->n_rejects++] = (struct reject){.file = collect_keep(r, c[F_FILE]), .rule = collect_keep(r, c[F_RULE]),
        .message = {collect_keep(r, c[F_MESSAGE_EN]), collect_keep(r, c[F_MESSAGE_ZH])}, .line = (long)n};
}

static void add_query(struct report *r, struct unit *u, enum level level, const struct str *c)
{
    struct query *q = arena_array(&r->text, 1, sizeof *q);
    *q = (struct query){.level = level, .rule = collect_keep(r, c[F_RULE]), .variable = collect_keep(r, c[F_VARIABLE]),
        .value = collect_keep(r, c[F_VALUE]), .expected = collect_keep(r, c[F_EXPECTED]), .values = collect_keep(r, c[F_VALUES]),
        .message = {collect_keep(r, c[F_MESSAGE_EN]), collect_keep(r, c[F_MESSAGE_ZH])}};
    if (u->last_query)
        u->last_query->next = q;
    else
        u->queries = q;
    u->last_query = q;
}

/* One finding; c holds its cells as text, empty where null. */
static void take_finding(struct report *r, const struct str *c)
{
    enum level level = LEVEL_HARD;
    level_find(c[F_LEVEL], &level);
    int result = result_of(c[F_RESULT]);
    r->findings[level][result]++;
    struct rule_count *rule = rule_of(r, c[F_RULE]);
    rule->level = level > rule->level ? level : rule->level;
    rule->count[result]++;
    for (int i = 0; i < 2; i++)
        if (!rule->message[i].n)
            rule->message[i] = collect_keep(r, c[F_MESSAGE_EN + i]);
    const struct form_var *v = form_var_find(r->table, c[F_VARIABLE]);
    rule->identity |= v && v->role == ROLE_IDENTIFIER;
    if (result == RESULT_REJECTED)
        add_reject(r, c);
    struct str key = key_part(c[F_KEY], collect_identifier(r)->name);
    if (!key.n)
        return;
    if (memchr(key.p, '\\', key.n)) { /* as the records have it */
        struct buf plain = {0};
        keyparts_unescape(&plain, key);
        key = collect_keep(r, buf_slice(&plain));
        buf_free(&plain);
    }
    struct unit *u = collect_unit(r, key);
    int unit = (int)(u - r->units);
    if (result == RESULT_EXPLAINED)
        u->explained++;
    if (result != RESULT_FAILED && result != RESULT_ERROR)
        return;
    u->count[result == RESULT_ERROR ? LEVEL_HARD : level]++;
    if (rule->last_unit != unit)
        rule->units++;
    rule->last_unit = unit;
    if (level >= LEVEL_SOFT)
        add_query(r, u, level, c);
}

bool collect_findings(struct report *r, const char *path)
{
    struct recin *in = recin_open(path, NULL);
    int at[F_COLUMNS];
    struct rec rec;
    struct arena row = {0};
    int got = in ? 0 : -1;
    for (int i = 0; i < F_COLUMNS && got == 0; i++) {
        at[i] = collect_column(in, str_of(finding_names[i]));
        if (at[i] >= 0)
            continue;
        diag(D_REPORT_COLUMN, loc_file(path), finding_names[i]);
        got = -1;
    }
    while (got >= 0 && (got = recin_next(in, &rec)) > 0) {
        struct str c[F_COLUMNS];
        for (int i = 0; i < F_COLUMNS; i++)
            c[i] = cell_is_null(rec.cell[at[i]]) ? (struct str){"", 0} : cell_text(rec.cell[at[i]], &row);
        take_finding(r, c);
        arena_reset(&row);
    }
    arena_free(&row);
    recin_close(in);
    return got == 0 && collect_note(r, "findings", path);
}
