/* SPDX-License-Identifier: Apache-2.0 */
/* ecjoin: puts the prior quarter, the same quarter of last year or the register beside each record. */
#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "cli/columns.h"
#include "cli/tool.h"
#include "form/companion.h"
#include "form/load.h"
#include "rec/join.h"
#include "rec/recin.h"
#include "rec/recout.h"
#include "rec/lineage.h"

static const char *form_path, *table_name, *keys, *suffix, *take, *submitted;
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
    {0, "submitted", OPT_TEXT, &submitted, "FILE",
     {"RIGHT is what was accepted, FILE what was submitted last: for keys that RIGHT lacks; a column _state says which it is",
      "RIGHT 为已接受的记录，FILE 为最后报送的记录：补 RIGHT 所缺的键；_state 列注明来自何者"}, NULL, 0, 0},
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
    .usage = "-f FORM [-t TABLE] [-k KEYS] --suffix TEXT [--inner | --left | --anti] [--take VARS] [--submitted FILE] [--sorted] "
             "[-S SIZE] [-o OUT] LEFT RIGHT",
    .examples = "ecjoin -f st-quarterly --suffix _prior q3.tsv q2.tsv\n"
                "ecjoin -f st-quarterly --suffix _prior --submitted 2025Q2/latest/enterprise.tsv q3.tsv "
                "2025Q2/accepted/enterprise.tsv\n"
                "ecjoin -f st-quarterly --anti frame.tsv q3.tsv",
    .own = options,
    .common = tool_common,
};

/* A stream of the right: RIGHT, --submitted. */
struct side {
    struct recin *in;
    struct columns keys, take;
    struct reckey key;
};

struct plan {
    struct recin *left;
    struct columns left_keys;
    struct reckey left_key;
    struct side right[JOIN_RIGHTS];
    int n_right;
};

static bool find_key(struct columns *c, struct str name, const struct recin *in)
{
    return columns_name(c, name, recin_columns(in), recin_name(in));
}

/* The key without a list of the user's: the table's identifiers that tell units and rows apart, not points in time. */
static bool default_keys(struct columns *c, const struct form_table *t, const struct recin *in)
{
    bool good = true;
    for (int i = 0; i < t->n; i++) {
        const struct form_var *v = &t->vars[i];
        if (v->role == ROLE_IDENTIFIER && i != t->period && !str_is(v->name, "revision"))
            good = find_key(c, v->name, in) && good;
    }
    return good;
}

static bool find_keys(struct columns *c, const struct form_table *t, const struct recin *in)
{
    return keys ? columns_list(c, keys, recin_columns(in), recin_name(in)) : default_keys(c, t, in);
}

/* What is taken of RIGHT; of --submitted the same by name. */
static bool find_take(struct plan *p)
{
    struct side *first = &p->right[0], *second = &p->right[1];
    const struct intern *names = recin_columns(first->in);
    bool good = true;
    if (take && !columns_list(&first->take, take, names, recin_name(first->in)))
        return false;
    for (int i = 0; i < names->n && !take; i++)
        if (!columns_has(&first->keys, i) && lineage_find(intern_name(names, i)) < 0)
            columns_add(&first->take, i);
    for (int i = 0; i < first->take.n && p->n_right > 1; i++)
        good = find_key(&second->take, intern_name(names, first->take.at[i]), second->in) && good;
    return good;
}

static bool make_plan(struct plan *p, const struct form_table *t)
{
    bool good = find_keys(&p->left_keys, t, p->left);
    for (int i = 0; i < p->n_right; i++)
        good = find_keys(&p->right[i].keys, t, p->right[i].in) && good;
    if (!good || (!anti && !find_take(p)))
        return false;
    columns_key(&p->left_key, &p->left_keys, recin_columns(p->left), t);
    for (int i = 0; i < p->n_right; i++)
        columns_key(&p->right[i].key, &p->right[i].keys, recin_columns(p->right[i].in), t);
    return true;
}

