/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/machine.h"
#include "io/out.h"
#include "value/personal.h"

struct tool_options tool_options;

static const char *const when_words[] = {"auto", "always", "never", NULL};
static const char *const lang_words[] = {"auto", "en", "zh", NULL};
static const char *completion;

const struct opt tool_common[] = {
    {'o', "output", OPT_TEXT, &tool_options.output, "FILE",
     {"write to FILE, which appears whole or not at all", "写入 FILE（要么完整出现，要么不出现）"}, NULL, 0, 0},
    {0, "null", OPT_TEXT, &tool_options.dialect.null, "STR",
     {"the null cell of streams (default \\N)", "数据流中的空值写法（默认 \\N）"}, NULL, 0, 0},
    {0, "no-header", OPT_FLAG, &tool_options.dialect.no_header, NULL,
     {"write no header line", "不写表头"}, NULL, 0, 0},
    {0, "header", OPT_TEXT, &tool_options.dialect.header, "LIST",
     {"the input has no header line; its columns are LIST", "输入没有表头；列名为 LIST（逗号分隔）"}, NULL, 0, 0},
    {0, "manifest", OPT_TEXT, &tool_options.manifest, "FILE",
     {"append one JSON line about this run (also EC_MANIFEST)", "追加一行 JSON 运行记录（也可用 EC_MANIFEST）"}, NULL, 0, 0},
    {'q', "quiet", OPT_FLAG, &tool_options.quiet, NULL, {"no summary and no notes", "不输出汇总和提示"}, NULL, 0, 0},
    {'v', "verbose", OPT_FLAG, &tool_options.verbose, NULL, {"more detail on stderr", "在标准错误输出更多细节"}, NULL, 0, 0},
    {0, "color", OPT_WORD, &tool_options.color, "WHEN",
     {"auto, always or never (NO_COLOR is obeyed)", "auto、always 或 never（遵从 NO_COLOR）"}, when_words, 0, 0},
    {0, "progress", OPT_WORD, &tool_options.progress, "WHEN",
     {"auto, always or never", "auto、always 或 never"}, when_words, 0, 0},
    {0, "lang", OPT_WORD, &tool_options.lang, "LANG",
     {"language of messages: en, zh or auto (the locale)", "消息语言：en、zh 或 auto（按区域设置）"}, lang_words, 0, 0},
    {0, "completion", OPT_COMPLETION, &completion, "SHELL",
     {"print the completion script for bash, zsh or fish", "输出 bash、zsh 或 fish 的补全脚本"}, NULL, 0, 0},
    {'h', "help", OPT_HELP, &tool_options.help, NULL, {"show this help", "显示本帮助"}, NULL, 0, 0},
    {'V', "version", OPT_VERSION, NULL, NULL, {"show the version", "显示版本"}, NULL, 0, 0},
    OPT_END};

/* What the one running program remembers between tool_start and tool_finish. */
static struct {
    const struct opt_program *program;
    int status;
    struct buf notes;      /* members of the manifest's JSON line */
    struct buf arguments;  /* JSON array of argv */
    struct timespec began;
    double next_tick;      /* seconds since began when progress is looked at again */
    unsigned calls;
} run;

static volatile sig_atomic_t asked; /* SIGUSR1 came: say how far the work is */

static enum lang choose_lang(void)
{
    if (tool_options.lang)
        return tool_options.lang == 2 ? LANG_ZH : LANG_EN;
    const char *names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *v = getenv(names[i]);
        if (v && *v)
            return strncmp(v, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
    }
    return LANG_EN;
}

static bool choose_color(void)
{
    const char *no = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE"), *term = getenv("TERM");
    if (tool_options.color)
        return tool_options.color == 1;
    if (no && *no)
        return false;
    if (force && *force && strcmp(force, "0") != 0)
        return true;
    return isatty(STDERR_FILENO) && !(term && strcmp(term, "dumb") == 0);
}

/* Removes half-written files, then dies of the same signal. */
static void on_signal(int signal_number)
{
    out_remove_temporaries();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static void on_question(int signal_number)
{
    (void)signal_number;
    asked = 1;
}

static void catch_signals(void)
{
    /* All that end a process and can be caught: those of a fault of ours as well, such as an assertion. */
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL,
                                  SIGSYS, SIGTRAP, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGUSR2};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct sigaction old, act = {.sa_handler = on_signal};
        sigemptyset(&act.sa_mask);
        sigaction(signals[i], NULL, &old);
        if (old.sa_handler == SIG_DFL) /* not what is ignored, nor what a sanitizer watches */
            sigaction(signals[i], &act, NULL);
    }
    struct sigaction question = {.sa_handler = on_question, .sa_flags = SA_RESTART};
    sigemptyset(&question.sa_mask);
    sigaction(SIGUSR1, &question, NULL);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of write: told, temporaries removed */
}

