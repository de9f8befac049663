/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plant_work: changing cells on purpose, and remembering what was changed.
 *
 * Audience: the files plant*.c of gen/.
 */
#ifndef EC_GEN_PLANT_WORK_H
#define EC_GEN_PLANT_WORK_H

#include "gen/draw.h"
#include "gen/generator.h"

/* One planted error: a cell that was changed, or, without a variable, the file. */
struct planted {
    const char *kind;
    int table;            /* -1: the file */
    struct str variable;  /* p NULL: the file */
    struct str key;       /* name=value of the identifiers before the change, joined by ';' */
    bool had, has;        /* was there, is there an element? */
    struct str old, fresh;
};

struct plant_work {
    const struct generator *generator;
    const struct form *form;
    struct gen_record *record, *other; /* other: scratch for another quarter or enterprise */
    uint32_t unit;
    struct draw draw;
    const char *kind;        /* the one being planted */
    struct planted *planted; /* [n] */
    int n;
    size_t cap;
    struct buf text;         /* scratch */
};

struct cell_ref {
    int table, row, var;
};

/* May this cell be the place of an error? */
typedef bool cell_test(const struct form_var *v, const struct gen_cell *c);

/* The cell at a place of the record. */
static inline struct gen_cell *work_cell(const struct plant_work *w, struct cell_ref at)
{
    return &record_row(w->record, at.table, at.row)[at.var];
}

/* The variable of a place. */
static inline const struct form_var *work_var(const struct plant_work *w, struct cell_ref at)
{
    return &w->form->tables[at.table].vars[at.var];
}

/* Picks one of the cells that pass, all alike likely. False when none does. */
bool work_pick(struct plant_work *w, cell_test *test, struct cell_ref *at);

/* The cell of a variable of the first table; false when the form lacks it or the record has no value there. */
bool work_find(const struct plant_work *w, const char *name, struct cell_ref *at);

/* The same with a suffix: the variable NAME_SUFFIX of the table of at. */
bool work_sibling(const struct plant_work *w, struct cell_ref at, const char *suffix, struct cell_ref *sibling);

/* Changes a cell and remembers it. Nothing happens, and false is returned, when the text stays the same. */
bool work_change(struct plant_work *w, struct cell_ref at, struct gen_cell fresh);

/* The same with w->text as the new text; empties it. */
bool work_change_text(struct plant_work *w, struct cell_ref at);

/* Remembers an error of the file. */
void work_note_file(struct plant_work *w);

/* Number with a value that is not zero. */
static inline bool is_amount(const struct gen_cell *c)
{
    return c->state == GEN_NUMBER && c->v;
}

#endif
