/* SPDX-License-Identifier: Apache-2.0 */
#include "io/zmem.h"

#include <stdint.h>

#include "base/machine.h"
#include "base/mem.h"

static voidpf allocate(voidpf none, uInt items, uInt size)
{
    (void)none;
    if (size && items > SIZE_MAX / size)
        machine_no_memory();
    return mem_raw((size_t)items * size);
}

static void release(voidpf none, voidpf p)
{
    (void)none;
    mem_free(p);
}

void zmem_use(z_stream *z)
{
    z->zalloc = allocate;
    z->zfree = release;
    z->opaque = NULL;
}

void zmem_good(int status)
{
    if (status != Z_OK)
        machine_fail(0, "zlib cannot begin: is it another version than at the build?", "zlib 无法启动：版本是否与编译时不同？");
}
