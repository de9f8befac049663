/* SPDX-License-Identifier: Apache-2.0 */
#include "data/dsplan_work.h"

const struct viral *dsplan_viral(struct dsplan *p, const struct comp *c)
{
    (void)p;
    (void)c;
    return NULL;
}
