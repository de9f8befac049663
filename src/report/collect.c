#include "report/collect.h"

#include "base/diag.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "io/in.h"
#include "rec/cell.h"
#include "rec/recin.h"

static struct str keep(struct report *r, struct str s)
{
    return arena_str(&r->text, s);
}

/* --- start --- */

static bool set_axis(struct report *r, int i, struct str name, bool needed)
{
    r->axis[i].var = form_var_find(r->table, name);
    if (!r->axis[i].var && needed)
        diag(D_REPORT_VARIABLE, (struct loc){0}, diag_str(name), diag_str(r->table->name));
    return r->axis[i].var || !needed;
}

static bool add_measure(struct report *r, struct str name, bool needed)
{
    const struct form_var *v = form_var_find(r->table, name);
    bool number = v && (v->type == T_INTEGER || v->type == T_NUMBER);
    if (!number && needed)
        diag(D_REPORT_VARIABLE, (struct loc){0}, diag_str(name), diag_str(r->table->name));
    if (number)
        r->measures[r->n_measures++].var = v;
    return number || !needed;
}

/* The key variables: those named, else the usual ones, else the first required numbers of the form. */
static bool set_measures(struct report *r, const char *vars)
{
    static const char *const usual = "gross_output,op_revenue,total_profit,emp_avg,rd_expense,energy_tce";
    r->measures = mem_array((size_t)r->table->n + 1, sizeof *r->measures);
    struct str rest = str_of(vars ? vars : usual);
    bool good = true;
    while (rest.p && good && r->n_measures < r->table->n)
        good = add_measure(r, str_cut(rest, ',', &rest), vars != NULL);
    for (int i = 0; i < r->table->n && r->n_measures < 6 && !vars; i++) {
        const struct form_var *v = &r->table->vars[i];
        bool used = false;
        for (int k = 0; k < r->n_measures; k++)
            used |= r->measures[k].var == v;
        if (!used && v->role == ROLE_MEASURE && v->required == REQUIRED_YES)
            add_measure(r, v->name, false);
    }
    return good;
}

bool collect_start(struct report *r, const struct form *form, const struct form_table *table, const char *by,
                   const char *vars)
{
    *r = (struct report){.form = form, .table = table};
    struct str second, first = str_cut(str_of(by ? by : "region_code,chain"), ',', &second);
    r->items = mem_array((size_t)table->n, sizeof *r->items);
    for (int i = 0; i < table->n; i++)
        r->items[i].var = &table->vars[i];
    return set_axis(r, 0, first, by != NULL) && set_axis(r, 1, second, by != NULL) && set_measures(r, vars);
}

/* --- sources --- */

static void note_source(struct report *r, const char *role, const char *path)
{
    struct in *in = strcmp(path, "-") == 0 ? NULL : in_open(path, NULL);
    if (!in || r->n_sources == (int)(sizeof r->sources / sizeof r->sources[0])) {
        in_close(in);
        return;
    }
    struct source *s = &r->sources[r->n_sources++];
    struct sha256 h;
    char bytes[32 * 1024];
    ssize_t n;
    s->role = role;
    s->path = path;
    sha256_start(&h);
    while ((n = in_read(in, bytes, sizeof bytes)) > 0)
        sha256_add(&h, bytes, (size_t)n);
    sha256_hex(&h, s->sha256);
    in_close(in);
}

/* --- units --- */

/* The variable that names a unit over all periods: the first identifier that is not the period. */
static const struct form_var *unit_identifier(const struct report *r)
{
    for (int i = 0; i < r->table->n; i++)
        if (r->table->vars[i].role == ROLE_IDENTIFIER && i != r->table->period)
            return &r->table->vars[i];
    return &r->table->vars[0];
}

static struct unit *unit_of(struct report *r, struct str key)
{
    int i = intern_add(&r->keys, key);
    if (i < r->n_units)
        return &r->units[i];
    r->units = mem_grow(r->units, &r->cap_units, (size_t)r->n_units + 1, sizeof *r->units);
    size_t cells = (size_t)r->n_measures * STATES;
    r->units[r->n_units++] = (struct unit){.key = intern_name(&r->keys, i), .group = {-1, -1},
        .value = arena_array(&r->text, cells, sizeof(struct dec)), .has = arena_array(&r->text, cells, sizeof(bool))};
    return &r->units[i];
}

/* --- records --- */

