/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loaded before a program (LD_PRELOAD): counts the calls of one class that the program and its libraries make, and lets call
 * number N fail as the machine would. For the GNU C library: its own calls inside (a fread that reads) do not come this way,
 * so that what the sources use of stdio is here as well.
 *
 *     EC_FAULT_CLASS  memory read write open close sync name stat dir thread iconv map short-read short-write eintr
 *     EC_FAULT_AT     N from 1; 0: only count
 *     EC_FAULT_FROM   with it, all calls from N on fail, as on a machine that stays out of it
 *     EC_FAULT_ERROR  errno in place of that of the class
 *     EC_FAULT_COUNT  file that gets the number of calls when the program returns
 *
 * Standard error is left alone: the message must get out.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum class {
    NONE, MEMORY, READ, WRITE, OPEN, CLOSE, SYNC, NAME, STAT, DIRECTORY, THREAD, ICONV, MAP, SHORT_READ, SHORT_WRITE, EINTR_
};

static const struct {
    const char *name;
    int error;
} classes[] = {
    [NONE] = {"", 0}, [MEMORY] = {"memory", ENOMEM}, [READ] = {"read", EIO}, [WRITE] = {"write", ENOSPC},
    [OPEN] = {"open", EMFILE}, [CLOSE] = {"close", EIO}, [SYNC] = {"sync", EIO}, [NAME] = {"name", EIO},
    [STAT] = {"stat", EIO}, [DIRECTORY] = {"dir", ESTALE}, [THREAD] = {"thread", EAGAIN},
    [ICONV] = {"iconv", EMFILE}, [MAP] = {"map", ENOMEM}, [SHORT_READ] = {"short-read", 0},
    [SHORT_WRITE] = {"short-write", 0}, [EINTR_] = {"eintr", EINTR},
};

/* Set by the constructor, before main and before there are threads. */
static enum class class;
static long at;
static bool from, on;
static int error;
static atomic_long calls;

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name)
{
    bool was = on;
    on = false; /* dlsym may allocate */
    void *p = dlsym(RTLD_NEXT, name);
    on = was;
    if (!p)
        abort();
    return p;
}

