/* SPDX-License-Identifier: Apache-2.0 */
/* ecmerge: several streams of one form become one in key order that holds the latest revision of each unit. */
#include "base/diag.h"
#include "base/mem.h"
#include "cli/columns.h"
#include "cli/tool.h"
#include "form/load.h"
#include "rec/merge.h"
#include "rec/recin.h"
#include "rec/recout.h"
#include "rec/lineage.h"

static const char *form_path, *table_name, *keys, *latest, *superseded_path, *units_path;
static uint64_t sort_bytes = 256u << 20;

static const struct opt options[] = {
    OPT_FORM(&form_path),
    OPT_TABLE(&table_name),
    {'k', "keys", OPT_TEXT, &keys, "KEYS", {"key columns, separated by commas (default: the identifiers of the table)",
                                            "主键列，以逗号分隔（默认：表的标识变量）"}, NULL, 0, 0},
    {0, "latest", OPT_TEXT, &latest, "VARS", {"columns that tell the later of two records (default: revision)",
                                              "判定先后的列（默认：revision）"}, NULL, 0, 0},
    {0, "superseded", OPT_TEXT, &superseded_path, "FILE", {"write there what was superseded",
                                                           "将被取代的记录写入该文件"}, NULL, 0, 0},
    {0, "units", OPT_TEXT, &units_path, "FILE", {"stream of the units: rows of a revision older than there are superseded",
                                                 "单位本身的记录流：修订早于其中的行被取代"}, NULL, 0, 0},
    {'S', "memory", OPT_SIZE, &sort_bytes, "SIZE", {"memory for sorting; beyond it temporary files (default: 256M)",
                                                         "排序内存；超出则用临时文件（默认 256M）"}, NULL, 0, 0},
    OPT_END,
};

static const struct opt_program program = {
    .name = "ecmerge",
    .purpose = {"merge resubmissions: key order, latest revision of each unit", "合并多次报送：按键排序，每个单位保留最新修订"},
    .usage = "-f FORM [-t TABLE] [-k KEYS] [--latest VARS] [--superseded FILE] [--units FILE] [-S SIZE] [-o OUT] FILE...",
    .examples = "ecmerge -f st-quarterly first.tsv second.tsv -o q3.tsv --superseded old.tsv\n"
                "ecmerge -f st-quarterly -t product --units q3.tsv p1.tsv p2.tsv -o products.tsv",
    .own = options,
    .common = tool_common,
};

struct plan {
    struct columns unit, row, latest, location;
    struct merge_plan merge;
};

struct counts {
    uint64_t read, of[MERGE_CONFLICT + 1];
    struct merged repeated; /* the first record that was sent twice with the same content; its line is gone */
};

/* Is it an identifier of the form's first table, that is of the unit itself? */
static bool of_unit(const struct form *form, struct str name)
{
    const struct form_var *v = form_var_find(&form->tables[0], name);
    return v && v->role == ROLE_IDENTIFIER;
}

static bool plan_keys(struct plan *p, const struct form *form, const struct form_table *t, const struct intern *names,
                      const char *stream)
{
    struct columns all = {0};
    bool good = true;
    if (keys)
        good = columns_list(&all, keys, names, stream);
    for (int i = 0; !keys && i < t->n; i++)
        if (t->vars[i].role == ROLE_IDENTIFIER && !columns_named(latest, t->vars[i].name))
            good = columns_name(&all, t->vars[i].name, names, stream) && good;
    for (int i = 0; i < all.n; i++)
        columns_add(of_unit(form, intern_name(names, all.at[i])) ? &p->unit : &p->row, all.at[i]);
    if (p->unit.n == 0) { /* keys of the user's own: all of them make the unit */
        mem_free(p->unit.at);
        p->unit = p->row;
        p->row = (struct columns){0};
    }
    mem_free(all.at);
    return good;
}

static bool make_plan(struct plan *p, const struct form *form, const struct form_table *t, const struct recin *in)
{
    const struct intern *names = recin_columns(in);
    const char *stream = recin_name(in);
    if (!latest && form_var_find(t, STR("revision")))
        latest = "revision";
    bool good = plan_keys(p, form, t, names, stream);
    if (latest && *latest)
        good = columns_list(&p->latest, latest, names, stream) && good;
    int sub = intern_find(names, STR("_sub"));
    if (sub < 0) /* a stream of an older version: one submission a file */
        sub = intern_find(names, STR("_file"));
    for (int i = 0; i < names->n; i++)
        if (lineage_find(intern_name(names, i)) >= 0)
            columns_add(&p->location, i);
    p->merge = (struct merge_plan){.sub = sub, .location = p->location.at, .n_location = p->location.n};
    columns_key(&p->merge.unit, &p->unit, names, t);
    columns_key(&p->merge.row, &p->row, names, t);
    columns_key(&p->merge.latest, &p->latest, names, t);
    return good;
}

/* All streams must have the columns of the first, in its order. */
static bool same_columns(const struct recin *in, const struct intern *first, const char *first_name)
{
    const struct intern *names = recin_columns(in);
    for (int i = 0; i < names->n || i < first->n; i++) {
        struct str a = i < names->n ? intern_name(names, i) : (struct str){0};
        struct str b = i < first->n ? intern_name(first, i) : (struct str){0};
        if (!str_eq(a, b)) {
            diag(D_MERGE_COLUMNS, loc_line(recin_name(in), 1), first_name, diag_num(i + 1), diag_str(a), diag_str(b));
            return false;
        }
    }
    return true;
}

static void add_all(struct merge *m, struct recin *in, uint32_t source, struct counts *counts)
{
    struct rec rec;
    int got;
    while ((got = recin_next(in, &rec)) > 0) {
        merge_add(m, &rec, source);
        counts->read++;
        tool_progress(recin_pos(in), recin_size(in), counts->read);
    }
    if (got < 0)
        tool_stop();
}

