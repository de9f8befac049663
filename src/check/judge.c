/* SPDX-License-Identifier: Apache-2.0 */
#include "check/judge.h"

#include "base/diag.h"
#include "base/mem.h"
#include "base/visible.h"
#include "check/judge_groups.h"
#include "check/judge_work.h"
#include "cli/tool.h"
#include "form/findkey.h"
#include "value/personal.h"

/* Selection */

/* Does a list of comma-separated names hold one of the three? */
static bool listed(const struct opt_list *l, struct str a, struct str b, struct str c)
{
    for (int i = 0; i < l->n; i++) {
        struct str rest = str_of(l->v[i]);
        while (rest.p) {
            struct str name = str_trim(str_cut(rest, ',', &rest));
            if (str_eq(name, a) || str_eq(name, b) || str_eq(name, c))
                return true;
        }
    }
    return false;
}

static bool selected_names(const struct judge *j, struct str a, struct str b, struct str c)
{
    return (!j->options->only.n || listed(&j->options->only, a, b, c)) && !listed(&j->options->skip, a, b, c);
}

static int rule_number(const struct judge *j, struct str name)
{
    for (int i = 0; i < j->n; i++)
        if (str_eq(j->judged[i].id, name))
            return i;
    for (int i = 0; i < j->n; i++)
        if (str_eq(j->judged[i].code, name) || str_eq(j->judged[i].rule->name, name))
            return i;
    return -1;
}

/* Complains about a name that is none of a rule, with the nearest. */
static void no_rule(const struct judge *j, struct str name)
{
    struct str *names = mem_array((size_t)(j->n + BUILTIN_COUNT), sizeof *names);
    int n = 0;
    for (int i = 0; i < j->n; i++)
        names[n++] = j->judged[i].id;
    for (int i = 0; i < BUILTIN_COUNT; i++)
        names[n++] = str_of(builtin_get((enum builtin_id)i)->id);
    int near = str_nearest(name, names, n);
    if (near >= 0)
        diag(D_RULE_UNKNOWN_NEAR, (struct loc){0}, diag_str(name), diag_str(names[near]));
    else
        diag(D_RULE_UNKNOWN, (struct loc){0}, diag_str(name));
    mem_free(names);
}

static bool is_ruleset(const struct judge *j, struct str name)
{
    for (int i = 0; i < j->n; i++)
        if (str_eq(j->judged[i].rule->ruleset, name))
            return true;
    return false;
}

static bool names_are_known(const struct judge *j, const struct opt_list *l)
{
    bool good = true;
    for (int i = 0; i < l->n; i++) {
        struct str rest = str_of(l->v[i]);
        while (rest.p) {
            struct str name = str_trim(str_cut(rest, ',', &rest));
            if (!name.n || rule_number(j, name) >= 0 || is_ruleset(j, name) || builtin_find(name))
                continue;
            no_rule(j, name);
            good = false;
        }
    }
    return good;
}

/* What the rules need from outside */

static bool host_selected(void *ctx, const struct rule *rule)
{
    struct judge *j = ctx;
    for (int i = 0; i < j->n; i++)
        if (j->judged[i].rule == rule)
            return selected_names(j, j->judged[i].id, j->judged[i].code, rule->ruleset);
    return true;
}

static const void *host_domain(void *ctx, struct str name, enum vtype *type)
{
    struct judge *j = ctx;
    *type = T_STRING;
    return domains_find(&j->domains, name);
}

/* A code is judged at the end of the record's period, without a period at any time. */
static bool host_member(void *ctx, const void *domain, const struct value *v)
{
    struct judge *j = ctx;
    const struct codelist *list = domain;
    struct date day;
    bool has_day = list->dated && j->rec && recordref_day(&j->recordref, j->rec, &day);
    return domains_has(list, v->str, has_day ? &day : NULL);
}

/* The one place that all findings pass */

