#include "pack/loader.h"

#include <errno.h>
#include <sys/stat.h>

#include "io/out.h"
#include "pack/loader_frames.h"
#include "pack/loader_sql.h"

static const struct {
    const char *name;
    void (*put)(struct buf *b, const struct dataset *d);
} loaders[LOADER_COUNT] = {
    [LOADER_POSTGRES] = {"postgres.sql", loader_postgres}, [LOADER_DUCKDB] = {"duckdb.sql", loader_duckdb},
    [LOADER_SQLITE] = {"sqlite.sql", loader_sqlite},       [LOADER_PANDAS] = {"load_pandas.py", loader_pandas},
    [LOADER_R] = {"load.R", loader_r},
};

const char *loader_name(enum loader l)
{
    return loaders[l].name;
}

void loader_put(enum loader l, const struct dataset *d, struct buf *to)
{
    loaders[l].put(to, d);
}

void loader_write(const char *folder, const struct dataset *d)
{
    struct arena a = {0};
    struct buf text = {0};
    const char *load = arena_printf(&a, "%s/load", folder);
    if (mkdir(load, 0777) < 0 && errno != EEXIST)
        out_fail(load);
    for (int i = 0; i < LOADER_COUNT; i++) {
        buf_reset(&text);
        loader_put((enum loader)i, d, &text);
        struct out *o = out_open(arena_printf(&a, "%s/%s", load, loaders[i].name));
        out_write(o, text.p, text.n);
        out_close(o, true);
    }
    buf_free(&text);
    arena_free(&a);
}
