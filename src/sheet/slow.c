/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/slow.h"

#include <stdio.h>

#include "io/xmlin.h"
#include "sheet/part.h"

enum { PIECE = 64 * 1024 };

static void *make(const struct vocab *vocab, struct xml_sink *sink, int max_attrs)
{
    return xmlin_new(vocab, sink, max_attrs);
}

static enum xml_end run(void *x, struct xml_doc *doc, const char *base, size_t from, size_t to, bool with_end, size_t *at,
                        char words[2][200])
{
    struct xml_error e;
    enum xml_end end = xmlin_run(x, doc, base, from, to, with_end, PIECE, at, &e);
    if (end != XML_ERROR)
        return end;
    const char *detail = e.fault == FAULT_DOCTYPE ? "DOCTYPE" : e.fault == FAULT_END ? "..." : e.detail;
    snprintf(words[0], sizeof words[0], "its XML is not well-formed: %.100s", detail);
    snprintf(words[1], sizeof words[1], "其 XML 格式不正确：%.100s", detail);
    return end;
}

static void drop(void *x)
{
    xmlin_free(x);
}

const struct part_slow part_slow_xmlin = {make, run, drop};
