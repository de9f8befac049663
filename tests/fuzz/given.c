/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz/given.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "form/load.h"

enum { NUMBERS = 4 };

const char *given_file(int number, struct str bytes)
{
    static struct {
        FILE *file;
        char path[32];
    } files[NUMBERS];
    if (!files[number].file) {
        files[number].file = tmpfile();
        if (!files[number].file)
            exit(2);
        snprintf(files[number].path, sizeof files[number].path, "/dev/fd/%d", fileno(files[number].file));
    }
    int fd = fileno(files[number].file);
    if (ftruncate(fd, 0) < 0 || (bytes.n && pwrite(fd, bytes.p, bytes.n, 0) != (ssize_t)bytes.n))
        exit(2);
    return files[number].path;
}

struct str given_part(struct str bytes, struct str *rest)
{
    const char *end = bytes.n ? memchr(bytes.p, 0, bytes.n) : NULL;
    size_t n = end ? (size_t)(end - bytes.p) : bytes.n;
    *rest = end ? (struct str){end + 1, bytes.n - n - 1} : (struct str){bytes.p + n, 0};
    return (struct str){bytes.p, n};
}

const struct form *given_form(void)
{
    static struct form *form;
    const char *path = getenv("EC_FORM");
    if (!form)
        form = form_load(path ? path : "tests/cases/read/small.tsv");
    if (!form)
        exit(2);
    return form;
}
