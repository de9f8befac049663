/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loader_sql: scripts that load a dataset into a database: PostgreSQL, DuckDB, SQLite.
 *
 * Audience: loader.c. Identifiers and codes become text, numbers an exact type: nothing is rounded.
 */
#ifndef EC_PACK_LOADER_SQL_H
#define EC_PACK_LOADER_SQL_H

#include "base/buf.h"
#include "pack/dataset.h"

/* Each appends one whole script, which is run in the folder of the dataset. */
void loader_postgres(struct buf *b, const struct dataset *d);
void loader_duckdb(struct buf *b, const struct dataset *d);
void loader_sqlite(struct buf *b, const struct dataset *d);

#endif