/* Adds a name with the suffix to the header. Returns false after complaining that it would stand twice. */
static bool add_name(struct buf *b, struct intern *all, struct str name, const struct recin *right)
{
    struct buf whole = {0};
    buf_str(&whole, name);
    buf_puts(&whole, suffix);
    bool good = intern_find(all, buf_slice(&whole)) < 0;
    if (!good)
        diag(D_JOIN_NAME, loc_file(recin_name(right)), diag_str(buf_slice(&whole)));
    intern_add(all, buf_slice(&whole));
    buf_char(b, '\t');
    buf_str(b, buf_slice(&whole));
    buf_free(&whole);
    return good;
}

/* The header of the result. Returns false after complaining about a name that would stand twice. */
static bool make_header(struct buf *b, const struct plan *p)
{
    const struct side *right = &p->right[0];
    struct intern all = {0};
    bool good = true;
    buf_str(b, recin_header(p->left));
    for (int i = 0; i < recin_columns(p->left)->n; i++)
        intern_add(&all, intern_name(recin_columns(p->left), i));
    for (int i = 0; i < right->take.n; i++)
        good = add_name(b, &all, intern_name(recin_columns(right->in), right->take.at[i]), right->in) && good;
    if (submitted)
        good = add_name(b, &all, STR(COMPANION_STATE), right->in) && good;
    intern_free(&all);
    return good;
}

static void report(const struct join_counts *c)
{
    tool_note_count("left", c->left);
    tool_note_count("right", c->right);
    tool_note_count("matched", c->matched);
    if (submitted)
        tool_note_count("submitted", c->second);
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

static bool open_streams(struct plan *p, const struct opt_list *files)
{
    const char *paths[JOIN_RIGHTS] = {files->v[1], submitted};
    p->left = recin_open(files->v[0], &tool_options.dialect);
    p->n_right = submitted ? 2 : 1;
    bool good = p->left != NULL;
    for (int i = 0; i < p->n_right && good; i++) {
        p->right[i].in = recin_open(paths[i], &tool_options.dialect);
        good = p->right[i].in != NULL;
    }
    return good;
}

static void run(const struct form_table *table, const struct opt_list *files)
{
    static const char *const words[JOIN_RIGHTS] = {COMPANION_ACCEPTED, COMPANION_SUBMITTED};
    struct plan plan = {0};
    struct buf header = {0};
    if (!open_streams(&plan, files) || !make_plan(&plan, table) || !make_header(&header, &plan))
        tool_stop();
    struct join_options how = {.left_key = &plan.left_key, .n_right = plan.n_right, .n_take = plan.right[0].take.n,
                               .mode = anti ? JOIN_ANTI : inner ? JOIN_INNER : JOIN_LEFT, .null = tool_options.dialect.null,
                               .bytes = join_bytes, .sorted = sorted, .tick = tick};
    for (int i = 0; i < plan.n_right; i++)
        how.right[i] = (struct join_right){plan.right[i].in, &plan.right[i].key, plan.right[i].take.at,
                                           submitted ? words[i] : NULL};
    struct join_counts counts;
    struct recout *out = recout_open(tool_options.output, &tool_options.dialect);
    recout_header(out, buf_slice(&header));
    bool good = join_run(&how, plan.left, out, &counts);
    recout_close(out, good);
    if (!good)
        tool_stop();
    report(&counts);
    recin_close(plan.left);
    buf_free(&header);
    reckey_free(&plan.left_key);
    mem_free(plan.left_keys.at);
    for (int i = 0; i < plan.n_right; i++) {
        recin_close(plan.right[i].in);
        reckey_free(&plan.right[i].key);
        mem_free(plan.right[i].keys.at);
        mem_free(plan.right[i].take.at);
    }
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    if (!form_path)
        tool_require("-f");
    if (inner + left_join + anti > 1)
        tool_usage(diag_words("--inner, --left and --anti exclude each other", "--inner、--left 和 --anti 不能同用"));
    if (submitted && (anti || sorted))
        tool_usage(diag_words("--submitted does not go with --anti or --sorted", "--submitted 不能与 --anti、--sorted 同用"));
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
