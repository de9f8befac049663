/* SPDX-License-Identifier: Apache-2.0 */
/* ecgen: made-up submissions of a form, for tests, benchmarks and training. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "cli/tool.h"
#include "form/load.h"
#include "gen/history.h"
#include "gen/plant.h"
#include "gen/registers.h"
#include "gen/truth.h"
#include "io/out.h"
#include "rec/recout.h"

static const char *form_path, *period, *error_rate, *truth_path, *kind_list, *register_path;
static long units, seed = 1, quarters;
static bool one_batch, list_kinds, corrected;

static const struct opt options[] = {
    OPT_FORM(&form_path),
    {'n', "units", OPT_INT, &units, "N", {"number of submissions", "生成的报送份数"}, NULL, 1, 100000000},
    {0, "seed", OPT_INT, &seed, "N", {"the same seed gives the same enterprises (default: 1)",
                                      "随机种子，相同种子生成相同企业（默认 1）"}, NULL, 0, 2147483647},
    {0, "period", OPT_TEXT, &period, "PERIOD", {"reporting period (default: 2025Q3, or one that the form takes)",
                                                "报告期（默认 2025Q3，或调查表可用的报告期）"}, NULL, 0, 0},
    {0, "errors", OPT_TEXT, &error_rate, "RATE", {"share of submissions that get an error, such as 0.05 or 5%",
                                                  "含错误的报送比例，如 0.05 或 5%"}, NULL, 0, 0},
    {0, "kinds", OPT_TEXT, &kind_list, "LIST", {"only these kinds of errors, separated by commas",
                                                "只植入这些种类的错误（逗号分隔）"}, NULL, 0, 0},
    {0, "list-kinds", OPT_FLAG, &list_kinds, NULL, {"print the kinds of errors and exit", "列出错误种类后退出"}, NULL, 0, 0},
    {0, "truth", OPT_TEXT, &truth_path, "FILE", {"list each planted error there, as a stream",
                                                 "将植入的每个错误记入该文件（数据流）"}, NULL, 0, 0},
    {0, "corrected", OPT_FLAG, &corrected, NULL, {"write only the submissions that had an error, without it, as revision 1",
                                                  "只生成曾含错误的报送，改正后作为修订 1"}, NULL, 0, 0},
    {0, "register", OPT_TEXT, &register_path, "FILE", {"write the frame of the period there (forms of a known survey)",
                                                       "将本期名录写入该文件（数据流，限已知调查的调查表）"}, NULL, 0, 0},
    {0, "history", OPT_INT, &quarters, "N", {"N quarters up to the period, each with its registers (forms of a known survey)",
                                             "连续生成 N 个季度（至报告期止），各附名录（限已知调查的调查表）"}, NULL, 1, 40},
    {0, "batch", OPT_FLAG, &one_batch, NULL, {"all submissions in one document (always so on standard output)",
                                              "全部报送写入一个文档（写到标准输出时总是如此）"}, NULL, 0, 0},
    OPT_END,
};

static const struct opt_program program = {
    .name = "ecgen",
    .purpose = {"make up submissions of a form", "按调查表生成虚构的报送数据"},
    .usage = "-f FORM -n UNITS [--seed N] [--period PERIOD] [--errors RATE [--kinds LIST] [--truth FILE]]\n"
             "[--corrected] [--register FILE] [--batch] [-o DIR|FILE|-]\n"
             "-f FORM -n UNITS --history N [--period PERIOD] [--errors RATE] [--batch] -o DIR\n--list-kinds",
    .examples = "ecgen -f st-quarterly -n 300 --period 2025Q3 -o q3\n"
                "ecgen -f st-quarterly -n 300 --period 2025Q4 --history 8 -o history\n"
                "ecgen -f st-quarterly -n 2000 --errors 5% --truth truth.tsv -o q3-bad\n"
                "ecgen -f st-quarterly -n 100000 | ecread -f st-quarterly - | eccheck -f st-quarterly",
    .own = options,
    .common = tool_common,
};

enum { FOLDER_UNITS = 1000, FLUSH_BYTES = 1 << 16 };

static void make_folder(const char *path)
{
    if (mkdir(path, 0777) < 0 && errno != EEXIST)
        out_fail(path);
}

/* Made-up data need not survive a power cut. path lies below the output folder. */
static void write_file(const char *path, const struct buf *b)
{
    const char *root = tool_options.output;
    struct out *o = out_open_one(root, path + strlen(root) + 1, OUT_UNSYNCED);
    out_write(o, b->p, b->n);
    out_close(o, true);
}

