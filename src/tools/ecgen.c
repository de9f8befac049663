/* ecgen: made-up submissions of a form, for tests, benchmarks and training. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "cli/tool.h"
#include "form/load.h"
#include "gen/generator.h"
#include "io/out.h"

static const char *form_path, *period;
static long units, seed = 1;
static bool one_batch;

static const struct opt options[] = {
    OPT_FORM(&form_path),
    {'n', "units", OPT_INT, &units, "N", {"number of submissions", "生成的报送份数"}, NULL, 1, 100000000},
    {0, "seed", OPT_INT, &seed, "N", {"the same seed gives the same enterprises (default: 1)",
                                      "随机种子，相同种子生成相同企业（默认 1）"}, NULL, 0, 2147483647},
    {0, "period", OPT_TEXT, &period, "PERIOD", {"reporting period (default: 2025Q3, or one that the form takes)",
                                                "报告期（默认 2025Q3，或调查表可用的报告期）"}, NULL, 0, 0},
    {0, "batch", OPT_FLAG, &one_batch, NULL, {"all submissions in one document (always so on standard output)",
                                              "全部报送写入一个文档（写到标准输出时总是如此）"}, NULL, 0, 0},
    OPT_END,
};

static const struct opt_program program = {
    .name = "ecgen",
    .purpose = {"make up submissions of a form", "按调查表生成虚构的报送数据"},
    .usage = "-f FORM -n UNITS [--seed N] [--period PERIOD] [--batch] [-o DIR|FILE|-]",
    .examples = "ecgen -f st-quarterly -n 300 --period 2025Q3 -o q3\n"
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

/* Made-up data need not survive a power cut: files are written as they are, without a temporary name. */
static void write_file(const char *path, const struct buf *b)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    size_t done = 0;
    if (fd < 0)
        out_fail(path);
    while (done < b->n) {
        ssize_t n = write(fd, b->p + done, b->n - done);
        if (n < 0 && errno != EINTR)
            out_fail(path);
        done += n > 0 ? (size_t)n : 0;
    }
    if (close(fd) < 0)
        out_fail(path);
}

static uint64_t write_files(const struct generator *g, const char *folder)
{
    struct gen_record record;
    struct buf b = {0}, path = {0};
    uint64_t bytes = 0;
    record_init(&record, generator_form(g));
    make_folder(folder);
    for (long i = 0; i < units; i++) {
        buf_reset(&b);
        buf_reset(&path);
        buf_printf(&path, "%s/%03ld", folder, i / FOLDER_UNITS);
        if (i % FOLDER_UNITS == 0)
            make_folder(buf_text(&path));
        buf_printf(&path, "/%06ld.xml", i + 1);
        generator_fill(g, (uint32_t)i, &record);
        shape_file(generator_shape(g), &b, &record);
        write_file(buf_text(&path), &b);
        bytes += b.n;
        tool_progress(bytes, 0, (uint64_t)i);
    }
    record_free(&record);
    buf_free(&b);
    buf_free(&path);
    return bytes;
}

static uint64_t write_batch(const struct generator *g, const char *path)
{
    struct gen_record record;
    struct buf b = {0};
    struct out *o = out_open(path);
    record_init(&record, generator_form(g));
    for (long i = 0; i < units; i++) {
        generator_fill(g, (uint32_t)i, &record);
        if (i == 0)
            shape_open(generator_shape(g), &b, &record);
        shape_unit(generator_shape(g), &b, &record);
        if (b.n >= FLUSH_BYTES) {
            out_write(o, b.p, b.n);
            buf_reset(&b);
        }
        tool_progress(out_bytes(o), 0, (uint64_t)i);
    }
    shape_close(generator_shape(g), &b);
    out_write(o, b.p, b.n);
    uint64_t bytes = out_bytes(o);
    out_close(o, true);
    record_free(&record);
    buf_free(&b);
    return bytes;
}

int main(int argc, char **argv)
{
    struct opt_list operands = {0};
    tool_start(&program, argc, argv, &operands);
    if (operands.n)
        tool_usage("no operands are taken; the form is named by -f");
    if (!form_path)
        tool_require("--form");
    if (!units)
        tool_require("--units");
    bool to_stdout = !tool_options.output || strcmp(tool_options.output, "-") == 0;
    one_batch = one_batch || to_stdout;
    struct form *form = form_load(form_path);
    struct generator *g = form ? generator_new(form, (uint64_t)seed, period, one_batch) : NULL;
    if (!g)
        tool_stop();
    uint64_t bytes = one_batch ? write_batch(g, tool_options.output) : write_files(g, tool_options.output);
    tool_note_count("written", (uint64_t)units);
    tool_note_count("bytes", bytes);
    tool_summary(false, "%ld submissions, %llu bytes", units, (unsigned long long)bytes);
    generator_free(g);
    form_free(form);
    return tool_finish();
}
