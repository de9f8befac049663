/* SPDX-License-Identifier: Apache-2.0 */
#include "value/unitword.h"

/* A base unit under one of its names; power: of ten against the first name of the same base. */
struct base_unit {
    const char *name;
    char base; /* what is measured: units with the same letter are comparable */
    signed char power;
};

static const struct base_unit bases[] = {
    {"元", 'y', 0},       {"人民币元", 'y', 0}, {"千瓦时", 'e', 0}, {"kWh", 'e', 0}, {"kwh", 'e', 0}, {"度", 'e', 0},
    {"兆瓦时", 'e', 3},   {"MWh", 'e', 3},      {"千克", 'm', 0},   {"公斤", 'm', 0}, {"kg", 'm', 0},  {"吨", 'm', 3},
    {"t", 'm', 3},        {"吨标准煤", 'c', 0}, {"tce", 'c', 0},    {"千克标准煤", 'c', -3}, {"kgce", 'c', -3},
    {"平方米", 'a', 0},   {"㎡", 'a', 0},       {"m²", 'a', 0},     {"m2", 'a', 0},  {"立方米", 'v', 0}, {"m³", 'v', 0},
    {"m3", 'v', 0},       {"人", 'p', 0},       {"人年", 'q', 0},   {"台", 's', 0},  {"只", 'k', 0},   {"件", 'j', 0},
    {"个", 'g', 0},       {"家", 'h', 0},       {"项", 'x', 0},     {"天", 'd', 0},  {"座", 'z', 0},
};

/* Longer ones first. */
static const struct {
    const char *name;
    signed char power;
} magnitudes[] = {{"十亿", 9}, {"百亿", 10}, {"千万", 7}, {"百万", 6}, {"十万", 5}, {"亿", 8},
                  {"万", 4},   {"千", 3},    {"百", 2},   {"十", 1}};

static const struct base_unit *find_base(struct str word)
{
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
        if (str_is(word, bases[i].name))
            return &bases[i];
    return NULL;
}

/* The whole word as a base unit goes before its reading with a magnitude: 千克 is one unit, 千元 is 千 and 元. */
static const struct base_unit *split(struct str word, int *power)
{
    const struct base_unit *u = find_base(word);
    *power = u ? u->power : 0;
    for (size_t i = 0; !u && i < sizeof magnitudes / sizeof *magnitudes; i++) {
        struct str m = str_of(magnitudes[i].name);
        if (!str_starts(word, m))
            continue;
        u = find_base((struct str){word.p + m.n, word.n - m.n});
        if (u)
            *power = u->power + magnitudes[i].power;
    }
    return u;
}

bool unitword_power(struct str from, struct str to, int *power)
{
    int a, b;
    const struct base_unit *u = split(from, &a), *v = split(to, &b);
    if (!u || !v || u->base != v->base)
        return false;
    *power = a - b;
    return true;
}

/* What people and their meters, ledgers and balances reckon in. */
static const char *const common[] = {"元",   "千元", "万元",     "百万元",     "亿元",       "千瓦时",   "兆瓦时",   "万千瓦时", "千克",
                                     "吨",   "万吨", "吨标准煤", "千克标准煤", "万吨标准煤", "平方米",   "万平方米", "立方米",   "万立方米",
                                     "万人", "人",   "台",       "万台",       "只",         "万只",     "件",       "万件"};

const char *unitword_sister(struct str unit, int power)
{
    for (size_t i = 0; power && i < sizeof common / sizeof *common; i++) {
        int between;
        if (unitword_power(unit, str_of(common[i]), &between) && between == power)
            return common[i];
    }
    return NULL;
}
