/*
 * roster: the register's frame of the made-up enterprises: who exists, and since when.
 *
 * Audience: ecgen --register. The rows come before any error is planted: the register is right.
 */
#ifndef EC_GEN_ROSTER_H
#define EC_GEN_ROSTER_H

#include "gen/generator.h"
#include "rec/recout.h"

/* Opens the stream and writes its header. Returns NULL when the form is not one of the census; exits with 2 when it cannot
 * write. Close with recout_close. */
struct recout *roster_open(const char *path, const struct dialect *dialect, const struct generator *g);

/* The enterprise of a unit as its record r has it (whose arena takes texts), and its first and last quarter in the frame. */
void roster_row(struct recout *w, const struct generator *g, uint32_t unit, struct gen_record *r);

#endif