static bool filter(void *to, struct finding *x)
{
    struct judge *j = to;
    if (j->selects_builtins && builtin_find(x->rule) && !selected_names(j, x->rule, x->rule, x->rule))
        return false;
    if (!j->rec || x->result == RESULT_NOTRUN)
        return true;
    if (j->baseline && baseline_has(j->baseline, x->rule, x->key, x->variable, recordref_period(&j->recordref, j->rec))) {
        j->accepted++;
        return false;
    }
    bool may = x->level <= LEVEL_SOFT && x->result == RESULT_FAILED;
    if (may && j->explained && explained_find(j->explained, j->rec, x->rule) == EXPLAINED_YES)
        x->result = RESULT_EXPLAINED;
    return true;
}

/* Preparing */

static struct str id_of(struct judge *j, const struct rule *r)
{
    bool number = r->name.n && r->name.p[0] >= '0' && r->name.p[0] <= '9';
    if (!number)
        return r->name;
    return str_of(arena_printf(&j->text, "%.*s.%.*s", (int)r->ruleset.n, r->ruleset.p, (int)r->name.n, r->name.p));
}

static bool load_rules(struct judge *j)
{
    if (!j->options->rules.n)
        return true;
    j->has_rules = true;
    bool good = rulefiles_load(&j->files, &j->options->rules, j->options->messages);
    j->n = rules_count(j->files.rules);
    j->judged = mem_array((size_t)j->n + 1, sizeof *j->judged);
    for (int i = 0; i < j->n; i++) {
        struct judged *x = &j->judged[i];
        x->rule = rules_rule(j->files.rules, i);
        x->id = id_of(j, x->rule);
        x->code = rulefiles_code(&j->files, i);
        level_find(str_of(rule_level_name(x->rule->level)), &x->level);
    }
    return good;
}

/* Does the program make a data set of that name? */
static bool is_made(const struct judge *j, struct str name)
{
    for (int i = 0; i < rules_statements(j->files.rules); i++) {
        const struct statement *st = rules_statement(j->files.rules, i);
        if ((st->kind == ST_CLAUSES || st->kind == ST_DATASET) && str_eq(st->name.text, name))
            return true;
    }
    return false;
}

/* A check of what is no table of the form can run on no stream: that is never passed over. */
static bool checks_have_tables(const struct judge *j)
{
    bool good = true;
    for (int i = 0; i < rules_statements(j->files.rules); i++) {
        const struct statement *st = rules_statement(j->files.rules, i);
        bool check = st->kind == ST_CHECK_DATAPOINT || st->kind == ST_CHECK_HIERARCHY;
        if (!check || form_table_find(j->form, st->dataset.text))
            continue;
        struct str near = form_table_nearest(j->form, st->dataset.text);
        enum diag_id id = is_made(j, st->dataset.text) ? D_RULES_DERIVED : near.n ? D_RULES_TABLE_NEAR : D_RULES_TABLE;
        diag(id, source_loc(st->source, st->dataset.span), diag_str(st->dataset.text), diag_str(st->name.text), diag_str(near));
        good = false;
    }
    return good;
}

/* Is there a rule for this table, selected or not? Without one the run would look like a check that found nothing. */
static bool has_rule(const struct judge *j)
{
    for (int i = 0; i < j->n; i++)
        if (!j->judged[i].rule->check || str_eq(j->judged[i].rule->dataset, j->table->name))
            return true;
    if (j->options->allow_no_rule || !j->findings) /* without findings a rule is only explained */
        return true;
    diag(D_RULES_IDLE, loc_file(j->options->rules.v[0]), diag_str(j->table->name));
    return false;
}

static bool bind_rules(struct judge *j)
{
    if (!j->has_rules)
        return true;
    struct rules_host host = {.ctx = j, .domain = host_domain, .member = host_member, .selected = host_selected,
                              .today = tool_today(NULL), .dataset = j->table->name, .groups = true};
    bool good = checks_have_tables(j);
    form_stream_schema(j->table, j->columns, &j->schema);
    j->program = rules_bind(j->files.rules, &j->schema, &host);
    if (!j->program || !good || !has_rule(j))
        return false;
    j->vm = vm_new(j->program);
    j->ready = mem_array((size_t)j->n + 1, sizeof *j->ready);
    for (int i = 0; i < j->n; i++)
        if (program_state(j->program, i) == RULE_READY && program_component(j->program, i) < 0)
            j->ready[j->n_ready++] = i;
    j->groups = judge_groups_new(j);
    return true;
}

