/* SPDX-License-Identifier: Apache-2.0 */
/*
 * token: what stands for an identity or telephone number where records must still be told apart.
 *
 * Audience: ecread, which puts tokens into identifiers and names of files; finding/conceal, which lets them stand.
 *
 * A token is keyed (HMAC-SHA-256): there are so few identity numbers that a hash without a secret is undone by trying all.
 * The same key gives the same token in every quarter. ID-0123456789abcdef01234567, or TEL- and 24 digits.
 */
#ifndef EC_VALUE_TOKEN_H
#define EC_VALUE_TOKEN_H

#include <stdbool.h>

#include "base/buf.h"
#include "value/personal.h"

/* Appends the token of a canonical number (personal.digits) under a key that is not empty. */
void token_put(struct buf *b, struct str key, enum personal_kind kind, struct str digits);

/* Has the text the form of a token? */
bool token_is(struct str text);

/* Appends the text with each number replaced by its token, or without a key (p == NULL) masked. Returns whether there was
 * one. */
bool token_text(struct buf *b, struct str key, struct str text);

#endif
