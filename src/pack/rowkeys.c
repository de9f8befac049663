#include "pack/rowkeys.h"

#include <string.h>

#include "base/mem.h"

struct place {
    struct key key;
    uint64_t line; /* 0: free */
};

struct rowkeys {
    struct place *places; /* [size], at most three quarters in use; a key stands at or behind its own place */
    uint64_t size, used;
};

struct key key_of(const struct str *cells, int n)
{
    struct sha256 h;
    unsigned char out[SHA256_BYTES];
    struct key k;
    sha256_start(&h);
    for (int i = 0; i < n; i++) {
        uint64_t length = cells[i].n; /* so that (ab, c) and (a, bc) differ */
        sha256_add(&h, &length, sizeof length);
        sha256_add(&h, cells[i].p, cells[i].n);
    }
    sha256_end(&h, out);
    memcpy(&k, out, sizeof k);
    return k;
}

uint64_t rowkeys_parts(uint64_t rows, uint64_t memory)
{
    uint64_t fit = memory / sizeof(struct place) / 2; /* half full, since parts are not exactly equal */
    return rows / (fit ? fit : 1) + 1;
}

struct rowkeys *rowkeys_new(uint64_t rows, uint64_t parts)
{
    struct rowkeys *s = mem_alloc(sizeof *s);
    s->size = 2 * (rows / parts) + 1024;
    s->places = mem_array(s->size, sizeof *s->places);
    return s;
}

static uint64_t put(struct rowkeys *s, struct key k, uint64_t line)
{
    uint64_t i = k.half[0] % s->size;
    for (; s->places[i].line; i = i + 1 == s->size ? 0 : i + 1)
        if (s->places[i].key.half[0] == k.half[0] && s->places[i].key.half[1] == k.half[1])
            return s->places[i].line;
    s->places[i] = (struct place){k, line};
    s->used++;
    return 0;
}

/* Only chance could fill a part so much more than the others; growing then is better than failing. */
static void grow(struct rowkeys *s)
{
    struct rowkeys old = *s;
    s->size = 2 * old.size;
    s->used = 0;
    s->places = mem_array(s->size, sizeof *s->places);
    for (uint64_t i = 0; i < old.size; i++)
        if (old.places[i].line)
            put(s, old.places[i].key, old.places[i].line);
    mem_free(old.places);
}

uint64_t rowkeys_add(struct rowkeys *s, struct key k, uint64_t line)
{
    if (s->used >= s->size / 4 * 3)
        grow(s);
    return put(s, k, line);
}

void rowkeys_free(struct rowkeys *s)
{
    if (!s)
        return;
    mem_free(s->places);
    mem_free(s);
}
