/* SPDX-License-Identifier: Apache-2.0 */
#include "check/constrain.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "form/sensitivity.h"
#include "rec/cell.h"
#include "rec/keyset.h"
#include "rec/reckey.h"

/* The kinds of check that are counted a column, in the order in which they are made. */
enum kind { K_REQUIRED, K_TYPE, K_PATTERN, K_CODE, K_MIN, K_MAX, KINDS };

/* What is to be done for one column. */
struct check {
    int column;
    const struct form_var *var;
    enum vtype type;
    bool has[KINDS];
    bool identifier;
    bool plain_bounds;    /* bounds of a number are whole and fit 64 bits: low, high */
    int64_t low, high;
    uint64_t failed[KINDS];
};

/* What most cells are done with: they are null, or plain digits that are sure to fit. Small, since all columns of a record
 * go through it. */
struct quick {
    int column;
    uint32_t digits;      /* bit n: a cell of n digits fits whatever they are */
    uint64_t missing;     /* records in which the cell is null or empty */
    bool required;        /* a missing cell is a fault */
};

struct fault {
    const struct check *check;
    enum builtin_id id;
    struct str text;      /* of the cell, unescaped */
    struct value value;   /* set for B_FORM_MIN, B_FORM_MAX */
};

struct constrain {
    const struct form_table *table;
    const struct intern *columns;
    struct recordref recordref;
    struct check *checks;    /* [n] */
    struct quick *quick;     /* [n] */
    int n;
    unsigned char *bad;      /* [columns->n] of the last record */
    bool any_bad;
    struct fault *faults;    /* [n] of the record at hand */
    int n_faults;
    bool asked_day, has_day; /* was the record's day asked for, has it one? */
    struct date day;
    struct arena row;
    struct keyset *keys;     /* NULL: keys are not compared */
    struct reckey identifiers;
    struct buf key;
    uint64_t records, keys_passed, keys_failed, full_at;
    int worst;
};

/* Preparing */

static void plain_bounds(struct check *k)
{
    const struct form_var *v = k->var;
    k->low = INT64_MIN;
    k->high = INT64_MAX;
    k->plain_bounds = vtype_is_numeric(k->type);
    if (!k->plain_bounds)
        return;
    if (v->has_min && !dec_to_int(&v->min.dec, &k->low))
        k->plain_bounds = false;
    if (v->has_max && !dec_to_int(&v->max.dec, &k->high))
        k->plain_bounds = false;
}

static struct check make_check(const struct form_table *t, const struct form_var *v, int column, bool added)
{
    struct check k = {.column = column, .var = v, .type = v->type};
    k.has[K_TYPE] = v->type != T_STRING; /* a string can still fail to be UTF-8 */
    if (added)
        return k;
    k.identifier = v->role == ROLE_IDENTIFIER && (!t->derived || v->required == REQUIRED_YES);
    k.has[K_REQUIRED] = k.identifier || v->required != REQUIRED_NO;
    k.has[K_PATTERN] = v->pattern != NULL;
    k.has[K_CODE] = v->codes != NULL;
    k.has[K_MIN] = v->has_min;
    k.has[K_MAX] = v->has_max;
    plain_bounds(&k);
    return k;
}

/* Does a bound allow all numbers of n digits? */
static bool bounds_allow(const struct form_var *v, int n)
{
    struct dec most = {.coef = dec_pow10(n) - 1};
    return (!v->has_min || dec_sign(&v->min.dec) <= 0) && (!v->has_max || dec_cmp(&v->max.dec, &most) >= 0);
}

/* The lengths at which a cell that is nothing but digits is sure to have no fault. */
static uint32_t sure_digits(const struct check *k)
{
    bool number = vtype_is_numeric(k->type), bounds = k->has[K_MIN] || k->has[K_MAX];
    uint32_t lengths = k->has[K_PATTERN] ? regex_digits(k->var->pattern->regex) : UINT32_MAX, sure = 0;
    if ((!number && (k->type != T_STRING || bounds)) || k->has[K_CODE])
        return 0;
    for (int n = 1; n <= DIGITS_MOST; n++)
        if (lengths >> n & 1 && (!bounds || bounds_allow(k->var, n)))
            sure |= (uint32_t)1 << n;
    return sure;
}