/* Columns of a stream that the model needs, by position; -1 where the stream lacks them. */
struct places {
    int key, name, period, axis[2];
    int *measure; /* [n_measures] */
    int *item;    /* [table->n] */
};

static int place(const struct recin *in, struct str name)
{
    return intern_find(recin_columns(in), name);
}

static int place_of(const struct recin *in, const struct form_var *v)
{
    return v ? place(in, v->name) : -1;
}

static bool find_places(struct report *r, const struct recin *in, struct places *p, struct arena *a)
{
    const struct form_var *id = unit_identifier(r);
    p->key = place_of(in, id);
    if (p->key < 0) {
        diag(D_REPORT_COLUMN, loc_file(recin_name(in)), diag_str(id->name));
        return false;
    }
    p->name = place(in, STR("unit_name"));
    p->period = r->table->period >= 0 ? place_of(in, &r->table->vars[r->table->period]) : -1;
    for (int i = 0; i < 2; i++)
        p->axis[i] = place_of(in, r->axis[i].var);
    p->measure = arena_array(a, (size_t)r->n_measures + 1, sizeof *p->measure);
    for (int i = 0; i < r->n_measures; i++)
        p->measure[i] = place_of(in, r->measures[i].var);
    p->item = arena_array(a, (size_t)r->table->n, sizeof *p->item);
    for (int i = 0; i < r->table->n; i++)
        p->item[i] = place_of(in, &r->table->vars[i]);
    return true;
}

static void take_values(struct report *r, struct unit *u, enum state s, const struct places *p, const struct rec *rec)
{
    for (int i = 0; i < r->n_measures; i++) {
        int at = i * STATES + (int)s;
        u->has[at] = p->measure[i] >= 0 && dec_parse(&u->value[at], rec->cell[p->measure[i]]) == DEC_OK;
    }
}

/* One more of that name: count[i] belongs to the name numbered i. */
static void count_name(struct intern *names, long **count, size_t *cap, struct str name)
{
    int i = intern_add(names, name);
    size_t before = *cap;
    *count = mem_grow(*count, cap, (size_t)i + 1, sizeof **count);
    for (size_t k = before; k < *cap; k++)
        (*count)[k] = 0;
    (*count)[i]++;
}

static void take_items(struct report *r, const struct places *p, const struct rec *rec)
{
    for (int i = 0; i < r->table->n; i++) {
        if (p->item[i] < 0)
            continue;
        struct str c = rec->cell[p->item[i]];
        if (cell_is_null(c) || c.n == 0)
            r->items[i].missing++;
        else
            r->items[i].present++;
    }
}

/* name=value of the identifiers joined by ';', as findings have it. */
static struct str record_key(struct report *r, const struct places *p, const struct rec *rec, struct arena *row)
{
    struct buf b = {0};
    for (int i = 0; i < r->table->n; i++) {
        if (r->table->vars[i].role != ROLE_IDENTIFIER || p->item[i] < 0)
            continue;
        if (b.n)
            buf_char(&b, ';');
        buf_str(&b, r->table->vars[i].name);
        buf_char(&b, '=');
        buf_str(&b, cell_text(rec->cell[p->item[i]], row));
    }
    struct str key = keep(r, buf_slice(&b));
    buf_free(&b);
    return key;
}

static void take_record(struct report *r, const struct places *p, const struct rec *rec, struct arena *row)
{
    struct unit *u = unit_of(r, cell_text(rec->cell[p->key], row));
    r->records++;
    u->in_records = true;
    u->record = record_key(r, p, rec, row);
    if (p->name >= 0 && !cell_is_null(rec->cell[p->name]))
        u->name = keep(r, cell_text(rec->cell[p->name], row));
    for (int i = 0; i < 2; i++)
        if (p->axis[i] >= 0 && !cell_is_null(rec->cell[p->axis[i]]))
            u->group[i] = intern_add(&r->axis[i].groups, cell_text(rec->cell[p->axis[i]], row));
    if (p->period >= 0)
        count_name(&r->periods, &r->period_count, &r->cap_period_count, cell_text(rec->cell[p->period], row));
    take_values(r, u, STATE_FINAL, p, rec);
    take_items(r, p, rec);
}

bool collect_records(struct report *r, const char *path)
{
    struct recin *in = recin_open(path, NULL);
    struct places p;
    struct rec rec;
    struct arena row = {0}, program = {0};
    int got = -1;
    if (in && find_places(r, in, &p, &program))
        while ((got = recin_next(in, &rec)) > 0) {
            take_record(r, &p, &rec, &row);
            arena_reset(&row);
        }
    arena_free(&row);
    arena_free(&program);
    recin_close(in);
    note_source(r, "records", path);
    return got == 0;
}

