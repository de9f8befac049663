/* SPDX-License-Identifier: Apache-2.0 */
/*
 * igzip: runs of deflate data by ISA-L (Intel's Intelligent Storage Acceleration Library).
 *
 * Audience: pack/block. The only file that knows ISA-L; it is compiled where configure found it (HAVE_ISAL).
 *
 * Measured on 7 MB of census CSV in runs of 128 KiB (MB/s a core, size): ISA-L 1 220, 0.423; 2 210, 0.416; 3 142, 0.417;
 * zlib 1 54, 0.434; 2 47, 0.424; 4 32, 0.404. So it is for levels 1 to 3, and whoever wants smaller files gets zlib's.
 *
 * ISA-L chooses its code by the processor and does not promise that all of it finds the same matches: the same rows give the
 * same bytes on one kind of processor.
 */
#ifndef EC_PACK_IGZIP_H
#define EC_PACK_IGZIP_H

#include "pack/deflater.h"

enum { IGZIP_LEVEL_MIN = 1, IGZIP_LEVEL_MAX = 3 };

extern const struct deflater igzip;

#endif