/* What a run writes: the submissions of one quarter, and what goes beside them. */
struct job {
    const struct generator *generator;
    const struct form *form;
    struct plant *plant;      /* NULL: no errors */
    struct recout *truth;     /* NULL: not wanted */
    struct registers *registers; /* NULL: not wanted */
    struct gen_record record;
    enum sending round;       /* of a history: SENT_ONCE all first versions, else the second ones of that kind */
    bool tampered;            /* the record had its chance of an error */
    uint64_t written, planted;
};

/* Only who sends one version may err in it: the versions of the others are known to be good. */
static void spoil(struct job *j, uint32_t unit)
{
    j->tampered = j->plant && (!quarters || history_sending(j->generator, unit) == SENT_ONCE);
    if (j->tampered)
        plant_record(j->plant, unit, &j->record);
}

/* The record of a unit, with its errors; the registers hear of it before. Returns whether it is to be written. */
static bool fill(struct job *j, long i)
{
    const struct planted *planted;
    uint32_t unit = (uint32_t)i;
    if (j->round != SENT_ONCE) {
        if (history_sending(j->generator, unit) != j->round)
            return false;
        history_second(j->generator, unit, &j->record);
        j->tampered = false;
    } else {
        if (quarters)
            history_first(j->generator, unit, &j->record);
        else
            generator_fill(j->generator, unit, &j->record);
        if (j->registers)
            registers_add(j->registers, unit, &j->record);
        spoil(j, unit);
    }
    bool wanted = !corrected || (j->tampered && plant_list(j->plant, &planted) > 0);
    if (corrected && wanted)
        generator_revise(j->generator, unit, REASON_ERROR, &j->record);
    j->written += wanted;
    return wanted;
}

static uint64_t write_files(struct job *j, const char *folder)
{
    struct buf b = {0}, path = {0};
    uint64_t bytes = 0;
    make_folder(folder);
    for (long i = 0; i < units; i++) {
        buf_reset(&b);
        buf_reset(&path);
        buf_printf(&path, "%s/%03ld", folder, i / FOLDER_UNITS);
        if (i % FOLDER_UNITS == 0)
            make_folder(buf_text(&path));
        buf_printf(&path, "/%06ld.xml", i + 1);
        if (!fill(j, i))
            continue;
        shape_file(generator_shape(j->generator), &b, &j->record);
        if (j->tampered && !corrected) {
            plant_file(j->plant, &b);
            j->planted += truth_rows(j->truth, j->form, j->plant, buf_text(&path)) > 0;
        }
        write_file(buf_text(&path), &b);
        bytes += b.n;
        tool_progress(bytes, 0, (uint64_t)i);
    }
    buf_free(&b);
    buf_free(&path);
    return bytes;
}

static uint64_t write_batch(struct job *j, const char *path)
{
    const struct shape *shape = generator_shape(j->generator);
    struct buf b = {0};
    struct out *o = out_open(path);
    generator_fill(j->generator, 0, &j->record); /* the root's values, without an error */
    shape_open(shape, &b, &j->record);
    for (long i = 0; i < units; i++) {
        if (!fill(j, i))
            continue;
        shape_unit(shape, &b, &j->record);
        if (j->tampered && !corrected)
            j->planted += truth_rows(j->truth, j->form, j->plant, path ? path : "-") > 0;
        if (b.n >= FLUSH_BYTES) {
            out_write(o, b.p, b.n);
            buf_reset(&b);
        }
        tool_progress(out_bytes(o), 0, (uint64_t)i);
    }
    shape_close(shape, &b);
    out_write(o, b.p, b.n);
    uint64_t bytes = out_bytes(o);
    out_close(o, true);
    buf_free(&b);
    return bytes;
}

