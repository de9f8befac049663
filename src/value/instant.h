/* SPDX-License-Identifier: Apache-2.0 */
/*
 * instant: time stamps that say their zone, as one spelling whose order is that of time.
 *
 * Audience: who must tell the later of two stamps (rec/merge). A stamp without a zone is no instant: which one it means depends
 * on where it was written.
 *
 * Source: RFC 3339; xs:dateTime.
 */
#ifndef EC_VALUE_INSTANT_H
#define EC_VALUE_INSTANT_H

#include <stdbool.h>

#include "base/str.h"

enum instant {
    INSTANT_NONE,  /* no date with a time of day */
    INSTANT_LOCAL, /* one without a zone */
    INSTANT_UTC    /* one with a zone */
};

enum { INSTANT_ROOM = 40 };

/* Reads YYYY-MM-DD, T or a blank, hh:mm[:ss[.f]], and Z, +hh:mm, +hhmm or nothing; 24:00:00 is the next day. to[] gets its text
 * with a NUL: YYYY-MM-DDThh:mm:ss, in UTC where there is a zone, and behind it the fraction without zeros at its end, at most 12
 * digits of it. INSTANT_NONE, and nothing written, for all else and where the day in UTC is outside the years 1..9999. */
enum instant instant_put(struct str s, char to[INSTANT_ROOM]);

#endif
