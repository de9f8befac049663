/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a dataset from elsewhere is verified, and scripts are made of its descriptor. A first byte `d`: the rest is the
 * descriptor; s, b or n: the data, as one member of gzip, in blocks, or plain, to which size and checksum of the descriptor are
 * made to fit. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/sha256.h"
#include "fuzz/given.h"
#include "io/out.h"
#include "pack/dataset.h"
#include "pack/loader.h"
#include "pack/verify.h"
#include "silent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[256];

static void remove_folder(void)
{
    struct buf b = {0};
    buf_printf(&b, "rm -rf '%s'", folder);
    if (system(buf_text(&b)) != 0)
        fputs("the folder stays\n", stderr);
    buf_free(&b);
}

static void put(const char *name, struct str bytes)
{
    struct buf path = {0};
    buf_printf(&path, "%s/%s", folder, name);
    FILE *f = fopen(buf_text(&path), "wb");
    if (!f || (bytes.n && fwrite(bytes.p, 1, bytes.n, f) != bytes.n) || fclose(f) != 0)
        exit(2);
    buf_free(&path);
}

static void verify(void)
{
    struct findings *f = findings_new(0);
    struct verify_totals totals;
    verify_dataset(folder, 1 << 16, f, &totals);
    findings_close(f, true);
}

static void as_descriptor(struct str text)
{
    struct dataset_error e;
    struct dataset *d = dataset_read(text, &e);
    if (d) {
        loader_write(folder, d);
        out_commit();
    } else if (strlen(e.what) > DATASET_WHAT || !e.why)
        abort();
    dataset_free(d);
    put("datapackage.json", text);
    put("shop.csv", STR("id,kind,n\n1,A,2\n"));
    verify();
}

static void as_data(char mode, struct str bytes)
{
    char hash[SHA256_HEX + 1];
    struct sha256 h;
    struct buf b = {0};
    sha256_start(&h);
    sha256_add(&h, bytes.p, bytes.n);
    sha256_hex(&h, hash);
    buf_printf(&b, "{\"name\":\"f\",\"resources\":[{\"name\":\"shop\",\"path\":\"shop.csv\",\"hash\":\"sha256:%s\",", hash);
    buf_printf(&b, "\"bytes\":%zu,", bytes.n);
    buf_printf(&b, "\"ectools:rows\":2,%s\"ectools:gzip\":\"%s\",", mode == 'n' ? "" : "\"compression\":\"gz\",",
               mode == 'n' ? "none" : mode == 'b' ? "blocked" : "single");
    buf_puts(&b, "\"schema\":{\"primaryKey\":[\"id\"],\"fields\":[");
    buf_puts(&b, "{\"name\":\"id\",\"type\":\"string\",\"constraints\":{\"pattern\":\"[0-9a-z]+\",\"required\":true}},");
    buf_puts(&b, "{\"name\":\"kind\",\"type\":\"string\",\"categories\":[\"A\",\"B\"]},");
    buf_puts(&b, "{\"name\":\"n\",\"type\":\"number\",\"constraints\":{\"minimum\":0}}]}}]}");
    put("datapackage.json", buf_slice(&b));
    put("shop.csv", bytes);
    buf_free(&b);
    verify();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diag_to(silent, NULL);
    if (size < 1 || size > 100000)
        return 0;
    if (!*folder) {
        const char *dir = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/fuzz-dataset-XXXXXX", dir ? dir : "/tmp");
        if (!mkdtemp(folder))
            exit(2);
        atexit(remove_folder);
    }
    struct str bytes = {(const char *)data + 1, size - 1};
    if (data[0] == 'd')
        as_descriptor(bytes);
    else
        as_data((char)data[0], bytes);
    return 0;
}
