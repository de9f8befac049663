/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unmet: did a run meet no record at all, though there were documents? Then the form's record path is probably wrong.
 *
 * Audience: read/batch.
 *
 * Looks at what the ordered writer sees: the paths of elements that the form does not know outside records, of which the
 * first distinct ones are kept, so that memory is bounded and the answer does not depend on the threads. A document in
 * which the form knows all, but which has no record, says nothing against the path.
 */
#ifndef EC_READ_UNMET_H
#define EC_READ_UNMET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/intern.h"
#include "read/plan.h"

/* All zero at the beginning. */
struct unmet {
    struct intern paths; /* as messages show them: "/report/factory" */
    uint64_t documents;  /* that were read to their end */
    bool strange;        /* one of them holds an element that the form does not know, or a record */
};

/* An element outside records that the form does not know. */
void unmet_path(struct unmet *u, struct str path);

/* A document was read to its end. strange: as in struct unmet. */
void unmet_document(struct unmet *u, bool strange);

/* At the end of a run: was no record met that rows of a table belong to, in documents that have something else? Complains then
 * (the form's line, the path, how many documents, what is nearest there), and returns true. met: records by kind. */
bool unmet_tell(const struct unmet *u, const struct plan *plan, int table, const uint64_t *met);

/* Gives the memory back. */
void unmet_free(struct unmet *u);

#endif
