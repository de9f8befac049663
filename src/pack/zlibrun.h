/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zlibrun: runs of deflate data by zlib.
 *
 * Audience: pack/block. It takes all levels.
 */
#ifndef EC_PACK_ZLIBRUN_H
#define EC_PACK_ZLIBRUN_H

#include "pack/deflater.h"

enum { ZLIBRUN_LEVEL_MIN = 0, ZLIBRUN_LEVEL_MAX = 9 };

extern const struct deflater zlibrun;

#endif
