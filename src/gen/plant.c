/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/plant.h"

#include "base/diag.h"
#include "base/mem.h"
#include "gen/plant_cell.h"
#include "gen/plant_record.h"
#include "gen/spoil.h"

enum level { CELL, RECORD, FILE_BYTES };

typedef bool plant_function(struct plant_work *w);
typedef bool spoil_function(struct buf *b, struct draw *d);

static const struct kind {
    const char *id;
    enum level level;
    plant_function *plant;
    spoil_function *spoil;
    const char *what;
} kinds[] = {
#define KIND(id, function, level, what) KIND_##level(id, function, what)
#define KIND_CELL(id, function, what) {id, CELL, function, NULL, what},
#define KIND_RECORD(id, function, what) {id, RECORD, function, NULL, what},
#define KIND_FILE(id, function, what) {id, FILE_BYTES, NULL, function, what},
#include "gen/plant.def"
#undef KIND
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

struct plant {
    struct plant_work work;
    struct gen_record other;
    uint64_t seed;
    int64_t rate;
    int enabled[KINDS], n;
    const struct kind *spoil; /* what plant_file is to do */
};

static bool enable(struct plant *p, struct str id, bool files)
{
    for (int i = 0; i < KINDS; i++)
        if (str_is(id, kinds[i].id)) {
            if (files || kinds[i].level != FILE_BYTES)
                p->enabled[p->n++] = i;
            return true;
        }
    struct str names[KINDS];
    for (int i = 0; i < KINDS; i++)
        names[i] = str_of(kinds[i].id);
    int near = str_nearest(id, names, KINDS);
    diag(D_OPTION_VALUE, (struct loc){0}, "--kinds", diag_str(id), near < 0 ? "EP01 ... EP37, XML-..." : kinds[near].id);
    return false;
}

struct plant *plant_new(const struct generator *g, uint64_t seed, int64_t rate, const char *list, bool files)
{
    struct plant *p = mem_alloc(sizeof *p);
    struct str rest = str_of(list);
    bool good = true;
    p->seed = seed;
    p->rate = rate;
    p->work = (struct plant_work){.generator = g, .form = generator_form(g), .other = &p->other};
    record_init(&p->other, generator_form(g));
    for (int i = 0; i < KINDS && !list; i++)
        if (files || kinds[i].level != FILE_BYTES)
            p->enabled[p->n++] = i;
    while (list && rest.p && p->n < KINDS && good)
        good = enable(p, str_trim(str_cut(rest, ',', &rest)), files);
    if (good && p->n)
        return p;
    if (good)
        diag(D_OPTION_VALUE, (struct loc){0}, "--kinds", list, diag_words("kinds that need no files of their own, or -o DIR",
                                                                          "不需要单独文件的种类，或 -o DIR"));
    plant_free(p);
    return NULL;
}

/* A period as a number for the draws: the same in each run (FNV-1a with a final mix). */
static uint32_t period_number(struct str period)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < period.n; i++)
        h = (h ^ (unsigned char)period.p[i]) * 16777619u;
    h ^= h >> 15;
    return h * 2246822519u;
}

/* A kind that finds no place is followed by another; a record has a place for some kind soon. */
void plant_record(struct plant *p, uint32_t unit, struct gen_record *r)
{
    struct plant_work *w = &p->work;
    struct str period = generator_period(w->generator);
    w->draw = draw_start(p->seed, unit, 60, period_number(period));
    w->record = r;
    w->unit = unit;
    w->n = 0;
    p->spoil = NULL;
    if (!draw_chance(&w->draw, p->rate))
        return;
    for (int attempt = 0; attempt < 200 && !w->n; attempt++) {
        const struct kind *k = &kinds[p->enabled[draw_below(&w->draw, (uint64_t)p->n)]];
        w->kind = k->id;
        buf_reset(&w->text);
        if (k->level == FILE_BYTES) {
            p->spoil = k;
            work_note_file(w);
        } else {
            k->plant(w);
        }
    }
}

void plant_file(struct plant *p, struct buf *b)
{
    if (p->spoil && !p->spoil->spoil(b, &p->work.draw))
        p->work.n = 0;
}

int plant_list(const struct plant *p, const struct planted **list)
{
    *list = p->work.planted;
    return p->work.n;
}

void plant_kinds(struct buf *b)
{
    for (int i = 0; i < KINDS; i++)
        buf_printf(b, "%-12s %s\n", kinds[i].id, kinds[i].what);
}

void plant_free(struct plant *p)
{
    if (!p)
        return;
    record_free(&p->other);
    mem_free(p->work.planted);
    buf_free(&p->work.text);
    mem_free(p);
}