/* Opens --outcomes; without it, says so of statements that ask for what passed as well. */
static void open_outcomes(struct judge *j)
{
    for (int i = 0; i < j->n && !j->options->outcomes; i++) {
        const struct rule *r = j->judged[i].rule;
        if (r->output == OUTPUT_INVALID || program_state(j->program, i) == RULE_LEFT_OUT)
            continue;
        diag(D_OUTCOMES, loc_line(r->file, r->line), diag_str(r->result));
        break;
    }
    if (j->options->outcomes)
        j->outcomes = outcomes_open(j->options->outcomes);
}

static bool load_files(struct judge *j, const struct dialect *dialect)
{
    const struct judge_options *o = j->options;
    bool good = true;
    if (o->explained) {
        j->explained = explained_load(o->explained, dialect, j->form, j->columns, j->stream);
        good = j->explained != NULL;
    }
    if (o->baseline) {
        j->baseline = baseline_load(o->baseline, j->table);
        good = j->baseline != NULL && good;
    }
    return good;
}

struct judge *judge_new(const struct judge_options *o, const struct form *form, const struct form_table *t,
                        const struct intern *columns, const char *stream, const struct dialect *dialect, struct findings *f)
{
    struct judge *j = mem_alloc(sizeof *j);
    *j = (struct judge){.form = form, .domains.form = form, .table = t, .columns = columns, .stream = stream,
                        .findings = f, .options = o};
    j->selects_builtins = o->only.n || o->skip.n;
    recordref_init(&j->recordref, t, columns, stream);
    companions_init(&j->companions, t, columns);
    bool loaded = load_rules(j);
    bool good = !loaded || (names_are_known(j, &o->only) && names_are_known(j, &o->skip));
    good = good && bind_rules(j) && loaded && load_files(j, dialect); /* bound in any case: shows further faults */
    if (!good) {
        judge_free(j);
        return NULL;
    }
    j->constrain = constrain_new(t, columns, stream, o->key_memory);
    if (f)
        open_outcomes(j);
    if (f)
        findings_set_filter(f, filter, j);
    return j;
}

/* Reporting */

static int report_not_run(struct judge *j, int i, enum builtin_id id, struct str a, struct str b)
{
    const struct judged *x = &j->judged[i];
    const struct str args[] = {a, b};
    struct finding out = {.level = x->level, .result = RESULT_NOTRUN, .rule = x->id, .ruleset = x->rule->ruleset,
                          .errorcode = x->code, .table = j->table->name, .file = str_of(j->stream)};
    if (id != B_RULE_UNBOUND)
        out.variable = a;
    for (int lang = 0; lang < 2; lang++) {
        buf_reset(&j->message[lang]);
        builtin_text(&j->message[lang], id, lang, 2, args);
        out.message[lang] = buf_slice(&j->message[lang]);
    }
    findings_add(j->findings, &out);
    return 1;
}

/* A rule about rows, and nobody knows their groups? */
static bool lacks_groups(const struct judge *j, int rule)
{
    return program_component(j->program, rule) >= 0 && judge_groups_missing(j->groups).n;
}

int judge_start(struct judge *j)
{
    int missing = constrain_missing(j->constrain, j->findings);
    for (int i = 0; i < j->n; i++) {
        enum rule_state state = program_state(j->program, i);
        struct str nearest = {"", 0}, name;
        if (lacks_groups(j, i))
            missing += report_not_run(j, i, B_RULE_COLUMN, judge_groups_missing(j->groups), nearest);
        if (state == RULE_UNBOUND)
            missing += report_not_run(j, i, B_RULE_UNBOUND, j->judged[i].rule->ruleset, nearest);
        if (state != RULE_MISSING)
            continue;
        name = program_missing(j->program, i, &nearest);
        missing += report_not_run(j, i, nearest.n ? B_RULE_COLUMN_NEAR : B_RULE_COLUMN, name, nearest);
    }
    return missing;
}

