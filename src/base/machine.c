/* SPDX-License-Identifier: Apache-2.0 */
#include "base/machine.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* Set once at the start, before there are threads. */
static struct {
    const char *prog;
    bool chinese;
    machine_end *end;
} state = {.prog = "ectools"};

enum { TEXT_BYTES = 512 };

/* Appends what there is room for behind *n bytes, one byte less than the room. */
static void add(char *to, size_t *n, const char *s)
{
    size_t length = strlen(s), room = TEXT_BYTES - 1 - *n;
    if (length > room)
        length = room;
    memcpy(to + *n, s, length);
    *n += length;
}

void machine_start(const char *prog, bool chinese, machine_end *end)
{
    state.prog = prog;
    state.chinese = chinese;
    state.end = end;
}

_Noreturn void machine_fail(int error, const char *en, const char *zh)
{
    static atomic_flag told = ATOMIC_FLAG_INIT;
    char text[TEXT_BYTES];
    size_t n = 0;

    /* Threads that fail together: one speaks, the others wait for its exit. */
    while (atomic_flag_test_and_set(&told))
        pause();

    add(text, &n, state.prog);
    add(text, &n, state.chinese ? ": 错误: " : ": error: ");
    add(text, &n, state.chinese ? zh : en);
    if (error) {
        add(text, &n, ": ");
        add(text, &n, strerror(error));
    }
    text[n++] = '\n';

    ssize_t ignored = write(STDERR_FILENO, text, n);
    (void)ignored;
    machine_stop();
}

_Noreturn void machine_stop(void)
{
    if (state.end)
        state.end();
    _exit(2);
}

_Noreturn void machine_no_memory(void)
{
    machine_fail(0, "out of memory", "内存不足");
}
