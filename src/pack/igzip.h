/* SPDX-License-Identifier: Apache-2.0 */
/*
 * igzip: runs of deflate data by ISA-L (Intel's Intelligent Storage Acceleration Library).
 *
 * Audience: pack/block. The only file that knows ISA-L; it is compiled where configure found it (HAVE_ISAL).
 *
 * One level of ISA-L, its 3, stands for levels 1 to 3. ISA-L 2.30 at its levels 1 and 2 sometimes writes other bytes of the
 * same input: at the head of a short run it puts the hash of a pointer into its table of matches (with ASLR 92 of 24,000
 * processes that packed the same 100 bytes; without it none; at level 3 none of 28,000). The same rows must give the same file.
 *
 * Measured on 33 MB of census data in runs of 128 KiB (MB/s a core, share of the size): ISA-L 3 165, 0.351 (1 and 2 193, 0.355
 * and 0.351); zlib 1 84, 0.369; 2 76, 0.358; 3 53, 0.343. So it is for levels 1 to 3, and whoever wants smaller files gets
 * zlib's.
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
