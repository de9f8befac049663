/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zmem: memory for zlib by base/mem. It asks for its window only while it inflates, and then no memory looks like damaged data.
 *
 * Audience: whoever has a stream of zlib.
 */
#ifndef EC_IO_ZMEM_H
#define EC_IO_ZMEM_H

#include <zlib.h>

/* Before inflateInit2 or deflateInit2: z allocates or the run ends. */
void zmem_use(z_stream *z);

/* Takes what these two return. Without Z_OK the run ends: zlib is another version than the one at the build. */
void zmem_good(int status);

#endif
