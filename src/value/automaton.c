/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pattern becomes a graph of nodes (Thompson's construction): a node goes on by one of a set of bytes, or by nothing
 * to one or two others. A repeated part is read again for each time it is repeated. Sets of nodes are then the states
 * of the table (the subset construction), bytes that no set of the pattern tells apart one column of it.
 */
#include "value/automaton.h"

#include <string.h>

#include "base/mem.h"

enum { NODES_MAX = 256, STATES_MAX = 128, DEPTH_MAX = 8, WORDS = NODES_MAX / 64 };

/* Ways through a text that PCRE2 may have to try; times AUTOMATON_TEXT it must stay below its limit of a million. */
static const double ways_max = 10000;

struct bytes {
    uint64_t w[4];
};

struct node {
    bool reads;          /* goes on to a with one of the bytes; else to a and b with none */
    struct bytes set;
    int a, b;            /* -1: nowhere */
};

struct nodes {
    uint64_t w[WORDS];
};

struct maker {
    struct str p;
    size_t at;
    bool bad;            /* the pattern is not for us */
    int depth;
    struct node node[NODES_MAX];
    int n;
};

/* A part of the graph, and in how many ways a matcher might go through it. */
struct part {
    int from, to;
    double ways;
};

static void add_byte(struct bytes *s, unsigned c)
{
    s->w[c / 64] |= (uint64_t)1 << c % 64;
}

static bool has_byte(const struct bytes *s, unsigned c)
{
    return s->w[c / 64] >> c % 64 & 1;
}

static int new_node(struct maker *m, int a, int b)
{
    if (m->n == NODES_MAX) {
        m->bad = true;
        return 0;
    }
    m->node[m->n] = (struct node){.a = a, .b = b};
    return m->n++;
}

static struct part reading(struct maker *m, const struct bytes *set)
{
    int to = new_node(m, -1, -1), from = new_node(m, to, -1);
    m->node[from].reads = true;
    m->node[from].set = *set;
    return (struct part){from, to, 1};
}

static void join(struct maker *m, struct part *p, struct part q)
{
    m->node[p->to].a = q.from;
    p->to = q.to;
    p->ways *= q.ways;
}

static int peek(const struct maker *m)
{
    return m->at < m->p.n ? (unsigned char)m->p.p[m->at] : -1;
}

static struct part refuse(struct maker *m)
{
    m->bad = true;
    return (struct part){0, 0, 1};
}

static bool is_punctuation(int c)
{
    return c > ' ' && c < 0x7f && !(c >= '0' && c <= '9') && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static void add_digits(struct bytes *s)
{
    for (unsigned c = '0'; c <= '9'; c++)
        add_byte(s, c);
}

/* One member of a class that may begin a range. */
static int class_member(struct maker *m)
{
    int c = peek(m);
    m->at++;
    if (c == '\\') {
        c = peek(m);
        m->at++;
        return is_punctuation(c) ? c : -1;
    }
    return c == '[' || c < ' ' || c >= 0x7f ? -1 : c;
}

static bool is_range(const struct maker *m)
{
    return peek(m) == '-' && m->at + 1 < m->p.n && m->p.p[m->at + 1] != ']';
}

/* [...] behind its bracket. */
static struct part class_part(struct maker *m)
{
    struct bytes set = {{0}};
    if (peek(m) == '^' || peek(m) == ']')
        return refuse(m);
    while (peek(m) != ']') {
        if (peek(m) == '\\' && m->at + 1 < m->p.n && m->p.p[m->at + 1] == 'd') {
            m->at += 2;
            add_digits(&set);
            if (is_range(m))
                return refuse(m);
            continue;
        }
        int from = class_member(m), to = from;
        if (from >= 0 && is_range(m)) {
            m->at++;
            to = class_member(m);
        }
        if (from < 0 || to < from)
            return refuse(m);
        for (; from <= to; from++)
            add_byte(&set, (unsigned)from);
    }
    m->at++;
    return reading(m, &set);
}

/* A character as it stands: one byte, or the bytes of a UTF-8 sequence. */
static struct part character(struct maker *m)
{
    struct part all = {0};
    for (int i = 0; i == 0 || (peek(m) & 0xc0) == 0x80; i++) {
        struct bytes one = {{0}};
        add_byte(&one, (unsigned)peek(m));
        m->at++;
        struct part p = reading(m, &one);
        if (i == 0)
            all = p;
        else
            join(m, &all, p);
    }
    return all;
}

static struct part escape(struct maker *m)
{
    struct bytes set = {{0}};
    int c = peek(m);
    m->at++;
    if (c == 'd')
        add_digits(&set);
    else if (is_punctuation(c))
        add_byte(&set, (unsigned)c);
    else
        return refuse(m);
    return reading(m, &set);
}

static struct part alternatives(struct maker *m);

static struct part atom(struct maker *m)
{
    int c = peek(m);
    if (c < 0 || c < ' ' || c == 0x7f || strchr("|)*+?{}].^$", c))
        return refuse(m);
    if (c != '(' && c != '[' && c != '\\')
        return character(m);
    m->at++;
    if (c == '[')
        return class_part(m);
    if (c == '\\')
        return escape(m);
    struct part p = alternatives(m);
    if (peek(m) != ')')
        return refuse(m);
    m->at++;
    return p;
}

static int number(struct maker *m)
{
    int v = 0, from = (int)m->at;
    for (; peek(m) >= '0' && peek(m) <= '9' && v <= NODES_MAX; m->at++)
        v = v * 10 + peek(m) - '0';
    return (int)m->at == from || v > NODES_MAX ? -1 : v;
}

/* {n} {n,} {n,m} behind its brace; *most is -1 for no end. */
static bool braces(struct maker *m, int *least, int *most)
{
    *least = *most = number(m);
    if (*least >= 0 && peek(m) == ',') {
        m->at++;
        *most = -1;
        if (peek(m) != '}' && (*most = number(m)) < 0)
            return false;
    }
    bool good = peek(m) == '}' && *least >= 0 && (*most < 0 || *most >= *least) && *most != 0;
    m->at++;
    return good;
}

static bool quantifier(struct maker *m, int *least, int *most)
{
    int c = peek(m);
    *least = *most = 1;
    if (c <= 0 || !strchr("?*+{", c))
        return true;
    m->at++;
    if (c == '{' && !braces(m, least, most))
        return false;
    if (c == '?' || c == '*')
        *least = 0;
    if (c == '+' || c == '*')
        *most = -1;
    int after = peek(m);
    return after <= 0 || !strchr("?*+{", after); /* reluctant and greedy ones are not for us */
}

/* The sum of ways^i for the numbers of times that are possible. */
static double ways_of(double once, int least, int most)
{
    double sum = 0, power = 1;
    for (int i = 0; i <= (most < 0 || most > AUTOMATON_TEXT ? AUTOMATON_TEXT : most) && sum <= ways_max; i++) {
        if (i >= least)
            sum += power;
        power *= once > 1 ? once : 1;
    }
    return sum > 1 ? sum : 1;
}

/* The atom at `from` once more; the pattern is read behind it afterwards. */
static struct part again(struct maker *m, size_t from)
{
    m->at = from;
    return atom(m);
}

/* An atom with its quantifier. Of the times that may be left out each begins with a way to the end, past all that follow;
 * a last one may be repeated without end. */
static struct part item(struct maker *m)
{
    size_t from = m->at;
    int least, most;
    struct part p = atom(m);
    if (m->bad || !quantifier(m, &least, &most))
        return refuse(m);
    size_t behind = m->at;
    int end = new_node(m, -1, -1), start = new_node(m, -1, -1), times = most < 0 ? least + 1 : most;
    struct part all = {start, start, 1};
    double ways = ways_of(p.ways, least, most);
    for (int i = 0; i < times && !m->bad; i++) {
        p = i ? again(m, from) : p;
        if (i >= least)
            p.from = new_node(m, p.from, end);
        join(m, &all, p);
    }
    m->node[all.to].a = most < 0 ? p.from : end;
    m->at = behind;
    return (struct part){start, end, ways};
}

static struct part sequence(struct maker *m)
{
    struct part all = item(m);
    while (!m->bad && peek(m) >= 0 && peek(m) != '|' && peek(m) != ')')
        join(m, &all, item(m));
    return all;
}

static struct part alternatives(struct maker *m)
{
    if (++m->depth > DEPTH_MAX)
        return refuse(m);
    struct part all = sequence(m);
    while (!m->bad && peek(m) == '|') {
        m->at++;
        struct part p = sequence(m);
        int end = new_node(m, -1, -1), start = new_node(m, all.from, p.from);
        m->node[all.to].a = m->node[p.to].a = end;
        all = (struct part){start, end, all.ways + p.ways};
    }
    m->depth--;
    return all;
}

/* ---- the table ---- */

struct table {
    const struct maker *m;
    struct automaton *a;
    int end;                       /* the node in which the pattern has matched */
    unsigned char example[256];    /* a byte of each class */
    struct nodes state[STATES_MAX];
    int n;
};

/* Cuts the classes in two where a set holds a part of them only. */
static void cut_classes(struct automaton *a, const struct bytes *set)
{
    int16_t with[256];
    bool taken[256] = {false};
    memset(with, 0xff, sizeof with);
    for (unsigned c = 0; c < 256; c++) /* what stays: the classes of the bytes outside */
        if (!has_byte(set, c))
            taken[a->class[c]] = true;
    for (unsigned c = 0; c < 256; c++) {
        int k = a->class[c];
        if (!taken[k] || !has_byte(set, c))
            continue;
        if (with[k] < 0)
            with[k] = (int16_t)a->classes++;
        a->class[c] = (uint8_t)with[k];
    }
}

/* Bytes are in one class when every set of the pattern has both or none. */
static void make_classes(struct table *t)
{
    const struct node *node = t->m->node;
    t->a->classes = 1;
    for (int i = 0; i < t->m->n; i++) {
        bool again = !node[i].reads;
        for (int k = 0; k < i && !again; k++)
            again = node[k].reads && memcmp(&node[k].set, &node[i].set, sizeof node[i].set) == 0;
        if (!again)
            cut_classes(t->a, &node[i].set);
    }
    for (unsigned c = 0; c < 256; c++)
        t->example[t->a->class[c]] = (unsigned char)c;
}

/* Adds a node and all that can be reached from it with nothing. */
static void reach(const struct maker *m, struct nodes *s, int i)
{
    while (i >= 0 && !(s->w[i / 64] >> i % 64 & 1)) {
        s->w[i / 64] |= (uint64_t)1 << i % 64;
        if (m->node[i].reads)
            return;
        reach(m, s, m->node[i].b);
        i = m->node[i].a;
    }
}

static struct nodes step(const struct maker *m, const struct nodes *s, unsigned byte)
{
    struct nodes to = {{0}};
    for (int w = 0; w < WORDS; w++)
        for (uint64_t left = s->w[w]; left; left &= left - 1) {
            const struct node *n = &m->node[w * 64 + __builtin_ctzll(left)];
            if (n->reads && has_byte(&n->set, byte))
                reach(m, &to, n->a);
        }
    return to;
}

/* The number of a state; -1 when there are too many. */
static int number_of(struct table *t, const struct nodes *s)
{
    for (int i = 0; i < t->n; i++)
        if (memcmp(&t->state[i], s, sizeof *s) == 0)
            return i;
    if (t->n == STATES_MAX)
        return -1;
    t->state[t->n] = *s;
    return t->n++;
}

/* State 0 is no node at all: the text does not match, whatever follows. State 1 is the beginning. */
static bool make_table(struct table *t, int start)
{
    struct automaton *a = t->a;
    make_classes(t);
    a->next = mem_array((size_t)(STATES_MAX * a->classes), sizeof *a->next);
    a->final = mem_array((size_t)(STATES_MAX * a->classes), sizeof *a->final);
    t->n = 1;
    reach(t->m, &t->state[t->n++], start);
    for (int i = 1; i < t->n; i++) {
        a->final[i * a->classes] = t->state[i].w[t->end / 64] >> t->end % 64 & 1;
        for (int k = 0; k < a->classes; k++) {
            struct nodes to = step(t->m, &t->state[i], t->example[k]);
            int number = number_of(t, &to);
            if (number < 0)
                return false;
            a->next[i * a->classes + k] = (uint16_t)(number * a->classes);
        }
    }
    a->states = t->n;
    return true;
}

struct automaton *automaton_new(struct str pattern)
{
    struct maker *m = mem_alloc(sizeof *m);
    struct automaton *a = NULL;
    m->p = pattern;
    struct part all = alternatives(m);
    if (!m->bad && m->at == pattern.n && all.ways <= ways_max) {
        struct table *t = mem_alloc(sizeof *t);
        a = mem_alloc(sizeof *a);
        t->m = m;
        t->a = a;
        t->end = all.to;
        if (!make_table(t, all.from)) {
            automaton_free(a);
            a = NULL;
        }
        mem_free(t);
    }
    mem_free(m);
    return a;
}

uint32_t automaton_digits(const struct automaton *a)
{
    bool at[2][STATES_MAX] = {{false, true}}; /* may we be in this state after n digits? */
    uint32_t lengths = 0;
    for (int n = 1; n <= DIGITS_MOST; n++) {
        bool *from = at[(n - 1) & 1], *to = at[n & 1], all = true;
        memset(to, 0, sizeof at[0]);
        for (int i = 0; i < a->states; i++)
            for (unsigned c = '0'; from[i] && c <= '9'; c++) {
                int row = a->next[i * a->classes + a->class[c]];
                to[row / a->classes] = true;
                all = all && a->final[row];
            }
        lengths |= (uint32_t)all << n;
    }
    return lengths;
}

void automaton_free(struct automaton *a)
{
    if (!a)
        return;
    mem_free(a->next);
    mem_free(a->final);
    mem_free(a);
}
