/* SPDX-License-Identifier: Apache-2.0 */
#include "pack/loader.h"

#include "io/out.h"
#include "pack/loader_frames.h"
#include "pack/loader_sql.h"

static const struct {
    const char *name;
    void (*put)(struct buf *b, const struct dataset *d);
} loaders[] = {
    {"postgres.sql", loader_postgres}, {"duckdb.sql", loader_duckdb}, {"sqlite.sql", loader_sqlite},
    {"load_pandas.py", loader_pandas}, {"load.R", loader_r},
};

void loader_write(const char *folder, const struct dataset *d)
{
    struct arena a = {0};
    struct buf text = {0};
    for (size_t i = 0; i < sizeof loaders / sizeof loaders[0]; i++) {
        buf_reset(&text);
        loaders[i].put(&text, d);
        struct out *o = out_open_in(folder, arena_printf(&a, "load/%s", loaders[i].name));
        out_write(o, text.p, text.n);
        out_close(o, true);
    }
    buf_free(&text);
    arena_free(&a);
}
