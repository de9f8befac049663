/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/igzip.h"

#include <isa-l.h>
#include <string.h>

#include "base/mem.h"

enum { STORED_MOST = 65535, STORED_HEAD = 5 };

struct igzip_state {
    struct isal_zstream stream;
    unsigned char *work;
    uint32_t work_n;
};

/* Whatever was asked for, ISA-L's own level 3: the others write bytes that depend on addresses (see igzip.h). */
enum { STEADY_LEVEL = 3 };

static void *igzip_start(int level)
{
    (void)level;
    struct igzip_state *z = mem_alloc(sizeof *z);
    z->work_n = ISAL_DEF_LVL3_DEFAULT;
    z->work = mem_alloc(z->work_n);
    return z;
}

static size_t igzip_bound(void *state, size_t n)
{
    (void)state;
    return n + STORED_HEAD * (n / STORED_MOST + 2);
}

/* The run as stored blocks; those that are not the last end at a byte anyway. */
static size_t store(const unsigned char *in, size_t n, bool last, unsigned char *out)
{
    unsigned char *to = out;
    do {
        size_t part = n < STORED_MOST ? n : STORED_MOST;
        const unsigned char head[STORED_HEAD] = {last && part == n, (unsigned char)part, (unsigned char)(part >> 8),
                                                 (unsigned char)~part, (unsigned char)(~part >> 8)};
        memcpy(to, head, sizeof head);
        memcpy(to + sizeof head, in, part);
        to += sizeof head + part;
        in += part;
        n -= part;
    } while (n);
    return (size_t)(to - out);
}

/* What cannot be compressed is stored, so that a run never passes its bound. */
static size_t igzip_run(void *state, const unsigned char *in, size_t n, size_t dict, bool last, unsigned char *out)
{
    struct igzip_state *z = state;
    struct isal_zstream *s = &z->stream;
    size_t room = igzip_bound(z, n);
    isal_deflate_init(s);
    s->level = STEADY_LEVEL;
    s->level_buf = z->work;
    s->level_buf_size = z->work_n;
    s->gzip_flag = IGZIP_DEFLATE;
    s->flush = SYNC_FLUSH;
    s->end_of_stream = last;
    if (dict && isal_deflate_set_dict(s, (unsigned char *)(uintptr_t)(in - dict), (uint32_t)dict) != COMP_OK)
        return store(in, n, last, out);
    s->next_in = (unsigned char *)(uintptr_t)in; /* not written to */
    s->avail_in = (uint32_t)n;
    s->next_out = out;
    s->avail_out = (uint32_t)room;
    int status = isal_deflate(s);
    bool whole = status == COMP_OK && s->avail_in == 0 && s->avail_out > 0;
    return whole ? room - s->avail_out : store(in, n, last, out);
}

static uint32_t igzip_crc(const unsigned char *p, size_t n)
{
    return crc32_gzip_refl(0, p, n);
}

#define NAME_OF(major, minor, patch) "ISA-L " #major "." #minor "." #patch
#define NAME(major, minor, patch) NAME_OF(major, minor, patch) /* expands the numbers first */

static const char *igzip_name(void)
{
    return NAME(ISAL_MAJOR_VERSION, ISAL_MINOR_VERSION, ISAL_PATCH_VERSION);
}

static void igzip_end(void *state)
{
    struct igzip_state *z = state;
    mem_free(z->work);
    mem_free(z);
}

const struct deflater igzip = {igzip_name, igzip_start, igzip_bound, igzip_run, igzip_crc, igzip_end};