/* "0.05" or "5%" in millionths. */
static int64_t parse_rate(const char *text)
{
    struct str s = str_of(text);
    struct dec d = {0}, million = dec_int(1000000), ten_thousand = dec_int(10000), scaled;
    bool percent = str_ends(s, STR("%"));
    if (percent)
        s.n--;
    if (dec_parse(&d, s) == DEC_OK && dec_mul(&scaled, &d, percent ? &ten_thousand : &million) == DEC_OK &&
        scaled.coef >= 0 && scaled.coef / dec_pow10(scaled.scale) <= 1000000)
        return (int64_t)(scaled.coef / dec_pow10(scaled.scale));
    diag(D_OPTION_VALUE, (struct loc){0}, "--errors", text, diag_words("0 to 1, or 0% to 100%",
                                                                       "0 至 1，或 0% 至 100%"));
    tool_stop();
}

static void print_kinds(void)
{
    struct buf b = {0};
    struct out *o = out_open(tool_options.output);
    plant_kinds(&b);
    out_write(o, b.p, b.n);
    out_close(o, true);
    buf_free(&b);
}

static void open_registers(struct job *j, const char *const *paths, int n)
{
    j->registers = registers_new(j->generator, paths, n, &tool_options.dialect);
    if (!j->registers)
        tool_usage(diag_words("--register and --history need the form of a known survey",
                                  "--register 和 --history 需要已知调查的调查表"));
}

static void start(struct job *j, struct generator *g, int64_t rate)
{
    j->generator = g;
    if (error_rate && !(j->plant = plant_new(g, (uint64_t)seed, rate, kind_list, !one_batch)))
        tool_stop();
}

static void finish(struct job *j)
{
    recout_close(j->truth, true);
    registers_free(j->registers);
    plant_free(j->plant);
    j->truth = NULL;
    j->registers = NULL;
    j->plant = NULL;
}

/* One quarter alone. */
static uint64_t write_quarter(struct job *j, struct generator *g, int64_t rate)
{
    start(j, g, rate);
    if (truth_path)
        j->truth = truth_open(truth_path, &tool_options.dialect);
    if (register_path)
        open_registers(j, &register_path, 1);
    uint64_t bytes = one_batch ? write_batch(j, tool_options.output) : write_files(j, tool_options.output);
    finish(j);
    return bytes;
}

static bool any_in_round(const struct job *j)
{
    for (long i = 0; j->round != SENT_ONCE && i < units; i++)
        if (history_sending(j->generator, (uint32_t)i) == j->round)
            return true;
    return j->round == SENT_ONCE;
}

/* What those who erred send after they were told, beside what is there. */
static uint64_t write_corrections(struct job *j, struct generator *g, int64_t rate, const char *folder)
{
    struct arena a = {0};
    const char *submissions = arena_printf(&a, "%s/submissions", folder);

    make_folder(folder);
    make_folder(submissions);
    start(j, g, rate);
    j->round = SENT_ONCE;
    const char *path = arena_printf(&a, "%s/corrected%s", submissions, one_batch ? ".xml" : "");
    uint64_t bytes = one_batch ? write_batch(j, path) : write_files(j, path);
    finish(j);
    arena_free(&a);
    return bytes;
}

