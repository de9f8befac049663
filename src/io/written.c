/* SPDX-License-Identifier: Apache-2.0 */
#include "io/written.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/intern.h"
#include "base/mem.h"
#include "io/out.h"

struct written {
    const char *path;     /* of the folder */
    int folder, list;     /* descriptors */
    bool had_list;
    struct intern before; /* names that the list had */
    struct intern now;
};

/* A name that this module may have put down: no way out of the folder, and not the list itself. */
static bool is_name(struct str name)
{
    return name.n && !memchr(name.p, '/', name.n) && !memchr(name.p, '\0', name.n) && !str_is(name, ".") && !str_is(name, "..") &&
           !str_is(name, WRITTEN_LIST);
}

static void read_names(struct written *w, struct str text)
{
    while (text.n) {
        const char *end = memchr(text.p, '\n', text.n);
        if (!end)
            return; /* a name that was cut: its file was not made */
        struct str name = {text.p, (size_t)(end - text.p)};
        if (is_name(name))
            intern_add(&w->before, name);
        text = (struct str){end + 1, text.n - name.n - 1};
    }
}

/* Reads the list; what is written behind that is added to it. A line that was cut is ended, whatever name it becomes. */
static bool read_list(struct written *w)
{
    struct buf b = {0};
    ssize_t got;
    while ((got = read(w->list, buf_room(&b, 65536), 65536)) > 0 || (got < 0 && errno == EINTR))
        b.n += got > 0 ? (size_t)got : 0;
    read_names(w, buf_slice(&b));
    bool cut = got == 0 && b.n && b.p[b.n - 1] != '\n';
    bool good = got == 0 && (!cut || write(w->list, "\n", 1) == 1);
    buf_free(&b);
    return good;
}

/* Opens the list, or makes it. A link, a device, another user's file are none. */
static bool open_list(struct written *w)
{
    struct stat st;
    w->had_list = fstatat(w->folder, WRITTEN_LIST, &st, AT_SYMLINK_NOFOLLOW) == 0;
    w->list = openat(w->folder, WRITTEN_LIST, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
    if (w->list < 0 || fstat(w->list, &st) < 0)
        return false;
    errno = EINVAL;
    return S_ISREG(st.st_mode) && st.st_uid == geteuid() && read_list(w);
}

static void list_path(const struct written *w, struct buf *b)
{
    buf_printf(b, "%s/%s", w->path, WRITTEN_LIST);
}

static void free_written(struct written *w)
{
    if (w->list >= 0)
        close(w->list);
    if (w->folder >= 0)
        close(w->folder);
    intern_free(&w->before);
    intern_free(&w->now);
    mem_free(w);
}

struct written *written_open(const char *folder)
{
    struct written *w = mem_alloc(sizeof *w);
    w->path = folder;
    w->list = -1;
    w->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (w->folder >= 0 && open_list(w))
        return w;
    struct buf path = {0};
    if (w->folder >= 0)
        list_path(w, &path);
    else
        buf_puts(&path, folder);
    diag(D_CANNOT_OPEN, loc_file(buf_text(&path)), strerror(errno));
    buf_free(&path);
    free_written(w);
    return NULL;
}

/* Adds to the list. */
static void put(const struct written *w, struct str text)
{
    while (text.n) {
        ssize_t done = write(w->list, text.p, text.n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            out_fail(w->path);
        text = (struct str){text.p + done, text.n - (size_t)done};
    }
}

void written_add(struct written *w, struct str name)
{
    struct buf line = {0};
    bool known = intern_find(&w->now, name) >= 0;
    intern_add(&w->now, name);
    buf_str(&line, name);
    buf_char(&line, '\n');
    if (!known && intern_find(&w->before, name) < 0)
        put(w, buf_slice(&line));
    buf_free(&line);
}

/* Removes what is left of earlier runs. */
static void remove_old(const struct written *w)
{
    struct stat st;
    for (int i = 0; i < w->before.n; i++) {
        struct str name = intern_name(&w->before, i);
        struct buf path = {0};
        buf_str(&path, name);
        const char *p = buf_text(&path);
        bool old = intern_find(&w->now, name) < 0;
        bool there = old && fstatat(w->folder, p, &st, AT_SYMLINK_NOFOLLOW) == 0;
        if (old && !there && errno != ENOENT)
            out_fail(w->path);
        if (there && S_ISREG(st.st_mode) && unlinkat(w->folder, p, 0) < 0)
            out_fail(w->path);
        buf_free(&path);
    }
}

/* Files that no list names and this run did not write. Exits with 2 when the folder cannot be read to its end: the list would be
 * taken for one that nobody needs. */
static long count_others(const struct written *w)
{
    long n = 0;
    int fd = openat(w->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d)
        out_fail(w->path);
    for (struct dirent *e; errno = 0, (e = readdir(d)) != NULL;)
        n += is_name(str_of(e->d_name)) && intern_find(&w->now, str_of(e->d_name)) < 0;
    if (errno)
        out_fail(w->path);
    closedir(d);
    return n;
}

/* The list becomes that of this run, in one step. */
static void renew_list(const struct written *w)
{
    struct buf path = {0};
    list_path(w, &path);
    struct out *o = out_open_private(buf_text(&path));
    for (int i = 0; i < w->now.n; i++) {
        struct str name = intern_name(&w->now, i);
        out_write(o, name.p, name.n);
        out_write(o, "\n", 1);
    }
    out_close(o, true);
    buf_free(&path);
}

void written_close(struct written *w)
{
    if (!w)
        return;
    out_settle(); /* files that wait for their names would be taken for others */
    remove_old(w);
    long others = w->had_list && w->now.n ? 0 : count_others(w);
    if (others && !w->had_list)
        diag(D_WRITTEN_OTHERS, loc_file(w->path), diag_num(others));
    if (w->now.n || others)
        renew_list(w);
    else
        unlinkat(w->folder, WRITTEN_LIST, 0);
    free_written(w);
}