static void add_check(struct constrain *c, int column)
{
    struct str suffix;
    const struct form_var *v = form_column(c->table, intern_name(c->columns, column), &suffix);
    if (!v)
        return;
    struct check *k = &c->checks[c->n];
    *k = make_check(c->table, v, column, suffix.n > 0);
    c->quick[c->n++] = (struct quick){.column = column, .digits = sure_digits(k), .required = k->has[K_REQUIRED]};
}

static void prepare_keys(struct constrain *c, uint64_t memory)
{
    const struct recordref *s = &c->recordref;
    if (!memory || !s->n_keys || s->n_missing)
        return;
    for (int i = 0; i < s->n_keys; i++)
        reckey_add(&c->identifiers, s->keys[i], c->table->vars[s->key_vars[i]].type);
    c->keys = keyset_new(memory);
}

struct constrain *constrain_new(const struct form_table *t, const struct intern *columns, const char *stream,
                                uint64_t key_memory)
{
    struct constrain *c = mem_alloc(sizeof *c);
    size_t n = (size_t)columns->n + 1;
    c->table = t;
    c->columns = columns;
    c->checks = mem_array(n, sizeof *c->checks);
    c->quick = mem_array(n, sizeof *c->quick);
    c->bad = mem_array(n, 1);
    c->faults = mem_array(n, sizeof *c->faults);
    recordref_init(&c->recordref, t, columns, stream);
    for (int i = 0; i < columns->n; i++)
        add_check(c, i);
    prepare_keys(c, key_memory);
    return c;
}

int constrain_missing(struct constrain *c, struct findings *f)
{
    int missing = 0;
    for (int i = 0; i < c->table->n; i++) {
        const struct form_var *v = &c->table->vars[i];
        bool needed = v->required == REQUIRED_YES || (v->role == ROLE_IDENTIFIER && !c->table->derived);
        if (!needed || intern_find(c->columns, v->name) >= 0)
            continue;
        struct finding x = {.result = RESULT_NOTRUN, .table = c->table->name, .variable = v->name,
                            .file = str_of(c->recordref.stream)};
        findings_builtin(f, B_FORM_COLUMN, &x, 1, &v->name);
        missing++;
    }
    return missing;
}

/* Judging */

static void fault(struct constrain *c, struct check *k, enum kind kind, enum builtin_id id, struct str text)
{
    k->failed[kind]++;
    c->faults[c->n_faults++] = (struct fault){.check = k, .id = id, .text = text};
}

static void bad_type(struct constrain *c, struct check *k, enum builtin_id id, struct str text)
{
    fault(c, k, K_TYPE, id, text);
    c->bad[k->column] = 1;
    c->any_bad = true;
}

/* Reads a number of up to 18 digits as *v / 10^*scale. Returns false for anything else. */
static inline bool short_number(struct str s, bool whole, int64_t *v, int *scale)
{
    size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+'), first = i, point = s.n;
    if (s.n - i > 18 || i == s.n)
        return false;
    int64_t x = 0;
    for (; i < s.n; i++) {
        unsigned d = (unsigned char)s.p[i] - (unsigned)'0';
        if (d <= 9)
            x = x * 10 + (int64_t)d;
        else if (s.p[i] == '.' && point == s.n && i > first && i + 1 < s.n && !whole)
            point = i;
        else
            return false;
    }
    *v = s.p[0] == '-' ? -x : x;
    *scale = (int)(point < s.n ? s.n - point - 1 : 0);
    return true;
}

static void check_bounds(struct constrain *c, struct check *k, struct str text, const struct value *v)
{
    const struct form_var *f = k->var;
    enum order low = k->has[K_MIN] ? value_cmp(v, &f->min) : ORDER_EQUAL;
    enum order high = k->has[K_MAX] ? value_cmp(v, &f->max) : ORDER_EQUAL;
    if (low == ORDER_LESS || low == ORDER_UNEQUAL)
        fault(c, k, K_MIN, B_FORM_MIN, text);
    else if (high == ORDER_GREATER || high == ORDER_UNEQUAL)
        fault(c, k, K_MAX, B_FORM_MAX, text);
    else
        return;
    c->faults[c->n_faults - 1].value = *v;
}

