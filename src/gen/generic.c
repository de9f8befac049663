/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/generic.h"

#include "gen/code.h"

static bool matches(const struct form_var *v, struct str text)
{
    return !v->pattern || regex_match(v->pattern->regex, text, NULL) == REGEX_YES;
}

struct str generic_period(const struct form *form, const char *wanted)
{
    const struct form_var *v = NULL;
    for (int i = 0; i < form->n_tables && !v; i++)
        if (form->tables[i].period >= 0)
            v = &form->tables[i].vars[form->tables[i].period];
    if (wanted)
        return str_of(wanted);
    if (!v || matches(v, STR("2025Q3")))
        return STR("2025Q3");
    for (int i = 0; i < v->pattern->n_examples; i++)
        if (v->pattern->examples[i].matches)
            return v->pattern->examples[i].text;
    return STR("2025");
}

/* Rows of a group take codes that follow each other, so that a key made of them is not taken twice. */
static bool pick_code(const struct generic *g, const struct form_var *v, struct generic_place at, struct draw *d,
                      struct gen_cell *cell)
{
    const struct codelist *l = v->codes;
    uint32_t start = at.rows ? at.unit : draw_below(d, (uint64_t)l->n);
    int skip = at.row;
    for (int i = 0; i < 2 * l->n; i++) {
        const struct code *c = &l->codes[(start + (uint32_t)i) % (uint32_t)l->n];
        if (codelist_at(l, c->code, g->day, NULL) == CODE_VALID && c->from.day <= g->day.day &&
            c->to.day >= g->day.day && matches(v, c->code) && skip-- == 0) {
            *cell = gen_text(c->code);
            return true;
        }
    }
    return false;
}

/* A bound as an integer; clamped to what the arithmetic here can take. */
static int64_t bound(struct value v, bool has, int64_t otherwise)
{
    if (!has)
        return otherwise;
    int128 c = v.dec.coef / dec_pow10(v.dec.scale > 38 ? 38 : v.dec.scale);
    const int128 limit = 1000000000000;
    return (int64_t)(c > limit ? limit : c < -limit ? -limit : c);
}

static struct gen_cell pick_number(const struct form_var *v, struct generic_place at, struct draw *d,
                                   struct arena *text)
{
    int64_t lo = bound(v->min, v->has_min, 0);
    int64_t hi = bound(v->max, v->has_max, lo > INT64_MAX / 2 ? lo : lo + (v->type == T_INTEGER ? 20000 : 2000000));
    if (hi < lo)
        hi = lo;
    if (v->role == ROLE_IDENTIFIER) {
        int64_t n = (lo > 1 ? lo : 1) + (at.rows ? at.row : (int64_t)at.unit);
        return gen_number(n <= hi ? n : hi, 0);
    }
    int64_t range = hi - lo, x = ppm_of(range < 2000000 ? range : 2000000, draw_below(d, PPM));
    if (range >= 1000) /* small values are commoner */
        x = ppm_of(x, draw_range(d, 1000, PPM));
    x += lo;
    struct gen_cell c = gen_number(x, 0);
    if (v->type == T_NUMBER && x < hi) {
        struct gen_cell fine = gen_number(x * 100 + draw_below(d, 100), 2);
        if (matches(v, gen_string(text, &fine)))
            c = fine;
    }
    return c;
}

static struct gen_cell pick_date(const struct generic *g, const struct form_var *v, struct draw *d,
                                 struct arena *text)
{
    int32_t day = g->day.day + (int32_t)draw_range(d, 1, 10);
    struct buf b = {0};
    if (v->has_max && day > v->max.date.day)
        day = v->max.date.day;
    if (v->has_min && day < v->min.date.day)
        day = v->min.date.day;
    date_put(&b, (struct date){day});
    struct gen_cell c = gen_text(arena_str(text, buf_slice(&b)));
    buf_free(&b);
    return c;
}

/* The form's own period, or for keys of rows the periods before it. */
static struct gen_cell pick_period(const struct generic *g, const struct form_var *v, struct generic_place at,
                                   struct arena *text)
{
    struct period p;
    if (!at.row || !g->has_period || str_eq(v->name, g->form->period) || !period_shift(&p, g->period, -at.row))
        return gen_text(g->period_text);
    struct buf b = {0};
    period_put(&b, p);
    struct gen_cell c = gen_text(arena_str(text, buf_slice(&b)));
    buf_free(&b);
    return matches(v, c.text) ? c : gen_text(g->period_text);
}

/* The digits of an example are changed: to those of the unit's number for keys, else by chance. */
static struct str vary(const struct form_var *v, struct str example, struct generic_place at, struct draw *d,
                       struct arena *text)
{
    char *p = arena_alloc(text, example.n + 1);
    for (int attempt = 0; attempt < 12; attempt++) {
        uint64_t number = (uint64_t)at.unit * 32 + (uint64_t)at.row + 1 + (uint64_t)attempt * 1000003;
        memcpy(p, example.p, example.n);
        for (size_t i = example.n; i-- > 0;) {
            if (p[i] < '0' || p[i] > '9')
                continue;
            p[i] = (char)('0' + (v->role == ROLE_IDENTIFIER ? number % 10 : draw_below(d, 10)));
            number /= 10;
        }
        if (matches(v, (struct str){p, example.n}))
            return (struct str){p, example.n};
    }
    return example;
}

static struct gen_cell pick_text(const struct generic *g, const struct form_var *v, struct generic_place at,
                                 struct draw *d, struct arena *text)
{
    int good = 0;
    for (int i = 0; v->pattern && i < v->pattern->n_examples; i++)
        good += v->pattern->examples[i].matches;
    if (v->pattern && str_is(v->pattern->name, "uscc")) {
        char *code = arena_alloc(text, USCC_LENGTH);
        code_uscc(code, 500000, draw_permute(g->seed, at.unit * 32 + (uint32_t)at.row));
        return gen_text((struct str){code, USCC_LENGTH});
    }
    if (!good)
        return gen_text(str_of(arena_printf(text, "%.*s %u", (int)v->name.n, v->name.p, at.unit * 32 + at.row + 1)));
    int wanted = (int)draw_below(d, (uint64_t)good);
    for (int i = 0; i < v->pattern->n_examples; i++)
        if (v->pattern->examples[i].matches && wanted-- == 0)
            return gen_text(vary(v, v->pattern->examples[i].text, at, d, text));
    return (struct gen_cell){0};
}

struct gen_cell generic_value(const struct generic *g, const struct form_var *v, struct generic_place at,
                              struct draw *d, struct arena *text)
{
    static const char *const durations[] = {"P1M", "P3M", "P1Y", "P7D"};
    struct gen_cell c;
    if (v->codes && v->codes->n && pick_code(g, v, at, d, &c))
        return c;
    switch (v->type) {
    case T_INTEGER:
    case T_NUMBER: return pick_number(v, at, d, text);
    case T_DATE: return pick_date(g, v, d, text);
    case T_PERIOD: return pick_period(g, v, at, text);
    case T_BOOLEAN: return gen_text(draw_chance(d, 500000) ? STR("true") : STR("false"));
    case T_DURATION: return gen_text(str_of(durations[draw_below(d, 4)]));
    case T_NULL:
    case T_STRING:
    case T_TIME: break;
    }
    return pick_text(g, v, at, d, text);
}
