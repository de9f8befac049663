/* SPDX-License-Identifier: Apache-2.0 */
/*
 * machine: what the machine denies a run - memory, a converter of the C library - ends the run, and is told as the machine's.
 *
 * Audience: base/mem, and whoever asks the system or a library for something that is no part of the data. Any thread may call it:
 * it takes no memory and no lock, and writes with write(2) alone.
 *
 * Such a fault is no finding: nobody who submitted a file can mend it.
 */
#ifndef EC_BASE_MACHINE_H
#define EC_BASE_MACHINE_H

#include <stdbool.h>

/* Called behind the message; safe in a signal handler and in any thread. */
typedef void machine_end(void);

/* Once at the start: the program's name (kept, not copied), whether messages are in Chinese, and what is still to be done
 * when the run ends in this way (NULL: nothing). */
void machine_start(const char *prog, bool chinese, machine_end *end);

/* Writes "PROG: error: TEXT: the words of errno's value `error`" to stderr (0: the text alone) and exits with status 2.
 * The text in both languages, at most some 200 bytes. */
_Noreturn void machine_fail(int error, const char *en, const char *zh);

/* The same when all has been said already. */
_Noreturn void machine_stop(void);

/* There is no memory: says so and exits with status 2. */
_Noreturn void machine_no_memory(void);

#endif
