/* SPDX-License-Identifier: Apache-2.0 */
/* ecread: reads submissions (XML, spreadsheets, delimited text) by a form: tables of rows, findings, and what was rejected. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/mem.h"
#include "cli/findopt.h"
#include "cli/tool.h"
#include "form/guide.h"
#include "form/load.h"
#include "io/private.h"
#include "io/written.h"
#include "io/xmlin.h"
#include "read/batch.h"
#include "read/plan.h"

static const char *const fallback_words[] = {"none", "gb18030", NULL};
static const char *const parser_words[] = {"auto", "libxml2", NULL};

static const char *form_path, *table_name, *split, *rejects, *key_path;
static struct buf key;
static struct opt_list lists;
static struct findopt findopt = FINDOPT_DEFAULT;
static long jobs = 0, max_depth = 64, max_ratio = 200;
static uint64_t max_text = 64u << 10, max_record = 16u << 20, max_size;
static int fallback, parser;
static bool strict, part;
static const char *period, *delimiter;

static const struct opt options[] = {
    OPT_FORM(&form_path),
    OPT_TABLE(&table_name),
    {0, "split", OPT_TEXT, &split, "DIR",
     {"write all tables, each to DIR/TABLE.tsv, in one pass", "一次读出所有表，各写入 DIR/表名.tsv"}, NULL, 0, 0},
    {0, "rejects", OPT_TEXT, &rejects, "DIR",
     {"keep the bytes of what was rejected in DIR, with the reason beside them; its mode becomes 0700",
      "将被拒收的原始字节及原因保存到 DIR（权限设为 0700）"}, NULL, 0, 0},
    {0, "key", OPT_TEXT, &key_path, "FILE",
     {"put tokens made with this key in the place of identity numbers in identifiers (default: reject such submissions)",
      "用该密钥生成代号，替换标识中的身份证号码（默认拒收此类报送）"}, NULL, 0, 0},
    {0, "files0-from", OPT_LIST, &lists, "FILE",
     {"read the names of the input files from FILE, each ended by NUL (find -print0); - is standard input",
      "从 FILE 读取输入文件名，以 NUL 结尾（find -print0）；- 为标准输入"}, NULL, 0, 0},
    {0, "part", OPT_FLAG, &part, NULL,
     {"the files are a part of what is read: that no record occurs in them is no error",
      "输入只是全部文件的一部分：其中没有记录不算错误"}, NULL, 0, 0},
    {'j', "jobs", OPT_INT, &jobs, "N",
     {"threads (default: the processors); the output does not depend on it", "线程数（默认为处理器数）；不影响输出"}, NULL, 1,
     TOOL_THREADS_MAX},
    OPT_FINDINGS(&findopt),
    {0, "period", OPT_TEXT, &period, "PERIOD", {"take submissions of that period only; others are rejected",
                                                "只接收该报告期的报送，其余拒收"}, NULL, 0, 0},
    {0, "strict", OPT_FLAG, &strict, NULL,
     {"unknown elements and attributes reject the record", "出现未知元素或属性即拒收该记录"}, NULL, 0, 0},
    {0, "delimiter", OPT_TEXT, &delimiter, "CHAR",
     {"what parts the cells of delimited text: a character, or tab (default: found out)",
      "分隔文本的分隔符：一个字符，或 tab（默认自动判断）"}, NULL, 0, 0},
    {0, "encoding-fallback", OPT_WORD, &fallback, "ENC",
     {"gb18030: read files that say UTF-8 but are written in GB18030 as such (default none: reject them)",
      "gb18030：声明 UTF-8 而实为 GB18030 的文件按后者读取（默认 none：拒收）"}, fallback_words, 0, 0},
    {0, "max-depth", OPT_INT, &max_depth, "N",
     {"deepest nesting of elements (default 64)", "元素最大嵌套层数（默认 64）"}, NULL, 2, 200},
    {0, "max-text", OPT_SIZE, &max_text, "SIZE",
     {"longest text or attribute value (default 64K)", "文本或属性值的最大长度（默认 64K）"}, NULL, 0, 0},
    {0, "max-record", OPT_SIZE, &max_record, "SIZE",
     {"largest record (default 16M)", "单条记录的最大长度（默认 16M）"}, NULL, 0, 0},
    {0, "max-ratio", OPT_INT, &max_ratio, "N",
     {"bytes that one byte of gzip or of a workbook may give beyond the first 16M (default 200; 0: any)",
      "gzip 或工作簿每字节可展开的字节数，超过 16M 后检查（默认 200；0：不限）"}, NULL, 0, 1000000},
    {0, "max-size", OPT_SIZE, &max_size, "SIZE",
     {"largest file, uncompressed (default 0: any)", "单个文件解压后的最大长度（默认 0：不限）"}, NULL, 0, 0},
    {0, "parser", OPT_WORD, &parser, "WHICH",
     {"auto, or libxml2 for everything: the output is the same, slower", "auto，或 libxml2：输出相同，速度较慢"}, parser_words, 0, 0},
    OPT_END,
};

static const struct opt_program program = {
    .name = "ecread",
    .purpose = {"read submissions (XML, spreadsheets, CSV) into the tables of a form",
                "按调查表将报送数据（XML、电子表格、CSV）读成表"},
    .usage = "-f FORM [-t TABLE | --split DIR] [--rejects DIR] [--key FILE] [-F FINDINGS]... [-j N] [-o OUT] [FILE|-]...",
    .examples = "ecread -f st-quarterly q3/*.xml >q3.tsv\n"
                "find q3 -name '*.xml.gz' -print0 |\n"
                "    ecread -f st-quarterly --files0-from - --split out --rejects rejects -F found.tsv",
    .own = options,
    .common = tool_common,
};

static uint64_t total_bytes; /* of the files whose size is known beforehand */

