/* SPDX-License-Identifier: Apache-2.0 */
#include "accept/policy.h"

#include "base/diag.h"
#include "base/mem.h"
#include "form/sheet.h"

typedef bool take_item(struct policy *p, struct str value);

static bool take_quasi(struct policy *p, struct str value)
{
    (void)p;
    return str_is(value, "decision");
}

static bool take_soft(struct policy *p, struct str value)
{
    p->soft_decision = str_is(value, "decision");
    return p->soft_decision || str_is(value, "explanation");
}

static bool take_passable(struct policy *p, struct str value)
{
    return intern_add(&p->passable, value) >= 0;
}

static bool take_reopenable(struct policy *p, struct str value)
{
    return intern_add(&p->reopenable, value) >= 0;
}

static bool take_supervisor(struct policy *p, struct str value)
{
    return intern_add(&p->supervisors, value) >= 0;
}

static bool take_bind(struct policy *p, struct str value)
{
    struct str rest, what = str_cut(value, ' ', &rest);
    p->outliers_free = rest.p && str_is(rest, "no");
    return str_is(what, "outlier") && rest.p && (p->outliers_free || str_is(rest, "yes"));
}

static bool take_autopass(struct policy *p, struct str value)
{
    p->has_autopass = true;
    return dec_parse(&p->autopass, value) == DEC_OK && dec_sign(&p->autopass) >= 0;
}

static const char *const beside[] = {"prior", "ly", "register", "accepted"};

const char *policy_beside_word(unsigned bit)
{
    for (unsigned i = 0; i < 4; i++)
        if (bit == 1u << i)
            return beside[i];
    return "";
}

static bool take_require(struct policy *p, struct str value)
{
    for (unsigned i = 0; i < 4; i++)
        if (str_is(value, beside[i])) {
            p->require |= 1u << i;
            return true;
        }
    return false;
}

/* The release of the quarter reads these; here they are only held to be right. */
static bool take_share(struct policy *p, struct str value)
{
    struct dec d, one = dec_int(1);
    (void)p;
    return dec_parse(&d, value) == DEC_OK && dec_sign(&d) >= 0 && dec_cmp(&d, &one) <= 0;
}

static bool take_level(struct policy *p, struct str value)
{
    (void)p;
    return str_is(value, "hard") || str_is(value, "quasi") || str_is(value, "soft");
}

static const struct {
    const char *name;
    take_item *take;
    const char *values[2]; /* what is expected, in English and Chinese */
} items[] = {
    {"need.quasi", take_quasi, {"decision", "decision"}},
    {"need.soft", take_soft, {"explanation or decision", "explanation 或 decision"}},
    {"passable", take_passable, {"the id of a rule", "规则编号"}},
    {"reopenable", take_reopenable, {"the id of a rule", "规则编号"}},
    {"bind", take_bind, {"\"outlier yes\" or \"outlier no\"", "“outlier yes”或“outlier no”"}},
    {"autopass.score", take_autopass, {"a number from 0 on", "不小于 0 的数"}},
    {"require", take_require, {"prior, ly, register or accepted", "prior、ly、register 或 accepted"}},
    {"supervisor", take_supervisor, {"a name", "姓名"}},
    {"release.open", take_share, {"a share from 0 to 1", "0 至 1 的比重"}},
    {"release.response", take_share, {"a share from 0 to 1", "0 至 1 的比重"}},
    {"release.indicator", take_level, {"hard, quasi or soft", "hard、quasi 或 soft"}},
};
enum { ITEMS = sizeof items / sizeof items[0] };

static bool take_line(struct policy *p, const struct sheet *s, const struct sheet_column *columns)
{
    struct str name = sheet_cell(s, columns[0].at), value = sheet_cell(s, columns[1].at), names[ITEMS];
    if (name.n && name.p[0] == '#')
        return true;

    for (int i = 0; i < ITEMS; i++) {
        names[i] = str_of(items[i].name);
        if (!str_eq(name, names[i]))
            continue;
        if (value.n && items[i].take(p, value))
            return true;
        diag(D_POLICY_VALUE, sheet_loc(s, columns[1].at), diag_str(name), diag_str(value),
             diag_words(items[i].values[0], items[i].values[1]));
        return false;
    }

    int near = str_nearest(name, names, ITEMS);
    diag(D_POLICY_ITEM, sheet_loc(s, columns[0].at), diag_str(name), items[near < 0 ? 0 : near].name);
    return false;
}

struct policy *policy_load(const char *path)
{
    struct sheet_column columns[] = {{.name = "item", .required = true}, {.name = "value", .required = true}};
    struct policy *p = mem_alloc(sizeof *p);
    struct sheet s;
    if (!path)
        return p;
    bool opened = sheet_open(&s, path), good = opened && sheet_begin(&s, columns, 2, true);

    bool right = good;
    while (good && sheet_next(&s))
        right = take_line(p, &s, columns) && right;
    good = right && !s.bad;
    if (opened)
        sheet_close(&s);
    if (good)
        return p;
    policy_free(p);
    return NULL;
}

void policy_free(struct policy *p)
{
    if (!p)
        return;
    intern_free(&p->passable);
    intern_free(&p->reopenable);
    intern_free(&p->supervisors);
    mem_free(p);
}

bool policy_names(const struct intern *list, struct str rule)
{
    if (intern_find(list, rule) >= 0)
        return true;
    for (int i = 0; i < list->n; i++) {
        struct str name = intern_name(list, i);
        if (str_ends(name, STR("*")) && str_starts(rule, (struct str){name.p, name.n - 1}))
            return true;
    }
    return false;
}