/* The rules see this record from now on. */
static void look_at(struct judge *j, const struct rec *r)
{
    if (j->seen == r)
        return;
    j->rec = j->seen = r;
    vm_record(j->vm, r->cell, constrain_bad(j->constrain));
}

/* Judges by a rule. What was merely submitted before serves soft rules alone; and one that cannot be computed because of it (a
 * division by its zero) is a hard finding, and so judges without it. */
static enum outcome apply(struct judge *j, int rule, const struct rec *r, const struct rec *strict)
{
    look_at(j, j->judged[rule].level > LEVEL_SOFT ? strict : r);
    enum outcome outcome = vm_rule(j->vm, rule);
    if (outcome != OUTCOME_ERROR || j->seen == strict)
        return outcome;
    look_at(j, strict);
    return vm_rule(j->vm, rule);
}

int judge_record(struct judge *j, const struct rec *r)
{
    struct rec without;
    const struct rec *strict = companions_strict(&j->companions, r, &without) ? &without : r;
    j->rec = r;
    j->seen = NULL;
    int worst = constrain_record(j->constrain, r, j->findings);
    for (int k = 0; k < j->n_ready; k++) {
        int i = j->ready[k];
        enum outcome outcome = apply(j, i, r, strict);
        if (outcome != OUTCOME_FALSE && outcome != OUTCOME_ERROR && !j->outcomes) {
            j->judged[i].count[outcome]++;
            continue;
        }
        int level = judge_take(j, i, outcome, NULL);
        worst = worst < level ? level : worst;
    }
    if (j->groups) {
        look_at(j, strict);
        worst = judge_groups_take(j->groups, j, strict, worst);
    }
    j->rec = NULL;
    return worst;
}

bool judge_has_groups(const struct judge *j)
{
    return j->groups && !judge_groups_missing(j->groups).n;
}

int judge_group(struct judge *j, const struct rec *next)
{
    return j->groups && !judge_groups_has(j->groups, next) ? judge_groups_close(j->groups, j) : JUDGE_OPEN;
}

void judge_end(struct judge *j)
{
    outcomes_close(j->outcomes, true);
    j->outcomes = NULL;
    if (j->groups)
        judge_groups_end(j->groups, j);
    constrain_end(j->constrain, j->findings);
    if (j->baseline)
        baseline_stale(j->baseline);
}

/* For people */

static void print_tally(const struct tally *t, FILE *to)
{
    struct buf rule = {0}, what = {0};
    visible_put(&rule, t->rule);
    visible_put(&what, t->what);
    fprintf(to, "%-18s %-28s", buf_text(&rule), buf_text(&what));
    buf_free(&rule);
    buf_free(&what);
    if (t->notrun)
        fprintf(to, " %12s\n", diag_lang() == LANG_ZH ? "未执行" : "not run");
    else
        fprintf(to, " %12llu %12llu %12llu %12llu\n", (unsigned long long)t->passed, (unsigned long long)t->failed,
                (unsigned long long)t->na, (unsigned long long)t->errors);
}

void judge_print_tallies(const struct judge *j, FILE *to)
{
    struct tally t;
    fprintf(to, "%-18s %-28s %12s %12s %12s %12s\n", "rule", "variable/ruleset", "passed", "failed", "n/a", "errors");
    for (int i = 0; constrain_tally(j->constrain, i, &t); i++)
        print_tally(&t, to);
    for (int i = 0; i < j->n; i++) {
        const struct judged *x = &j->judged[i];
        enum rule_state state = program_state(j->program, i);
        if (state == RULE_LEFT_OUT)
            continue;
        t = (struct tally){.rule = x->id, .what = x->rule->ruleset, .passed = x->count[OUTCOME_TRUE],
                           .failed = x->count[OUTCOME_FALSE], .errors = x->count[OUTCOME_ERROR],
                           .notrun = state != RULE_READY || lacks_groups(j, i)};
        t.na = x->count[OUTCOME_NULL] + x->count[OUTCOME_BAD] + x->count[OUTCOME_NOROW];
        print_tally(&t, to);
    }
}

