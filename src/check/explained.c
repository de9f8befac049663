/* SPDX-License-Identifier: Apache-2.0 */
#include "check/explained.h"


#include "base/diag.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "io/in.h"
#include "rec/cell.h"
#include "rec/keyset.h"
#include "rec/reckey.h"

struct explained {
    struct keyset *good, *stock;
    struct reckey here;  /* the unit's identifiers in the stream that is checked */
    struct reckey there; /* in the file of explanations */
    struct buf key;
    struct buf bare;
    struct arena row;
    struct codelist *phrases; /* NULL: there is no list */
    uint64_t count, refused;
};

/* A character that says nothing: white space and punctuation, ASCII, CJK and full width. */
static bool is_filler(uint32_t cp)
{
    bool ascii = cp < 0x80 && !((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z'));
    bool wide = (cp >= 0x3000 && cp <= 0x303f) || (cp >= 0xff01 && cp <= 0xff0f) || (cp >= 0xff1a && cp <= 0xff20) ||
                (cp >= 0x2010 && cp <= 0x2027) || (cp >= 0xfe30 && cp <= 0xfe6b);
    return ascii || wide || utf8_is_space(cp);
}

static struct str bare_text(struct explained *e, struct str text)
{
    const char *end = text.p + text.n;
    buf_reset(&e->bare);
    for (const char *p = text.p; p < end;) {
        uint32_t cp;
        int n = utf8_next(p, end, &cp);
        if (n && !is_filler(cp))
            buf_add(&e->bare, p, (size_t)n);
        p += n ? n : 1;
    }
    return buf_slice(&e->bare);
}

static bool is_stock(struct explained *e, struct str text)
{
    struct str bare = bare_text(e, text);
    return bare.n == 0 || (e->phrases && codelist_find(e->phrases, bare));
}

/* The key of a record and a rule in e->key. Returns false when an identifier is null. */
static bool make_key(struct explained *e, const struct rec *r, const struct reckey *unit, struct str rule)
{
    buf_reset(&e->key);
    bool whole = !(reckey_put(&e->key, unit, r) & RECKEY_NULL);
    buf_str(&e->key, rule);
    return whole;
}

static void take(struct explained *e, const struct rec *r, int rule, int text)
{
    struct str words = cell_is_null(r->cell[text]) ? STR("") : cell_text(r->cell[text], &e->row);
    bool stock = is_stock(e, words);
    uint64_t first;
    e->count++;
    e->refused += stock;
    if (make_key(e, r, &e->there, r->cell[rule]))
        keyset_add(stock ? e->stock : e->good, buf_slice(&e->key), e->count, &first);
    arena_reset(&e->row);
}

static int need_column(const struct recin *in, struct str name)
{
    int at = intern_find(recin_columns(in), name);
    if (at < 0)
        diag(D_EXPLAINED_COLUMN, loc_file(recin_name(in)), diag_str(name));
    return at;
}

/* Finds the unit's identifiers on both sides. */
static bool match_columns(struct explained *e, const struct recin *in, const struct form_table *unit,
                          const struct intern *columns, const char *stream)
{
    bool good = true;
    for (int i = 0; i < unit->n; i++) {
        const struct form_var *v = &unit->vars[i];
        if (v->role != ROLE_IDENTIFIER)
            continue;
        int here = intern_find(columns, v->name), there = need_column(in, v->name);
        if (here < 0)
            diag(D_EXPLAINED_COLUMN, loc_file(stream), diag_str(v->name));
        good &= here >= 0 && there >= 0;
        reckey_add(&e->here, here, v->type);
        reckey_add(&e->there, there, v->type);
    }
    return good;
}

/* The list of stock phrases beside the form's other lists; a form may do without. */
static bool load_phrases(struct explained *e, const struct form *form)
{
    struct buf path = {0};
    buf_printf(&path, "%s/stock_phrase.tsv", form->codes_dir);
    bool there = !in_missing(buf_text(&path));
    if (there)
        e->phrases = codelist_load(STR("stock_phrase"), buf_text(&path));
    buf_free(&path);
    return !there || e->phrases;
}

struct explained *explained_load(const char *path, const struct dialect *dialect, const struct form *form,
                                 const struct intern *columns, const char *stream)
{
    struct recin *in = recin_open(path, dialect);
    if (!in)
        return NULL;
    struct explained *e = mem_alloc(sizeof *e);
    e->good = keyset_new(UINT64_MAX);
    e->stock = keyset_new(UINT64_MAX);
    int rule = need_column(in, STR("rule_id")), text = need_column(in, STR("explanation_text"));
    bool good = match_columns(e, in, &form->tables[0], columns, stream) && rule >= 0 && text >= 0 && load_phrases(e, form);
    struct rec r;
    int got = 0;
    while (good && (got = recin_next(in, &r)) > 0)
        take(e, &r, rule, text);
    recin_close(in);
    if (good && got == 0)
        return e;
    explained_free(e);
    return NULL;
}

enum explained_result explained_find(struct explained *e, const struct rec *r, struct str rule)
{
    if (!make_key(e, r, &e->here, rule))
        return EXPLAINED_NOT;
    if (keyset_has(e->good, buf_slice(&e->key)))
        return EXPLAINED_YES;
    return keyset_has(e->stock, buf_slice(&e->key)) ? EXPLAINED_STOCK : EXPLAINED_NOT;
}

uint64_t explained_refused(const struct explained *e)
{
    return e->refused;
}

void explained_free(struct explained *e)
{
    if (!e)
        return;
    keyset_free(e->good);
    keyset_free(e->stock);
    codelist_free(e->phrases);
    reckey_free(&e->here);
    reckey_free(&e->there);
    buf_free(&e->key);
    buf_free(&e->bare);
    arena_free(&e->row);
    mem_free(e);
}
