/* SPDX-License-Identifier: Apache-2.0 */
#include "rec/lineage.h"

const char *const lineage_names[LINEAGE_COLUMNS] = {"_file", "_line", "_rec", "_sub"};

int lineage_find(struct str name)
{
    for (int i = 0; i < LINEAGE_COLUMNS; i++)
        if (str_is(name, lineage_names[i]))
            return i;
    return -1;
}

bool lineage_is_number(struct str name)
{
    int i = lineage_find(name);
    return i == LINEAGE_LINE || i == LINEAGE_REC;
}
