/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diag: every complaint that a tool makes to the person who runs it.
 *
 * Audience: everybody, but not worker threads: they hand their complaints to the thread that writes.
 *
 * The texts stand in diag.def, in English and Chinese, with {0} {1} ... for the arguments. A complaint goes to stderr as
 *     PROG: FILE:LINE:COL: error: text
 * and, where the location carries its source line, that line and carets under the place. diag receives its location
 * by value and calls nothing of the project above base/.
 *
 * Faults in the data are not complaints but findings (rec/finding.h).
 */
#ifndef EC_BASE_DIAG_H
#define EC_BASE_DIAG_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"

enum diag_level { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

enum diag_id {
#define DIAG(id, level, en, zh) id,
#include "base/diag.def"
#undef DIAG
    DIAG_COUNT
};

enum lang { LANG_EN, LANG_ZH };

/* Where a complaint points. Parts that are unknown are zero: `(struct loc){0}` is "nowhere". */
struct loc {
    const char *file; /* as the user gave it */
    long line;        /* from 1 */
    long col;         /* from 1, in code points */
    struct str text;  /* the source line, for the excerpt with carets */
    int width;        /* code points to underline from col; 0 means one */
};

/* A whole file; file is kept, not copied. */
static inline struct loc loc_file(const char *file)
{
    return (struct loc){.file = file};
}

/* A line of a file. */
static inline struct loc loc_line(const char *file, long line)
{
    return (struct loc){.file = file, .line = line};
}

/* Called for each complaint instead of printing it, where one is set. The text is valid during the call. */
typedef void diag_sink(void *to, enum diag_id id, enum diag_level level, struct loc loc, struct str text);

/* Once at the start: the program's name (kept, not copied), the language, whether to colour. */
void diag_start(const char *prog, enum lang lang, bool color, bool quiet);

/* Sends complaints elsewhere; NULL prints them again. */
void diag_to(diag_sink *sink, void *to);

/* Takes what is personal out of texts of data that complaints quote (diag_str) and of names of files. */
typedef void diag_mask(struct buf *b, struct str text);
void diag_set_mask(diag_mask *mask);

/* Prints a complaint as diag does without a sink: for sinks that only want to look. */
void diag_print(enum diag_level level, struct loc loc, struct str text);

/* Progress on a terminal: a line without an end, in place of the one before it. What is printed next to stderr calls
 * diag_clear first, which wipes the line away; complaints do so themselves. */
void diag_transient(struct str text);
void diag_clear(void);

/* Forgets the counts so far: what a sink took as findings about files (eclint) is no failure of the run itself. */
void diag_uncount(void);

/* While muted, complaints are neither printed nor counted: for a trial whose failure is no fault (does a type suit?). */
void diag_mute(bool muted);

/* Complains. args are n zero-terminated strings for {0}, {1}...; missing ones print as nothing. Use the macro diag. */
void diag_emit(enum diag_id id, struct loc loc, int n, const char *const args[]);

/* diag(D_CANNOT_OPEN, loc_file(path), strerror(errno)); every argument is a const char *, and is made visible (base/visible). */
#define diag(id, ...) diag_pick(id, __VA_ARGS__, NULL)
#define diag_pick(id, loc, ...)                                                                                       \
    diag_emit(id, loc, (int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *)) - 1,                       \
              (const char *[]){__VA_ARGS__})

/* A number as text for an argument; the last eight results stay valid. */
const char *diag_num(long long v);

/* A slice as zero-terminated text for an argument, masked (diag_set_mask), cut to 200 bytes at a code point, visible
 * (base/visible); the last eight results stay valid. */
const char *diag_str(struct str s);

/* The stable name of a complaint, as in diag.def ("D_CANNOT_OPEN"). */
const char *diag_name(enum diag_id id);

/* The worst level seen so far as an exit status: 0 for notes and warnings, 2 for errors. */
int diag_status(void);

/* The language chosen by diag_start. */
enum lang diag_lang(void);

/* Of a text in two languages the one that was chosen; for texts that are not in diag.def: closing lines, arguments. */
const char *diag_words(const char *en, const char *zh) __attribute__((format_arg(1), format_arg(2)));

/* The program's name given to diag_start. */
const char *diag_prog(void);

/* Is stderr coloured? */
bool diag_colored(void);

#endif
