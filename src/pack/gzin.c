/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/gzin.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/mem.h"
#include "io/zmem.h"

enum { CHUNK = 65536, MARK_BYTES = 28 };

struct gzin {
    int fd;
    enum gz_mode mode;
    z_stream z;
    unsigned char in[CHUNK];
    bool eof;             /* of the file */
    bool inside;          /* a member has begun and not ended */
    uint64_t members;
    uint64_t raw;         /* bytes of the file read so far */
    uint64_t member_at;   /* where the member began */
    uint64_t member_out;  /* bytes that came out of it */
    bool mark;            /* the last member was the end mark */
    enum gzin_fault fault;
    int error;            /* GZIN_SYSTEM: errno */
};

struct gzin *gzin_open(const char *path, enum gz_mode mode)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) { /* a pipe would be waited for */
        close(fd);
        errno = EINVAL;
        return NULL;
    }
    struct gzin *g = mem_alloc(sizeof *g);
    g->fd = fd;
    g->mode = mode;
    zmem_use(&g->z);
    if (mode != GZ_NONE)
        zmem_good(inflateInit2(&g->z, 15 + 16));
    return g;
}

static ssize_t fail(struct gzin *g, enum gzin_fault fault)
{
    g->fault = fault;
    return -1;
}

static ssize_t read_some(struct gzin *g, void *to, size_t n)
{
    ssize_t got;
    while ((got = read(g->fd, to, n)) < 0 && errno == EINTR)
        ;
    if (got >= 0)
        return got;
    g->error = errno;
    return fail(g, GZIN_SYSTEM);
}

/* Sees to it that there are bytes to inflate, unless the file is at its end. */
static bool refill(struct gzin *g)
{
    if (g->z.avail_in || g->eof)
        return true;
    ssize_t got = read_some(g, g->in, sizeof g->in);
    if (got < 0)
        return false;
    g->eof = got == 0;
    g->raw += (uint64_t)got;
    g->z.next_in = g->in;
    g->z.avail_in = (uInt)got;
    return true;
}

/* Between two members. Returns 1 when another one begins, 0 at the good end, -1 at a fault. */
static ssize_t next_member(struct gzin *g)
{
    if (g->eof && !g->z.avail_in) {
        if (g->members == 0)
            return fail(g, GZIN_CUT);
        return g->mode == GZ_BLOCKED && !g->mark ? fail(g, GZIN_MARK) : 0;
    }
    if (g->members && (g->mode == GZ_SINGLE || g->mark))
        return fail(g, GZIN_MANY);
    if (g->z.next_in[0] != 0x1f)
        return fail(g, g->members ? GZIN_MANY : GZIN_NOT);
    inflateReset(&g->z);
    g->inside = true;
    g->member_at = g->raw - g->z.avail_in;
    g->member_out = 0;
    return 1;
}

static void end_member(struct gzin *g)
{
    uint64_t bytes = g->raw - g->z.avail_in - g->member_at;
    g->mark = g->mode == GZ_BLOCKED && g->member_out == 0 && bytes == MARK_BYTES;
    g->inside = false;
    g->members++;
}

ssize_t gzin_read(struct gzin *g, void *to, size_t n)
{
    if (g->fault)
        return -1;
    if (g->mode == GZ_NONE)
        return read_some(g, to, n);
    g->z.next_out = to;
    g->z.avail_out = (uInt)(n < CHUNK ? n : CHUNK);
    uInt room = g->z.avail_out;
    while (g->z.avail_out == room) {
        if (!refill(g))
            return -1;
        if (!g->inside) {
            ssize_t more = next_member(g);
            if (more <= 0)
                return more;
        }
        int status = inflate(&g->z, Z_NO_FLUSH);
        g->member_out += room - g->z.avail_out;
        if (status == Z_STREAM_END)
            end_member(g);
        else if (status == Z_BUF_ERROR && g->eof)
            return fail(g, GZIN_CUT);
        else if (status != Z_OK && status != Z_BUF_ERROR)
            return fail(g, g->members || g->member_out || g->raw > CHUNK ? GZIN_BAD : GZIN_NOT);
    }
    return (ssize_t)(room - g->z.avail_out);
}

enum gzin_fault gzin_fault(const struct gzin *g)
{
    return g->fault;
}

int gzin_errno(const struct gzin *g)
{
    return g->error;
}

const char *gzin_words(enum gzin_fault fault, int lang)
{
    static const char *const words[][2] = {
        [GZIN_OK] = {"right", "正确"},
        [GZIN_SYSTEM] = {"cannot be read", "无法读取"},
        [GZIN_NOT] = {"not gzip data", "不是 gzip 数据"},
        [GZIN_CUT] = {"the file was cut: it ends inside the data", "文件被截断：在数据中间结束"},
        [GZIN_BAD] = {"damaged: data or checksum are wrong", "已损坏：数据或校验和有误"},
        [GZIN_MANY] = {"something follows the end of the data", "数据结束之后还有内容"},
        [GZIN_MARK] = {"the file was cut: the end mark is missing", "文件被截断：缺少结束标记"},
    };
    return words[fault][lang];
}

void gzin_close(struct gzin *g)
{
    if (!g)
        return;
    if (g->mode != GZ_NONE)
        inflateEnd(&g->z);
    close(g->fd);
    mem_free(g);
}