/* Without a period that can be read the validity of codes is not judged: the period has its own finding. */
static void check_code(struct constrain *c, struct check *k, const struct rec *r, struct str text)
{
    const struct codelist *list = k->var->codes;
    enum code_status status;
    if (list->dated && !c->asked_day) {
        c->has_day = recordref_day(&c->recordref, r, &c->day);
        c->asked_day = true;
    }
    if (list->dated && c->has_day)
        status = codelist_at(list, text, c->day, NULL);
    else
        status = codelist_find(list, text) ? CODE_VALID : CODE_UNKNOWN;
    if (status == CODE_VALID)
        return;
    fault(c, k, K_CODE, status == CODE_UNKNOWN ? B_FORM_CODE : B_FORM_CODE_PERIOD, text);
}

/* Returns false when the text does not fit. */
static bool check_pattern(struct constrain *c, struct check *k, struct str text)
{
    enum regex_result m = regex_match(k->var->pattern->regex, text, NULL);
    if (m == REGEX_YES)
        return true;
    fault(c, k, K_PATTERN, m == REGEX_NO ? B_FORM_PATTERN : B_FORM_PATTERN_LIMIT, text);
    return false;
}

/* A number of few digits, with a sign or decimals, needs no exact decimal. Returns false when the long way is needed. */
static inline bool quick_number(struct constrain *c, struct check *k, struct str text)
{
    int64_t v;
    int scale;
    if (!k->plain_bounds || !short_number(text, k->type == T_INTEGER, &v, &scale))
        return false;
    if (scale && (k->low > 0 || (k->has[K_MIN] && k->low < 0) || k->has[K_MAX]))
        return false;
    if ((k->has[K_MIN] && v < k->low) || (k->has[K_MAX] && v > k->high))
        return false;
    if (k->has[K_PATTERN])
        check_pattern(c, k, text);
    return true;
}

/* controls: there may be a control character in the record. */
static void check_value(struct constrain *c, struct check *k, const struct rec *r, struct str cell, bool controls)
{
    struct str text = r->plain ? cell : cell_text(cell, &c->row);
    struct value v = {.type = T_STRING, .null = true};
    int before = c->n_faults;
    if (k->type != T_STRING) {
        if (vtype_is_numeric(k->type) && quick_number(c, k, text))
            return;
        if (value_from_text(&v, k->type, text) != CELL_OK) {
            bad_type(c, k, B_FORM_TYPE, text);
            return;
        }
    }
    if (k->has[K_PATTERN] && !check_pattern(c, k, text))
        return;
    if (controls && k->type == T_STRING && str_control(text) < text.n) { /* ecpack would refuse the row */
        fault(c, k, K_TYPE, B_FORM_CONTROL, text);
        return;
    }
    if (k->has[K_CODE])
        check_code(c, k, r, text);
    else if (k->has[K_MIN] || k->has[K_MAX])
        check_bounds(c, k, text, &v);
    bool number = vtype_is_numeric(k->type) && !c->table->derived && c->n_faults == before; /* what is computed has 18 and more */
    if (number && (dec_digits(v.dec.coef) > DEC_SIGNIFICANT || v.dec.scale > DEC_SIGNIFICANT))
        bad_type(c, k, B_FORM_DIGITS, text); /* ecpack would refuse the row */
}

static void check_missing(struct constrain *c, struct check *k)
{
    bool soft = k->var->required == REQUIRED_SOFT;
    fault(c, k, K_REQUIRED, k->identifier ? B_FORM_IDENTIFIER : soft ? B_FORM_EXPECTED : B_FORM_REQUIRED, (struct str){0});
}

/* May a cell hold a control character, as it is or escaped? TABs are what stands between cells. */
static bool may_hold_control(const struct rec *r)
{
    bool any = !r->plain;
    for (size_t i = 0; i < r->line.n; i++) {
        unsigned char b = (unsigned char)r->line.p[i];
        any |= (b < 0x20 && b != '\t') || b == 0x7f;
    }
    return any;
}

