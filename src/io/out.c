/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a file: create_temporary (registered, so that a signal handler can remove it) -> writes -> out_close: synced and
 * closed, in the list `ready` -> commit: renamed, its folder synced. What belongs to a run waits in the list to its end; of the
 * many files of a folder BATCH wait for one another, so that one journal commit of the file system serves them all.
 */
#include "io/out.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/siphash.h"

enum { BUFFER = 128 * 1024, TEMPORARIES = 4096, NAME_BYTES = 40, BATCH = 32, FOLDERS = 64, LINKS = 40 };

struct out {
    int fd;
    char *path;    /* as given, for messages; "-" for standard output */
    char *target;  /* of a temporary: the name that it takes in its folder */
    int flags;
    bool one;      /* of many: takes its name soon */
    int temporary; /* index in the register of temporary names, or -1 */
    uint64_t flushed;
    struct buf b;
};

/* Names to remove when the process is interrupted: plain arrays, since a signal handler reads them. */
static struct {
    volatile sig_atomic_t used;
    int folder; /* its descriptor */
    char name[NAME_BYTES];
} temporaries[TEMPORARIES];
static int temporaries_most; /* none is used from here on */

/* Folders that files are made in: one descriptor each, kept as long as a file of it waits, the last ones longer. */
static struct folder {
    int fd;
    int users;
    dev_t dev;
    ino_t ino;
    char *path; /* NULL: free */
    uint64_t last;
} **folders;
static int n_folders;

/* Files that were closed for good and wait for their names. */
struct ready {
    struct out *o; /* its descriptor closed */
    struct folder *folder;
    char backup[NAME_BYTES]; /* while a commit is at work: a second name of what is replaced, or "" */
    bool fresh;              /* and nothing is replaced */
};
static struct list {
    struct ready *v;
    size_t n, room;
} ready, ready_ones;

void out_remove_temporaries(void)
{
    for (int i = 0; i < temporaries_most; i++)
        if (temporaries[i].used)
            unlinkat(temporaries[i].folder, temporaries[i].name, 0);
}

static _Noreturn void fail(enum diag_id id, const char *path)
{
    int e = errno;
    out_remove_temporaries();
    diag(id, loc_file(strcmp(path, "-") == 0 ? "standard output" : path), strerror(e));
    _exit(2);
}

_Noreturn void out_fail(const char *path)
{
    fail(D_CANNOT_WRITE, path);
}

/* ---- folders ---- */

/* A place in the table: a free one, that of a folder that nobody uses when there are many, the longest unused, or a new one. */
static struct folder *folder_place(void)
{
    struct folder *best = NULL;
    for (int i = 0; i < n_folders; i++) {
        struct folder *f = folders[i];
        if (!f->path)
            return f;
        if (!f->users && (!best || f->last < best->last))
            best = f;
    }
    if (!best || n_folders < FOLDERS) {
        folders = mem_resize(folders, (size_t)n_folders + 1, sizeof *folders);
        return folders[n_folders++] = mem_alloc(sizeof(struct folder));
    }
    close(best->fd);
    mem_free(best->path);
    best->path = NULL;
    return best;
}

/* At the end of a run: nobody uses any. */
static void forget_folders(void)
{
    for (int i = 0; i < n_folders; i++) {
        if (folders[i]->path)
            close(folders[i]->fd);
        mem_free(folders[i]->path);
        mem_free(folders[i]);
    }
    mem_free(folders);
    folders = NULL;
    n_folders = 0;
}

/* Opens the folders of a name one after the other below fd, which is closed; none may be a link, those that lack are made.
 * Returns the last one, or -1 with errno. */
