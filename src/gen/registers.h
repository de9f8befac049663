/*
 * registers: the registers of a made-up quarter, as streams that are put beside its records.
 *
 * Audience: the tool ecgen. Three registers, each wanted or not: the units that must report, the titles that were issued,
 * and the owners that a project may have.
 */
#ifndef EC_GEN_REGISTERS_H
#define EC_GEN_REGISTERS_H

#include "gen/generator.h"
#include "rec/recout.h"

struct registers;

/* Where each register is written; NULL: not wanted. */
struct register_paths {
    const char *units;  /* uscc, name, district ... status, frame_from, frame_to: one row an enterprise */
    const char *titles; /* uscc, honour_kind, honour_level, batch, issue_date: one row a title and batch */
    const char *owners; /* owner_uscc, owner_name: one row an enterprise */
};

/* Opens the files and writes their headers. NULL when the form is not of the census: nothing was opened. */
struct registers *registers_new(const struct generator *g, const struct register_paths *paths, const struct dialect *dialect);

/* Writes what the registers know of a unit. The record is the unit's, without a planted error. */
void registers_add(struct registers *f, uint32_t unit, struct gen_record *r);

/* Closes the files and frees; NULL is allowed. */
void registers_free(struct registers *f);

#endif
