/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast error localisation is: 100,000 records of 12 variables under 14 edits, 5% of them damaged in one to three
 * cells. Prints CPU seconds, and how the damaged ones came out; tests/bench has the figure to beat in its README.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "suggest/localise.h"

enum { RECORDS = 100000, VARS = 12 };

static const char *const edits[] = {"tp == op + ni - ne", "np == tp - tax",    "ta == tl + eq",    "rev >= cost",
                                    "op == rev - cost",   "rev >= 0",          "cost >= 0",        "ni >= 0",
                                    "ne >= 0",            "ca <= ta",          "inv <= ca",        "tl >= 0",
                                    "tax <= 0.5*rev",     "inv >= 0"};
static const char *const vars[VARS] = {"rev", "cost", "op", "ni", "ne", "tp", "tax", "np", "ta", "tl", "eq", "ca"};

static unsigned seed = 1;

static int random_below(int n)
{
    seed = seed * 1103515245u + 12345u;
    return (int)((seed >> 8) % (unsigned)n);
}

static void make(int128 *x)
{
    x[0] = 1000 + random_below(1000000);
    x[1] = x[0] * (50 + random_below(50)) / 100;
    x[2] = x[0] - x[1];
    x[3] = random_below(1000);
    x[4] = random_below(1000);
    x[5] = x[2] + x[3] - x[4];
    x[6] = x[5] > 0 ? x[5] / 4 : 0;
    x[7] = x[5] - x[6];
    x[9] = random_below(1000000);
    x[10] = random_below(1000000);
    x[8] = x[9] + x[10];
    x[11] = x[8] / 2;
    x[12] = x[11] / 2;
}

int main(void)
{
    struct editset s = {0};
    int32_t weights[VSET_MAX];
    static struct localise_result out;
    int states[LOCALISE_LIMIT + 1] = {0};
    long steps = 0;
    for (int i = 0; i < VARS; i++)
        editset_var(&s, str_of(vars[i]));
    editset_var(&s, STR("inv"));
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++)
        if (editset_line(&s, str_of(edits[i]), false))
            return 2;
    for (int i = 0; i < VSET_MAX; i++)
        weights[i] = 1000 + i % 3 * 500;
    struct localiser *l = localiser_new(&s, weights, 0);
    clock_t began = clock();
    for (int i = 0; i < RECORDS; i++) {
        int128 x[VARS + 1];
        struct localise_record r = {.numbers = {.x = x, .n = VARS + 1, .unit = 1}};
        make(x);
        for (int k = random_below(100) < 5 ? 1 + random_below(3) : 0; k > 0; k--)
            x[random_below(VARS)] += 1 + random_below(100000);
        localise(l, &r, &out);
        states[out.state]++;
        steps += out.steps;
    }
    printf("localise: %.3f s CPU; valid %d, found %d, given up %d, steps %ld\n", (double)(clock() - began) / CLOCKS_PER_SEC,
           states[LOCALISE_VALID], states[LOCALISE_FOUND], states[LOCALISE_LIMIT], steps);
    localiser_free(l);
    editset_free(&s);
    return 0;
}
