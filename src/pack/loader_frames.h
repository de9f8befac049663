/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loader_frames: scripts that load a dataset into data frames: pandas, R.
 *
 * Audience: loader.c. pandas gets exact numbers; R has binary ones only, so columns that do not fit stay text there.
 */
#ifndef EC_PACK_LOADER_FRAMES_H
#define EC_PACK_LOADER_FRAMES_H

#include "base/buf.h"
#include "pack/dataset.h"

/* Each appends one whole script, which finds the dataset beside itself or in a folder that the user names. */
void loader_pandas(struct buf *b, const struct dataset *d);
void loader_r(struct buf *b, const struct dataset *d);

#endif
