/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over files without libFuzzer: linked with a target, replay FILE|FOLDER... Status 0 unless it dies. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "io/in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int files;

static void replay_file(const char *path)
{
    struct buf b = {0};
    if (!in_slurp(path, 1 << 24, &b))
        exit(2);
    LLVMFuzzerTestOneInput((const uint8_t *)(b.n ? b.p : ""), b.n);
    buf_free(&b);
    files++;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        DIR *d = opendir(argv[i]);
        struct dirent *e;
        if (!d) {
            replay_file(argv[i]);
            continue;
        }
        while ((e = readdir(d))) {
            struct buf path = {0};
            buf_printf(&path, "%s/%s", argv[i], e->d_name);
            if (e->d_name[0] != '.')
                replay_file(buf_text(&path));
            buf_free(&path);
        }
        closedir(d);
    }
    printf("%d inputs replayed\n", files);
    return files ? 0 : 1;
}
