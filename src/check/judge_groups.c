/* SPDX-License-Identifier: Apache-2.0 */
#include "check/judge_groups.h"

#include "base/mem.h"
#include "rec/cell.h"
#include "rec/keyset.h"
#include "rec/lineage.h"
#include "rec/reckey.h"
#include "value/keyparts.h"

struct judge_groups {
    int *rules;            /* [n] */
    int n;
    int component;         /* slot of the codes */
    struct str missing;    /* an identifier that the stream lacks, or empty */
    struct reckey keys;    /* the other identifiers */
    int *conditions;       /* [n_conditions] slots that conditions read, and that are no keys */
    int n_conditions;
    enum vtype *types;     /* [columns] */
    bool *differs;         /* [columns] conditions: the rows of the group disagree */
    struct rec *rows;      /* [n_rows] the first row and those with items; row k is rows[k - 1] */
    size_t n_rows, cap_rows;
    struct arena text;     /* of the rows */
    struct rec absent;     /* stands for the row of an item that is missing */
    struct buf key, next;  /* of the group under way, of the row that was looked at last */
    struct keyset *seen;   /* groups so far, or NULL */
    bool again;            /* the group under way was closed before */
    uint64_t count, unseen; /* groups; the line from which they were not compared */
    struct buf values, place[2];
};

/* ---- preparing ---- */

static void find_keys(struct judge_groups *g, const struct judge *j)
{
    const struct form_table *t = j->table;
    for (int i = 0; i < t->n; i++) {
        int slot = intern_find(j->columns, t->vars[i].name);
        if (t->vars[i].role == ROLE_IDENTIFIER && slot < 0)
            g->missing = t->vars[i].name;
        else if (t->vars[i].role == ROLE_IDENTIFIER && slot != g->component)
            reckey_add(&g->keys, slot, t->vars[i].type);
    }
}

static void find_conditions(struct judge_groups *g, const struct judge *j)
{
    g->conditions = mem_array((size_t)j->columns->n + 1, sizeof *g->conditions);
    g->differs = mem_array((size_t)j->columns->n + 1, sizeof *g->differs);
    g->types = mem_array((size_t)j->columns->n + 1, sizeof *g->types);
    for (int i = 0; i < j->columns->n; i++)
        g->types[i] = form_column_type(j->table, intern_name(j->columns, i));
    for (int k = 0; k < g->n; k++) {
        const int *slots;
        int n = program_rule_slots(j->program, g->rules[k], &slots);
        for (int i = 0; i < n; i++) {
            if (g->differs[slots[i]] || reckey_has(&g->keys, slots[i]))
                continue;
            g->differs[slots[i]] = true; /* used as a mark here; cleared with the first group */
            g->conditions[g->n_conditions++] = slots[i];
        }
    }
}

struct judge_groups *judge_groups_new(struct judge *j)
{
    struct judge_groups *g = mem_alloc(sizeof *g);
    g->rules = mem_array((size_t)j->n + 1, sizeof *g->rules);
    for (int i = 0; i < j->n; i++) {
        if (program_component(j->program, i) < 0)
            continue;
        g->rules[g->n++] = i;
        g->component = program_component(j->program, i);
    }
    if (!g->n) {
        judge_groups_free(g);
        return NULL;
    }
    find_keys(g, j);
    find_conditions(g, j);
    g->absent.cell = mem_array((size_t)j->columns->n + 1, sizeof *g->absent.cell);
    g->seen = j->options->key_memory ? keyset_new(j->options->key_memory) : NULL;
    judge_groups_clear(g);
    return g;
}

void judge_groups_free(struct judge_groups *g)
{
    if (!g)
        return;
    mem_free(g->rules);
    reckey_free(&g->keys);
    mem_free(g->conditions);
    mem_free(g->differs);
    mem_free(g->types);
    mem_free(g->rows);
    mem_free(g->absent.cell);
    keyset_free(g->seen);
    arena_free(&g->text);
    buf_free(&g->key);
    buf_free(&g->next);
    buf_free(&g->values);
    buf_free(&g->place[0]);
    buf_free(&g->place[1]);
    mem_free(g);
}

struct str judge_groups_missing(const struct judge_groups *g)
{
    return g->missing;
}

