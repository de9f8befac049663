/* SPDX-License-Identifier: Apache-2.0 */
#include "outlier/scores.h"

#include <math.h>

#include "base/mem.h"
#include "rec/recin.h"
#include "stat/real.h"

const char *const outlier_method_words[] = {"hb", "fence", "boxplot", "adjusted", "z", "sigmagap", NULL};

/* --- a row a unit and test --------------------------------------------------------------------------------------- */

static struct str level_name(const struct units *u, int level)
{
    return level < u->levels.n ? u->levels.v[level].name : STR("all");
}

static void put_bound(struct buf *b, const struct outlier_params *p, double bound)
{
    buf_char(b, '\t');
    real_put(b, outlier_bound(p, bound));
}

/* The parameters of the fence that a test fits. */
static const struct fence_params *fence_of(const struct test *t)
{
    return t->params.hb ? &t->params.change.fence : &t->params.current.fence;
}

/* What all units of a class share: method level class n status spread quartile low high excl_low excl_high. */
static struct str describe(struct units *u, struct test *t, const struct outlier_verdict *v)
{
    struct str *text = &t->class_text[v->level][v->klass];
    if (text->p)
        return *text;
    const struct fence *f = &v->fit->fence;
    struct buf b = {0};
    bool all = v->level == u->levels.n;
    bool hb = t->params.hb;
    buf_puts(&b, hb ? "hb\t" : outlier_method_words[1 + t->params.current.method]);
    if (!hb)
        buf_puts(&b, t->params.logarithm ? "-log\t" : "\t");
    buf_str(&b, level_name(u, v->level));
    buf_char(&b, '\t');
    if (all)
        buf_puts(&b, "\\N");
    else
        buf_str(&b, keynames_shown(&u->levels.v[v->level].classes, v->klass));
    buf_printf(&b, "\t%zu\t%s\t%s", f->n, fence_status_name(f->status), fence_spread_name(f->from_low));
    if (f->from_low != f->from_high)
        buf_printf(&b, "/%s", fence_spread_name(f->from_high));
    buf_puts(&b, fence_of(t)->rule == QUANTILE_TYPE7 ? "\t7" : "\t6");
    put_bound(&b, &t->params, f->low);
    put_bound(&b, &t->params, f->high);
    put_bound(&b, &t->params, f->inner ? f->excl_low : INFINITY);
    put_bound(&b, &t->params, f->inner ? f->excl_high : INFINITY);
    *text = arena_str(&u->text, buf_slice(&b));
    buf_free(&b);
    return *text;
}

static void put_real(struct buf *b, bool present, double x)
{
    buf_char(b, '\t');
    if (present)
        real_put(b, x);
    else
        buf_puts(b, "\\N");
}

/* Prior and current: the cells as they were read, or the ratio. */
static void put_values(struct buf *b, const struct test *t, size_t i, struct str cur, struct str prev)
{
    bool used = t->values.reason[i] == OUT_USED;
    if (t->cur.under != NO_COLUMN) {
        put_real(b, t->params.hb && used, t->params.hb ? t->values.prev[i] : 0);
        put_real(b, used, outlier_bound(&t->params, t->values.cur[i]));
        return;
    }
    buf_char(b, '\t');
    buf_str(b, t->params.hb ? prev : STR("\\N"));
    buf_char(b, '\t');
    buf_str(b, cur);
}

static void put_scores(struct buf *b, const struct scores *s, int test, size_t i)
{
    int k = s->call_test[test];
    bool known = k >= 0 && s->calls.total[k] > 0;
    size_t at = i * s->calls.tests + (size_t)(k < 0 ? 0 : k);
    const struct outlier_values *v = &s->units->tests[test].values;
    put_real(b, k >= 0, k >= 0 ? outlier_expected(v, &s->units->classes, i) : 0);
    bool missing = k >= 0 && (v->reason[i] == HB_MISSING_CUR || v->reason[i] == HB_MISSING_BOTH ||
                              v->reason[i] == OUT_NOT_A_NUMBER || v->reason[i] == OUT_ZERO_DENOMINATOR);
    put_real(b, known && !missing, known ? s->calls.error[at] : 0);
    put_real(b, known, known ? s->calls.local[at] : 0);
}

static bool shown(enum scores_show show, enum fence_flag flag, bool used)
{
    return show == SHOW_ALL || flag != FLAG_NONE || (show == SHOW_NOTABLE && !used);
}

static void put_row(struct buf *b, struct scores *s, int test, size_t i, struct str ids, struct str cur, struct str prev)
{
    struct test *t = &s->units->tests[test];
    struct outlier_verdict v = outlier_judge(&t->values, &t->params, &s->units->classes, i);
    enum outlier_reason reason = (enum outlier_reason)t->values.reason[i];
    bool used = reason == OUT_USED;
    s->flagged += v.unit.flag == FLAG_LOW || v.unit.flag == FLAG_HIGH;
    s->unusual += v.unit.flag == FLAG_LOW_EXCL || v.unit.flag == FLAG_HIGH_EXCL;
    s->left_out += !used;
    if (!shown(s->show, v.unit.flag, used))
        return;
    bool judged = used && v.fit->fence.status != FENCE_TOO_FEW;
    buf_str(b, ids);
    buf_char(b, '\t');
    buf_puts(b, t->text);
    buf_char(b, '\t');
    buf_str(b, describe(s->units, t, &v));
    put_values(b, t, i, cur, prev);
    put_real(b, used && t->params.hb, v.unit.ratio);
    put_real(b, used && t->params.hb, v.unit.s);
    put_real(b, used, outlier_bound(&t->params, v.unit.effect));
    buf_char(b, '\t');
    buf_puts(b, v.unit.flag != FLAG_NONE ? fence_flag_name(v.unit.flag) : judged ? "OK" : "\\N");
    buf_char(b, '\t');
    buf_puts(b, used ? "\\N" : outlier_reason_name(reason));
    if (s->scored)
        put_scores(b, s, test, i);
    buf_char(b, '\n');
}

