/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest/suggest.h"

#include "base/mem.h"
#include "suggest/suggest_balances.h"
#include "suggest/suggest_exchanged.h"
#include "suggest/suggest_localise.h"
#include "suggest/suggest_periods.h"
#include "suggest/suggest_sums.h"
#include "suggest/suggest_unit_cells.h"
#include "suggest/suggest_units.h"
#include "suggest/suggest_work.h"

struct suggester *suggester_new(const struct suggest_options *options)
{
    struct program *p = rules_bind(options->rules, options->schema, options->host);
    if (!p)
        return NULL;
    struct suggester *s = mem_alloc(sizeof *s);
    s->options = options;
    s->program = p;
    s->vm = vm_new(p);
    s->n_rules = rules_count(options->rules);
    for (int i = 0; i < s->n_rules; i++) {
        enum rule_level level = rules_rule(options->rules, i)->level;
        if (program_state(p, i) == RULE_READY && (level == RULE_HARD || level == RULE_QUASI))
            ruleedits_add(&s->edits, options->rules, i, options->schema);
    }
    int vars = s->edits.set.vars.n;
    s->slot = mem_array((size_t)vars + 1, sizeof *s->slot);
    s->weights = mem_array(VSET_MAX, sizeof *s->weights);
    for (int v = 0; v < vars; v++) {
        s->slot[v] = schema_find(options->schema, intern_name(&s->edits.set.vars, v));
        s->weights[v] = options->columns[s->slot[v]].weight;
        ruleedits_bounds(&s->edits, v, options->columns[s->slot[v]].min, options->columns[s->slot[v]].max);
    }
    s->base = mem_array((size_t)s->n_rules + 1, 1);
    s->trial = mem_array((size_t)options->schema->n + 1, sizeof *s->trial);
    s->active = mem_array((size_t)s->edits.set.n + 1, sizeof *s->active);
    s->active_of = mem_array((size_t)s->edits.set.n + 1, sizeof *s->active_of);
    s->kinds = work_wants(s, SUGGEST_SWAP_PRIOR) ? exchanged_kinds(s) : NULL;
    s->whole = work_wants(s, SUGGEST_LOCALISE) ? whole_new(s) : NULL;
    return s;
}

int suggester_edits(const struct suggester *s)
{
    return s->edits.set.n;
}

int suggester_left_out(const struct suggester *s)
{
    return s->edits.left_out + (s->whole ? whole_left_out(s->whole) : 0);
}

/* What a failing balance may say of cells. */
static bool suggest_repair(struct suggester *s)
{
    return ((work_wants(s, SUGGEST_SIGN) || work_wants(s, SUGGEST_SWAP)) && suggest_signs(s)) ||
           (work_wants(s, SUGGEST_TYPO) && suggest_typo(s));
}

/* What is wrong with cells while the form as a whole is in order. The past may say of a pair what balances said before; two items
 * far apart that are exchanged are each off by a factor, but in no other unit. */
static bool suggest_cells(struct suggester *s)
{
    bool repaired = s->failing && suggest_repair(s);
    bool exchanged = work_wants(s, SUGGEST_SWAP_PRIOR) && suggest_exchanged(s);
    return repaired || exchanged || (work_wants(s, SUGGEST_UNIT_CELL) && suggest_unit_cells(s));
}

const struct suggestion *suggester_record(struct suggester *s, const struct str *cells, const struct str *strict, int *n)
{
    *n = 0;
    if (!work_read(s, cells, strict)) {
        work_row(s, -1, SUGGEST_LOCALISE, "limit")->evidence = STR("a number is too large");
        *n = (int)s->n;
        return s->out;
    }
    if (work_wants(s, SUGGEST_STALE) && suggest_stale(s)) { /* what else is wrong with it is the other quarter's */
        *n = (int)s->n;
        return s->out;
    }
    bool settled = (work_wants(s, SUGGEST_UNIT_RECORD) && suggest_unit_record(s)) || suggest_periods(s);
    if (!settled)
        settled = suggest_cells(s);
    /* Rounding before prorating: a residue of a unit or two is moved in one place, not spread. */
    if (!settled && work_wants(s, SUGGEST_ROUNDING))
        settled = suggest_rounding(s);
    if (!settled && s->failing && work_wants(s, SUGGEST_PRORATE))
        settled = suggest_prorate(s);
    if (!s->failing && !vset_empty(&s->r.missing) && work_wants(s, SUGGEST_DEDUCE))
        suggest_deduced(s);
    if (!settled && work_wants(s, SUGGEST_LOCALISE))
        suggest_localised(s, s->whole);
    *n = (int)s->n;
    return s->out;
}

void suggester_free(struct suggester *s)
{
    if (!s)
        return;
    whole_free(s->whole);
    vm_free(s->vm);
    program_free(s->program);
    ruleedits_free(&s->edits);
    fm_free(&s->fm);
    arena_free(&s->row);
    mem_free(s->slot);
    mem_free(s->weights);
    mem_free(s->kinds);
    mem_free(s->base);
    mem_free(s->trial);
    mem_free(s->active);
    mem_free(s->active_of);
    mem_free(s->out);
    mem_free(s);
}