int judge_groups_rules(const struct judge_groups *g)
{
    return g && !g->missing.n ? g->n : 0;
}

uint64_t judge_groups_count(const struct judge_groups *g)
{
    return g->count;
}

/* ---- rows ---- */

bool judge_groups_has(struct judge_groups *g, const struct rec *r)
{
    if (!r)
        return !g->n_rows;
    buf_reset(&g->next);
    reckey_put(&g->next, &g->keys, r);
    return !g->n_rows || str_eq(buf_slice(&g->key), buf_slice(&g->next));
}

static const struct rec *keep_row(struct judge_groups *g, const struct rec *r)
{
    g->rows = mem_grow(g->rows, &g->cap_rows, g->n_rows + 1, sizeof *g->rows);
    struct rec *row = &g->rows[g->n_rows++];
    *row = (struct rec){.lineno = r->lineno, .n = r->n};
    row->cell = arena_array(&g->text, (size_t)r->n, sizeof *row->cell);
    for (int i = 0; i < r->n; i++)
        row->cell[i] = arena_str(&g->text, r->cell[i]);
    return row;
}

/* Where a row stands that r repeats: "file:line" in a file that r is in too. Another's file is not named, for the letter about
 * r goes to who sent r; then it is the line of the stream. */
static struct str place_of(struct judge_groups *g, struct judge *j, const struct rec *row, const struct rec *r, int lang)
{
    struct finding x = {0};
    struct buf *b = &g->place[lang];
    recordref_fill(&j->recordref, r, &x);
    buf_reset(b);
    buf_str(b, x.file);
    recordref_fill(&j->recordref, row, &x);
    bool same = str_eq(buf_slice(b), x.file);
    if (!same)
        buf_reset(b);
    if (same)
        buf_printf(b, ":%ld", x.line);
    else
        buf_printf(b, lang ? "数据流第 %ld 行" : "line %ld of the stream", row->lineno);
    return buf_slice(b);
}

static int say(struct judge *j, const struct rec *r, enum builtin_id id, int n, const struct str en[], const struct str zh[])
{
    struct finding x = {0};
    if (!j->findings)
        return -1;
    recordref_fill(&j->recordref, r, &x);
    return findings_builtin_both(j->findings, id, &x, n, en, zh);
}

static int start_group(struct judge_groups *g, struct judge *j, const struct rec *r)
{
    uint64_t first = 0;
    judge_groups_has(g, r);
    buf_reset(&g->key);
    buf_str(&g->key, buf_slice(&g->next));
    g->count++;
    vm_group_start(j->vm);
    keep_row(g, r);
    enum keyset_result seen = g->seen ? keyset_add(g->seen, buf_slice(&g->key), (uint64_t)r->lineno, &first) : KEYSET_FULL;
    if (seen == KEYSET_FULL && !g->unseen)
        g->unseen = (uint64_t)r->lineno;
    if (seen != KEYSET_BEFORE)
        return -1;
    struct buf line = {0};
    buf_printf(&line, "%llu", (unsigned long long)first);
    struct str arg = buf_slice(&line);
    g->again = true;
    int level = say(j, r, B_GROUP_AGAIN, 1, &arg, &arg);
    buf_free(&line);
    return level;
}

static int max(int a, int b)
{
    return a > b ? a : b;
}

int judge_groups_take(struct judge_groups *g, struct judge *j, const struct rec *r, int worst)
{
    if (g->missing.n)
        return worst;
    bool first = !g->n_rows;
    if (first)
        worst = max(worst, start_group(g, j, r));
    int before = vm_group_row(j->vm, first ? 1 : (int)g->n_rows + 1);
    if (before > 0) {
        struct str en[] = {r->cell[g->component], place_of(g, j, &g->rows[before - 1], r, 0)};
        struct str zh[] = {r->cell[g->component], place_of(g, j, &g->rows[before - 1], r, 1)};
        return max(worst, say(j, r, B_GROUP_TWICE, 2, en, zh));
    }
    if (before == 0 && !first)
        keep_row(g, r);
    for (int i = 0; i < g->n_conditions && !first; i++) {
        int slot = g->conditions[i];
        if (!keytext_equal(g->types[slot], r->cell[slot], g->rows[0].cell[slot]))
            g->differs[slot] = true;
    }
    return worst;
}

