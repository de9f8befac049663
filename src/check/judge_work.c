/* SPDX-License-Identifier: Apache-2.0 */
#include "check/judge_work.h"

#include <string.h>

#include "form/sensitivity.h"
#include "rec/cell.h"

/* What a placeholder in a message may name. */
struct filling {
    struct judge *j;
    const struct rule_detail *detail;
    int lang;
    bool personal; /* the rule reads something personal: so is what it computes, unless it is a number */
};

/* A cell in a message: what is personal is not shown, and a number of a numeric variable is known to be one. */
static void put_cell(struct judge *j, int at, int lang, struct buf *b)
{
    struct str cell = j->rec->cell[at];
    if (cell_is_null(cell)) {
        buf_puts(b, lang ? "（空）" : "(none)");
        return;
    }
    const struct form_var *v = form_column(j->table, intern_name(j->columns, at), NULL);
    struct str text = cell_text(cell, &j->row);
    struct dec number;
    buf_str(b, sensitivity_value(v, text));
    if (v && vtype_is_numeric(v->type) && dec_parse(&number, text) == DEC_OK) {
        buf_char(&j->numbers, ';');
        buf_str(&j->numbers, text);
    }
}

/* What a rule computed. */
static void put_side(const struct filling *f, const struct value *v, struct buf *b)
{
    if (f->personal && !v->null && v->type == T_STRING)
        buf_puts(b, FINDING_PERSONAL);
    else
        value_put_text(b, v);
}

static bool put_placeholder(void *to, struct str name, struct buf *b)
{
    struct filling *f = to;
    const struct rule_detail *d = f->detail;
    int at = intern_find(f->j->columns, name);
    if (at >= 0) {
        put_cell(f->j, at, f->lang, b);
        return true;
    }
    if (d->has_sides && str_is(name, "found"))
        put_side(f, &d->found, b);
    else if (d->has_sides && str_is(name, "expected"))
        put_side(f, &d->expected, b);
    else if (d->has_diff && str_is(name, "diff"))
        dec_put(b, &d->diff);
    else
        return false;
    return true;
}

/* What a rule asks: its text without its name and without the errorcode and level, which a finding has in columns of their
 * own. Text in quotes is left alone. */
static struct str rule_condition(const struct rule *r)
{
    static const char *const tails[] = {"errorcode", "errorlevel"};
    struct str s = r->text, after;
    bool quoted = false;
    if (str_eq(str_trim(str_cut(s, ':', &after)), r->name))
        s = str_trim(after);
    for (size_t i = 0; i < s.n; i++) {
        quoted ^= s.p[i] == '"';
        for (int k = 0; k < 2 && !quoted && i && strchr(" \t\r\n)", s.p[i - 1]); k++)
            if (str_starts((struct str){s.p + i, s.n - i}, str_of(tails[k])))
                return str_trim((struct str){s.p, i});
    }
    return s;
}

static bool reads_personal(const struct judge *j, int rule)
{
    const int *slots;
    int n = program_rule_slots(j->program, rule, &slots);
    for (int i = 0; i < n; i++)
        if (sensitivity_personal(j->table, intern_name(j->columns, slots[i])))
            return true;
    return false;
}

static void put_messages(struct judge *j, int rule, const struct rule_detail *d, struct finding *out)
{
    const struct judged *x = &j->judged[rule];
    const struct message *m[2] = {messages_find(&j->files.messages, x->code, 0), messages_find(&j->files.messages, x->code, 1)};
    bool personal = reads_personal(j, rule);
    buf_reset(&j->numbers);
    for (int lang = 0; lang < 2; lang++) {
        struct filling f = {j, d, lang, personal};
        buf_reset(&j->message[lang]);
        if (m[lang])
            messages_fill(&j->message[lang], m[lang]->text, put_placeholder, &f);
        else if (!m[!lang])
            buf_one_line(&j->message[lang], rule_condition(x->rule));
        else
            continue;
        out->message[lang] = buf_slice(&j->message[lang]);
    }
    out->numbers = buf_slice(&j->numbers);
}

static struct str value_text(struct buf *b, const struct value *v)
{
    buf_reset(b);
    if (v->null)
        return (struct str){0};
    value_put_text(b, v);
    return buf_slice(b);
}

