/* SPDX-License-Identifier: Apache-2.0 */
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

enum { BUFFER = 128 * 1024, OPEN_MAX_TEMP = 256, PATH_BYTES = 4096 };

struct out {
    int fd;
    char *path;      /* as given; "-" for standard output */
    char *target;    /* of a temporary: the name that it takes; path, or where path links to */
    bool private;    /* for its owner's eyes only */
    int temporary;   /* index in the register of temporary names, or -1 */
    uint64_t flushed;
    struct buf b;
};

/* Names to remove when the process is interrupted: plain arrays, since a signal handler reads them. */
static char temporary_names[OPEN_MAX_TEMP][PATH_BYTES];
static volatile sig_atomic_t temporary_used[OPEN_MAX_TEMP];
static int temporary_fds[OPEN_MAX_TEMP];

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

/* Is the file of that name one that this process is writing now? */
static bool is_ours(const char *name)
{
    struct stat there, here;
    if (stat(name, &there) < 0)
        return false;
    for (int i = 0; i < OPEN_MAX_TEMP; i++)
        if (temporary_used[i] && fstat(temporary_fds[i], &here) == 0 && here.st_dev == there.st_dev &&
            here.st_ino == there.st_ino)
            return true;
    return false;
}

/* Creates a file that was not there. What a killed run of the same process number has left is removed; a file of ours means
 * that two outputs were given one name. */
static int create(const char *name, mode_t mode, const char *path)
{
    enum { FLAGS = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC };
    int fd = open(name, FLAGS, mode);
    if (fd >= 0 || errno != EEXIST)
        return fd;
    if (is_ours(name)) {
        out_remove_temporaries();
        diag(D_OUTPUT_TWICE, loc_file(path));
        _exit(2);
    }
    unlink(name);
    return open(name, FLAGS, mode);
}

/* The file that is replaced: what a link points to, not the link. The new one gets its permissions: who could not read the
 * old records shall not read the new ones. */
static int open_temporary(struct out *o)
{
    int i = 0;
    while (i < OPEN_MAX_TEMP && temporary_used[i])
        i++;
    if (i == OPEN_MAX_TEMP) {
        errno = EMFILE;
        return -1;
    }
    struct stat old;
    bool replaces = stat(o->path, &old) == 0;
    char *linked = realpath(o->path, NULL);
    o->target = mem_dup(linked ? linked : o->path, strlen(linked ? linked : o->path));
    free(linked);
    char *name = temporary_names[i];
    const char *slash = strrchr(o->target, '/');
    int folder = slash ? (int)(slash - o->target) + 1 : 0;
    int n = snprintf(name, PATH_BYTES, "%.*s.%s.%ld.tmp", folder, o->target, o->target + folder, (long)getpid());
    if (n >= PATH_BYTES) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = create(name, replaces || o->private ? 0600 : 0666, o->path);
    if (fd < 0)
        return fd;
    temporary_fds[i] = fd;
    temporary_used[i] = 1;
    o->temporary = i;
    if (replaces && !o->private && fchmod(fd, old.st_mode & 0777) < 0)
        return -1;
    return fd;
}

static struct out *open_as(const char *path, bool private)
{
    struct out *o = mem_alloc(sizeof *o);
    o->private = private;
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

struct out *out_open(const char *path)
{
    return open_as(path, false);
}

struct out *out_open_private(const char *path)
{
    return open_as(path, true);
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

void out_forget(struct out *o)
{
    o->b.n = 0;
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
    if (close(o->fd) < 0 || rename(name, o->target) < 0)
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
    mem_free(o->target);
    mem_free(o);
}
