/* SPDX-License-Identifier: Apache-2.0 */
#include "io/private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"

bool private_folder(const char *path)
{
    struct stat st;
    bool made = mkdir(path, 0700) == 0;
    if (!made && errno == EEXIST && stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
        errno = ENOTDIR;
    else if (!made && errno == EEXIST)
        made = true;
    if (!made) {
        diag(D_CANNOT_CREATE, loc_file(path), strerror(errno));
        return false;
    }
    if (stat(path, &st) == 0 && (st.st_mode & 0777) == 0700 && st.st_uid == geteuid())
        return true;
    if (chmod(path, 0700) == 0)
        return true;
    diag(D_PRIVATE_FOLDER, loc_file(path), strerror(errno));
    return false;
}

/* Why a file is no key; DIAG_COUNT: it may be one. */
static enum diag_id key_fault(const struct stat *st)
{
    if (!S_ISREG(st->st_mode))
        return D_KEY_KIND;
    if (st->st_uid != geteuid())
        return D_KEY_OWNER;
    if ((st->st_mode & 07777) != 0600)
        return D_KEY_MODE;
    return st->st_size < PRIVATE_KEY_LEAST || st->st_size > PRIVATE_KEY_MOST ? D_KEY_SIZE : DIAG_COUNT;
}

static bool read_key(int fd, const char *path, size_t n, struct buf *key)
{
    while (n) {
        ssize_t got = read(fd, buf_room(key, n), n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            diag(D_CANNOT_READ, loc_file(path), got < 0 ? strerror(errno) : "");
            return false;
        }
        key->n += (size_t)got;
        n -= (size_t)got;
    }
    return true;
}

bool private_key(const char *path, struct buf *key)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ELOOP) {
        diag(D_KEY_KIND, loc_file(path));
        return false;
    }
    if (fd < 0 || fstat(fd, &st) < 0) {
        diag(D_CANNOT_OPEN, loc_file(path), strerror(errno));
        if (fd >= 0)
            close(fd);
        return false;
    }
    enum diag_id fault = key_fault(&st);
    if (fault != DIAG_COUNT)
        diag(fault, loc_file(path), path);
    bool good = fault == DIAG_COUNT && read_key(fd, path, (size_t)st.st_size, key);
    close(fd);
    return good;
}
