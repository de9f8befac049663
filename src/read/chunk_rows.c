/* SPDX-License-Identifier: Apache-2.0 */
#include "read/chunk_rows.h"

#include <string.h>

#include "base/mem.h"

struct chunk_rows *chunk_rows_new(int n_tables, int n_kinds)
{
    struct chunk_rows *h = mem_alloc(sizeof *h);
    h->tables = mem_array((size_t)n_tables, sizeof *h->tables);
    h->n_tables = n_tables;
    h->recs = mem_array((size_t)n_kinds, sizeof *h->recs);
    h->n_kinds = n_kinds;
    return h;
}

void chunk_rows_reset(struct chunk_rows *h)
{
    for (int i = 0; i < h->n_tables; i++) {
        buf_reset(&h->tables[i].text);
        h->tables[i].n = 0;
    }
    memset(h->recs, 0, (size_t)h->n_kinds * sizeof *h->recs);
    h->n_findings = h->n_rejects = 0;
    h->lines = h->columns = 0;
    h->read = h->written = h->rejected = h->rejected_files = 0;
    h->used = 0;
    buf_reset(&h->after);
    arena_reset(&h->text);
}

size_t chunk_rows_add(struct chunk_rows *h, const struct chunk_finding *f)
{
    h->findings = mem_grow(h->findings, &h->cap_findings, h->n_findings + 1, sizeof *h->findings);
    h->findings[h->n_findings] = *f;
    return h->n_findings++;
}

void chunk_rows_reject(struct chunk_rows *h, size_t from, size_t to, bool begins, bool ends, long finding)
{
    h->rejects = mem_grow(h->rejects, &h->cap_rejects, h->n_rejects + 1, sizeof *h->rejects);
    h->rejects[h->n_rejects++] = (struct chunk_reject){from, to, begins, ends, finding, false};
}

void chunk_rows_free(struct chunk_rows *h)
{
    if (!h)
        return;
    for (int i = 0; i < h->n_tables; i++) {
        buf_free(&h->tables[i].text);
        mem_free(h->tables[i].rows);
    }
    mem_free(h->tables);
    mem_free(h->recs);
    mem_free(h->findings);
    mem_free(h->rejects);
    buf_free(&h->after);
    arena_free(&h->text);
    mem_free(h);
}
