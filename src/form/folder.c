/* SPDX-License-Identifier: Apache-2.0 */
#include "form/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/machine.h"
#include "base/mem.h"
#include "io/in.h"

bool folder_is(const char *path)
{
    struct stat st;
    bool seen = stat(path, &st) == 0;
    if (!seen && in_machine(errno))
        in_complain(path);
    return seen && S_ISDIR(st.st_mode);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool folder_list(struct folder *f, const char *path, const char *suffix, struct arena *a)
{
    DIR *dir = opendir(path);
    size_t first = f->n;
    if (!dir) {
        in_complain(path);
        return false;
    }
    for (struct dirent *e; errno = 0, (e = readdir(dir)) != NULL;) {
        if (e->d_name[0] == '.' || !str_ends(str_of(e->d_name), str_of(suffix)))
            continue;
        f->files = mem_grow(f->files, &f->cap, f->n + 1, sizeof *f->files);
        bool slash = *path && path[strlen(path) - 1] == '/';
        f->files[f->n++] = arena_printf(a, "%s%s%s", path, slash ? "" : "/", e->d_name);
    }
    int error = errno; /* 0: the end of the folder */
    closedir(dir);
    if (error) {
        diag(D_CANNOT_READ, loc_file(path), strerror(error));
        machine_stop();
    }
    if (f->n > first)
        qsort(f->files + first, f->n - first, sizeof *f->files, by_name);
    return true;
}

void folder_free(struct folder *f)
{
    mem_free(f->files);
    *f = (struct folder){0};
}