bool collect_state(struct report *r, enum state s, const char *path)
{
    struct recin *in = recin_open(path, NULL);
    struct places p;
    struct rec rec;
    struct arena row = {0}, program = {0};
    int got = -1;
    if (in && find_places(r, in, &p, &program))
        while ((got = recin_next(in, &rec)) > 0) {
            int i = intern_find(&r->keys, cell_text(rec.cell[p.key], &row));
            if (i >= 0)
                take_values(r, &r->units[i], s, &p, &rec);
            arena_reset(&row);
        }
    arena_free(&row);
    arena_free(&program);
    recin_close(in);
    r->has_raw |= s == STATE_RAW;
    r->has_prior |= s == STATE_PRIOR;
    note_source(r, s == STATE_RAW ? "raw" : "prior", path);
    return got == 0;
}

bool collect_frame(struct report *r, const char *path)
{
    struct recin *in = recin_open(path, NULL);
    struct rec rec;
    struct arena row = {0};
    int got = -1, key = in ? place_of(in, unit_identifier(r)) : -1;
    if (in && key < 0)
        diag(D_REPORT_COLUMN, loc_file(path), diag_str(unit_identifier(r)->name));
    if (key >= 0)
        while ((got = recin_next(in, &rec)) > 0) {
            intern_add(&r->frame, cell_text(rec.cell[key], &row));
            arena_reset(&row);
        }
    for (int i = 0; i < r->n_units; i++)
        r->responded += r->units[i].in_records && intern_find(&r->frame, r->units[i].key) >= 0;
    arena_free(&row);
    recin_close(in);
    r->has_frame = true;
    note_source(r, "frame", path);
    return got == 0;
}

/* --- findings --- */

enum finding_column { F_LEVEL, F_RULE, F_RESULT, F_KEY, F_FILE, F_LINE, F_VARIABLE, F_VALUE, F_EXPECTED, F_VALUES,
                      F_MESSAGE_EN, F_MESSAGE_ZH, F_COLUMNS };

static const char *const finding_names[F_COLUMNS] = {"level", "rule", "result", "key", "_file", "_line", "variable",
    "value", "expected", "values", "message_en", "message_zh"};