/* With a manifest: the next tool of a pipeline shall see the end of its input only when this process has ended, thus
 * when this tool's line stands in the manifest. So the lines come in the order of the pipeline, and ecpack at its end
 * finds them all. */
static void hold_stdout(void)
{
    (void)fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
}

/* A closed stdin, stdout or stderr would give its number to the next file opened: take the numbers now. */
static void fill_standard_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            int got = open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY); /* wrong way round: use of it fails */
            if (got >= 0 && got != fd)
                close(got);
        }
}

static void put_json(struct buf *b, const char *s)
{
    buf_char(b, '"');
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            buf_printf(b, "\\%c", c);
        else if (c < 0x20)
            buf_printf(b, "\\u%04x", c);
        else
            buf_char(b, (char)c);
    }
    buf_char(b, '"');
}

/* A null is the cell \N, or text that no cell can be taken apart at. */
static bool good_null(void)
{
    const char *null = tool_options.dialect.null;
    if (!null || strcmp(null, "\\N") == 0 || !strpbrk(null, "\\\t\r\n"))
        return true;
    diag(D_OPTION_VALUE, (struct loc){0}, "--null", null, diag_words("\\N, or text without backslash, TAB and line end",
                                                                     "\\N，或不含反斜杠、制表符和换行的文本"));
    return false;
}

/* A file may be called by a telephone number: the manifest goes into the dataset. */
static void note_argument(const char *text, bool first)
{
    struct buf masked = {0};
    personal_mask(&masked, str_of(text));
    buf_puts(&run.arguments, first ? "" : ",");
    put_json(&run.arguments, buf_text(&masked));
    buf_free(&masked);
}

/* How many words from argv[i] on say only how a run uses its machine (threads, memory): no part of what was done; the manifest
 * is the same for any of them. */
static int machine_words(int argc, char **argv, int i)
{
    static const char *const names[] = {"-j", "--jobs", "-S", "--memory"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        size_t n = strlen(names[k]);
        if (strncmp(argv[i], names[k], n) != 0)
            continue;
        if (!argv[i][n])
            return i + 1 < argc ? 2 : 1;
        if (names[k][1] != '-' || argv[i][n] == '=')
            return 1;
    }
    return 0;
}

static void note_arguments(int argc, char **argv)
{
    bool first = true;
    for (int i = 1; i < argc;) {
        int skip = machine_words(argc, argv, i);
        if (!skip) {
            note_argument(argv[i], first);
            first = false;
        }
        i += skip ? skip : 1;
    }
}

void tool_start(const struct opt_program *p, int argc, char **argv, struct opt_list *operands)
{
    run.program = p;
    clock_gettime(CLOCK_MONOTONIC, &run.began);
    fill_standard_descriptors();
    setlocale(LC_CTYPE, "");
    tool_options.manifest = getenv("EC_MANIFEST");
    diag_start(p->name, choose_lang(), choose_color(), false);
    machine_start(p->name, diag_lang() == LANG_ZH, out_remove_temporaries);
    diag_set_mask(personal_mask);
    bool good = opt_parse(p, argc, argv, operands);
    diag_start(p->name, choose_lang(), choose_color(), tool_options.quiet);
    machine_start(p->name, diag_lang() == LANG_ZH, out_remove_temporaries);
    if (!good || !good_null())
        exit(2);
    if (tool_options.help) {
        opt_help(p, diag_lang());
        exit(fflush(stdout) || fclose(stdout) ? 2 : 0);
    }
    note_arguments(argc, argv);
    catch_signals();
    if (tool_options.manifest && *tool_options.manifest)
        hold_stdout();
}

_Noreturn void tool_require(const char *option)
{
    diag(D_OPTION_REQUIRED, (struct loc){0}, option, run.program->name);
    tool_stop();
}

_Noreturn void tool_usage(const char *text)
{
    diag(D_USAGE, (struct loc){0}, text, run.program->name);
    tool_stop();
}

const char *tool_input(const struct opt_list *operands)
{
    if (operands->n > 1) {
        struct buf text = {0};
        buf_printf(&text, diag_words("more than one input file: %s", "输入文件多于一个：%s"), operands->v[1]);
        tool_usage(buf_text(&text));
    }
    const char *path = operands->n ? operands->v[0] : "-";
    if (operands->n == 0 && isatty(STDIN_FILENO)) {
        diag(D_TTY_INPUT, (struct loc){0}, run.program->name);
        tool_stop();
    }
    return path;
}

void tool_raise(int status)
{
    if (status > run.status)
        run.status = status;
}

int tool_status(void)
{
    tool_raise(diag_status());
    return run.status;
}

void tool_note_count(const char *name, uint64_t value)
{
    buf_printf(&run.notes, ",\"%s\":%llu", name, (unsigned long long)value);
}

void tool_note_text(const char *name, const char *value)
{
    buf_printf(&run.notes, ",\"%s\":", name);
    put_json(&run.notes, value);
}