void judge_groups_clear(struct judge_groups *g)
{
    for (int i = 0; i < g->n_conditions; i++)
        g->differs[g->conditions[i]] = false;
    g->n_rows = 0;
    g->again = false;
    arena_reset(&g->text);
}

/* ---- rules ---- */

/* A row that is not there: the group's key and the code; nothing else is known of it. */
static const struct rec *absent_row(struct judge_groups *g, const struct judge *j, struct str code)
{
    const struct rec *first = &g->rows[0];
    g->absent.n = first->n;
    g->absent.lineno = first->lineno;
    for (int i = 0; i < first->n; i++) {
        struct str name = intern_name(j->columns, i);
        bool known = reckey_has(&g->keys, i) || lineage_find(name) >= 0;
        g->absent.cell[i] = known ? first->cell[i] : STR("\\N");
    }
    struct buf cell = {0};
    cell_put(&cell, code);
    g->absent.cell[g->component] = arena_str(&g->text, buf_slice(&cell));
    buf_free(&cell);
    return &g->absent;
}

static bool conditions_agree(const struct judge_groups *g, const struct judge *j, int rule)
{
    const int *slots;
    int n = program_rule_slots(j->program, rule, &slots);
    for (int i = 0; i < n; i++)
        if (g->differs[slots[i]])
            return false;
    return true;
}

/* The values of the items, code=value. An item that is missing is left out, one that is null has nothing behind the =. */
static void put_items(struct judge_groups *g, struct judge *j, int rule)
{
    struct rule_detail d;
    struct str code;
    int row;
    vm_detail(j->vm, rule, &d);
    buf_reset(&g->values);
    for (int i = -1; vm_group_item(j->vm, rule, i, &code, &row); i++) {
        if (!row)
            continue;
        struct str cell = g->rows[row - 1].cell[d.slot];
        keyparts_add(&g->values, code, cell_is_null(cell) ? STR("") : cell_text(cell, &j->row));
    }
}

enum outcome judge_groups_rule(struct judge_groups *g, struct judge *j, int rule)
{
    struct str code;
    int row;
    j->rec = &g->rows[0];
    vm_record(j->vm, g->rows[0].cell, NULL);
    enum outcome outcome = conditions_agree(g, j, rule) ? vm_group_rule(j->vm, rule) : OUTCOME_BAD;
    vm_group_item(j->vm, rule, -1, &code, &row);
    j->rec = row ? &g->rows[row - 1] : absent_row(g, j, code);
    return outcome;
}

/* The finding for conditions that differ: once a group and column. */
static int report_conditions(struct judge_groups *g, struct judge *j)
{
    int worst = -1;
    for (int i = 0; i < g->n_conditions; i++) {
        struct str name = intern_name(j->columns, g->conditions[i]);
        if (g->differs[g->conditions[i]])
            worst = max(worst, say(j, &g->rows[0], B_GROUP_CONDITION, 1, &name, &name));
    }
    return worst;
}

int judge_groups_close(struct judge_groups *g, struct judge *j)
{
    int worst = g->again ? -1 : report_conditions(g, j);
    for (int k = 0; k < g->n && g->n_rows; k++) {
        int i = g->rules[k];
        if (g->again) {
            j->judged[i].count[OUTCOME_BAD]++;
            continue;
        }
        enum outcome outcome = judge_groups_rule(g, j, i);
        put_items(g, j, i);
        struct str values = buf_slice(&g->values);
        worst = max(worst, judge_take(j, i, outcome, &values));
    }
    j->rec = NULL;
    judge_groups_clear(g);
    return worst;
}

void judge_groups_end(struct judge_groups *g, struct judge *j)
{
    if (!g->unseen)
        return;
    struct buf line = {0};
    struct finding x = {.table = j->table->name, .file = str_of(j->stream)};
    buf_printf(&line, "%llu", (unsigned long long)g->unseen);
    struct str arg = buf_slice(&line);
    findings_builtin(j->findings, B_GROUP_LIMIT, &x, 1, &arg);
    buf_free(&line);
}
