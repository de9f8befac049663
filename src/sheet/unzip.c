/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/unzip.h"

#include <string.h>
#include <zlib.h>

#include "base/intern.h"
#include "base/mem.h"
#include "io/zmem.h"

enum {
    END = 22, END64 = 56, LOCATOR = 20, CENTRAL = 46, LOCAL = 30, /* lengths of headers without what varies */
    ENTRIES_MAX = 10000,
    DIRECTORY_MAX = 8 << 20,
    PIECE = 64 * 1024
};

static const uint64_t before_ratio = 16u << 20; /* bytes that may come out before the ratio is looked at */

struct entry {
    uint64_t at, packed, size; /* of its local header; bytes in the archive; bytes that come out */
    uint32_t crc;
    unsigned method;
    bool secret;
};

struct unzip {
    struct spooled *bytes;
    struct in_limits limits;
    struct intern names; /* numbers are those of the entries */
    struct entry *entries;
    size_t cap;
    enum unzip_fault why;
    uint64_t total;      /* bytes that came out of all entries */
    /* the entry being read */
    const struct entry *open;
    uint64_t at, left, out; /* the next packed byte; packed bytes left; bytes that came out */
    uint32_t crc;
    z_stream stream;
    bool inflating, over;
    char piece[PIECE];
};

static const char *const words[][2] = {
    [UNZIP_OK] = {"nothing", "无"},
    [UNZIP_CUT] = {"the archive has no directory at its end: it was cut short; transfer the file again",
                   "压缩包末尾没有目录：文件不完整，请重新传送"},
    [UNZIP_BAD] = {"the archive is damaged: its parts contradict each other or a checksum is wrong; transfer the file again",
                   "压缩包已损坏：内部记录相互矛盾或校验和错误，请重新传送文件"},
    [UNZIP_SECRET] = {"the archive is encrypted; save the workbook without a password", "压缩包已加密；请另存为不带密码的工作簿"},
    [UNZIP_METHOD] = {"an entry is compressed in a way that workbooks do not use; save the workbook again",
                      "压缩方式不是工作簿所用的方式；请重新保存工作簿"},
    [UNZIP_MANY] = {"the archive has more than 10000 entries or a directory of more than 8 MB: no workbook has",
                    "压缩包条目超过 10000 个或目录超过 8 MB：不是正常的工作簿"},
    [UNZIP_SIZE] = {"more bytes come out of it than the limit allows (--max-size)", "解压后的字节数超过上限（--max-size）"},
    [UNZIP_RATIO] = {"the compression ratio passes the limit (--max-ratio): a bomb?", "压缩比超过上限（--max-ratio）：可能是压缩炸弹"},
};

const char *const *unzip_words(enum unzip_fault f)
{
    return words[f];
}

/* ---- numbers, least byte first ---- */

static uint64_t number(const unsigned char *p, int n)
{
    uint64_t v = 0;
    while (n-- > 0)
        v = v << 8 | p[n];
    return v;
}

static uint32_t u32(const unsigned char *p)
{
    return (uint32_t)number(p, 4);
}

static unsigned u16(const unsigned char *p)
{
    return (unsigned)number(p, 2);
}

/* ---- the directory ---- */

struct directory {
    uint64_t at, n, entries;
};

static bool fail(struct unzip *z, enum unzip_fault why)
{
    if (z->why == UNZIP_OK)
        z->why = why;
    return false;
}

/* The Zip64 record before the end record, where there is one: what does not fit into 32 bits stands there. */
static bool find_wide(struct unzip *z, uint64_t end, struct directory *d)
{
    unsigned char b[END64];
    if (end < LOCATOR)
        return true;
    spooled_read(z->bytes, end - LOCATOR, b, LOCATOR);
    if (u32(b) != 0x07064b50)
        return true;
    uint64_t at = number(b + 8, 8);
    if (at > end - LOCATOR || end - LOCATOR - at < END64)
        return fail(z, UNZIP_BAD);
    spooled_read(z->bytes, at, b, END64);
    if (u32(b) != 0x06064b50)
        return fail(z, UNZIP_BAD);
    *d = (struct directory){.entries = number(b + 32, 8), .n = number(b + 40, 8), .at = number(b + 48, 8)};
    return true;
}

