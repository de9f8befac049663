/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loader: scripts that load a dataset, made from its descriptor.
 *
 * Audience: ecpack. What newcomers copy must not lose anything: identifiers and codes stay text, numbers are exact
 * decimals wherever the other side has them, an empty cell is null.
 *
 *     DIR/load/postgres.sql   DIR/load/duckdb.sql   DIR/load/sqlite.sql   DIR/load/load_pandas.py   DIR/load/load.R
 */
#ifndef EC_PACK_LOADER_H
#define EC_PACK_LOADER_H

#include "pack/dataset.h"

/* Writes all scripts into the folder load of a folder. Exits with 2 when it cannot. */
void loader_write(const char *folder, const struct dataset *d);

#endif
