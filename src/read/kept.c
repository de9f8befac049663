/* SPDX-License-Identifier: Apache-2.0 */
#include "read/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum kept copy(int from, struct out *to)
{
    char bytes[16 * 1024];
    for (;;) {
        ssize_t n = read(from, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return KEPT_UNREAD;
        if (n == 0)
            return KEPT_ALL;
        out_write(to, bytes, (size_t)n);
    }
}

enum kept kept_copy(const char *path, struct out *to)
{
    int from = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* in its place may be a pipe by now, that nobody writes */
    struct stat st;
    if (from < 0)
        return KEPT_NONE;
    enum kept kept = fstat(from, &st) == 0 && S_ISREG(st.st_mode) ? copy(from, to) : KEPT_NONE;
    int error = errno;
    close(from);
    errno = error;
    return kept;
}