static int open_below(int fd, const char *name, size_t n)
{
    while (fd >= 0 && n) {
        const char *slash = memchr(name, '/', n);
        size_t part = slash ? (size_t)(slash - name) : n;
        if (!part) {
            name++;
            n--;
            continue;
        }
        char *step = mem_dup(name, part);
        int made = mkdirat(fd, step, 0777);
        int next = made < 0 && errno != EEXIST ? -1 : openat(fd, step, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int e = errno;
        mem_free(step);
        close(fd);
        errno = e;
        fd = next;
        name += part + (slash != NULL);
        n -= part + (slash != NULL);
    }
    return fd;
}

/* The folder that a user names, by a link or not. One that may be entered but not read does, too. */
static int open_root(const char *root)
{
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
#ifdef O_PATH
    if (fd < 0 && errno == EACCES)
        fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
#endif
    return fd;
}

/* The folder root, then name[0..n) below it. NULL: it cannot be opened, see errno. */
static struct folder *folder_open(const char *root, const char *name, size_t n)
{
    static uint64_t calls;
    struct buf path = {0};
    buf_printf(&path, "%s/%.*s", root, (int)n, name);
    const char *text = buf_text(&path);
    struct folder *f = NULL;
    for (int i = 0; i < n_folders && !f; i++)
        if (folders[i]->path && strcmp(folders[i]->path, text) == 0)
            f = folders[i];
    if (!f) {
        struct stat st;
        f = folder_place();
        f->fd = open_below(open_root(root), name, n);
        if (f->fd >= 0 && fstat(f->fd, &st) == 0) {
            f->path = mem_dup(text, path.n);
            f->dev = st.st_dev;
            f->ino = st.st_ino;
        } else
            f = NULL;
    }
    if (f) {
        f->users++;
        f->last = ++calls;
    }
    int e = errno;
    buf_free(&path);
    errno = e;
    return f;
}

/* The folder has new names: on the disk too. */
static void folder_sync(const struct folder *f, const char *path)
{
    if (fsync(f->fd) < 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP && errno != EBADF) /* EBADF: not to be read */
        out_fail(path);
}

/* ---- temporaries ---- */

/* Digits that no other process draws, on any machine that sees the folder. */
static uint64_t draw(void)
{
    static uint64_t key[2], drawn;
    if (!drawn) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        key[0] = (uint64_t)now.tv_sec << 32 ^ (uint64_t)now.tv_nsec;
        key[1] = (uint64_t)getpid();
        int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
        uint64_t random[2];
        if (fd >= 0 && read(fd, random, sizeof random) == (ssize_t)sizeof random)
            memcpy(key, random, sizeof random);
        if (fd >= 0)
            close(fd);
    }
    drawn++;
    return siphash(key, (struct str){(const char *)&drawn, sizeof drawn}).a;
}

/* A free place in the register for a name in that folder, -1 if there is none. The name is drawn by the caller. */
static int register_place(int folder)
{
    for (int i = 0; i < TEMPORARIES; i++)
        if (!temporaries[i].used) {
            temporaries[i].folder = folder;
            if (i >= temporaries_most)
                temporaries_most = i + 1;
            return i;
        }
    errno = EMFILE;
    return -1;
}

static void draw_name(char *name)
{
    snprintf(name, NAME_BYTES, ".ectools-%016llx.tmp", (unsigned long long)draw());
}

/* Creates a file that was not there. It is registered before it exists, so that no signal finds it unknown: what is not there is
 * removed in vain. Returns its descriptor, -1 with errno; *place its place in the register. */
