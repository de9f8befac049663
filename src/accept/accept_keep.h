/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accept_keep: the rows of accepted units, of all tables, and nothing of the others.
 *
 * Audience: accept. Lines are copied as they were read.
 */
#ifndef EC_ACCEPT_ACCEPT_KEEP_H
#define EC_ACCEPT_ACCEPT_KEEP_H

#include "accept/accept_work.h"

/* Writes each table's accepted rows into the folder, which is made. A row that belongs to no unit that was read, or to another
 * submission than its unit's, is a finding and stays behind. Returns false after complaining. */
bool accept_keep(struct accept *a);

#endif
