/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/zip.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/zmem.h"

enum {
    LOCAL = 0x04034b50,
    DESCRIPTOR = 0x08074b50,
    CENTRAL = 0x02014b50,
    END = 0x06054b50,
    NEEDED = 20,      /* 2.0: deflate */
    SIZES_FOLLOW = 8,  /* general purpose bit 3 */
    DEFLATED = 8,
    MIDNIGHT = 0,
    DAY_1980 = 0x21,   /* 1980-01-01 */
    LEVEL = 6
};

struct zip {
    struct out *out;
    z_stream deflate;
    struct buf directory; /* the central headers of the entries so far */
    char name[64];        /* of the open entry */
    uint64_t begin;       /* offset of its local header */
    uint64_t in, packed;  /* bytes of it */
    uint64_t at;          /* bytes of the archive */
    unsigned long crc;
    unsigned entries;
    bool large;
};

static void put16(struct buf *b, unsigned v)
{
    buf_char(b, (char)(v & 255));
    buf_char(b, (char)(v >> 8 & 255));
}

static void put32(struct buf *b, uint64_t v)
{
    put16(b, (unsigned)(v & 0xffff));
    put16(b, (unsigned)(v >> 16 & 0xffff));
}

static void write_buf(struct zip *z, struct buf *b)
{
    out_write(z->out, b->p, b->n);
    z->at += b->n;
    buf_reset(b);
}

/* What local and central headers share: version to extract .. length of the extra field. */
static void put_common(struct buf *b, const struct zip *z, bool sizes)
{
    put16(b, NEEDED);
    put16(b, SIZES_FOLLOW);
    put16(b, DEFLATED);
    put16(b, MIDNIGHT);
    put16(b, DAY_1980);
    put32(b, sizes ? z->crc : 0);
    put32(b, sizes ? z->packed : 0);
    put32(b, sizes ? z->in : 0);
    put16(b, (unsigned)strlen(z->name));
    put16(b, 0);
}

struct zip *zip_open(struct out *o)
{
    struct zip *z = mem_alloc(sizeof *z);
    z->out = o;
    zmem_use(&z->deflate);
    zmem_good(deflateInit2(&z->deflate, LEVEL, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY)); /* raw */
    return z;
}

void zip_begin(struct zip *z, const char *name)
{
    struct buf b = {0};
    assert(strlen(name) < sizeof z->name);
    strcpy(z->name, name);
    z->begin = z->at;
    z->in = z->packed = 0;
    z->crc = crc32(0, NULL, 0);
    deflateReset(&z->deflate);
    put32(&b, LOCAL);
    put_common(&b, z, false);
    buf_puts(&b, name);
    write_buf(z, &b);
    buf_free(&b);
}

/* Deflates what is in the stream; with Z_FINISH to the end. */
static void run(struct zip *z, int flush)
{
    unsigned char packed[1 << 14];
    do {
        z->deflate.next_out = packed;
        z->deflate.avail_out = sizeof packed;
        int e = deflate(&z->deflate, flush);
        assert(e != Z_STREAM_ERROR);
        (void)e;
        size_t n = sizeof packed - z->deflate.avail_out;
        out_write(z->out, packed, n);
        z->packed += n;
        z->at += n;
    } while (z->deflate.avail_out == 0);
}

void zip_add(struct zip *z, const void *p, size_t n)
{
    const unsigned char *from = p;
    while (n) {
        uInt part = n < 1 << 20 ? (uInt)n : 1 << 20;
        z->crc = crc32(z->crc, from, part);
        z->deflate.next_in = (Bytef *)(uintptr_t)from; /* zlib does not write there */
        z->deflate.avail_in = part;
        run(z, Z_NO_FLUSH);
        z->in += part;
        from += part;
        n -= part;
    }
}

void zip_end(struct zip *z)
{
    struct buf b = {0};
    z->deflate.next_in = NULL;
    z->deflate.avail_in = 0;
    run(z, Z_FINISH);
    put32(&b, DESCRIPTOR);
    put32(&b, z->crc);
    put32(&b, z->packed);
    put32(&b, z->in);
    write_buf(z, &b);
    buf_free(&b);
    z->large |= z->in > UINT32_MAX - 1 || z->at > UINT32_MAX - 1;
    z->entries++;
    put32(&z->directory, CENTRAL);
    put16(&z->directory, NEEDED);
    put_common(&z->directory, z, true);
    put16(&z->directory, 0); /* no comment, first disk, attributes */
    put16(&z->directory, 0);
    put16(&z->directory, 0);
    put32(&z->directory, 0);
    put32(&z->directory, z->begin);
    buf_puts(&z->directory, z->name);
}

bool zip_close(struct zip *z)
{
    struct buf b = {0};
    uint64_t at = z->at, size = z->directory.n;
    write_buf(z, &z->directory);
    put32(&b, END);
    put16(&b, 0);
    put16(&b, 0);
    put16(&b, z->entries);
    put16(&b, z->entries);
    put32(&b, size);
    put32(&b, at);
    put16(&b, 0);
    write_buf(z, &b);
    bool good = !z->large && z->at <= UINT32_MAX - 1 && z->entries < 0xffff;
    deflateEnd(&z->deflate);
    buf_free(&b);
    buf_free(&z->directory);
    mem_free(z);
    return good;
}