void judge_summary(const struct judge *j, struct buf *b)
{
    bool zh = diag_lang() == LANG_ZH;
    if (j->has_rules)
        buf_printf(b, zh ? "；规则 %d 条" : "; %d rules", j->n_ready + judge_groups_rules(j->groups));
    if (j->groups)
        buf_printf(b, zh ? "；%llu 组" : "; %llu groups", (unsigned long long)judge_groups_count(j->groups));
    if (j->baseline)
        buf_printf(b, zh ? "；基线已接受 %llu" : "; %llu accepted by the baseline", (unsigned long long)j->accepted);
    if (j->explained && explained_refused(j->explained))
        buf_printf(b, zh ? "；%llu 条说明仅为套话，不予采纳" : "; %llu explanations refused: stock phrases only",
                   (unsigned long long)explained_refused(j->explained));
}

bool judge_has_key(struct judge *j, const struct rec *r, struct str key)
{
    struct finding x = {0};
    struct buf both = {0};
    recordref_fill(&j->recordref, r, &x);
    findkey_put(&both, j->table, key);
    size_t n = both.n;
    findkey_put(&both, j->table, x.key);
    struct str wanted = {both.p, n}, has = {both.p + n, both.n - n};
    bool fits = str_starts(has, wanted) && (has.n == n || has.p[n] == ';');
    buf_free(&both);
    return fits;
}

static void print_part(void *to, int depth, struct str text, const struct value *v, enum vtl_error error)
{
    struct buf b = {0};
    for (int i = 0; i < depth; i++)
        buf_puts(&b, "  ");
    struct buf value = {0};
    if (error == ERR_NONE)
        value_put(&value, v);
    if (error == ERR_NONE && v->type == T_STRING)
        personal_mask(&b, buf_slice(&value));
    else if (error == ERR_NONE)
        buf_str(&b, buf_slice(&value));
    else
        buf_puts(&b, vtl_error_text(error, diag_lang() == LANG_ZH));
    buf_puts(&b, "  <-  ");
    struct buf one = {0};
    buf_one_line(&one, text);
    buf_str(&b, buf_slice(&one));
    buf_char(&b, '\n');
    fwrite(b.p, 1, b.n, to);
    buf_free(&value);
    buf_free(&one);
    buf_free(&b);
}

static void print_line(FILE *to, const char *en, const char *zh, struct str text)
{
    if (text.n)
        fprintf(to, "%s: %.*s\n", diag_lang() == LANG_ZH ? zh : en, (int)text.n, text.p);
}

static void print_rule(const struct judge *j, const struct judged *x, FILE *to)
{
    const struct rule *r = x->rule;
    int lang = diag_lang() == LANG_ZH;
    const struct message *m = messages_find(&j->files.messages, x->code, lang);
    if (!m)
        m = messages_find(&j->files.messages, x->code, !lang);
    fprintf(to, "%.*s (%.*s, %s) %s:%ld\n", (int)x->id.n, x->id.p, (int)r->ruleset.n, r->ruleset.p, level_name(x->level),
            r->file, r->line);
    fprintf(to, "%.*s\n", (int)r->text.n, r->text.p);
    print_line(to, "errorcode", "错误代码", x->code);
    if (m) {
        print_line(to, "message", "消息", m->text);
        print_line(to, "rationale", "依据", m->rationale);
        print_line(to, "remedy", "处理办法", m->fix);
    }
}

