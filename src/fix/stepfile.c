/* SPDX-License-Identifier: Apache-2.0 */
#include "fix/stepfile.h"

#include <stdio.h>

#include "base/diag.h"
#include "base/mem.h"
#include "cli/rulefiles.h"
#include "cli/tool.h"
#include "form/domains.h"
#include "form/recordref.h"

struct stepfile {
    struct rulefiles files;
    char short_sha[17];
    struct schema schema;
    struct rules_host host;
    struct domains domains;
    struct steps *steps;
    struct recordref recordref;
    bool has_recordref;
    const struct rec *rec;
    struct findings *findings;
};

static const void *find_domain(void *ctx, struct str name, enum vtype *type)
{
    struct stepfile *s = ctx;
    *type = T_STRING;
    return domains_find(&s->domains, name);
}

static bool is_member(void *ctx, const void *domain, const struct value *v)
{
    struct stepfile *s = ctx;
    const struct codelist *list = domain;
    struct date day;
    bool has_day = list->dated && s->rec && recordref_day(&s->recordref, s->rec, &day);
    return domains_has(list, v->str, has_day ? &day : NULL);
}

struct stepfile *stepfile_load(const struct opt_list *paths)
{
    struct stepfile *s = mem_alloc(sizeof *s);
    if (!rulefiles_load(&s->files, paths, NULL)) {
        stepfile_free(s);
        return NULL;
    }
    snprintf(s->short_sha, sizeof s->short_sha, "%.16s", s->files.sha256);
    return s;
}

struct steps *stepfile_bind(struct stepfile *s, const struct form *form, const struct form_table *table, struct recin *in,
                            struct findings *findings)
{
    s->domains.form = form;
    s->findings = findings;
    form_stream_schema(table, recin_columns(in), &s->schema);
    recordref_init(&s->recordref, table, recin_columns(in), recin_name(in));
    s->has_recordref = true;
    s->host = (struct rules_host){.ctx = s, .domain = find_domain, .member = is_member, .today = tool_today(NULL)};
    struct steps_setup setup = {s->files.rules, form, table, &s->schema, &s->host};
    s->steps = steps_new(&setup);
    return s->steps;
}

void stepfile_record(struct stepfile *s, const struct rec *rec)
{
    s->rec = rec;
}

void stepfile_failed(void *to, const struct rec *rec, struct str key, const struct steps_failure *f)
{
    struct stepfile *s = to;
    struct finding x = {0};
    recordref_fill(&s->recordref, rec, &x);
    x.key = key;
    x.result = RESULT_ERROR;
    x.variable = f->variable.n ? f->variable : (struct str){0};
    x.errorcode = steps_name(s->steps, f->statement);
    struct str en[3] = {x.errorcode, f->unread.n ? f->unread : str_of(vtl_error_text(f->why, 0)), f->variable};
    struct str zh[3] = {x.errorcode, f->unread.n ? f->unread : str_of(vtl_error_text(f->why, 1)), f->variable};
    enum builtin_id id = f->variable.n ? f->unread.n ? B_STEP_UNREAD : B_STEP_ERROR
                         : f->unread.n ? B_STEP_FILTER_UNREAD : B_STEP_FILTER_ERROR;
    findings_builtin_both(s->findings, id, &x, 3, en, zh);
}

const char *stepfile_short(const struct stepfile *s)
{
    return s->short_sha;
}

const char *stepfile_sha256(const struct stepfile *s)
{
    return s->files.sha256;
}

void stepfile_summary(const struct stepfile *s)
{
    for (int i = 0; i < steps_count(s->steps); i++) {
        const struct steps_tally *t = steps_tally(s->steps, i);
        struct str name = steps_name(s->steps, i);
        tool_summary(true, diag_words("%.*s: %llu cells changed, %llu records taken out (condition false %llu, null %llu), "
                                      "%llu not computed",
                                      "%.*s：修改单元格 %llu 个，剔除记录 %llu 条（条件为假 %llu，为空 %llu），未能计算 %llu"),
                     (int)name.n, name.p, (unsigned long long)t->changed,
                     (unsigned long long)(t->is_false + t->is_null), (unsigned long long)t->is_false,
                     (unsigned long long)t->is_null, (unsigned long long)t->failed);
    }
}

void stepfile_free(struct stepfile *s)
{
    if (!s)
        return;
    steps_free(s->steps);
    rulefiles_free(&s->files);
    schema_free(&s->schema);
    if (s->has_recordref)
        recordref_free(&s->recordref);
    domains_free(&s->domains);
    mem_free(s);
}
