/*
 * deflate: a fast compressor to raw deflate data (RFC 1951), whose bytes depend on the input alone.
 *
 * Audience: pack/block. zlib's fastest level is the largest cost of a pipeline after the parsing of the XML. Records of
 * a census are mostly numbers that repeat nothing: the gain comes from the Huffman codes, and looking for matches must
 * cost next to nothing. Two further reasons to have our own: zlib's bytes differ between versions and replacements
 * of zlib, ours are the same on every machine, so that the hash of a dataset can be compared; and nothing has to be
 * installed. Any inflater reads the result; the tests read it with zlib's.
 *
 * Sources: RFC 1951; the lengths of the codes after Moffat and Katajainen, "In-place calculation of minimum-redundancy
 * codes" (1995).
 */
#ifndef EC_PACK_DEFLATE_H
#define EC_PACK_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    DEFLATE_WINDOW = 32768, /* bytes that a match may reach back */
    DEFLATE_MAX = 131072,   /* bytes of input of one call, the dictionary not counted */
};

/* How hard to look for matches. On census CSV each step costs about a third more time for half a percent of size. */
enum deflate_effort { DEFLATE_STORE, DEFLATE_FAST, DEFLATE_NORMAL, DEFLATE_BEST };

struct deflate;

/* The working memory of a compressor, about 0.6 MB. Never NULL. */
struct deflate *deflate_new(void);

/* d may be NULL. */
void deflate_free(struct deflate *d);

/* Bytes that the output of n bytes of input may take at most, scratch space included. */
size_t deflate_bound(size_t n);

/* Compresses the n <= DEFLATE_MAX bytes at p to out (deflate_bound(n) bytes). The dict <= DEFLATE_WINDOW bytes before p
 * are known to the reader already. With last the deflate stream ends here; without, the output ends at a whole byte and
 * can be followed by another run. Returns the bytes written. */
size_t deflate_run(struct deflate *d, enum deflate_effort effort, const unsigned char *p, size_t dict, size_t n, bool last,
                   unsigned char *out);

#endif
