/* SPDX-License-Identifier: Apache-2.0 */
#include "io/in.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/diag.h"
#include "base/machine.h"
#include "base/mem.h"
#include "io/zmem.h"

enum { CHUNK = 64 * 1024 };
static const uint64_t ratio_floor = 16u << 20; /* small files may be as repetitive as they like */

struct in {
    int fd;
    bool own_fd;
    bool started;   /* the first bytes have been looked at */
    bool gzip;
    bool in_member; /* inside a gzip member */
    bool any_member;
    bool eof;       /* the file has no more bytes */
    enum in_error why;
    int saved_errno;
    struct in_limits limits;
    uint64_t raw_pos, raw_size, out_bytes;
    z_stream z;     /* input side points into raw */
    size_t raw_at, raw_n; /* bytes of raw not yet given out (plain files; the first chunk) */
    unsigned char raw[CHUNK];
};

/* Is the file of st also standard output? Then what is written would be read again, or the shell has emptied it. */
static bool is_stdout(const struct stat *st)
{
    struct stat out;
    return S_ISREG(st->st_mode) && fstat(STDOUT_FILENO, &out) == 0 && out.st_dev == st->st_dev && out.st_ino == st->st_ino;
}

static struct in *open_over(int fd, bool is_stdin, const struct in_limits *limits)
{
    struct stat st;
    int e = fstat(fd, &st) < 0 ? errno : S_ISDIR(st.st_mode) ? EISDIR : is_stdout(&st) ? ETXTBSY : 0;
    if (e) {
        if (!is_stdin)
            close(fd);
        errno = e;
        return NULL;
    }
    struct in *in = mem_alloc(sizeof *in);
    in->fd = fd;
    in->own_fd = !is_stdin;
    in->raw_size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
    if (limits)
        in->limits = *limits;
    return in;
}

struct in *in_open(const char *path, const struct in_limits *limits)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? NULL : open_over(fd, is_stdin, limits);
}

static ssize_t fail(struct in *in, enum in_error why)
{
    in->why = why;
    return -1;
}

/* read(2) that is repeated after a signal. */
static ssize_t read_fd(struct in *in, void *to, size_t n)
{
    for (;;) {
        ssize_t got = read(in->fd, to, n);
        if (got >= 0) {
            in->raw_pos += (uint64_t)got;
            in->eof = got == 0;
            return got;
        }
        if (errno != EINTR) {
            in->saved_errno = errno;
            return fail(in, IN_SYSTEM);
        }
    }
}

/* Reads the first chunk and decides whether it is gzip. Two bytes are needed, and a pipe may give one. */
static bool start(struct in *in)
{
    in->started = true;
    while (in->raw_n < 2 && !in->eof) {
        ssize_t got = read_fd(in, in->raw + in->raw_n, CHUNK - in->raw_n);
        if (got < 0)
            return false;
        in->raw_n += (size_t)got;
    }
    in->gzip = in->raw_n >= 2 && in->raw[0] == 0x1f && in->raw[1] == 0x8b;
    if (in->gzip) {
        zmem_use(&in->z);
        zmem_good(inflateInit2(&in->z, 15 + 16));
        in->z.next_in = in->raw;
        in->z.avail_in = (uInt)in->raw_n;
        in->in_member = in->any_member = true;
    }
    return true;
}

static ssize_t read_plain(struct in *in, void *to, size_t n)
{
    size_t left = in->raw_n - in->raw_at;
    if (left == 0)
        return in->eof ? 0 : read_fd(in, to, n);
    if (n > left)
        n = left;
    memcpy(to, in->raw + in->raw_at, n);
    in->raw_at += n;
    return (ssize_t)n;
}

/* More compressed bytes. Returns false on a read error; at the end of the file avail_in stays 0. */
static bool refill(struct in *in)
{
    if (in->z.avail_in || in->eof)
        return true;
    ssize_t got = read_fd(in, in->raw, CHUNK);
    if (got < 0)
        return false;
    in->z.next_in = in->raw;
    in->z.avail_in = (uInt)got;
    return true;
}

/* Between members: another one, the end, or trailing bytes. Returns 1 to go on, 0 at the end, -1 on error. */
static int next_member(struct in *in)
{
    if (!refill(in))
        return -1;
    if (!in->z.avail_in)
        return 0;
    if (in->z.next_in[0] != 0x1f)
        return (int)fail(in, IN_GZIP_TRAIL);
    inflateReset(&in->z);
    in->in_member = true;
    return 1;
}

