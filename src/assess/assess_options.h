/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assess_options: what assess is told at its start.
 *
 * Audience: assess/assess and those who make one.
 */
#ifndef EC_ASSESS_ASSESS_OPTIONS_H
#define EC_ASSESS_ASSESS_OPTIONS_H

#include "assess/remarks.h"
#include "form/form.h"
#include "form/messages.h"
#include "rec/recin.h"

/* All of it is the caller's and must outlive the rest. */
struct assess_options {
    const struct form *form;         /* or NULL: then only checks give findings */
    const struct rules *rules;       /* linked, of data sets */
    const struct remarks *remarks;   /* checked */
    const struct messages *messages; /* by errorcode */
    const struct dialect *dialect;   /* of the streams */
};

#endif
