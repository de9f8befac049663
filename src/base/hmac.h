/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hmac: HMAC-SHA-256 (RFC 2104), a hash that only who holds the key can make.
 *
 * Audience: value/token. The key and the text are kept by the caller; what stood on the stack is wiped.
 */
#ifndef EC_BASE_HMAC_H
#define EC_BASE_HMAC_H

#include "base/sha256.h"
#include "base/str.h"

/* The 32 bytes of a text under a key of any length. */
void hmac_sha256(unsigned char out[SHA256_BYTES], struct str key, struct str text);

#endif