/* The record at the end of the archive, before a comment of at most 64 KB. */
static bool find_end(struct unzip *z, struct directory *d)
{
    enum { TAIL = END + 0xffff };
    uint64_t n = z->bytes->n, from = n > TAIL ? n - TAIL : 0;
    size_t tail = (size_t)(n - from);
    struct buf b = {0};
    spooled_read(z->bytes, from, buf_room(&b, tail + 1), tail);
    const unsigned char *p = (const unsigned char *)b.p;
    size_t at = tail;
    bool found = false;
    while (!found && at-- > 0)
        found = tail - at >= END && p[at] == 'P' && u32(p + at) == 0x06054b50 && u16(p + at + 20) <= tail - at - END;
    if (found)
        *d = (struct directory){.entries = u16(p + at + 10), .n = u32(p + at + 12), .at = u32(p + at + 16)};
    buf_free(&b);
    if (!found)
        return fail(z, UNZIP_CUT);
    if (!find_wide(z, from + at, d))
        return false;
    if (d->entries > ENTRIES_MAX || d->n > DIRECTORY_MAX)
        return fail(z, UNZIP_MANY);
    return (d->at <= n && d->n <= n - d->at) || fail(z, UNZIP_CUT);
}

/* Takes what does not fit into 32 bits from the extra field of Zip64. */
static void take_wide(struct entry *e, const unsigned char *p, size_t n)
{
    while (n >= 4) {
        size_t size = u16(p + 2);
        if (size > n - 4)
            return;
        const unsigned char *v = p + 4, *end = v + size;
        uint64_t *wide[] = {&e->size, &e->packed, &e->at};
        for (int i = 0; u16(p) == 1 && i < 3; i++)
            if (*wide[i] == 0xffffffff && end - v >= 8) {
                *wide[i] = number(v, 8);
                v += 8;
            }
        p += 4 + size;
        n -= 4 + size;
    }
}

/* One entry at p, of n bytes. Returns its length, 0: the directory is damaged. */
static size_t read_entry(struct unzip *z, const unsigned char *p, size_t n)
{
    if (n < CENTRAL || u32(p) != 0x02014b50)
        return 0;
    size_t name = u16(p + 28), extra = u16(p + 30), all = CENTRAL + name + extra + u16(p + 32);
    if (all > n)
        return 0;
    struct entry e = {.at = u32(p + 42), .packed = u32(p + 20), .size = u32(p + 24), .crc = u32(p + 16),
                      .method = u16(p + 10), .secret = u16(p + 8) & 1};
    take_wide(&e, p + CENTRAL + name, extra);
    int had = z->names.n;
    if (intern_add(&z->names, (struct str){(const char *)p + CENTRAL, name}) != had)
        return 0; /* whoever reads it might take the other one */
    z->entries = mem_grow(z->entries, &z->cap, (size_t)had + 1, sizeof *z->entries);
    z->entries[had] = e;
    return all;
}

static bool read_directory(struct unzip *z)
{
    struct directory d;
    if (!find_end(z, &d))
        return false;
    struct buf b = {0};
    spooled_read(z->bytes, d.at, buf_room(&b, (size_t)d.n + 1), (size_t)d.n);
    size_t at = 0, step = 1;
    for (uint64_t i = 0; i < d.entries && step; i++) {
        step = read_entry(z, (const unsigned char *)b.p + at, (size_t)d.n - at);
        at += step;
    }
    buf_free(&b);
    return step || fail(z, UNZIP_BAD);
}

struct unzip *unzip_open(struct spooled *bytes, const struct in_limits *limits, enum unzip_fault *why)
{
    struct unzip *z = mem_alloc(sizeof *z);
    z->bytes = bytes;
    z->limits = limits ? *limits : (struct in_limits){0};
    if (read_directory(z))
        return z;
    *why = z->why;
    unzip_free(z);
    return NULL;
}

int unzip_find(const struct unzip *z, struct str name)
{
    return intern_find(&z->names, name);
}

