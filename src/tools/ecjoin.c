/* SPDX-License-Identifier: Apache-2.0 */
/* ecjoin: puts the prior quarter, the same quarter of last year or the register beside each record. */
#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "cli/columns.h"
#include "cli/tool.h"
#include "form/load.h"
#include "rec/join.h"
#include "rec/recin.h"
#include "rec/recout.h"
#include "rec/lineage.h"

static const char *form_path, *table_name, *keys, *suffix, *take;
static bool inner, left_join, anti, sorted;
static uint64_t join_bytes = 256u << 20;

static const struct opt options[] = {
    OPT_FORM(&form_path),
    OPT_TABLE(&table_name),
    {'k', "keys", OPT_TEXT, &keys, "KEYS", {"key columns (default: the identifiers of the table but for its period and revision)",
                                            "主键列（默认：除报告期和修订序号外的标识变量）"}, NULL, 0, 0},
    {0, "suffix", OPT_TEXT, &suffix, "TEXT", {"added to the names of the columns of RIGHT, such as _prior, _ly, _reg",
                                              "加在 RIGHT 各列名之后，如 _prior、_ly、_reg"}, NULL, 0, 0},
    {0, "take", OPT_TEXT, &take, "VARS", {"columns of RIGHT to add (default: all but the key and the place)",
                                          "取 RIGHT 的哪些列（默认：除主键和位置以外的全部）"}, NULL, 0, 0},
    {0, "left", OPT_FLAG, &left_join, NULL, {"all records of LEFT (the default)", "LEFT 的全部记录（默认）"}, NULL, 0, 0},
    {0, "inner", OPT_FLAG, &inner, NULL, {"only records that have a partner", "只要有对应的记录"}, NULL, 0, 0},
    {0, "anti", OPT_FLAG, &anti, NULL, {"only records without a partner: units of the frame that have not reported",
                                        "只要没有对应的记录：名录中尚未报送的单位"}, NULL, 0, 0},
    {0, "sorted", OPT_FLAG, &sorted, NULL, {"both streams are in key order; this is checked", "两个数据流均按键排序（会检查）"}, NULL, 0, 0},
    {'S', "memory", OPT_SIZE, &join_bytes, "SIZE", {"memory for RIGHT; beyond it temporary files (default: 256M)",
                                                         "存放 RIGHT 的内存；超出则用临时文件（默认 256M）"}, NULL, 0, 0},
    OPT_END,
};

static const struct opt_program program = {
    .name = "ecjoin",
    .purpose = {"put another stream's columns beside each record", "把另一数据流的列并到每条记录旁"},
    .usage = "-f FORM [-t TABLE] [-k KEYS] --suffix TEXT [--inner | --left | --anti] [--take VARS] [--sorted] [-S SIZE] [-o OUT] "
             "LEFT RIGHT",
    .examples = "ecjoin -f st-quarterly --suffix _prior q3.tsv q2.tsv\n"
                "ecjoin -f st-quarterly --anti frame.tsv q3.tsv",
    .own = options,
    .common = tool_common,
};

struct plan {
    struct columns left, right, take;
    struct reckey left_key, right_key;
};

/* The key without a list of the user's: the table's identifiers that tell units and rows apart, not points in time. */
static bool default_keys(struct plan *p, const struct form_table *t, const struct recin *left, const struct recin *right)
{
    bool good = true;
    for (int i = 0; i < t->n; i++) {
        const struct form_var *v = &t->vars[i];
        if (v->role != ROLE_IDENTIFIER || i == t->period || str_is(v->name, "revision"))
            continue;
        good = columns_name(&p->left, v->name, recin_columns(left), recin_name(left)) &&
               columns_name(&p->right, v->name, recin_columns(right), recin_name(right)) && good;
    }
    return good;
}

static bool make_plan(struct plan *p, const struct form_table *t, const struct recin *left, const struct recin *right)
{
    const struct intern *names = recin_columns(right);
    bool good = keys ? columns_list(&p->left, keys, recin_columns(left), recin_name(left)) &&
                           columns_list(&p->right, keys, names, recin_name(right))
                     : default_keys(p, t, left, right);
    if (anti || !good)
        return good;
    if (take)
        return columns_list(&p->take, take, names, recin_name(right));
    for (int i = 0; i < names->n; i++)
        if (!columns_has(&p->right, i) && lineage_find(intern_name(names, i)) < 0)
            columns_add(&p->take, i);
    return true;
}

