/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/cast.h"

#include <strings.h>

#include "value/nummask.h"
#include "value/timemask.h"

/* The table: - none, = the same, x without mask, m with one or without, s without or with START and END. */
static const char table[VTYPE_COUNT][VTYPE_COUNT + 1] = {
    /*               null bool int num str date per time dur */
    [T_BOOLEAN]  = {"-=xxx----"},
    [T_INTEGER]  = {"-x=xm----"},
    [T_NUMBER]   = {"-xx=m----"},
    [T_STRING]   = {"-xmm=mmmm"},
    [T_DATE]     = {"----m=xx-"},
    [T_PERIOD]   = {"----ms=x-"},
    [T_TIME]     = {"----mxx=-"},
    [T_DURATION] = {"----m---="}};

bool cast_allowed(enum vtype from, enum vtype to, bool with_mask)
{
    char how = table[from][to];
    return with_mask ? how == 'm' || how == 's' : how && how != '-';
}

bool cast_mask_ok(enum vtype from, enum vtype to, struct str mask)
{
    struct nummask m;
    if (from == T_PERIOD && to == T_DATE)
        return str_is(mask, "START") || str_is(mask, "END");
    if (vtype_is_numeric(from) || vtype_is_numeric(to))
        return nummask_parse(&m, mask);
    return to == T_STRING ? timemask_writes(mask, from) : timemask_reads(mask, to);
}

/* ---- to a string ---- */

static enum vtl_error to_string(struct func_env *env, const struct value *v, const struct value *mask, struct value *out)
{
    struct buf b = {0};
    struct nummask m;
    bool ok = true;
    if (!mask)
        value_put_text(&b, v);
    else if (vtype_is_numeric((enum vtype)v->type))
        ok = nummask_parse(&m, mask->str) && nummask_put(&b, &v->dec, &m);
    else
        ok = timemask_put(&b, v, mask->str);
    if (ok)
        *out = value_of_str(arena_str(env->arena, buf_slice(&b)));
    buf_free(&b);
    return ok ? ERR_NONE : ERR_MASK;
}

/* ---- from a string ---- */

static enum vtl_error text_to_number(struct str s, enum vtype to, const struct value *mask, struct value *out)
{
    struct dec d;
    struct nummask m;
    enum dec_status st;
    if (mask)
        st = nummask_parse(&m, mask->str) ? nummask_read(&d, s, &m) : DEC_SYNTAX;
    else
        st = to == T_INTEGER ? dec_parse(&d, s) : nummask_read_free(&d, s);
    if (st != DEC_OK)
        return error_of_dec(st);
    if (to == T_INTEGER && (mask ? !dec_is_integer(&d) : d.scale != 0))
        return ERR_CAST;
    *out = value_of_dec(to, to == T_INTEGER ? dec_strip(d) : d);
    return ERR_NONE;
}

/* A period, or its first and last day; H is the letter S of other countries. */
static enum vtl_error text_to_period(struct str s, struct value *out)
{
    char copy[16];
    struct str spelled = s;
    if (s.n > 4 && s.n < sizeof copy) {
        memcpy(copy, s.p, s.n);
        char *letter = copy + (copy[4] == '-' && s.n > 5 ? 5 : 4);
        *letter = *letter == 'H' ? 'S' : *letter;
        spelled = (struct str){copy, s.n};
    }
    *out = (struct value){.type = T_PERIOD};
    if (period_parse(&out->period, spelled))
        return ERR_NONE;
    if (!memchr(s.p, '/', s.n) || value_from_text(out, T_TIME, s) != CELL_OK)
        return ERR_CAST;
    return out->type == T_PERIOD ? ERR_NONE : ERR_CAST;
}

static enum vtl_error from_string(const struct value *v, enum vtype to, const struct value *mask, struct value *out)
{
    struct str s = func_trimmed(v->str);
    if (to == T_BOOLEAN) {
        *out = value_of_tri(tri_of(s.n == 4 && strncasecmp(s.p, "true", 4) == 0));
        return ERR_NONE;
    }
    if (s.n == 0)
        return ERR_CAST;
    if (vtype_is_numeric(to))
        return text_to_number(s, to, mask, out);
    if (mask)
        return timemask_read(out, to, s, mask->str) ? ERR_NONE : ERR_CAST;
    if (to == T_PERIOD)
        return text_to_period(s, out);
    return value_from_text(out, to, s) == CELL_OK ? ERR_NONE : ERR_CAST;
}

/* ---- the others ---- */

static enum vtl_error from_number(const struct value *v, enum vtype to, struct value *out)
{
    if (to == T_BOOLEAN) {
        *out = value_of_tri(tri_of(v->dec.coef != 0));
        return ERR_NONE;
    }
    if (to == T_INTEGER && !dec_is_integer(&v->dec))
        return ERR_FRACTION;
    *out = value_of_dec(to, to == T_INTEGER ? dec_strip(v->dec) : v->dec);
    return ERR_NONE;
}

static enum vtl_error to_date(const struct value *v, const struct value *mask, struct value *out)
{
    struct interval i;
    if (!value_days(v, &i))
        return ERR_DATE;
    if (!mask && i.first.day != i.last.day)
        return ERR_ONE_DAY;
    *out = (struct value){.type = T_DATE, .date = mask && str_is(mask->str, "END") ? i.last : i.first};
    return ERR_NONE;
}

static enum vtl_error to_period(const struct value *v, struct value *out)
{
    if (v->type == T_TIME)
        return ERR_NO_PERIOD;
    *out = *v;
    if (v->type == T_DATE)
        *out = (struct value){.type = T_PERIOD, .period = period_of_day(v->date)};
    return ERR_NONE;
}

enum vtl_error cast_value(struct func_env *env, const struct value *v, enum vtype to, const struct value *mask,
                          struct value *out)
{
    if (v->type == to || to == T_TIME) {
        if (v->type == T_STRING && to == T_TIME)
            return from_string(v, to, mask, out);
        *out = *v;
        return ERR_NONE;
    }
    if (v->type == T_STRING)
        return from_string(v, to, mask, out);
    if (to == T_STRING)
        return to_string(env, v, mask, out);
    if (vtype_is_numeric((enum vtype)v->type))
        return from_number(v, to, out);
    if (v->type == T_BOOLEAN) {
        *out = value_of_dec(to, dec_int(v->boolean));
        return ERR_NONE;
    }
    return to == T_DATE ? to_date(v, mask, out) : to_period(v, out);
}