__attribute__((constructor)) static void start(void)
{
    const char *c = getenv("EC_FAULT_CLASS"), *n = getenv("EC_FAULT_AT"), *e = getenv("EC_FAULT_ERROR");
    for (size_t i = 1; c && i < sizeof classes / sizeof classes[0]; i++)
        if (strcmp(c, classes[i].name) == 0)
            class = (enum class)i;
    at = n ? atol(n) : 0;
    from = getenv("EC_FAULT_FROM") != NULL;
    error = e ? atoi(e) : classes[class].error;
    on = class != NONE;
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("EC_FAULT_COUNT");
    char text[32];
    bool was = on;
    on = false;
    if (was && path) {
        int fd = REAL(open)(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        int len = snprintf(text, sizeof text, "%ld\n", (long)calls);
        if (fd < 0 || REAL(write)(fd, text, (size_t)len) != len || REAL(close)(fd) < 0)
            abort();
    }
}

/* Is this call the one? */
static bool hit(enum class c)
{
    if (!on || c != class)
        return false;
    long n = atomic_fetch_add(&calls, 1) + 1;
    return at && (from ? n >= at : n == at);
}

static bool fails(enum class c)
{
    if (!hit(c))
        return false;
    errno = error;
    return true;
}

/* ---- memory ---- */

void *malloc(size_t n) { return fails(MEMORY) ? NULL : __libc_malloc(n); }
void *calloc(size_t n, size_t size) { return fails(MEMORY) ? NULL : __libc_calloc(n, size); }
void *realloc(void *p, size_t n) { return fails(MEMORY) ? NULL : __libc_realloc(p, n); }

void *mmap(void *p, size_t n, int prot, int flags, int fd, off_t o)
{
    return fails(MAP) ? MAP_FAILED : REAL(mmap)(p, n, prot, flags, fd, o);
}

void *mmap64(void *p, size_t n, int prot, int flags, int fd, off64_t o)
{
    return fails(MAP) ? MAP_FAILED : REAL(mmap64)(p, n, prot, flags, fd, o);
}

/* ---- descriptors ---- */

ssize_t read(int fd, void *to, size_t n)
{
    if (fails(READ) || fails(EINTR_))
        return -1;
    return REAL(read)(fd, to, hit(SHORT_READ) && n > 1 ? 1 : n);
}

ssize_t write(int fd, const void *p, size_t n)
{
    if (fd != STDERR_FILENO && (fails(WRITE) || fails(EINTR_)))
        return -1;
    return REAL(write)(fd, p, fd != STDERR_FILENO && hit(SHORT_WRITE) && n > 1 ? n / 2 : n);
}

#define MODE_OF(flags)                                                                                                \
    mode_t mode = 0;                                                                                                  \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {                                                                          \
        va_list list;                                                                                                 \
        va_start(list, flags);                                                                                        \
        mode = va_arg(list, mode_t);                                                                                  \
        va_end(list);                                                                                                 \
    }

int open(const char *path, int flags, ...)
{
    MODE_OF(flags)
    return fails(OPEN) ? -1 : REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE_OF(flags)
    return fails(OPEN) ? -1 : REAL(open64)(path, flags, mode);
}

int openat(int fd, const char *path, int flags, ...)
{
    MODE_OF(flags)
    return fails(OPEN) ? -1 : REAL(openat)(fd, path, flags, mode);
}

int openat64(int fd, const char *path, int flags, ...)
{
    MODE_OF(flags)
    return fails(OPEN) ? -1 : REAL(openat64)(fd, path, flags, mode);
}

int mkstemp(char *path) { return fails(OPEN) ? -1 : REAL(mkstemp)(path); }
int mkstemp64(char *path) { return fails(OPEN) ? -1 : REAL(mkstemp64)(path); }

/* The descriptor is closed all the same, as Linux does it. */
int close(int fd)
{
    bool bad = hit(CLOSE);
    int r = REAL(close)(fd);
    if (bad)
        errno = error;
    return bad ? -1 : r;
}

int fsync(int fd) { return fails(SYNC) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails(SYNC) ? -1 : REAL(fdatasync)(fd); }

/* ---- names and what is said of files ---- */

int rename(const char *a, const char *b) { return fails(NAME) ? -1 : REAL(rename)(a, b); }
int renameat(int f, const char *a, int t, const char *b) { return fails(NAME) ? -1 : REAL(renameat)(f, a, t, b); }
int link(const char *a, const char *b) { return fails(NAME) ? -1 : REAL(link)(a, b); }
int linkat(int f, const char *a, int t, const char *b, int flags) { return fails(NAME) ? -1 : REAL(linkat)(f, a, t, b, flags); }
int mkdir(const char *path, mode_t mode) { return fails(NAME) ? -1 : REAL(mkdir)(path, mode); }
int mkdirat(int fd, const char *path, mode_t mode) { return fails(NAME) ? -1 : REAL(mkdirat)(fd, path, mode); }
int fchmod(int fd, mode_t mode) { return fails(NAME) ? -1 : REAL(fchmod)(fd, mode); }
int chmod(const char *path, mode_t mode) { return fails(NAME) ? -1 : REAL(chmod)(path, mode); }
char *realpath(const char *path, char *to) { return fails(STAT) ? NULL : REAL(realpath)(path, to); }
int access(const char *path, int mode) { return fails(STAT) ? -1 : REAL(access)(path, mode); }
int stat(const char *path, struct stat *st) { return fails(STAT) ? -1 : REAL(stat)(path, st); }
int lstat(const char *path, struct stat *st) { return fails(STAT) ? -1 : REAL(lstat)(path, st); }
int fstat(int fd, struct stat *st) { return fails(STAT) ? -1 : REAL(fstat)(fd, st); }
int fstatat(int fd, const char *p, struct stat *st, int f) { return fails(STAT) ? -1 : REAL(fstatat)(fd, p, st, f); }
int stat64(const char *path, struct stat64 *st) { return fails(STAT) ? -1 : REAL(stat64)(path, st); }
int lstat64(const char *path, struct stat64 *st) { return fails(STAT) ? -1 : REAL(lstat64)(path, st); }
int fstat64(int fd, struct stat64 *st) { return fails(STAT) ? -1 : REAL(fstat64)(fd, st); }
int fstatat64(int fd, const char *p, struct stat64 *st, int f) { return fails(STAT) ? -1 : REAL(fstatat64)(fd, p, st, f); }

/* ---- folders ---- */

DIR *opendir(const char *path) { return fails(OPEN) ? NULL : REAL(opendir)(path); }
DIR *fdopendir(int fd) { return fails(DIRECTORY) ? NULL : REAL(fdopendir)(fd); }
struct dirent *readdir(DIR *d) { return fails(DIRECTORY) ? NULL : REAL(readdir)(d); }
struct dirent64 *readdir64(DIR *d) { return fails(DIRECTORY) ? NULL : REAL(readdir64)(d); }

/* ---- stdio: the flag of an error is set as the library sets it ---- */

enum { ERROR_SEEN = 0x20 };

static bool stream_fails(FILE *f, enum class c)
{
    if (f == stderr || !fails(c))
        return false;
    f->_flags |= ERROR_SEEN;
    return true;
}

FILE *fopen(const char *path, const char *mode) { return fails(OPEN) ? NULL : REAL(fopen)(path, mode); }
FILE *fopen64(const char *path, const char *mode) { return fails(OPEN) ? NULL : REAL(fopen64)(path, mode); }
FILE *fdopen(int fd, const char *mode) { return fails(OPEN) ? NULL : REAL(fdopen)(fd, mode); }
FILE *tmpfile(void) { return fails(OPEN) ? NULL : REAL(tmpfile)(); }
FILE *tmpfile64(void) { return fails(OPEN) ? NULL : REAL(tmpfile64)(); }
size_t fread(void *p, size_t size, size_t n, FILE *f) { return stream_fails(f, READ) ? 0 : REAL(fread)(p, size, n, f); }
size_t fwrite(const void *p, size_t size, size_t n, FILE *f) { return stream_fails(f, WRITE) ? 0 : REAL(fwrite)(p, size, n, f); }
int fputs(const char *s, FILE *f) { return stream_fails(f, WRITE) ? EOF : REAL(fputs)(s, f); }
int fflush(FILE *f) { return f && __fpending(f) && stream_fails(f, WRITE) ? EOF : REAL(fflush)(f); }
int fseek(FILE *f, long o, int w) { return stream_fails(f, READ) ? -1 : REAL(fseek)(f, o, w); }
int fseeko(FILE *f, off_t o, int w) { return stream_fails(f, READ) ? -1 : REAL(fseeko)(f, o, w); }
int fseeko64(FILE *f, off64_t o, int w) { return stream_fails(f, READ) ? -1 : REAL(fseeko64)(f, o, w); }

int fclose(FILE *f)
{
    bool bad = hit(CLOSE);
    int r = REAL(fclose)(f);
    if (bad)
        errno = error;
    return bad ? EOF : r;
}

int vfprintf(FILE *f, const char *format, va_list list)
{
    return stream_fails(f, WRITE) ? -1 : REAL(vfprintf)(f, format, list);
}

int fprintf(FILE *f, const char *format, ...)
{
    if (stream_fails(f, WRITE))
        return -1;
    va_list list;
    va_start(list, format);
    int n = REAL(vfprintf)(f, format, list);
    va_end(list);
    return n;
}

int printf(const char *format, ...)
{
    if (stream_fails(stdout, WRITE))
        return -1;
    va_list list;
    va_start(list, format);
    int n = REAL(vfprintf)(stdout, format, list);
    va_end(list);
    return n;
}

/* ---- threads and converters ---- */

int pthread_create(pthread_t *t, const pthread_attr_t *a, void *(*run)(void *), void *arg)
{
    return hit(THREAD) ? error : REAL(pthread_create)(t, a, run, arg);
}

iconv_t iconv_open(const char *to, const char *code) { return fails(ICONV) ? (iconv_t)-1 : REAL(iconv_open)(to, code); }
