/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accept_asked: what the findings say of the units.
 *
 * Audience: accept. A finding belongs to the unit that its key names, else to the one whose submission it is of.
 */
#ifndef EC_ACCEPT_ACCEPT_ASKED_H
#define EC_ACCEPT_ACCEPT_ASKED_H

#include "accept/accept_work.h"

/* Reads one file of findings. Returns false after complaining. */
bool accept_asked(struct accept *a, const char *path);

#endif