static bool explain_builtin(struct str rule, FILE *to)
{
    const struct builtin *b = builtin_find(rule);
    if (b)
        fprintf(to, "%s (%s)\n%s: %s\n", b->id, level_name(b->level), diag_lang() == LANG_ZH ? "消息" : "message",
                b->text[diag_lang()]);
    return b != NULL;
}

bool judge_explain(struct judge *j, struct str rule, const struct rec *r, FILE *to)
{
    static const char *const words[OUTCOMES][2] = {
        [OUTCOME_FALSE] = {"failed", "未通过"}, [OUTCOME_NULL] = {"not applicable", "不适用"},
        [OUTCOME_TRUE] = {"passed", "通过"}, [OUTCOME_ERROR] = {"error", "无法计算"},
        [OUTCOME_BAD] = {"not judged: a cell that it reads is not of its type", "未判定：所读单元格类型有误"},
        [OUTCOME_NOROW] = {"no row in this mode", "该模式下无结果"}, [OUTCOME_NOTRUN] = {"not run", "未执行"}};
    int i = rule_number(j, rule);
    if (i < 0 && explain_builtin(rule, to))
        return true;
    if (i < 0) {
        no_rule(j, rule);
        return false;
    }
    print_rule(j, &j->judged[i], to);
    if (!r || program_state(j->program, i) != RULE_READY)
        return true;
    struct finding x = {0};
    bool rows = program_component(j->program, i) >= 0;
    if (rows && judge_groups_missing(j->groups).n)
        return true;
    struct rec without;
    if ((rows || j->judged[i].level > LEVEL_SOFT) && companions_strict(&j->companions, r, &without))
        r = &without;
    j->rec = r;
    if (!rows)
        vm_record(j->vm, r->cell, NULL);
    enum outcome outcome = rows ? judge_groups_rule(j->groups, j, i) : vm_rule(j->vm, i);
    recordref_fill(&j->recordref, j->rec, &x);
    fprintf(to, "\n%.*s:%ld [%.*s]: %s\n", (int)x.file.n, x.file.p, x.line, (int)x.key.n, x.key.p,
            words[outcome][diag_lang() == LANG_ZH]);
    vm_explain(j->vm, j->program, i, print_part, to);
    j->rec = NULL;
    return true;
}

bool judge_gathers(const struct judge *j, struct str rule)
{
    int i = rule_number(j, rule);
    return i >= 0 && program_component(j->program, i) >= 0;
}

bool judge_of_group(struct judge *j, const struct rec *r)
{
    return judge_groups_has(j->groups, r);
}

void judge_gather(struct judge *j, const struct rec *r)
{
    if (!judge_groups_has(j->groups, r))
        judge_groups_clear(j->groups);
    struct rec without;
    if (companions_strict(&j->companions, r, &without))
        r = &without;
    vm_record(j->vm, r->cell, NULL);
    judge_groups_take(j->groups, j, r, -1);
}

const char *judge_rules_sha256(const struct judge *j)
{
    return j->has_rules ? j->files.sha256 : NULL;
}

void judge_free(struct judge *j)
{
    if (!j)
        return;
    if (j->findings)
        findings_set_filter(j->findings, NULL, NULL);
    outcomes_close(j->outcomes, false);
    judge_groups_free(j->groups);
    constrain_free(j->constrain);
    recordref_free(&j->recordref);
    companions_free(&j->companions);
    vm_free(j->vm);
    program_free(j->program);
    schema_free(&j->schema);
    if (j->has_rules)
        rulefiles_free(&j->files);
    domains_free(&j->domains);
    mem_free(j->judged);
    mem_free(j->ready);
    explained_free(j->explained);
    baseline_free(j->baseline);
    arena_free(&j->text);
    arena_free(&j->row);
    buf_free(&j->message[0]);
    buf_free(&j->message[1]);
    buf_free(&j->values);
    buf_free(&j->value);
    buf_free(&j->expected);
    buf_free(&j->diff);
    buf_free(&j->numbers);
    mem_free(j);
}
