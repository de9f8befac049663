/* SPDX-License-Identifier: Apache-2.0 */
/* ecform: a form made of samples, and what changed between two forms. */
#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "cli/tool.h"
#include "form/load.h"
#include "io/out.h"
#include "starter/formdiff.h"
#include "starter/starter.h"

static struct opt_list samples, schemas;
static const char *record, *name;
static bool diff, once;

static const struct opt options[] = {
    {0, "from", OPT_LIST, &samples, "SAMPLE",
     {"make a form of this sample; more may follow as operands", "由该样本生成调查表；其余样本可直接列在后面"}, NULL, 0, 0},
    {0, "xsd", OPT_LIST, &schemas, "SCHEMA",
     {"make it of this XML schema; with samples: of them, with what the schema says of their elements",
      "由该 XML Schema 生成；同时给出样本时以样本为准，并采用 schema 的说明"}, NULL, 0, 0},
    {0, "record", OPT_TEXT, &record, "PATH",
     {"the element that is one record, such as /report/shop (default: guessed, and said)",
      "一条记录对应的元素，如 /report/shop（默认：推测并说明）"}, NULL, 0, 0},
    {0, "once", OPT_FLAG, &once, NULL,
     {"what comes once in the samples comes once in every record (default: believed of what was seen often)",
      "样本中只出现一次的元素在每条记录中也只出现一次（默认：仅在多次见到时如此认定）"}, NULL, 0, 0},
    {0, "name", OPT_TEXT, &name, "NAME",
     {"name of the form (default: that of the record)", "调查表名称（默认取记录名）"}, NULL, 0, 0},
    {0, "diff", OPT_FLAG, &diff, NULL,
     {"what changed from one form to another: the operands are the two; status 1 when they differ",
      "比较两个调查表（两个操作数）；有差异时状态为 1"}, NULL, 0, 0},
    OPT_END,
};

static const struct opt_program program = {
    .name = "ecform",
    .purpose = {"make a form of samples, or compare two forms", "由样本生成调查表，或比较两个调查表"},
    .usage = "--from SAMPLE [--record PATH] [--name NAME] [-o FORM] [SAMPLE]...\n--xsd SCHEMA [--record PATH] [--name NAME] [-o FORM] [SAMPLE]...\n--diff [-o OUT] OLD NEW",
    .examples = "ecform --from q3/*.xml -o my-form.tsv\n"
                "eclint -f my-form.tsv && ecread -f my-form.tsv q3/*.xml\n"
                "ecform --diff old-form.tsv my-form.tsv",
    .own = options,
    .common = tool_common,
};

static void make_form(const struct opt_list *operands)
{
    for (int i = 0; i < operands->n; i++)
        opt_list_add(&samples, operands->v[i]);
    struct starter_options o = {.samples = samples.v, .n_samples = samples.n, .schemas = schemas.v,
                                .n_schemas = schemas.n, .record = record, .name = name, .once = once,
                                .output = tool_options.output};
    struct starter_counts c = {0};
    if (!starter_run(&o, &c))
        tool_stop();
    tool_note_count("tables", c.tables);
    tool_note_count("variables", c.variables);
    tool_summary(false, diag_words("%llu tables, %llu variables, %llu guesses of identifiers; %llu records in the samples",
                                   "%llu 张表，%llu 个变量，推测标识 %llu 个；样本中有 %llu 条记录"),
                 (unsigned long long)c.tables, (unsigned long long)c.variables, (unsigned long long)c.guesses,
                 (unsigned long long)c.records);
}

static void compare_forms(const struct opt_list *operands)
{
    if (operands->n != 2 || samples.n)
        tool_usage(diag_words("--diff takes two forms, the old one and the new one", "--diff 需要两个调查表：旧表和新表"));
    struct form *old = form_load(operands->v[0]), *new = form_load(operands->v[1]);
    if (!old || !new)
        tool_stop();
    struct buf b = {0};
    long n = formdiff(&b, old, new);
    struct out *o = out_open(tool_options.output);
    out_write(o, b.p, b.n);
    out_close(o, true);
    tool_note_count("changes", (uint64_t)n);
    if (n)
        tool_raise(1);
    buf_free(&b);
    form_free(old);
    form_free(new);
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    if (diff)
        compare_forms(&operands);
    else if (!samples.n && !operands.n && !schemas.n)
        tool_usage(diag_words("name a sample or a schema: --from FILE, --xsd FILE", "请给出样本或 schema：--from FILE、--xsd FILE"));
    else
        make_form(&operands);
    mem_free(samples.v);
    mem_free(schemas.v);
    mem_free(operands.v);
    return tool_finish();
}
