/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/sink_sarif.h"

#include <string.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/intern.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "finding/builtin.h"
#include "io/out.h"
#include "rec/json.h"

/* What is kept of a rule that fired. */
struct fired {
    enum level level;
    char *text;      /* a description: the template of builtin.def, or the first message; owned */
    uint64_t hidden;
};

struct sarif_sink {
    struct sink base;
    struct out *out;
    struct buf b;
    struct intern rules;  /* number = index in fired */
    struct fired *fired;
    size_t cap_fired;
    bool any;
};

static const char *sarif_level(enum level l)
{
    static const char *const names[LEVEL_COUNT] = {"note", "warning", "error", "error"};
    return names[l];
}

static int rule_of(struct sarif_sink *s, const struct finding *x)
{
    int known = intern_find(&s->rules, x->rule);
    if (known >= 0)
        return known;
    int i = intern_add(&s->rules, x->rule);
    const struct builtin *entry = builtin_find(x->rule);
    struct str text = entry ? str_of(entry->text[diag_lang()]) : finding_message(x, diag_lang());
    s->fired = mem_grow(s->fired, &s->cap_fired, (size_t)i + 1, sizeof *s->fired);
    s->fired[i] = (struct fired){x->level, mem_dup(text.p, text.n), 0};
    return i;
}

/* A path as a URI reference (RFC 3986): what is not unreserved or a slash is percent-encoded, byte by byte. */
static void put_uri(struct buf *b, struct str path)
{
    buf_char(b, '"');
    if (path.n && path.p[0] == '/')
        buf_puts(b, "file://");
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c && strchr("-._~/", c));
        buf_printf(b, plain ? "%c" : "%%%02X", c);
    }
    buf_char(b, '"');
}

static void put_location(struct buf *b, const struct finding *x)
{
    if (!x->file.n)
        return;
    buf_puts(b, ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
    put_uri(b, x->file);
    buf_char(b, '}');
    if (x->line > 0)
        buf_printf(b, ",\"region\":{\"startLine\":%ld", x->line);
    if (x->line > 0 && x->col > 0)
        buf_printf(b, ",\"startColumn\":%ld", x->col);
    buf_puts(b, x->line > 0 ? "}}" : "}");
    if (x->key.n) {
        buf_puts(b, ",\"logicalLocations\":[{\"kind\":\"record\",\"fullyQualifiedName\":");
        json_put(b, x->key);
        buf_puts(b, "}]");
    }
    buf_puts(b, "}]");
}

/* The same finding in the next run has the same fingerprint, whatever its line: rule, key and variable. */
static void put_fingerprint(struct buf *b, const struct finding *x)
{
    const struct str parts[] = {x->rule, x->key, x->variable};
    struct sha256 h;
    char hex[SHA256_HEX + 1];
    sha256_start(&h);
    for (int i = 0; i < 3; i++) {
        sha256_add(&h, parts[i].p, parts[i].n);
        sha256_add(&h, "\n", 1);
    }
    sha256_hex(&h, hex);
    buf_printf(b, ",\"partialFingerprints\":{\"ruleKeyVariable/v1\":\"%s\"}", hex);
}

static void put_properties(struct buf *b, const struct finding *x)
{
    const struct { const char *name; struct str s; } p[] = {
        {"table", x->table}, {"variable", x->variable}, {"value", x->value}, {"expected", x->expected},
        {"diff", x->diff}, {"unit", x->unit}, {"values", x->values}, {"errorcode", x->errorcode}};
    buf_printf(b, ",\"properties\":{\"level\":\"%s\",\"result\":\"%s\"", level_name(x->level), result_name(x->result));
    for (size_t i = 0; i < sizeof p / sizeof p[0]; i++)
        if (p[i].s.p) {
            buf_printf(b, ",\"%s\":", p[i].name);
            json_put(b, p[i].s);
        }
    buf_char(b, '}');
}

static void add_sarif(struct sink *base, const struct finding *x)
{
    struct sarif_sink *s = (struct sarif_sink *)base;
    struct buf *b = &s->b;
    int i = rule_of(s, x);
    buf_puts(b, s->any ? ",\n" : "\n");
    s->any = true;
    buf_puts(b, "{\"ruleId\":");
    json_put(b, x->rule);
    if (x->result == RESULT_NOTRUN) /* not judged: open, and then the level must be none */
        buf_printf(b, ",\"ruleIndex\":%d,\"kind\":\"open\",\"level\":\"none\",\"message\":{\"text\":", i);
    else
        buf_printf(b, ",\"ruleIndex\":%d,\"level\":\"%s\",\"message\":{\"text\":", i, sarif_level(x->level));
    json_put(b, finding_message(x, diag_lang()));
    buf_char(b, '}');
    put_location(b, x);
    put_fingerprint(b, x);
    if (x->result == RESULT_EXPLAINED)
        buf_puts(b, ",\"suppressions\":[{\"kind\":\"external\",\"status\":\"accepted\"}]");
    put_properties(b, x);
    buf_char(b, '}');
    out_write(s->out, b->p, b->n);
    buf_reset(b);
}

static void hidden_sarif(struct sink *base, struct str rule, uint64_t hidden)
{
    struct sarif_sink *s = (struct sarif_sink *)base;
    int i = intern_find(&s->rules, rule);
    if (i >= 0)
        s->fired[i].hidden = hidden;
}

static void put_rule(struct buf *b, struct str id, const struct fired *r)
{
    buf_puts(b, "{\"id\":");
    json_put(b, id);
    buf_puts(b, ",\"shortDescription\":{\"text\":");
    json_put(b, str_of(r->text));
    buf_printf(b, "},\"defaultConfiguration\":{\"level\":\"%s\"}", sarif_level(r->level));
    buf_printf(b, ",\"properties\":{\"level\":\"%s\",\"notShown\":%llu}}", level_name(r->level),
               (unsigned long long)r->hidden);
}

static void close_sarif(struct sink *base, bool keep)
{
    struct sarif_sink *s = (struct sarif_sink *)base;
    struct buf *b = &s->b;
    buf_puts(b, "\n],\"columnKind\":\"unicodeCodePoints\",\"tool\":{\"driver\":{");
    buf_printf(b, "\"name\":\"%s\",\"version\":\"%s\",", diag_prog(), PACKAGE_VERSION);
    if (*HOME_PAGE) /* a distributor's home page, where one was given to configure */
        buf_printf(b, "\"informationUri\":\"%s\",", HOME_PAGE);
    buf_puts(b, "\"rules\":[");
    for (int i = 0; i < s->rules.n; i++) {
        buf_puts(b, i ? ",\n" : "\n");
        put_rule(b, intern_name(&s->rules, i), &s->fired[i]);
        mem_free(s->fired[i].text);
    }
    buf_puts(b, "]}}}]}\n");
    out_write(s->out, b->p, b->n);
    out_close(s->out, keep);
    intern_free(&s->rules);
    mem_free(s->fired);
    buf_free(b);
    mem_free(s);
}

struct sink *sink_sarif_new(const char *path)
{
    static const char head[] = "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\","
                               "\"runs\":[{\"results\":[";
    struct sarif_sink *s = mem_alloc(sizeof *s);
    s->base = (struct sink){add_sarif, hidden_sarif, close_sarif, 0};
    s->out = out_open(path);
    out_write(s->out, head, sizeof head - 1);
    return &s->base;
}