static ssize_t read_gzip(struct in *in, void *to, size_t n)
{
    if (n > 1u << 30)
        n = 1u << 30;
    in->z.next_out = to;
    in->z.avail_out = (uInt)n;
    while (in->z.avail_out == n) {
        if (!in->in_member) {
            int more = next_member(in);
            if (more <= 0)
                return more;
        }
        if (!refill(in))
            return -1;
        if (!in->z.avail_in)
            return fail(in, IN_GZIP_CUT);
        int r = inflate(&in->z, Z_NO_FLUSH);
        if (r == Z_STREAM_END)
            in->in_member = false;
        else if (r != Z_OK && r != Z_BUF_ERROR)
            return fail(in, IN_GZIP_BAD);
    }
    return (ssize_t)(n - in->z.avail_out);
}

ssize_t in_read(struct in *in, void *to, size_t n)
{
    if (in->why != IN_OK)
        return -1;
    if (!in->started && !start(in))
        return -1;
    ssize_t got = in->gzip ? read_gzip(in, to, n) : read_plain(in, to, n);
    if (got <= 0)
        return got;
    in->out_bytes += (uint64_t)got;
    if (in->limits.max_bytes && in->out_bytes > in->limits.max_bytes)
        return fail(in, IN_TOO_LARGE);
    if (in->gzip && in->limits.max_ratio && in->out_bytes > ratio_floor &&
        in->out_bytes / in->limits.max_ratio > in->raw_pos)
        return fail(in, IN_RATIO);
    return got;
}

enum in_error in_why(const struct in *in)
{
    return in->why;
}

const char *in_why_text(const struct in *in)
{
    switch (in->why) {
    case IN_OK: return "no error";
    case IN_SYSTEM: return strerror(in->saved_errno);
    case IN_GZIP_BAD: return diag_words("damaged gzip data (inflate or checksum failed)",
                                        "gzip 数据损坏（解压或校验失败）");
    case IN_GZIP_CUT: return diag_words("the gzip data is cut short", "gzip 数据被截断");
    case IN_GZIP_TRAIL: return diag_words("bytes after the gzip data that are not gzip", "gzip 数据之后还有其他字节");
    case IN_TOO_LARGE: return diag_words("more bytes than the size limit allows", "超过大小限制");
    case IN_RATIO: return diag_words("the compression ratio passes the limit (a gzip bomb?)",
                                     "压缩比超过限制（可能是压缩炸弹）");
    }
    return "";
}

uint64_t in_raw_pos(const struct in *in)
{
    return in->raw_pos;
}

uint64_t in_raw_size(const struct in *in)
{
    return in->raw_size;
}

void in_close(struct in *in)
{
    if (!in)
        return;
    if (in->any_member)
        inflateEnd(&in->z);
    if (in->own_fd)
        close(in->fd);
    mem_free(in);
}

bool in_machine(int error)
{
    static const int named[] = {ENOENT, ENOTDIR, EACCES, EPERM, EISDIR, ELOOP, ENAMETOOLONG, ETXTBSY, ENXIO, ENODEV};
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (error == named[i])
            return false;
    return true;
}

void in_complain(const char *name)
{
    int error = errno;
    if (error == EISDIR)
        diag(D_IS_DIRECTORY, loc_file(name));
    else if (error == ETXTBSY)
        diag(D_INPUT_IS_OUTPUT, loc_file(name));
    else
        diag(D_CANNOT_OPEN, loc_file(name), strerror(error));
    if (in_machine(error))
        machine_stop();
}

void in_complain_read(const struct in *in, struct loc loc)
{
    diag(D_CANNOT_READ, loc, in_why_text(in));
    if (in->why == IN_SYSTEM)
        machine_stop();
}

bool in_missing(const char *path)
{
    struct stat st;
    int before = errno, error = lstat(path, &st) < 0 ? errno : 0;
    if (error && in_machine(error)) {
        errno = error;
        in_complain(path);
    }
    errno = before;
    return error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG;
}

/* Reads all; in is closed. */
static bool slurp(struct in *in, const char *path, struct buf *b)
{
    ssize_t got;
    while ((got = in_read(in, buf_room(b, CHUNK), CHUNK)) > 0)
        b->n += (size_t)got;
    if (got < 0)
        in_complain_read(in, loc_file(path));
    in_close(in);
    return got == 0;
}

bool in_slurp(const char *path, size_t max, struct buf *b)
{
    struct in_limits limits = {.max_bytes = max, .max_ratio = 0};
    struct in *in = in_open(path, &limits);
    if (in)
        return slurp(in, path, b);
    in_complain(path);
    return false;
}

bool in_slurp_regular(const char *path, size_t max, struct buf *b)
{
    struct in_limits limits = {.max_bytes = max, .max_ratio = 0};
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
        close(fd);
        diag(D_NOT_REGULAR, loc_file(path));
        return false;
    }
    struct in *in = fd < 0 ? NULL : open_over(fd, false, &limits);
    if (in)
        return slurp(in, path, b);
    in_complain(path);
    return false;
}