static void add_size(const char *path)
{
    struct stat st;
    if (strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &st) == 0 : stat(path, &st) == 0)
        total_bytes += S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

static void tick(uint64_t bytes, uint64_t records)
{
    tool_progress(bytes, total_bytes, records);
}

static const struct form_table *choose_table(const struct form *form)
{
    const struct form_table *t = form_table_need(form, table_name);
    if (!t)
        tool_stop();
    if (t->derived)
        tool_usage(diag_words("-t names a derived table: no submission holds it",
                              "-t 指定的是派生表：报送文件中没有该表"));
    return t;
}

/* The names of a --files0-from, or the file itself when it cannot be read. */
static void read_list(struct batch *b, const char *path)
{
    struct buf names = {0};
    if (!in_slurp(path, 1u << 30, &names))
        tool_stop();
    buf_char(&names, '\0');
    for (size_t at = 0; at + 1 < names.n; at += strlen(names.p + at) + 1)
        add_size(names.p + at);
    for (size_t at = 0; at + 1 < names.n; at += strlen(names.p + at) + 1)
        if (names.p[at])
            batch_file(b, names.p + at);
    buf_free(&names);
}

static void read_all(struct batch *b, const struct opt_list *operands)
{
    for (int i = 0; i < operands->n; i++)
        add_size(operands->v[i]);
    for (int i = 0; i < lists.n; i++)
        read_list(b, lists.v[i]);
    for (int i = 0; i < operands->n; i++)
        batch_file(b, operands->v[i]);
    if (!lists.n && !operands->n) {
        if (isatty(STDIN_FILENO)) {
            diag(D_TTY_INPUT, (struct loc){0}, program.name);
            tool_stop();
        }
        add_size("-");
        batch_file(b, "-");
    }
    batch_finish(b);
}

