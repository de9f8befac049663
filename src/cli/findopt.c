/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/findopt.h"

#include <string.h>

#include "base/diag.h"
#include "cli/tool.h"

const char *const findopt_levels[] = {"hard", "quasi", "soft", "info", "never", NULL};
enum { NEVER = 4 };

struct findings *findopt_open(const struct findopt *o, const char *output)
{
    struct findings *f = findings_new((uint64_t)o->max);
    bool records_on_stdout = !output || strcmp(output, "-") == 0;
    int on_stdout = 0;
    for (int i = 0; i < o->files.n; i++)
        on_stdout += strcmp(o->files.v[i], "-") == 0;
    if (on_stdout > 1 || (on_stdout && records_on_stdout))
        tool_usage(diag_words("findings (-F -) and records would both go to standard output; give -o FILE, or -o /dev/null",
                              "审核结果（-F -）和记录不能同时写到标准输出；请给出 -o FILE 或 -o /dev/null"));
    if (!o->files.n && o->format != FINDINGS_AUTO && o->format != FINDINGS_TEXT)
        tool_usage(diag_words("--format needs -F FILE (-F - is standard output)",
                              "--format 须与 -F FILE 同用（-F - 表示标准输出）"));
    for (int i = 0; i < o->files.n; i++)
        findings_to_file(f, o->files.v[i], (enum finding_format)o->format);
    if (!o->files.n)
        findings_to_stderr(f);
    return f;
}

enum level findopt_level(const struct findopt *o)
{
    return o->fail_on == NEVER ? LEVEL_HARD : (enum level)((int)LEVEL_HARD - o->fail_on);
}

int findopt_status(const struct findopt *o, const struct findings *f)
{
    return o->fail_on != NEVER && findings_at_least(f, findopt_level(o)) > 0;
}

static void put_result(struct buf *b, const struct findings *f, enum result r, const char *en, const char *zh)
{
    unsigned long long n = 0;
    for (int l = 0; l < LEVEL_COUNT; l++)
        n += findings_count(f, (enum level)l, r);
    if (n && diag_lang() == LANG_ZH)
        buf_printf(b, "，%s %llu", zh, n);
    else if (n)
        buf_printf(b, ", %llu %s", n, en);
}

void findopt_counts(struct buf *b, const struct findings *f)
{
    static const char *const zh[LEVEL_COUNT] = {"提示性", "核实性", "准强制性", "强制性"};
    for (int l = LEVEL_HARD; l >= 0; l--) {
        unsigned long long n = 0;
        n += findings_count(f, (enum level)l, RESULT_FAILED) + findings_count(f, (enum level)l, RESULT_ERROR);
        n += findings_count(f, (enum level)l, RESULT_REJECTED);
        if (diag_lang() == LANG_ZH)
            buf_printf(b, "%s%s %llu", l < LEVEL_HARD ? "，" : "", zh[l], n);
        else
            buf_printf(b, "%s%llu %s", l < LEVEL_HARD ? ", " : "", n, level_name((enum level)l));
    }
    put_result(b, f, RESULT_EXPLAINED, "explained", "已说明");
    put_result(b, f, RESULT_NOTRUN, "not run", "未执行");
}