/* A quarter of a history into its folder: first versions, then those that were sent again. */
static uint64_t write_history_quarter(struct job *j, struct generator *g, int64_t rate, const char *folder)
{
    static const char *const rounds[] = {[SENT_ONCE] = "first", [SENT_BACK] = "again", [SENT_ESTIMATE] = "revised"};
    struct arena a = {0};
    const char *registers = arena_printf(&a, "%s/register", folder);
    const char *submissions = arena_printf(&a, "%s/submissions", folder);
    const struct survey *survey = generator_survey(g);
    const char **paths = arena_array(&a, (size_t)survey->n_registers + 1, sizeof *paths);
    uint64_t bytes = 0;
    make_folder(folder);
    make_folder(registers);
    make_folder(submissions);
    start(j, g, rate);
    for (int i = 0; i < survey->n_registers; i++)
        paths[i] = arena_printf(&a, "%s/%s.tsv", registers, survey->registers[i].name);
    open_registers(j, paths, survey->n_registers);
    if (j->plant)
        j->truth = truth_open(arena_printf(&a, "%s/truth.tsv", folder), &tool_options.dialect);
    for (j->round = SENT_ONCE; j->round <= SENT_ESTIMATE; j->round++) {
        if (!any_in_round(j))
            continue;
        const char *path = arena_printf(&a, "%s/%s%s", submissions, rounds[j->round], one_batch ? ".xml" : "");
        bytes += one_batch ? write_batch(j, path) : write_files(j, path);
    }
    finish(j);
    arena_free(&a);
    return bytes;
}

/* The quarters up to the period, the earliest first. */
static uint64_t write_history(struct job *j, struct generator *last, int64_t rate)
{
    struct buf name = {0}, folder = {0};
    uint64_t bytes = 0;
    make_folder(tool_options.output);
    for (int back = (int)quarters - 1; back >= 0; back--) {
        buf_reset(&name);
        buf_reset(&folder);
        if (!history_period(last, back, &name))
            tool_usage(diag_words("--register and --history need the form of a known survey",
                                  "--register 和 --history 需要已知调查的调查表"));
        buf_printf(&folder, "%s/%s", tool_options.output, buf_text(&name));
        struct generator *g = generator_new(j->form, (uint64_t)seed, buf_text(&name), one_batch);
        if (!g)
            tool_stop();
        bytes += corrected ? write_corrections(j, g, rate, buf_text(&folder))
                           : write_history_quarter(j, g, rate, buf_text(&folder));
        generator_free(g);
    }
    buf_free(&name);
    buf_free(&folder);
    return bytes;
}

static void check_options(const struct opt_list *operands)
{
    if (operands->n)
        tool_usage(diag_words("no operands are taken; the form is named by -f", "不接受其他参数；调查表用 -f 指定"));
    if (!form_path)
        tool_require("--form");
    if (!units)
        tool_require("--units");
    bool to_stdout = !tool_options.output || strcmp(tool_options.output, "-") == 0;
    if (quarters && (to_stdout || truth_path || register_path))
        tool_usage(diag_words("--history needs -o DIR, and has its own truth and registers in each quarter's folder",
                              "--history 须用 -o DIR 指定文件夹；各季度文件夹自带差错清单和名录"));
    one_batch = one_batch || to_stdout;
    if (!error_rate && (truth_path || kind_list))
        tool_usage(diag_words("--truth and --kinds need --errors", "--truth 和 --kinds 须与 --errors 同用"));
    if (corrected && (!error_rate || truth_path))
        tool_usage(diag_words("--corrected needs the --errors of the first run, and has no truth of its own",
                              "--corrected 需要首次运行的 --errors，且没有自己的 --truth"));
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    if (list_kinds) {
        print_kinds();
        mem_free(operands.v);
        return tool_finish();
    }
    check_options(&operands);
    struct form *form = form_load(form_path);
    struct generator *g = form ? generator_new(form, (uint64_t)seed, period, one_batch) : NULL;
    if (!g)
        tool_stop();
    struct job j = {.form = form};
    int64_t rate = error_rate ? parse_rate(error_rate) : 0;
    record_init(&j.record, form);
    uint64_t bytes = quarters ? write_history(&j, g, rate) : write_quarter(&j, g, rate);
    tool_note_count("written", j.written);
    tool_note_count("bytes", bytes);
    tool_note_count("planted", j.planted);
    tool_summary(false, diag_words("%llu submissions, %llu bytes, %llu with an error",
                                   "报送 %llu 份，%llu 字节，含错 %llu 份"), (unsigned long long)j.written,
                 (unsigned long long)bytes, (unsigned long long)j.planted);
    record_free(&j.record);
    generator_free(g);
    form_free(form);
    mem_free(operands.v);
    return tool_finish();
}