bool unzip_has(const struct unzip *z, struct str prefix)
{
    for (int i = 0; i < z->names.n; i++)
        if (str_starts(intern_name(&z->names, i), prefix))
            return true;
    return false;
}

/* ---- an entry ---- */

static void leave(struct unzip *z)
{
    if (z->inflating)
        inflateEnd(&z->stream);
    z->inflating = false;
    z->open = NULL;
}

bool unzip_begin(struct unzip *z, int entry)
{
    leave(z);
    const struct entry *e = &z->entries[entry];
    unsigned char head[LOCAL];
    if (e->secret)
        return fail(z, UNZIP_SECRET);
    if (e->method != 0 && e->method != 8)
        return fail(z, UNZIP_METHOD);
    if (e->at > z->bytes->n || z->bytes->n - e->at < LOCAL)
        return fail(z, UNZIP_CUT);
    spooled_read(z->bytes, e->at, head, LOCAL);
    z->at = e->at + LOCAL + u16(head + 26) + u16(head + 28);
    if (u32(head) != 0x04034b50 || (e->method == 0 && e->packed != e->size))
        return fail(z, UNZIP_BAD);
    if (z->at > z->bytes->n || e->packed > z->bytes->n - z->at)
        return fail(z, UNZIP_CUT);
    z->open = e;
    z->left = e->packed;
    z->out = 0;
    z->over = false;
    z->crc = (uint32_t)crc32(0, NULL, 0);
    z->stream = (z_stream){0};
    if (e->method == 8) {
        zmem_use(&z->stream);
        zmem_good(inflateInit2(&z->stream, -MAX_WBITS));
        z->inflating = true;
    }
    return true;
}

/* The next packed bytes. */
static size_t next_piece(struct unzip *z, void *to, size_t room)
{
    size_t n = z->left < room ? (size_t)z->left : room;
    spooled_read(z->bytes, z->at, to, n);
    z->at += n;
    z->left -= n;
    return n;
}

/* Returns the bytes that came out, -1: the data is damaged. 0 only at the end. */
static ssize_t inflate_some(struct unzip *z, void *to, size_t n)
{
    z_stream *s = &z->stream;
    s->next_out = to;
    s->avail_out = (uInt)n;
    while (s->avail_out == n && !z->over) {
        if (s->avail_in == 0 && z->left) {
            s->avail_in = (uInt)next_piece(z, z->piece, sizeof z->piece);
            s->next_in = (Bytef *)z->piece;
        }
        int status = inflate(s, Z_NO_FLUSH);
        if (status == Z_STREAM_END)
            z->over = true;
        else if (status != Z_OK)
            return -1;
    }
    return (ssize_t)(n - s->avail_out);
}

static bool within_limits(struct unzip *z)
{
    if (z->limits.max_bytes && z->total > z->limits.max_bytes)
        return fail(z, UNZIP_SIZE);
    uint64_t packed = z->open->packed ? z->open->packed : 1;
    if (z->limits.max_ratio && z->out > before_ratio && z->out / packed > z->limits.max_ratio)
        return fail(z, UNZIP_RATIO);
    return true;
}

ssize_t unzip_read(struct unzip *z, void *to, size_t n)
{
    if (!z->open || z->why != UNZIP_OK)
        return -1;
    if (n > PIECE)
        n = PIECE;
    ssize_t got = z->inflating ? inflate_some(z, to, n) : (ssize_t)next_piece(z, to, n);
    if (got <= 0) {
        bool right = got == 0 && z->out == z->open->size && z->crc == z->open->crc && z->left == 0 && z->stream.avail_in == 0;
        return right || fail(z, UNZIP_BAD) ? 0 : -1;
    }
    z->crc = (uint32_t)crc32(z->crc, to, (uInt)got);
    z->out += (uint64_t)got;
    z->total += (uint64_t)got;
    bool good = z->out <= z->open->size ? within_limits(z) : fail(z, UNZIP_BAD);
    return good ? got : -1;
}

enum unzip_fault unzip_why(const struct unzip *z)
{
    return z->why;
}

void unzip_free(struct unzip *z)
{
    if (!z)
        return;
    leave(z);
    intern_free(&z->names);
    mem_free(z->entries);
    mem_free(z);
}
