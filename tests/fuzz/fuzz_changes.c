/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a log of changes, and behind a zero byte the stream that it is of: taken back, and applied again. The
 * checksums in the log are made to fit first: whoever alters a log can do the same. */
#include <stdint.h>

#include "base/diag.h"
#include "base/sha256.h"
#include "fix/changes.h"
#include "fix/replay.h"
#include "fuzz/given.h"
#include "io/out.h"
#include "silent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Appends the log with the last cell of each row behind the header as the checksum of the line before it. */
static void chain(struct buf *to, struct str log)
{
    char hex[SHA256_HEX + 1] = "";
    while (log.n) {
        struct str rest, line = str_cut(log, '\n', &rest);
        size_t from = to->n, n = line.n;
        while (*hex && n && line.p[n - 1] != '\t')
            n--;
        buf_add(to, line.p, n);
        buf_puts(to, hex);
        struct sha256 h;
        sha256_start(&h);
        sha256_add(&h, to->p + from, to->n - from);
        sha256_hex(&h, hex);
        if (line.n < log.n)
            buf_char(to, '\n');
        log = rest;
    }
}

static void replay(const char *log, const char *stream, bool undo)
{
    struct changes_in *changes = changes_open(log);
    struct recin *in = changes ? recin_open(stream, NULL) : NULL;
    uint64_t cells;
    if (in) {
        struct recout *out = recout_open("/dev/null", NULL);
        bool good = replay_stream(in, out, changes, undo, NULL, &cells);
        recout_close(out, good);
        out_commit();
    }
    recin_close(in);
    changes_close(changes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str stream, log = given_part((struct str){(const char *)data, size}, &stream);
    diag_to(silent, NULL);
    if (size > 100000)
        return 0;
    struct buf chained = {0};
    chain(&chained, log);
    const char *a = given_file(0, buf_slice(&chained)), *b = given_file(1, stream);
    replay(a, b, true);
    replay(a, b, false);
    buf_free(&chained);
    return 0;
}
