/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hmac.h"

#include <string.h>

/* Writes zeros that no compiler leaves out. */
static void wipe(void *p, size_t n)
{
    volatile unsigned char *to = p;
    while (n--)
        *to++ = 0;
}

/* The hash of (key xor pad) and a text. */
static void inner(unsigned char out[SHA256_BYTES], const unsigned char key[SHA256_BLOCK], unsigned char pad, const void *p,
                  size_t n)
{
    unsigned char block[SHA256_BLOCK];
    struct sha256 h;
    for (int i = 0; i < SHA256_BLOCK; i++)
        block[i] = key[i] ^ pad;
    sha256_start(&h);
    sha256_add(&h, block, sizeof block);
    sha256_add(&h, p, n);
    sha256_end(&h, out);
    wipe(block, sizeof block);
    wipe(&h, sizeof h);
}

void hmac_sha256(unsigned char out[SHA256_BYTES], struct str key, struct str text)
{
    unsigned char block[SHA256_BLOCK] = {0}, first[SHA256_BYTES];
    if (key.n > SHA256_BLOCK) { /* a long key stands for its hash */
        struct sha256 h;
        sha256_start(&h);
        sha256_add(&h, key.p, key.n);
        sha256_end(&h, block);
    } else if (key.n) {
        memcpy(block, key.p, key.n);
    }
    inner(first, block, 0x36, text.p, text.n);
    inner(out, block, 0x5c, first, sizeof first);
    wipe(block, sizeof block);
    wipe(first, sizeof first);
}