static void summarize(const struct batch_counts *c)
{
    struct buf more = {0};
    if (c->foreign)
        buf_printf(&more, diag_words("; %llu are no XML and were not read", "；另有 %llu 个文件不是 XML，未读取"),
                   (unsigned long long)c->foreign);
    tool_summary(false, diag_words("read %llu, written %llu, rejected %llu (%llu files, %llu records)%s",
                                   "读取 %llu，写出 %llu，拒收 %llu（文件 %llu 个，记录 %llu 条）%s"),
                 (unsigned long long)c->read, (unsigned long long)c->written,
                 (unsigned long long)c->rejected, (unsigned long long)c->rejected_files,
                 (unsigned long long)(c->rejected - c->rejected_files), buf_text(&more));
    buf_free(&more);
}

/* The status by the counts and findings. Where nothing but what is no XML came, nothing was submitted: that is no success. */
static int status_of(const struct batch *b, const struct findings *findings)
{
    const struct batch_counts *c = batch_counts(b);
    bool nothing = c->foreign && c->foreign == c->files && strcmp(findopt_levels[findopt.fail_on], "never") != 0;
    return batch_trouble(b) ? 2 : nothing ? 1 : findopt_status(&findopt, findings);
}

static struct batch_options batch_options(const struct form *form)
{
    const struct form_table *t = choose_table(form);
    return (struct batch_options){
        .submit = {.max_depth = (int)max_depth, .max_text = max_text, .max_record = max_record, .max_attrs = 256,
                   .max_findings = 100, .strict = strict, .period = str_of(period ? period : ""),
                   .key = key_path ? buf_slice(&key) : (struct str){0}, .all_tables = split != NULL,
                   .table = (int)(t - form->tables),
                   .null = tool_options.dialect.null ? str_of(tool_options.dialect.null) : STR("\\N")},
        .parser = parser ? PARSER_LIBXML2 : PARSER_AUTO,
        .jobs = tool_threads(jobs),
        .limits = {.max_bytes = max_size, .max_ratio = (unsigned)max_ratio},
        .delimiter = !delimiter ? '\0' : strcmp(delimiter, "tab") == 0 ? '\t' : delimiter[0],
        .gb_fallback = fallback == 1,
        .output = tool_options.output,
        .split = split,
        .rejects = rejects,
        .dialect = &tool_options.dialect,
        .tick = tick,
    };
}

static void check_usage(void)
{
    if (!form_path)
        tool_require("-f");
    if (delimiter && strcmp(delimiter, "tab") != 0 && (strlen(delimiter) != 1 || strchr("\"\r\n", delimiter[0])))
        tool_usage(diag_words("--delimiter is one character of ASCII, or tab", "--delimiter 为一个 ASCII 字符，或 tab"));
    if (split && (tool_options.output || table_name))
        tool_usage(diag_words("--split goes without -o and -t", "--split 不能与 -o、-t 同用"));
    if (tool_options.dialect.header)
        tool_usage(diag_words("--header is for streams; XML has none", "--header 用于数据流；XML 没有表头"));
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    check_usage();
    xmlin_setup();
    if (key_path && !private_key(key_path, &key))
        tool_stop();
    struct form *form = form_load(form_path);
    struct plan *plan = form ? plan_new(form) : NULL;
    struct written *written = NULL;
    if (!plan || (rejects && !(private_folder(rejects) && (written = written_open(rejects)))))
        tool_stop();
    struct batch_options o = batch_options(form);
    o.written = written;
    struct findings *findings = findopt_open(&findopt, split ? "" : tool_options.output);
    guide_findings(findings, form);
    struct batch *b = batch_new(plan, &o, findings);
    read_all(b, &operands);
    const struct batch_counts *c = batch_counts(b);
    summarize(c);
    bool unmet = !part && batch_unmet(b);
    tool_raise(unmet ? 2 : status_of(b, findings));
    tool_note_text("form", form->sha256);
    tool_note_count("read", c->read);
    tool_note_count("written", c->written);
    tool_note_count("rejected", c->rejected);
    tool_note_count("not_xml", c->foreign);
    tool_note_count("rows", c->rows);
    batch_close(b, !unmet);
    written_close(written);
    findings_close(findings, true);
    plan_free(plan);
    form_free(form);
    mem_free(operands.v);
    buf_free(&key);
    return tool_finish();
}