static int create_temporary(int folder, mode_t mode, int *place)
{
    int i = register_place(folder);
    if (i < 0)
        return -1;
    for (int tries = 0; tries < 100; tries++) {
        draw_name(temporaries[i].name);
        temporaries[i].used = 1;
        int fd = openat(folder, temporaries[i].name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        if (fd >= 0) {
            *place = i;
            return fd;
        }
        temporaries[i].used = 0;
        if (errno != EEXIST && errno != EINTR)
            break;
    }
    return -1;
}

/* ---- opening ---- */

/* Folders of the outs that are open or wait, beside `ready`. */
static struct {
    struct out *o;
    struct folder *folder;
} *open_outs;
static size_t n_open, room_open;

static void note_open(struct out *o, struct folder *f)
{
    if (n_open == room_open) {
        room_open = room_open ? room_open * 2 : 16;
        open_outs = mem_resize(open_outs, room_open, sizeof *open_outs);
    }
    open_outs[n_open].o = o;
    open_outs[n_open++].folder = f;
}

static struct folder *forget_open(const struct out *o)
{
    size_t i = 0;
    while (open_outs[i].o != o)
        i++;
    struct folder *f = open_outs[i].folder;
    open_outs[i] = open_outs[--n_open];
    return f;
}

static bool is_same(const struct out *o, const struct folder *in, const struct folder *f, const char *target)
{
    return in->dev == f->dev && in->ino == f->ino && strcmp(o->target, target) == 0;
}

/* Two outputs of a run that were given one name would replace one another. */
static void check_twice(const struct folder *f, const char *target, const char *path)
{
    bool twice = false;
    for (size_t i = 0; i < n_open && !twice; i++)
        twice = is_same(open_outs[i].o, open_outs[i].folder, f, target);
    for (size_t i = 0; i < ready.n && !twice; i++)
        twice = is_same(ready.v[i].o, ready.v[i].folder, f, target);
    if (!twice)
        return;
    out_remove_temporaries();
    diag(D_OUTPUT_TWICE, loc_file(path));
    _exit(2);
}

/* The new file gets the permissions of the one that it replaces: who could not read the old records shall not read the new
 * ones. */
static bool open_temporary(struct out *o, struct folder *f, const char *target)
{
    struct stat old;
    bool there = fstatat(f->fd, target, &old, AT_SYMLINK_NOFOLLOW) == 0, replaces = there && S_ISREG(old.st_mode);
    if (!there && errno != ENOENT && *target)
        return false;
    check_twice(f, target, o->path);
    if (!*target) { /* "folder/" */
        errno = EISDIR;
        return false;
    }
    o->target = mem_dup(target, strlen(target));
    o->fd = create_temporary(f->fd, replaces || o->flags & OUT_PRIVATE ? 0600 : 0666, &o->temporary);
    if (o->fd < 0)
        return false;
    note_open(o, f);
    return !replaces || o->flags & OUT_PRIVATE || fchmod(o->fd, old.st_mode & 0777) == 0;
}

static struct out *new_out(const char *path, int flags)
{
    struct out *o = mem_alloc(sizeof *o);
    o->path = mem_dup(path, strlen(path));
    o->flags = flags;
    o->temporary = -1;
    buf_room(&o->b, BUFFER);
    return o;
}

/* Where a path leads in the end, also when nothing is there yet. NULL: see errno; free it. */
static char *resolved(const char *path)
{
    char *at = strdup(path), to[4096];
    for (int links = 0; at; links++) {
        char *there = realpath(at, NULL);
        ssize_t n = there || errno != ENOENT ? -1 : readlink(at, to, sizeof to - 1);
        if (there || n < 0 || links == LINKS) {
            bool fails = !there && (links == LINKS || (errno != ENOENT && errno != EINVAL));
            if (there || fails)
                free(at);
            if (fails && links == LINKS)
                errno = ELOOP;
            return there ? there : fails ? NULL : at;
        }
        to[n] = '\0';
        const char *slash = strrchr(at, '/');
        struct buf next = {0};
        if (*to != '/' && slash)
            buf_add(&next, at, (size_t)(slash - at) + 1);
        buf_puts(&next, to);
        free(at);
        at = strdup(buf_text(&next));
        buf_free(&next);
    }
    return NULL;
}

/* A file that the user names: what a link points to is replaced, not the link. */
static bool open_named(struct out *o)
{
    struct stat st;
    bool there = stat(o->path, &st) == 0;
    if (!there && errno != ENOENT)
        return false;
    if (there && !S_ISREG(st.st_mode)) { /* a device, a pipe: written as it is */
        o->fd = open(o->path, O_WRONLY | O_CLOEXEC);
        return o->fd >= 0;
    }
    char *path = resolved(o->path);
    if (!path)
        return false;
    char *slash = strrchr(path, '/');
    char *root = slash == path ? mem_dup("/", 1) : slash ? mem_dup(path, (size_t)(slash - path)) : mem_dup(".", 1);
    struct folder *f = folder_open(root, "", 0);
    bool good = f && open_temporary(o, f, slash ? slash + 1 : path);
    int e = errno;
    mem_free(root);
    free(path);
    errno = e;
    return good;
}

static struct out *open_as(const char *path, int flags)
{
    struct out *o = new_out(path ? path : "-", flags);
    if (strcmp(o->path, "-") == 0)
        o->fd = STDOUT_FILENO;
    else if (!open_named(o))
        fail(D_CANNOT_CREATE, path);
    return o;
}

struct out *out_open(const char *path)
{
    return open_as(path, 0);
}

struct out *out_open_private(const char *path)
{
    return open_as(path, OUT_PRIVATE);
}

static struct out *open_in(const char *folder, const char *name, int flags, bool one)
{
    struct buf path = {0};
    buf_printf(&path, "%s/%s", folder, name);
    struct out *o = new_out(buf_text(&path), flags);
    const char *slash = strrchr(name, '/');
    o->one = one;
    struct folder *f = folder_open(folder, name, slash ? (size_t)(slash - name) : 0);
    if (!f || !open_temporary(o, f, slash ? slash + 1 : name))
        fail(D_CANNOT_CREATE, o->path);
    buf_free(&path);
    return o;
}

struct out *out_open_in(const char *folder, const char *name)
{
    return open_in(folder, name, 0, false);
}

struct out *out_open_one(const char *folder, const char *name, int flags)
{
    return open_in(folder, name, flags, true);
}

/* ---- writing ---- */

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

/* ---- closing ---- */

static void free_out(struct out *o)
{
    buf_free(&o->b);
    mem_free(o->path);
    mem_free(o->target);
    mem_free(o);
}

static void close_fd(struct out *o)
{
    int fd = o->fd;
    o->fd = -1;
    if (close(fd) < 0 && errno != EINTR) /* standard output too: a full disk may show only here */
        out_fail(o->path);
}

static void abandon(struct out *o)
{
    struct folder *f = forget_open(o);
    close(o->fd);
    unlinkat(f->fd, temporaries[o->temporary].name, 0);
    temporaries[o->temporary].used = 0;
    f->users--;
    free_out(o);
}

/* A second name for each file that is to be replaced, so that it can be put back. Where none can be made, since the file is
 * somebody else's or the file system knows none, the file itself gets that name when its turn comes (name_all). */
static void back_up(struct list *l)
{
    for (size_t i = 0; i < l->n && l->n > 1; i++) {
        struct ready *r = &l->v[i];
        draw_name(r->backup);
        if (linkat(r->folder->fd, r->o->target, r->folder->fd, r->backup, 0) == 0)
            continue;
        r->fresh = errno == ENOENT;
        r->backup[0] = '\0';
    }
}

static void forget_backups(struct list *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].backup[0])
            unlinkat(l->v[i].folder->fd, l->v[i].backup, 0);
}