/* name=value of what the rule read. */
static void put_values(struct judge *j, int rule, struct finding *out)
{
    const int *slots;
    int n = program_rule_slots(j->program, rule, &slots);
    buf_reset(&j->values);
    for (int i = 0; i < n; i++) {
        struct str cell = j->rec->cell[slots[i]];
        if (i)
            buf_char(&j->values, ';');
        buf_str(&j->values, intern_name(j->columns, slots[i]));
        buf_char(&j->values, '=');
        if (!cell_is_null(cell))
            buf_str(&j->values, cell_text(cell, &j->row));
    }
    out->values = buf_slice(&j->values);
}

static void put_detail(struct judge *j, const struct rule_detail *d, struct finding *out)
{
    if (d->slot >= 0) {
        struct str cell = j->rec->cell[d->slot];
        out->variable = intern_name(j->columns, d->slot);
        if (!cell_is_null(cell))
            out->value = cell_text(cell, &j->row);
        if (j->schema.columns[d->slot].unit.n)
            out->unit = j->schema.columns[d->slot].unit;
    } else if (d->has_sides) {
        out->value = value_text(&j->value, &d->found);
    }
    if (d->has_sides)
        out->expected = value_text(&j->expected, &d->expected);
    if (d->has_diff) {
        buf_reset(&j->diff);
        dec_put(&j->diff, &d->diff);
        out->diff = buf_slice(&j->diff);
    }
}

static void put_error(struct judge *j, enum vtl_error why, struct finding *out)
{
    out->result = RESULT_ERROR;
    out->level = LEVEL_HARD; /* nobody knows whether the record is right */
    for (int lang = 0; lang < 2; lang++) {
        struct str reason = str_of(vtl_error_text(why, lang));
        buf_reset(&j->message[lang]);
        builtin_text(&j->message[lang], B_RULE_ERROR, lang, 1, &reason);
        out->message[lang] = buf_slice(&j->message[lang]);
    }
}

/* The row of --outcomes: what the standard's check operators return for a record and a rule. */
static void put_outcome(struct judge *j, const struct judged *x, enum outcome outcome, const struct finding *about,
                        const struct rule_detail *d)
{
    enum check_output wanted = x->rule->output;
    bool failed = outcome == OUTCOME_FALSE;
    if (!j->outcomes || !x->rule->check || outcome == OUTCOME_NOROW || outcome == OUTCOME_NOTRUN)
        return;
    if (wanted == OUTPUT_INVALID && !failed)
        return;
    struct outcome_row row = {.check = x->rule->result, .ruleset = x->rule->ruleset, .ruleid = x->rule->name,
                              .outcome = outcome, .errorlevel = failed ? level_name(x->level) : NULL, .about = about};
    if (failed && x->rule->errorcode && !x->rule->errorcode->null)
        row.errorcode = x->code;
    if (x->rule->hierarchical && d->has_diff) {
        buf_reset(&j->diff);
        dec_put(&j->diff, &d->diff);
        row.imbalance = buf_slice(&j->diff);
    }
    if (wanted != OUTPUT_ALL)
        row.values = about->values;
    outcomes_add(j->outcomes, &row);
}

static bool all_wanted(const struct judge *j, const struct judged *x)
{
    return j->outcomes && x->rule->check && x->rule->output != OUTPUT_INVALID;
}

int judge_take(struct judge *j, int i, enum outcome outcome, const struct str *values)
{
    struct judged *x = &j->judged[i];
    bool counts = outcome == OUTCOME_FALSE || outcome == OUTCOME_ERROR;
    x->count[outcome]++;
    if (!counts && !all_wanted(j, x))
        return -1;
    struct finding out = {.level = x->level, .rule = x->id, .ruleset = x->rule->ruleset, .errorcode = x->code};
    struct rule_detail d = {.slot = -1};
    enum vtl_error why = outcome == OUTCOME_ERROR ? vm_error(j->vm) : ERR_NONE;
    recordref_fill(&j->recordref, j->rec, &out);
    if (values)
        out.values = *values;
    else
        put_values(j, i, &out);
    if (outcome != OUTCOME_ERROR)
        vm_detail(j->vm, i, &d);
    if (j->outcomes) {
        struct finding shown = out;
        findings_conceal(j->findings, &shown);
        put_outcome(j, x, outcome, &shown, &d);
    }
    if (outcome == OUTCOME_ERROR) {
        put_error(j, why, &out);
    } else if (counts) {
        put_detail(j, &d, &out);
        put_messages(j, i, &d, &out);
    }
    int level = counts ? findings_add(j->findings, &out) : -1;
    arena_reset(&j->row);
    return level;
}
