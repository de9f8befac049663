/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare: CPU, wall time and memory of several commands, as ratios to the first, in one run.
 *
 *     compare ROUNDS NAME COMMAND [NAME COMMAND]...
 *
 * The commands run in turn, ROUNDS times round, each through sh -c, so that a slow moment of the machine hits all alike.
 * The figure of a command is its least CPU time (user + system, with all its children), and its least wall time.
 * Memory is the largest resident set of any one process of it. Prints a table; status 2 when a command fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct figure {
    const char *name, *command;
    double cpu, wall;
    long rss_kb;
};

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Runs the command in a child of its own, whose rusage holds all its descendants. */
static int measure(struct figure *f)
{
    double began = now();
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", f->command, (char *)NULL);
        _exit(127);
    }
    int status;
    struct rusage use;
    if (pid < 0 || wait4(pid, &status, 0, &use) < 0)
        return 0;
    double wall = now() - began, cpu = seconds(use.ru_utime) + seconds(use.ru_stime);
    if (f->wall < 0 || wall < f->wall)
        f->wall = wall;
    if (f->cpu < 0 || cpu < f->cpu)
        f->cpu = cpu;
    if (use.ru_maxrss > f->rss_kb)
        f->rss_kb = use.ru_maxrss;
    return WIFEXITED(status) && WEXITSTATUS(status) <= 1; /* 1: findings */
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 0, n = (argc - 2) / 2;
    if (rounds < 1 || n < 1 || argc % 2)
        return fprintf(stderr, "usage: compare ROUNDS NAME COMMAND [NAME COMMAND]...\n"), 2;
    struct figure *f = calloc((size_t)n, sizeof *f);
    if (!f)
        return 2;
    for (int i = 0; i < n; i++)
        f[i] = (struct figure){argv[2 + 2 * i], argv[3 + 2 * i], -1, -1, 0};
    for (int r = 0; r < rounds; r++)
        for (int i = 0; i < n; i++)
            if (!measure(&f[i]))
                return fprintf(stderr, "compare: failed: %s\n", f[i].command), 2;
    printf("%-44s %8s %8s %8s %8s %8s\n", "", "CPU s", "x first", "wall s", "x first", "RSS MB");
    for (int i = 0; i < n; i++)
        printf("%-44s %8.2f %8.2f %8.2f %8.2f %8.1f\n", f[i].name, f[i].cpu, f[i].cpu / f[0].cpu, f[i].wall,
               f[i].wall / f[0].cpu, (double)f[i].rss_kb / 1024);
    free(f);
    return 0;
}
