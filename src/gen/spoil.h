/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spoil: errors of a whole file: its encoding, its ends, its elements.
 *
 * Audience: gen/plant. They work on the bytes of a file that holds one submission, as gen/shape writes it: UTF-8, a
 * declaration, one value a line.
 */
#ifndef EC_GEN_SPOIL_H
#define EC_GEN_SPOIL_H

#include <stdbool.h>

#include "base/buf.h"
#include "gen/draw.h"

/* All return false when it cannot be done; the bytes are then another good file. Those that leave nothing to chance ignore d. */
bool spoil_gbk(struct buf *b, struct draw *d);        /* GB 18030 bytes under a declaration of UTF-8 */
bool spoil_gb2312(struct buf *b, struct draw *d);     /* declared GB2312, bytes of GB 18030 */
bool spoil_bom(struct buf *b, struct draw *d);        /* a byte order mark in front */
bool spoil_utf16(struct buf *b, struct draw *d);      /* UTF-16 under a declaration of UTF-8 */
bool spoil_cut(struct buf *b, struct draw *d);        /* ends somewhere */
bool spoil_tag(struct buf *b, struct draw *d);        /* an end tag has another name */
bool spoil_twice(struct buf *b, struct draw *d);      /* an element occurs twice */
bool spoil_unknown(struct buf *b, struct draw *d);    /* an element that the form does not know */
bool spoil_root(struct buf *b, struct draw *d);       /* another root */
bool spoil_doctype(struct buf *b, struct draw *d);    /* a document type with an entity */
bool spoil_nothing(struct buf *b, struct draw *d);    /* no bytes at all */
bool spoil_control(struct buf *b, struct draw *d);    /* a control character in a text */

#endif