static void check_cells(struct constrain *c, const struct rec *r)
{
    bool utf8 = utf8_valid(r->line) == r->line.n, controls = may_hold_control(r);
    for (int i = 0; i < c->n; i++) {
        struct quick *q = &c->quick[i];
        struct str cell = r->cell[q->column];
        if (cell.n == 0 || cell_is_null(cell)) {
            q->missing++;
            if (q->required)
                check_missing(c, &c->checks[i]);
        } else if (cell.n <= DIGITS_MOST && q->digits >> cell.n & 1 && digits_only(cell.p, cell.n)) {
            continue;
        } else if (!utf8 && utf8_valid(cell) != cell.n) {
            bad_type(c, &c->checks[i], B_FORM_UTF8, cell);
        } else {
            check_value(c, &c->checks[i], r, cell, controls);
        }
    }
}

/* Duplicate keys */

/* A key of which a part is missing, or cannot be read as its type, is not compared: that has its own finding. */
static void check_key(struct constrain *c, const struct rec *r, struct findings *f)
{
    uint64_t first;
    buf_reset(&c->key);
    if (reckey_put(&c->key, &c->identifiers, r) & (RECKEY_NULL | RECKEY_EMPTY | RECKEY_BAD))
        return;
    enum keyset_result seen = keyset_add(c->keys, buf_slice(&c->key), c->records, &first);
    if (seen == KEYSET_FULL && !c->full_at)
        c->full_at = c->records;
    c->keys_passed += seen == KEYSET_NEW;
    if (seen != KEYSET_BEFORE)
        return;
    c->keys_failed++;
    struct finding x = {0};
    char ordinal[24];
    recordref_fill(&c->recordref, r, &x);
    snprintf(ordinal, sizeof ordinal, "%llu", (unsigned long long)first);
    struct str arg = str_of(ordinal);
    int level = findings_builtin(f, B_FORM_KEY, &x, 1, &arg);
    c->worst = c->worst < level ? level : c->worst;
}

/* Reporting */

static const char *type_word(enum vtype t, int lang)
{
    static const char *const words[VTYPE_COUNT][2] = {
        [T_BOOLEAN] = {"boolean (true or false)", "布尔值（true 或 false）"},
        [T_INTEGER] = {"whole number", "整数"},
        [T_NUMBER] = {"number", "数值"},
        [T_STRING] = {"text", "文本"},
        [T_DATE] = {"date (YYYY-MM-DD)", "日期（YYYY-MM-DD）"},
        [T_PERIOD] = {"period (such as 2025Q3)", "时期（如 2025Q3）"},
        [T_DURATION] = {"duration (such as Q or P3M)", "时长（如 Q 或 P3M）"}};
    return words[t][lang] ? words[t][lang] : "";
}

/* What was expected, for the column and, as a rule, {2} of the message. */
static struct str expected_of(const struct fault *x, int lang)
{
    const struct form_var *v = x->check->var;
    if (x->id == B_FORM_TYPE)
        return str_of(type_word(v->type, lang));
    if (x->id == B_FORM_PATTERN || x->id == B_FORM_PATTERN_LIMIT)
        return v->pattern->name;
    if (x->id == B_FORM_CODE || x->id == B_FORM_CODE_PERIOD)
        return v->codes->name;
    if (x->id == B_FORM_MIN)
        return v->min_text;
    return x->id == B_FORM_MAX ? v->max_text : (struct str){0};
}

/* How far a number lies beyond its bound. */
static struct str difference(struct constrain *c, const struct fault *x)
{
    const struct form_var *v = x->check->var;
    struct dec d;
    bool low = x->id == B_FORM_MIN;
    if ((!low && x->id != B_FORM_MAX) || !vtype_is_numeric(x->check->type))
        return (struct str){0};
    if (dec_sub(&d, &x->value.dec, low ? &v->min.dec : &v->max.dec) != DEC_OK)
        return (struct str){0};
    struct buf b = {0};
    dec_put(&b, &d);
    struct str s = arena_str(&c->row, buf_slice(&b));
    buf_free(&b);
    return s;
}

/* {2} of the message. */
static struct str detail_of(struct constrain *c, const struct fault *x, int lang)
{
    if (x->id == B_FORM_CONTROL)
        return str_of(arena_printf(&c->row, "U+%04X", (unsigned)x->text.p[str_control(x->text)]));
    return expected_of(x, lang);
}