/* The value of NAME in "NAME=value;other=..." */
static struct str key_part(struct str key, struct str name)
{
    struct str rest = key;
    while (rest.p) {
        struct str value, part = str_cut(rest, ';', &rest);
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
    r->rejects[r->n_rejects++] = (struct reject){.file = keep(r, c[F_FILE]), .rule = keep(r, c[F_RULE]),
        .message = {keep(r, c[F_MESSAGE_EN]), keep(r, c[F_MESSAGE_ZH])}, .line = (long)n};
}

static void add_query(struct report *r, struct unit *u, enum level level, const struct str *c)
{
    struct query *q = arena_array(&r->text, 1, sizeof *q);
    *q = (struct query){.level = level, .rule = keep(r, c[F_RULE]), .variable = keep(r, c[F_VARIABLE]),
        .value = keep(r, c[F_VALUE]), .expected = keep(r, c[F_EXPECTED]), .values = keep(r, c[F_VALUES]),
        .message = {keep(r, c[F_MESSAGE_EN]), keep(r, c[F_MESSAGE_ZH])}};
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
            rule->message[i] = keep(r, c[F_MESSAGE_EN + i]);
    const struct form_var *v = form_var_find(r->table, c[F_VARIABLE]);
    rule->identity |= v && v->role == ROLE_IDENTIFIER;
    if (result == RESULT_REJECTED)
        add_reject(r, c);
    struct str key = key_part(c[F_KEY], unit_identifier(r)->name);
    if (!key.n)
        return;
    struct unit *u = unit_of(r, key);
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
        at[i] = place(in, str_of(finding_names[i]));
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
    note_source(r, "findings", path);
    return got == 0;
}

/* --- side streams --- */

bool collect_changes(struct report *r, const char *path)
{
    struct recin *in = recin_open(path, NULL);
    struct rec rec;
    int got = -1, method = in ? place(in, STR("method")) : -1;
    if (in)
        while ((got = recin_next(in, &rec)) > 0) {
            if (method >= 0 && str_is(rec.cell[method], "end"))
                continue; /* the row that closes the log */
            r->changes++;
            if (method >= 0)
                count_name(&r->methods, &r->method_count, &r->cap_method_count, rec.cell[method]);
        }
    recin_close(in);
    r->has_changes = true;
    note_source(r, "changes", path);
    return got == 0;
}

bool collect_suggestions(struct report *r, const char *path)
{
    struct recin *in = recin_open(path, NULL);
    struct rec rec;
    int got = -1;
    if (in)
        while ((got = recin_next(in, &rec)) > 0)
            r->suggestions++;
    recin_close(in);
    r->has_suggestions = true;
    note_source(r, "suggestions", path);
    return got == 0;
}

bool collect_rows(struct report *r, struct sheet_rows *rows, const char *role, const char *path)
{
    struct recin *in = recin_open(path, NULL);
    struct rec rec;
    int got = -1;
    if (in) {
        const struct intern *columns = recin_columns(in);
        for (int i = 0; i < columns->n; i++)
            intern_add(&rows->columns, intern_name(columns, i));
        size_t width = (size_t)columns->n;
        while ((got = recin_next(in, &rec)) > 0) {
            rows->cells = mem_grow(rows->cells, &rows->cap, ((size_t)rows->n + 1) * width, sizeof *rows->cells);
            struct str *to = rows->cells + (size_t)rows->n++ * width;
            for (size_t i = 0; i < width; i++)
                to[i] = cell_is_null(rec.cell[i]) ? (struct str){0} : keep(r, cell_text(rec.cell[i], &r->text));
        }
    }
    recin_close(in);
    note_source(r, role, path);
    return got == 0;
}

/* --- end --- */

static void add_to(struct measure *m, enum state s, const struct dec *v)
{
    m->n[s]++;
    if (dec_add(&m->sum[s], &m->sum[s], v) != DEC_OK)
        m->overflow[s] = true;
}

/* How far a unit moves the measure: |final - raw|, or |final| where nothing was edited. */
static struct dec weight_of(const struct report *r, const struct unit *u, int m)
{
    const struct dec *final = report_value(r, u, m, STATE_FINAL), *raw = report_value(r, u, m, STATE_RAW);
    struct dec d = {0};
    if (r->has_raw && final && raw)
        dec_sub(&d, final, raw);
    else if (!r->has_raw && final)
        d = *final;
    return dec_abs(&d);
}

/* Keeps the list of the heaviest units sorted by insertion. */
static void insert_top(const struct report *r, struct measure *m, int index, int unit)
{
    struct dec w = weight_of(r, &r->units[unit], index);
    if (!dec_sign(&w))
        return;
    int i = m->n_top < TOP_UNITS ? m->n_top++ : TOP_UNITS;
    for (; i > 0; i--) {
        struct dec other = weight_of(r, &r->units[m->top[i - 1]], index);
        if (dec_cmp(&other, &w) >= 0)
            break;
        if (i < TOP_UNITS)
            m->top[i] = m->top[i - 1];
    }
    if (i < TOP_UNITS)
        m->top[i] = unit;
}

static void sum_measure(struct report *r, int index)
{
    struct measure *m = &r->measures[index];
    for (int i = 0; i < r->n_units; i++) {
        const struct unit *u = &r->units[i];
        const struct dec *v[STATES];
        for (int s = 0; s < STATES; s++) {
            v[s] = report_value(r, u, index, (enum state)s);
            if (v[s])
                add_to(m, (enum state)s, v[s]);
        }
        m->changed += r->has_raw && ((v[STATE_FINAL] != NULL) != (v[STATE_RAW] != NULL) ||
                                     (v[STATE_FINAL] && dec_cmp(v[STATE_FINAL], v[STATE_RAW]) != 0));
        if (v[STATE_FINAL] && v[STATE_PRIOR]) {
            m->panel_n++;
            if (dec_add(&m->panel[0], &m->panel[0], v[STATE_FINAL]) != DEC_OK ||
                dec_add(&m->panel[1], &m->panel[1], v[STATE_PRIOR]) != DEC_OK)
                m->overflow[STATE_PRIOR] = true;
        }
        insert_top(r, m, index, i);
    }
}

void collect_end(struct report *r)
{
    for (int i = 0; i < r->n_measures; i++)
        sum_measure(r, i);
    long most = 0;
    for (int i = 0; i < r->periods.n; i++)
        if (r->period_count[i] > most) {
            most = r->period_count[i];
            r->period = intern_name(&r->periods, i);
        }
}