/* The header of the result. Returns false after complaining about a name that would stand twice. */
static bool make_header(struct buf *b, const struct plan *p, const struct recin *left, const struct recin *right)
{
    struct intern all = {0};
    bool good = true;
    buf_str(b, recin_header(left));
    for (int i = 0; i < recin_columns(left)->n; i++)
        intern_add(&all, intern_name(recin_columns(left), i));
    for (int i = 0; i < p->take.n; i++) {
        struct buf name = {0};
        buf_str(&name, intern_name(recin_columns(right), p->take.at[i]));
        buf_puts(&name, suffix);
        if (intern_find(&all, buf_slice(&name)) >= 0) {
            diag(D_JOIN_NAME, loc_file(recin_name(right)), diag_str(buf_slice(&name)));
            good = false;
        }
        intern_add(&all, buf_slice(&name));
        buf_char(b, '\t');
        buf_str(b, buf_slice(&name));
        buf_free(&name);
    }
    intern_free(&all);
    return good;
}

static void report(const struct join_counts *c)
{
    tool_note_count("left", c->left);
    tool_note_count("right", c->right);
    tool_note_count("matched", c->matched);
    tool_note_count("written", c->written);
    tool_note_count("left_without_key", c->left_null);
    tool_note_count("right_without_key", c->right_null);
    tool_summary(false, diag_words("left %llu (%llu without key), right %llu (%llu without key), matched %llu, written %llu%s",
                                   "左 %llu（无键 %llu），右 %llu（无键 %llu），匹配 %llu，写出 %llu%s"),
                 (unsigned long long)c->left, (unsigned long long)c->left_null, (unsigned long long)c->right,
                 (unsigned long long)c->right_null, (unsigned long long)c->matched, (unsigned long long)c->written,
                 c->spilled ? diag_words(", on disk", "，使用磁盘") : "");
}

static void tick(const struct recin *left)
{
    tool_progress(recin_pos(left), recin_size(left), recin_count(left));
}

static void run(const struct form_table *table, const struct opt_list *files)
{
    struct recin *left = recin_open(files->v[0], &tool_options.dialect);
    struct recin *right = left ? recin_open(files->v[1], &tool_options.dialect) : NULL;
    struct plan plan = {0};
    struct buf header = {0};
    if (!right || !make_plan(&plan, table, left, right) || !make_header(&header, &plan, left, right))
        tool_stop();
    columns_key(&plan.left_key, &plan.left, recin_columns(left), table);
    columns_key(&plan.right_key, &plan.right, recin_columns(right), table);
    struct join_options how = {&plan.left_key, &plan.right_key, plan.take.at, plan.take.n,
                             anti ? JOIN_ANTI : inner ? JOIN_INNER : JOIN_LEFT, tool_options.dialect.null, join_bytes,
                             sorted, tick};
    struct join_counts counts;
    struct recout *out = recout_open(tool_options.output, &tool_options.dialect);
    recout_header(out, buf_slice(&header));
    bool good = join_run(&how, left, right, out, &counts);
    recout_close(out, good);
    if (!good)
        tool_stop();
    report(&counts);
    recin_close(left);
    recin_close(right);
    buf_free(&header);
    reckey_free(&plan.left_key);
    reckey_free(&plan.right_key);
    mem_free(plan.left.at);
    mem_free(plan.right.at);
    mem_free(plan.take.at);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    if (!form_path)
        tool_require("-f");
    if (inner + left_join + anti > 1)
        tool_usage(diag_words("--inner, --left and --anti exclude each other", "--inner、--left 和 --anti 不能同用"));
    if (!suffix && !anti)
        tool_require("--suffix");
    if (operands.n < 2)
        tool_usage(diag_words("two streams are needed: LEFT RIGHT", "需要两个数据流：LEFT RIGHT"));
    if (operands.n > 2) {
        struct buf text = {0};
        buf_printf(&text, diag_words("two streams are joined, %s is one too many",
                                     "只连接两个数据流，%s 多余"), operands.v[2]);
        tool_usage(buf_text(&text));
    }
    struct form *form = form_load(form_path);
    const struct form_table *table = form ? form_table_need(form, table_name) : NULL;
    if (!table)
        tool_stop();
    tool_note_text("form_sha256", form->sha256);
    run(table, &operands);
    form_free(form);
    mem_free(operands.v);
    return tool_finish();
}