static void report(struct constrain *c, const struct rec *r, const struct fault *x, struct findings *f)
{
    const struct form_var *v = x->check->var;
    struct finding out = {0};
    recordref_fill(&c->recordref, r, &out);
    out.variable = intern_name(c->columns, x->check->column);
    out.value = x->text;
    out.expected = expected_of(x, 0);
    out.diff = difference(c, x);
    if (v->unit.n)
        out.unit = v->unit;
    struct str period = recordref_period(&c->recordref, r);
    struct str text = sensitivity_value(v, x->text);
    const struct str en[] = {v->label[0], text, detail_of(c, x, 0), period};
    const struct str zh[] = {v->label[1], text, detail_of(c, x, 1), period};
    int level = findings_builtin_both(f, x->id, &out, 4, en, zh);
    c->worst = c->worst < level ? level : c->worst;
}

int constrain_record(struct constrain *c, const struct rec *r, struct findings *f)
{
    c->records++;
    c->worst = -1;
    c->n_faults = 0;
    c->asked_day = false;
    if (c->any_bad) {
        memset(c->bad, 0, (size_t)c->columns->n);
        c->any_bad = false;
    }
    check_cells(c, r);
    for (int i = 0; i < c->n_faults; i++)
        report(c, r, &c->faults[i], f);
    if (c->keys)
        check_key(c, r, f);
    arena_reset(&c->row);
    return c->worst;
}

const unsigned char *constrain_bad(const struct constrain *c)
{
    return c->any_bad ? c->bad : NULL;
}

void constrain_end(struct constrain *c, struct findings *f)
{
    if (!c->full_at)
        return;
    char ordinal[24];
    snprintf(ordinal, sizeof ordinal, "%llu", (unsigned long long)c->full_at);
    struct str arg = str_of(ordinal);
    struct finding x = {.result = RESULT_NOTRUN, .table = c->table->name, .file = str_of(c->recordref.stream)};
    findings_builtin(f, B_FORM_KEY_LIMIT, &x, 1, &arg);
}

/* Counting */

static const enum builtin_id tally_id[KINDS] = {B_FORM_REQUIRED, B_FORM_TYPE, B_FORM_PATTERN, B_FORM_CODE, B_FORM_MIN,
                                                B_FORM_MAX};

/* A kind is not applicable where the cell was missing or an earlier kind had failed. */
static void tally_check(const struct constrain *c, const struct check *k, enum kind kind, struct tally *t)
{
    enum builtin_id id = tally_id[kind];
    if (kind == K_REQUIRED)
        id = k->identifier ? B_FORM_IDENTIFIER : k->var->required == REQUIRED_SOFT ? B_FORM_EXPECTED : id;
    uint64_t na = kind == K_REQUIRED ? 0 : c->quick[k - c->checks].missing;
    for (int i = K_TYPE; kind != K_REQUIRED && i < (int)kind; i++)
        na += k->failed[i];
    *t = (struct tally){.rule = str_of(builtin_get(id)->id), .what = intern_name(c->columns, k->column),
                        .failed = k->failed[kind], .na = na};
    t->passed = c->records - t->failed - na;
}

bool constrain_tally(const struct constrain *c, int i, struct tally *t)
{
    for (int n = 0; n < c->n; n++)
        for (int kind = 0; kind < KINDS; kind++)
            if (c->checks[n].has[kind] && i-- == 0) {
                tally_check(c, &c->checks[n], (enum kind)kind, t);
                return true;
            }
    if (!c->keys || i)
        return false;
    *t = (struct tally){.rule = str_of(builtin_get(B_FORM_KEY)->id), .what = c->table->name, .passed = c->keys_passed,
                        .failed = c->keys_failed};
    t->na = c->records - t->passed - t->failed;
    return true;
}

void constrain_free(struct constrain *c)
{
    if (!c)
        return;
    recordref_free(&c->recordref);
    keyset_free(c->keys);
    reckey_free(&c->identifiers);
    mem_free(c->checks);
    mem_free(c->quick);
    mem_free(c->bad);
    mem_free(c->faults);
    arena_free(&c->row);
    buf_free(&c->key);
    mem_free(c);
}
