#include "io/out.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"

enum { BUFFER = 128 * 1024, OPEN_MAX_TEMP = 32, PATH_BYTES = 4096 };

struct out {
    int fd;
    char *path;      /* as given; "-" for standard output */
    int temporary;   /* index in the register of temporary names, or -1 */
    uint64_t flushed;
    struct buf b;
};

/* Names to remove when the process is interrupted: plain arrays, since a signal handler reads them. */
static char temporary_names[OPEN_MAX_TEMP][PATH_BYTES];
static volatile sig_atomic_t temporary_used[OPEN_MAX_TEMP];

void out_remove_temporaries(void)
{
    for (int i = 0; i < OPEN_MAX_TEMP; i++)
        if (temporary_used[i])
            unlink(temporary_names[i]);
}

_Noreturn void out_fail(const char *path)
{
    int e = errno;
    out_remove_temporaries();
    diag(D_CANNOT_WRITE, loc_file(strcmp(path, "-") == 0 ? "standard output" : path), strerror(e));
    _exit(2);
}

static _Noreturn void cannot_create(const char *path)
{
    int e = errno;
    out_remove_temporaries();
    diag(D_CANNOT_CREATE, loc_file(path), strerror(e));
    _exit(2);
}

/* Is path something that must be written in place: a device, a pipe, or a link to one? */
static bool is_special(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static int open_temporary(struct out *o)
{
    int i = 0;
    while (i < OPEN_MAX_TEMP && temporary_used[i])
        i++;
    if (i == OPEN_MAX_TEMP) {
        errno = EMFILE;
        return -1;
    }
    char *name = temporary_names[i];
    const char *slash = strrchr(o->path, '/');
    int folder = slash ? (int)(slash - o->path) + 1 : 0;
    int n = snprintf(name, PATH_BYTES, "%.*s.%s.%ld.tmp", folder, o->path, o->path + folder, (long)getpid());
    if (n >= PATH_BYTES) {
        errno = ENAMETOOLONG;
        return -1;
    }
    temporary_used[i] = 1; /* before it exists: a signal in between then removes nothing, which is harmless */
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        temporary_used[i] = 0;
    o->temporary = i;
    return fd;
}

struct out *out_open(const char *path)
{
    struct out *o = mem_alloc(sizeof *o);
    bool is_stdout = !path || strcmp(path, "-") == 0;
    o->path = mem_dup(is_stdout ? "-" : path, is_stdout ? 1 : strlen(path));
    o->temporary = -1;
    if (is_stdout)
        o->fd = STDOUT_FILENO;
    else if (is_special(path))
        o->fd = open(path, O_WRONLY | O_CLOEXEC);
    else
        o->fd = open_temporary(o);
    if (o->fd < 0)
        cannot_create(path);
    buf_room(&o->b, BUFFER);
    return o;
}

static void write_all(struct out *o, const char *p, size_t n)
{
    o->flushed += n;
    while (n) {
        ssize_t done = write(o->fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            out_fail(o->path);
        p += done;
        n -= (size_t)done;
    }
}

void out_flush(struct out *o)
{
    size_t n = o->b.n;
    o->b.n = 0;
    write_all(o, o->b.p, n);
}

void out_write(struct out *o, const void *p, size_t n)
{
    if (n > BUFFER - o->b.n || o->b.n > BUFFER)
        out_flush(o);
    if (n >= BUFFER)
        write_all(o, p, n);
    else
        buf_add(&o->b, p, n);
}

char *out_room(struct out *o, size_t n)
{
    if (o->b.n && o->b.n + n > BUFFER)
        out_flush(o);
    return buf_room(&o->b, n);
}

void out_took(struct out *o, size_t n)
{
    o->b.n += n;
}

uint64_t out_bytes(const struct out *o)
{
    return o->flushed + o->b.n;
}

/* fsync where it means something: pipes and terminals answer EINVAL or EROFS. */
static void sync_fd(struct out *o)
{
    if (fsync(o->fd) < 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP)
        out_fail(o->path);
}

void out_sync(struct out *o)
{
    out_flush(o);
    sync_fd(o);
}

static void finish(struct out *o)
{
    const char *name = temporary_names[o->temporary];
    sync_fd(o);
    if (close(o->fd) < 0 || rename(name, o->path) < 0)
        out_fail(o->path);
    temporary_used[o->temporary] = 0;
}

static void abandon(struct out *o)
{
    close(o->fd);
    unlink(temporary_names[o->temporary]);
    temporary_used[o->temporary] = 0;
}

void out_close(struct out *o, bool keep)
{
    if (!o)
        return;
    if (keep || o->temporary < 0)
        out_flush(o);
    if (o->temporary >= 0 && keep)
        finish(o);
    else if (o->temporary >= 0)
        abandon(o);
    else if (close(o->fd) < 0) /* standard output too: a full disk may show only here */
        out_fail(o->path);
    buf_free(&o->b);
    mem_free(o->path);
    mem_free(o);
}