/* The revisions of the units' own stream, by the names that the columns have in the first one. */
static void add_units(struct merge *m, const struct plan *p, const struct form_table *t, const struct intern *names,
                      uint32_t source)
{
    struct columns unit = {0}, later = {0};
    struct reckey unit_key = {0}, later_key = {0};
    struct rec rec;
    int got = -1;
    struct recin *in = recin_open(units_path, &tool_options.dialect);
    bool good = in != NULL;
    for (int i = 0; i < p->unit.n && in; i++)
        good = columns_name(&unit, intern_name(names, p->unit.at[i]), recin_columns(in), recin_name(in)) && good;
    for (int i = 0; i < p->latest.n && in; i++)
        good = columns_name(&later, intern_name(names, p->latest.at[i]), recin_columns(in), recin_name(in)) && good;
    int sub = good ? intern_find(recin_columns(in), STR("_sub")) : -1;
    if (good) {
        columns_key(&unit_key, &unit, recin_columns(in), t);
        columns_key(&later_key, &later, recin_columns(in), t);
    }
    while (good && (got = recin_next(in, &rec)) > 0)
        merge_add_unit(m, &rec, &unit_key, &later_key, sub < 0 ? STR("") : rec.cell[sub], source);
    if (got < 0)
        tool_stop();
    mem_free(unit.at);
    mem_free(later.at);
    reckey_free(&unit_key);
    reckey_free(&later_key);
    recin_close(in);
}

static void report_conflict(const struct merged *x, const struct opt_list *files)
{
    tool_raise(1);
    if (!x->told)
        diag(D_MERGE_CONFLICT, loc_line(files->v[x->source], (long)x->lineno), files->v[x->kept_source],
             diag_num((long long)x->kept_lineno));
}

static void write_all(struct merge *m, struct str header, const struct opt_list *files, struct counts *counts)
{
    struct recout *out = recout_open(tool_options.output, &tool_options.dialect);
    struct recout *old = superseded_path ? recout_open(superseded_path, &tool_options.dialect) : NULL;
    struct merged x;
    recout_header(out, header);
    if (old)
        recout_header(old, header);
    while (merge_next(m, &x)) {
        if (x.what == MERGE_CONFLICT)
            report_conflict(&x, files);
        if (x.what == MERGE_REPEATED && !counts->of[x.what])
            counts->repeated = x;
        counts->of[x.what]++;
        if (x.what == MERGE_KEPT)
            recout_line(out, x.line);
        else if (old)
            recout_line(old, x.line);
    }
    recout_close(out, true);
    recout_close(old, true);
}

static void run(const struct form *form, const struct form_table *table, struct opt_list *files)
{
    int streams = files->n;
    struct counts counts = {0};
    struct plan plan = {0};
    struct merge *m = NULL;
    struct recin *first = NULL;
    for (int i = 0; i < streams; i++) {
        struct recin *in = recin_open(files->v[i], &tool_options.dialect);
        if (!in || (i == 0 && !make_plan(&plan, form, table, in)) ||
            (i > 0 && !same_columns(in, recin_columns(first), recin_name(first))))
            tool_stop();
        if (i == 0)
            m = merge_new(&plan.merge, sort_bytes);
        add_all(m, in, (uint32_t)i, &counts);
        if (i == 0)
            first = in;
        else
            recin_close(in);
    }
    if (units_path) {
        opt_list_add(files, units_path); /* a message may name it */
        add_units(m, &plan, table, recin_columns(first), (uint32_t)streams);
    }
    if (merge_mixes_zones(m))
        diag(D_MERGE_ZONES, (struct loc){0}, latest);
    write_all(m, recin_header(first), files, &counts);
    if (counts.of[MERGE_REPEATED] && !tool_options.quiet)
        diag(D_MERGE_REPEATED, loc_line(files->v[counts.repeated.source], (long)counts.repeated.lineno),
             files->v[counts.repeated.kept_source], diag_num((long long)counts.repeated.kept_lineno),
             diag_num((long long)counts.of[MERGE_REPEATED]));
    tool_note_count("read", counts.read);
    tool_note_count("written", counts.of[MERGE_KEPT]);
    tool_note_count("superseded", counts.of[MERGE_SUPERSEDED]);
    tool_note_count("repeated", counts.of[MERGE_REPEATED]);
    tool_note_count("conflicts", counts.of[MERGE_CONFLICT]);
    tool_summary(false, diag_words("read %llu, kept %llu, superseded %llu, repeated %llu, in conflict %llu",
                                   "读取 %llu，保留 %llu，被取代 %llu，重复 %llu，冲突 %llu"),
                 (unsigned long long)counts.read, (unsigned long long)counts.of[MERGE_KEPT],
                 (unsigned long long)counts.of[MERGE_SUPERSEDED], (unsigned long long)counts.of[MERGE_REPEATED],
                 (unsigned long long)counts.of[MERGE_CONFLICT]);
    merge_free(m);
    recin_close(first);
    mem_free(plan.unit.at);
    mem_free(plan.row.at);
    mem_free(plan.latest.at);
    mem_free(plan.location.at);
    reckey_free(&plan.merge.unit);
    reckey_free(&plan.merge.row);
    reckey_free(&plan.merge.latest);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    if (!form_path)
        tool_require("-f");
    if (operands.n == 0)
        opt_list_add(&operands, tool_input(&operands));
    struct form *form = form_load(form_path);
    const struct form_table *table = form ? form_table_need(form, table_name) : NULL;
    if (!table)
        tool_stop();
    tool_note_text("form_sha256", form->sha256);
    run(form, table, &operands);
    form_free(form);
    mem_free(operands.v);
    return tool_finish();
}