/* The first n - 1 have their new names, which are taken back; the file before the n-th may have its second name only. */
static void put_back(struct list *l, size_t n)
{
    int e = errno;
    for (size_t i = 0; i < n; i++) {
        struct ready *r = &l->v[i];
        if (r->fresh && i + 1 < n)
            unlinkat(r->folder->fd, r->o->target, 0);
        else if (r->backup[0] && renameat(r->folder->fd, r->backup, r->folder->fd, r->o->target) == 0) {
            unlinkat(r->folder->fd, r->backup, 0); /* of two names of one file, rename leaves both */
            r->backup[0] = '\0';
        }
    }
    forget_backups(l);
    errno = e;
}

static void name_all(struct list *l, bool together)
{
    for (size_t i = 0; i < l->n; i++) {
        struct ready *r = &l->v[i];
        struct stat st;
        if (together && l->n > 1 && !r->fresh && !r->backup[0] &&
            fstatat(r->folder->fd, r->o->target, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(st.st_mode)) {
            draw_name(r->backup);
            if (renameat(r->folder->fd, r->o->target, r->folder->fd, r->backup) < 0)
                r->backup[0] = '\0'; /* the next line tells, if it matters */
        }
        if (renameat(r->folder->fd, temporaries[r->o->temporary].name, r->folder->fd, r->o->target) < 0) {
            if (together)
                put_back(l, i + 1);
            out_fail(r->o->path);
        }
        temporaries[r->o->temporary].used = 0;
    }
}

/* All of a list get their names. together: all or none. No signal comes between: it would leave a part. */
static void commit(struct list *l, bool together)
{
    sigset_t all, before;
    if (!l->n)
        return;
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].o->fd >= 0) {
            if (!(l->v[i].o->flags & OUT_UNSYNCED))
                sync_fd(l->v[i].o);
            close_fd(l->v[i].o);
        }
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    if (together)
        back_up(l);
    name_all(l, together);
    forget_backups(l);
    sigprocmask(SIG_SETMASK, &before, NULL);
    struct folder *synced = NULL;
    for (size_t i = 0; i < l->n; i++) {
        struct folder *f = l->v[i].folder;
        if (f != synced && !(l->v[i].o->flags & OUT_UNSYNCED)) {
            folder_sync(f, l->v[i].o->path);
            synced = f;
        }
        f->users--;
        free_out(l->v[i].o);
    }
    l->n = 0;
}

void out_settle(void)
{
    commit(&ready_ones, false);
}

void out_commit(void)
{
    out_settle();
    commit(&ready, true);
    mem_free(ready.v);
    mem_free(ready_ones.v);
    ready = ready_ones = (struct list){0};
    if (n_open)
        return;
    mem_free(open_outs);
    open_outs = NULL;
    room_open = 0;
    forget_folders();
}

static void put_ready(struct out *o)
{
    struct list *l = o->one ? &ready_ones : &ready;
    struct ready r = {.o = o, .folder = forget_open(o)};
    buf_free(&o->b);
    if (!o->one) {
        sync_fd(o);
        close_fd(o);
    }
    if (l->n == l->room) {
        l->room = l->room ? l->room * 2 : BATCH;
        l->v = mem_resize(l->v, l->room, sizeof *l->v);
    }
    l->v[l->n++] = r;
    if (o->one && l->n == BATCH)
        commit(l, false);
}

void out_close(struct out *o, bool keep)
{
    if (!o)
        return;
    if (keep || o->temporary < 0)
        out_flush(o);
    if (o->temporary >= 0 && keep)
        put_ready(o);
    else if (o->temporary >= 0)
        abandon(o);
    else {
        close_fd(o);
        free_out(o);
    }
}
