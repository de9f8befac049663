/* SPDX-License-Identifier: Apache-2.0 */
#include "io/temp.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/out.h"

enum { ROOM = 64 * 1024 };
static const char any_name[] = "temporary file";

struct temp temp_open(void)
{
    const char *dir = getenv("TMPDIR");
    struct buf path = {0};
    struct temp t;
    buf_printf(&path, "%s/ectools-XXXXXX", dir && *dir ? dir : "/tmp");
    buf_text(&path);
    sigset_t all, before; /* it has a name for a moment: no signal ends the process there */
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int fd = mkstemp(path.p);
    if (fd < 0 || unlink(path.p) < 0)
        out_fail(path.p);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    t.file = fdopen(fd, "w+b");
    if (!t.file)
        out_fail(path.p);
    t.room = mem_alloc(ROOM);
    setvbuf(t.file, t.room, _IOFBF, ROOM);
    buf_free(&path);
    return t;
}

void temp_write(struct temp *t, const void *p, size_t n)
{
    if (n && fwrite(p, 1, n, t->file) != n)
        out_fail(any_name);
}

void temp_rewind(struct temp *t)
{
    if (fflush(t->file) || fseeko(t->file, 0, SEEK_SET))
        out_fail(any_name);
}

void temp_flush(struct temp *t)
{
    if (fflush(t->file))
        out_fail(any_name);
}

bool temp_read(struct temp *t, void *p, size_t n)
{
    size_t got = n ? fread(p, 1, n, t->file) : 0;
    if (got == n)
        return true;
    if (got || ferror(t->file))
        out_fail(any_name);
    return false;
}

void temp_read_at(struct temp *t, uint64_t at, void *p, size_t n)
{
    char *to = p;
    while (n) {
        ssize_t got = pread(fileno(t->file), to, n, (off_t)at);
        if (got <= 0 && !(got < 0 && errno == EINTR))
            out_fail(any_name);
        if (got > 0) {
            to += got;
            at += (uint64_t)got;
            n -= (size_t)got;
        }
    }
}

void temp_close(struct temp *t)
{
    if (!t->file)
        return;
    fclose(t->file);
    mem_free(t->room);
    *t = (struct temp){0};
}
