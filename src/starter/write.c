/* SPDX-License-Identifier: Apache-2.0 */
#include "starter/write.h"

#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"

/* A cell: no TAB, no line end, and no quote where a spreadsheet's quotes begin. */
static void put_cell(struct buf *b, struct str s)
{
    struct str t = str_trim(s);
    if (t.n && t.p[0] == '"') {
        buf_char(b, '"');
        for (size_t i = 0; i < t.n; i++) {
            buf_char(b, t.p[i] == '\t' || t.p[i] == '\n' || t.p[i] == '\r' ? ' ' : t.p[i]);
            if (t.p[i] == '"')
                buf_char(b, '"');
        }
        buf_char(b, '"');
        return;
    }
    for (size_t i = 0; i < t.n; i++)
        buf_char(b, (unsigned char)t.p[i] < 0x20 ? ' ' : t.p[i]);
}

static void put_directive(struct buf *b, const char *name, struct str a, struct str c)
{
    buf_puts(b, name);
    buf_char(b, '\t');
    put_cell(b, a);
    if (c.n) {
        buf_char(b, '\t');
        put_cell(b, c);
    }
    buf_char(b, '\n');
}

static void put_table(struct buf *b, const struct draft_table *t)
{
    buf_puts(b, "#table\t");
    put_cell(b, t->name);
    buf_char(b, '\t');
    put_cell(b, t->path);
    if (t->label[LANG_ZH].n || t->label[LANG_EN].n) {
        buf_char(b, '\t');
        put_cell(b, t->label[LANG_ZH]);
        buf_char(b, '\t');
        put_cell(b, t->label[LANG_EN]);
    }
    buf_char(b, '\n');
}

/* A path with the function that takes of it what is wanted. Identifiers stand as they are: one value, or the record is refused. */
static void write_path(struct buf *b, const struct draft *d, const struct draft_var *v)
{
    bool mixed = v->node >= 0 && !v->inherited && d->outline->nodes[v->node].mixed;
    bool joined = v->several && !mixed && v->role != ROLE_IDENTIFIER;
    buf_puts(b, mixed ? "string(" : joined ? "join(" : "");
    buf_str(b, v->path);
    buf_puts(b, mixed ? ")" : joined ? ", '; ')" : "");
}

static void put_var(struct buf *b, const struct draft *d, const struct draft_table *t, const struct draft_var *v)
{
    struct buf path = {0};
    write_path(&path, d, v);
    const struct str cells[] = {t->name, v->name, buf_slice(&path), str_of(role_name(v->role)), str_of(vtype_name(v->type)),
                                v->required ? STR("yes") : STR(""), v->pattern, v->codes, v->min, v->max,
                                v->label[LANG_ZH], v->label[LANG_EN], v->personal ? STR("personal") : STR(""), v->note};
    size_t n = sizeof cells / sizeof *cells;
    while (!cells[n - 1].n)
        n--;
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(b, '\t');
        put_cell(b, cells[i]);
    }
    buf_char(b, '\n');
    buf_free(&path);
}

/* What the form cannot say is told where it will be looked for. */
static void put_late(struct buf *b, const struct draft *d)
{
    for (int i = 0; i < d->n_tables; i++)
        for (int k = 0; k < d->tables[i].n; k++) {
            const struct draft_var *v = &d->tables[i].vars[k];
            if (!v->late || v->inherited)
                continue;
            buf_puts(b, diag_words("# stands behind the records, not read: ", "# 位于记录之后，不读取："));
            put_cell(b, v->path);
            buf_char(b, '\n');
            put_directive(b, "#ignore", v->path, STR(""));
        }
}

void write_form(struct buf *b, const struct draft *d, const char *codes, const char *patterns)
{
    const struct outline *s = d->outline;
    buf_puts(b, diag_words("# A beginning, made of samples: look it through, above all what is marked as a guess.\n",
                           "# 由样本生成的初稿：请逐项检查，尤其是标明“推测”之处。\n"));
    put_directive(b, "#form", d->name, STR(""));
    put_directive(b, "#version", STR("1"), STR(""));
    for (int i = 0; i < s->n_namespaces; i++)
        if (s->namespaces[i].uses && !str_is(d->prefixes[i], "xml"))
            put_directive(b, "#namespace", d->prefixes[i], s->namespaces[i].uri);
    if (codes)
        put_directive(b, "#codes", str_of(codes), STR(""));
    if (patterns)
        put_directive(b, "#patterns", str_of(patterns), STR(""));
    if (d->period.n)
        put_directive(b, "#period", d->period, STR(""));
    put_late(b, d);
    for (int i = 0; i < d->n_tables; i++)
        if (d->tables[i].n)
            put_table(b, &d->tables[i]);
    buf_puts(b, "table\tvariable\tpath\trole\ttype\trequired\tpattern\tcodes\tmin\tmax\tlabel_zh\tlabel_en\tsensitivity\tnote\n");
    for (int i = 0; i < d->n_tables; i++)
        for (int k = 0; k < d->tables[i].n; k++)
            if (!d->tables[i].vars[k].late)
                put_var(b, d, &d->tables[i], &d->tables[i].vars[k]);
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

void write_codes(struct buf *b, const struct draft_var *v)
{
    const struct intern *codes = &v->evidence.codes;
    struct str *sorted = mem_array((size_t)codes->n + 1, sizeof *sorted);
    for (int i = 0; i < codes->n; i++)
        sorted[i] = intern_name(codes, i);
    qsort(sorted, (size_t)codes->n, sizeof *sorted, by_text);
    buf_puts(b, "code\tlabel_zh\tlabel_en\tvalid_from\tvalid_to\n");
    for (int i = 0; v->facts && i < v->facts->n_codes; i++) {
        put_cell(b, v->facts->codes[i]);
        buf_char(b, '\t');
        put_cell(b, v->facts->code_labels[2 * i + LANG_ZH]);
        buf_char(b, '\t');
        put_cell(b, v->facts->code_labels[2 * i + LANG_EN]);
        buf_char(b, '\n');
    }
    for (int i = 0; !(v->facts && v->facts->n_codes) && i < codes->n; i++) {
        put_cell(b, sorted[i]);
        buf_char(b, '\n');
    }
    mem_free(sorted);
}

void write_patterns(struct buf *b, const struct draft *d)
{
    buf_puts(b, diag_words("# Of a schema. Examples are to be added: + one that matches, - one that does not.\n",
                           "# 取自 schema。请补充样例：+ 应匹配，- 不应匹配。\n"));
    for (int i = 0; i < d->n_tables; i++)
        for (int k = 0; k < d->tables[i].n; k++) {
            const struct draft_var *v = &d->tables[i].vars[k];
            if (v->pattern.n && !v->late)
                buf_printf(b, "%.*s = %.*s\n", (int)v->pattern.n, v->pattern.p, (int)v->expression.n, v->expression.p);
        }
}

bool write_has_patterns(const struct draft *d)
{
    for (int i = 0; i < d->n_tables; i++)
        for (int k = 0; k < d->tables[i].n; k++)
            if (d->tables[i].vars[k].pattern.n && !d->tables[i].vars[k].late)
                return true;
    return false;
}

bool write_has_codes(const struct draft *d)
{
    for (int i = 0; i < d->n_tables; i++)
        for (int k = 0; k < d->tables[i].n; k++)
            if (d->tables[i].vars[k].codes.n && !d->tables[i].vars[k].late)
                return true;
    return false;
}
