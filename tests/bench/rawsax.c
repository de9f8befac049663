/* SPDX-License-Identifier: Apache-2.0 */
/* The yardstick of make bench: libxml2's SAX2 push parser with empty handlers over the bytes of a file. */
#include <fcntl.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void on_start(void *to, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int n_ns,
                     const xmlChar **ns, int n_attrs, int n_defaulted, const xmlChar **attrs)
{
    (void)to, (void)local, (void)prefix, (void)uri, (void)n_ns, (void)ns, (void)n_attrs, (void)n_defaulted, (void)attrs;
}

static void on_end(void *to, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    (void)to, (void)local, (void)prefix, (void)uri;
}

static void on_text(void *to, const xmlChar *p, int n)
{
    (void)to, (void)p, (void)n;
}

int main(int argc, char **argv)
{
    static char chunk[64 * 1024];
    xmlSAXHandler sax;
    memset(&sax, 0, sizeof sax);
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = sax.ignorableWhitespace = on_text;
    int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
    if (fd < 0) {
        fprintf(stderr, "usage: rawsax FILE\n");
        return 2;
    }
    xmlParserCtxtPtr ctxt = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
    ssize_t n;
    while ((n = read(fd, chunk, sizeof chunk)) > 0)
        xmlParseChunk(ctxt, chunk, (int)n, 0);
    xmlParseChunk(ctxt, NULL, 0, 1);
    int bad = !ctxt->wellFormed;
    xmlFreeParserCtxt(ctxt);
    return bad;
}
