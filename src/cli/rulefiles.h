/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rulefiles: from -r to a set of rules with its messages.
 *
 * Audience: eccheck and eclint.
 *
 * -r takes a file, or a folder of *.vtl files (read in byte order of their names), or the name of an installed file. The
 * messages stand in the folder `messages` beside the rule files, unless --messages names another.
 */
#ifndef EC_CLI_RULEFILES_H
#define EC_CLI_RULEFILES_H

#include "base/arena.h"
#include "cli/opt.h"
#include "form/folder.h"
#include "form/messages.h"
#include "vtl/ruleset.h"

/* A rule file may have so many bytes. */
enum { RULEFILE_BYTES = 256 << 20 };

struct rulefiles {
    struct rules *rules;       /* linked */
    struct messages messages;
    struct folder files;       /* what was read, in order */
    struct folder catalogues;  /* folders of messages */
    char sha256[65];           /* of all files one after the other */
    struct arena text;
};

/* Loads and links the files of the list; messages is --messages or NULL. Returns false after complaining about all that is
 * wrong with them. Free with rulefiles_free in any case. */
bool rulefiles_load(struct rulefiles *f, const struct opt_list *paths, const char *messages);

/* The errorcode of a rule as text, its name where it has none; kept in f. */
struct str rulefiles_code(struct rulefiles *f, int rule);

/* Gives everything back: rules, messages, paths. */
void rulefiles_free(struct rulefiles *f);

#endif