uint64_t scores_put(struct buf *b, struct scores *s, size_t i)
{
    struct str rest, ids = units_ids(s->units, i, &rest);
    uint64_t rows = 0;
    for (int t = 0; t < s->units->n_tests; t++) {
        struct str cur = {NULL, 0}, prev = {NULL, 0};
        const struct test *x = &s->units->tests[t];
        if (x->cur.under == NO_COLUMN) {
            cur = str_cut(rest, '\t', &rest);
            if (x->params.hb)
                prev = str_cut(rest, '\t', &rest);
        }
        size_t before = b->n;
        put_row(b, s, t, i, ids, cur, prev);
        rows += b->n > before;
    }
    return rows;
}

static void put_id_names(struct buf *b, const struct units *u)
{
    for (int i = 0; i < u->n_ids; i++) {
        if (i)
            buf_char(b, '\t');
        buf_str(b, intern_name(recin_columns(u->in), u->ids[i]));
    }
}

void scores_header(struct buf *b, const struct scores *s)
{
    put_id_names(b, s->units);
    buf_puts(b, "\tvariable\tmethod\tlevel\tclass\tn\tstatus\tspread\tquartile\tlow\thigh\texcl_low\texcl_high\t"
                "prior\tcurrent\tratio\ts\teffect\tflag\treason");
    if (s->scored)
        buf_puts(b, "\texpected\terror\tscore");
}

/* --- whom to call ------------------------------------------------------------------------------------------------ */

/* The variable with the largest local score among those of the list. */
static int top_test(const struct scores *s, size_t unit, bool missing)
{
    int top = -1;
    double best = -1;
    for (int t = 0; t < s->units->n_tests; t++) {
        int k = s->call_test[t];
        struct calls_test x = {&s->units->tests[t].values, &s->units->tests[t].params};
        if (k < 0 || calls_missing(&x, unit) != missing)
            continue;
        double local = s->calls.local[unit * s->calls.tests + (size_t)k];
        if (local > best) {
            best = local;
            top = t;
        }
    }
    return top;
}

static void put_call(struct buf *b, const struct scores *s, size_t rank, const struct score_unit *u, const char *action)
{
    bool chase = action[0] == 'c';
    int top = top_test(s, u->id, chase);
    struct str rest, ids = units_ids(s->units, u->id, &rest);
    buf_str(b, ids);
    buf_printf(b, "\t%s\t%zu\t", action, rank);
    real_put(b, u->global);
    buf_char(b, '\t');
    buf_puts(b, top >= 0 ? s->units->tests[top].text : "\\N");
    size_t at = u->id * s->calls.tests + (size_t)(top < 0 ? 0 : s->call_test[top]);
    put_real(b, top >= 0, s->calls.local[at]);
    put_real(b, top >= 0 && !chase, s->calls.error[at]);
    put_real(b, !chase, chase ? 0 : s->calls.residual[rank]);
    buf_char(b, '\n');
}

void calls_header(struct buf *b, const struct scores *s)
{
    put_id_names(b, s->units);
    buf_puts(b, "\taction\trank\tscore\tvariable\tvariable_score\tvariable_error\tresidual");
}

uint64_t calls_put(struct buf *b, const struct scores *s)
{
    for (size_t k = 0; k < s->calls.n_review; k++)
        put_call(b, s, k + 1, &s->calls.review[k], k < s->calls.threshold ? "review" : "accept");
    for (size_t k = 0; k < s->calls.n_chase; k++)
        put_call(b, s, k + 1, &s->calls.chase[k], "chase");
    return s->calls.n_review + s->calls.n_chase;
}

/* --- life -------------------------------------------------------------------------------------------------------- */

void scores_make(struct scores *s, struct units *u, enum scores_show show, const struct calls_params *p)
{
    *s = (struct scores){.units = u, .show = show, .scored = p != NULL};
    s->call_test = mem_array((size_t)u->n_tests, sizeof *s->call_test);
    struct calls_test *tests = mem_array((size_t)u->n_tests, sizeof *tests);
    int n = 0;
    for (int t = 0; t < u->n_tests; t++) {
        s->call_test[t] = u->tests[t].params.hb ? n : -1;
        if (u->tests[t].params.hb)
            tests[n++] = (struct calls_test){&u->tests[t].values, &u->tests[t].params};
    }
    if (p)
        calls_make(&s->calls, p, tests, (size_t)n, &u->classes, u->weight);
    mem_free(tests);
}

void scores_free(struct scores *s)
{
    calls_free(&s->calls);
    mem_free(s->call_test);
    *s = (struct scores){0};
}
