/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outlier: one variable of all units, tested class by class.
 *
 * Audience: ecoutlier.
 *
 * The caller brings the values; what may take part is decided here, and each unit that may not has a reason. Classes
 * climb to their parent where they are too small (stat/classes.h). Fitting reads every unit once for each level that is
 * in use; judging a unit needs its values and its class only, so that nothing but 18 bytes a unit is kept.
 */
#ifndef EC_STAT_OUTLIER_H
#define EC_STAT_OUTLIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stat/classes.h"
#include "stat/current.h"
#include "stat/hb.h"

/* Why a unit takes no part: the reasons of HB, then these. */
enum outlier_reason {
    OUT_USED = HB_USED,
    OUT_NOT_A_NUMBER = HB_NEGATIVE + 1, /* a cell that is not of its type */
    OUT_ZERO_DENOMINATOR,               /* a ratio within the record has denominator 0 */
    OUT_NOT_POSITIVE                    /* no logarithm */
};

/* A value as the caller read it. */
enum outlier_state { VALUE_PRESENT, VALUE_MISSING, VALUE_BAD, VALUE_NO_RATIO };

struct outlier_params {
    bool hb;                       /* Hidiroglou-Berthelot, else a current-period method */
    struct hb_params change;       /* for hb */
    struct current_params current; /* else */
    bool logarithm;                /* current: test the logarithm of the value */
};

struct outlier_values {
    double *prev;     /* [n] for hb; else NULL */
    double *cur;      /* [n] */
    uint8_t *reason;  /* [n] enum outlier_reason */
    uint8_t *level;   /* [n] the level of the class used */
    struct hb_class **fits; /* [levels][classes]; for current-period methods only the fence is set */
};

/* The verdict on one unit. For current-period methods effect is the value tested, ratio and s are 0. */
struct outlier_verdict {
    const struct hb_class *fit;
    int level;
    int32_t klass;
    struct hb_unit unit;
};

/* Makes room for n units (more than before); call again as units arrive. */
void outlier_reserve(struct outlier_values *v, size_t n, bool hb);

/* Sets unit i. For current-period methods prev is not looked at. */
void outlier_set(struct outlier_values *v, const struct outlier_params *p, size_t i, enum outlier_state has_prev,
                 double prev, enum outlier_state has_cur, double cur);

/* Fits all classes that units use. */
void outlier_fit(struct outlier_values *v, const struct outlier_params *p, const struct classes *c);

/* Judges unit i, for which reason is OUT_USED; for others only fit, level and klass are set. */
struct outlier_verdict outlier_judge(const struct outlier_values *v, const struct outlier_params *p,
                                     const struct classes *c, size_t i);

/* What unit i was expected to report, for hb: its previous value times the median ratio of its class; 0 when there was
 * nothing before; a negative previous value as it is. Call after outlier_fit. */
double outlier_expected(const struct outlier_values *v, const struct classes *c, size_t i);

/* A bound on the scale of the values: turns a logarithm back. */
double outlier_bound(const struct outlier_params *p, double bound);

/* "" for OUT_USED, else "MISSING_PREV" and so on. */
const char *outlier_reason_name(enum outlier_reason r);

/* Gives everything back; c are the classes that outlier_fit was given. */
void outlier_values_free(struct outlier_values *v, const struct classes *c);

#endif
