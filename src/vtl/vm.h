/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vm: the inside of struct vm, what one thread needs to run a program.
 *
 * Audience: vtl/ only; tools use ruleset.h, whose running half vm.c implements.
 */
#ifndef EC_VTL_VM_H
#define EC_VTL_VM_H

#include "vtl/bind.h"

struct vm {
    const struct program *p;
    struct arena row;            /* texts of the present record; reset before each */
    struct run run;
    uint8_t *types;              /* [used slots] enum vtype of the columns */
    uint8_t *cells;              /* [used slots] enum cell of the present record */
    bool any_bad;                /* some used cell is bad */
    struct item_state **states;  /* [hierarchies] states of the items */
    uint64_t *filled;            /* [hierarchies] the record for which states were filled */
};

#endif
