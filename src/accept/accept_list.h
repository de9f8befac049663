/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accept_list: units.tsv, a row for each unit of the period with its state and what holds it.
 *
 * Audience: accept. Rows are in the order of the units' keys; submissions that could not be read follow in the order of their
 * names, so that the same verdicts are the same bytes.
 */
#ifndef EC_ACCEPT_ACCEPT_LIST_H
#define EC_ACCEPT_ACCEPT_LIST_H

#include "accept/accept_work.h"

/* Writes the list, and counts the states. Exits with 2 when it cannot be written. */
void accept_list(struct accept *a);

#endif