int tool_threads(long wanted)
{
    long n = wanted ? wanted : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > TOOL_THREADS_MAX ? TOOL_THREADS_MAX : (int)n;
}

struct date tool_today(const char *given)
{
    struct date d = {0};
    if (given) {
        if (date_parse(&d, str_of(given)))
            return d;
        diag(D_OPTION_VALUE, (struct loc){0}, "--today", given, "YYYY-MM-DD");
        tool_stop();
    }
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    time_t now = fixed && *fixed ? (time_t)strtoll(fixed, NULL, 10) : time(NULL);
    struct tm tm;
    if (fixed && *fixed ? gmtime_r(&now, &tm) != NULL : localtime_r(&now, &tm) != NULL)
        date_make(&d, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
    return d;
}

_Noreturn void tool_stop(void)
{
    out_remove_temporaries();
    fflush(stdout);
    _exit(2); /* what is still held is given back by the system: nobody frees it on the way, and no checker need look for it */
}

/* What the run has cost, as the last member: it differs from run to run, and ecpack does not embed it. The memory is the
 * largest resident set, in KiB, where the system tells it. */
static void put_usage(struct buf *b)
{
    struct rusage u;
    struct timespec now;
    if (getrusage(RUSAGE_SELF, &u) < 0)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long long wall = (now.tv_sec - run.began.tv_sec) * 1000LL + (now.tv_nsec - run.began.tv_nsec) / 1000000;
    long long cpu = ((long long)u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000 + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1000;
    buf_printf(b, ",\"usage\":{\"wall_ms\":%lld,\"cpu_ms\":%lld", wall, cpu);
#ifdef HAVE_STRUCT_RUSAGE_RU_MAXRSS
#ifdef __APPLE__
    u.ru_maxrss /= 1024;
#endif
    buf_printf(b, ",\"max_rss_kib\":%ld", (long)u.ru_maxrss);
#endif
    buf_char(b, '}');
}

/* One write(2) with O_APPEND, so that the tools of a pipeline do not mix their lines. */
static void write_manifest(void)
{
    if (!tool_options.manifest || !*tool_options.manifest)
        return;
    struct buf b = {0};
    buf_printf(&b, "{\"tool\":\"%s\",\"version\":\"%s\",\"arguments\":[", run.program->name, PACKAGE_VERSION);
    buf_str(&b, buf_slice(&run.arguments));
    buf_char(&b, ']');
    buf_str(&b, buf_slice(&run.notes));
    buf_printf(&b, ",\"status\":%d", tool_status());
    put_usage(&b);
    buf_puts(&b, "}\n");
    int fd = open(tool_options.manifest, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0 || write(fd, b.p, b.n) != (ssize_t)b.n || close(fd) < 0)
        out_fail(tool_options.manifest);
    buf_free(&b);
}

int tool_finish(void)
{
    diag_clear();
    if (fflush(stdout) || ferror(stdout))
        out_fail("-");
    out_commit();
    write_manifest();
    buf_free(&run.notes);
    buf_free(&run.arguments);
    return tool_status();
}

static double elapsed(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - run.began.tv_sec) + (double)(now.tv_nsec - run.began.tv_nsec) / 1e9;
}

/* In a pipeline several tools share the terminal: by default only one that knows the size of its input draws. */
static bool draws(uint64_t size)
{
    if (tool_options.progress)
        return tool_options.progress == 1;
    return !tool_options.quiet && size && isatty(STDERR_FILENO);
}

/* "49 MB, 65961 records, 120 MB/s, 30%" */
static void say_progress(struct buf *b, double t, uint64_t pos, uint64_t size, uint64_t records)
{
    double mb = (double)pos / 1e6;
    buf_printf(b, diag_words("%.0f MB, %llu records, %.0f MB/s",
                             "%.0f MB，%llu 条记录，%.0f MB/s"), mb, (unsigned long long)records, t > 0 ? mb / t : 0);
    if (size)
        buf_printf(b, ", %d%%", (int)(100.0 * (double)pos / (double)size));
}

void tool_progress(uint64_t pos, uint64_t size, uint64_t records)
{
    bool answer = asked;
    if (!answer && ++run.calls & 63)
        return;
    double t = elapsed();
    bool draw = t >= 1 && t >= run.next_tick && draws(size);
    if (!answer && !draw)
        return;
    struct buf b = {0};
    say_progress(&b, t, pos, size, records);
    if (answer) {
        asked = 0;
        diag_clear();
        fprintf(stderr, "%s: %s\n", run.program->name, buf_text(&b));
    } else {
        run.next_tick = t + 0.2;
        diag_transient(buf_slice(&b));
    }
    buf_free(&b);
}

void tool_summary(bool always, const char *format, ...)
{
    if (tool_options.quiet || !(always || tool_options.verbose || isatty(STDERR_FILENO)))
        return;
    diag_clear();
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s: ", run.program->name);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}
