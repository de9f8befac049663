/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Figures of the rule engine: bench RULES... takes the columns from the signatures (a column whose name a rule compares
 * with text would need a form; here all are numbers, but those that --strings NAME,... lists), makes records of numbers,
 * and prints the time to load and the time a record. Run by hand or by make bench.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/diag.h"
#include "base/mem.h"
#include "io/in.h"
#include "vtl/vm.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void read_file(struct buf *b, const char *path)
{
    if (!in_slurp(path, 1 << 30, b))
        exit(2);
}

static const void *any_domain(void *ctx, struct str name, enum vtype *type)
{
    (void)name;
    *type = T_STRING;
    return ctx;
}

static bool any_member(void *ctx, const void *domain, const struct value *v)
{
    (void)ctx;
    (void)domain;
    return v->str.n > 2;
}

static bool listed(const char *list, struct str name)
{
    for (struct str rest = str_of(list); rest.n;)
        if (str_eq(str_cut(rest, ',', &rest), name))
            return true;
    return false;
}

int main(int argc, char **argv)
{
    enum { RECORDS = 200000 };
    const char *strings = "", *periods = "";
    struct rules *r = rules_new();
    double t0 = now();
    size_t bytes = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--strings") == 0 && i + 1 < argc) {
            strings = argv[++i];
            continue;
        }
        if (strcmp(argv[i], "--periods") == 0 && i + 1 < argc) {
            periods = argv[++i];
            continue;
        }
        struct buf b = {0};
        read_file(&b, argv[i]);
        bytes += b.n;
        if (!rules_load(r, argv[i], buf_slice(&b)))
            return 2;
        buf_free(&b);
    }
    if (!rules_link(r))
        return 2;
    double t1 = now();
    struct schema s = {0};
    for (int i = 0; i < rules_count(r); i++) {
        const struct rule *rule = rules_rule(r, i);
        for (int k = 0; k < rule->nvars; k++)
            schema_add(&s, rule->vars[k], listed(strings, rule->vars[k]) ? T_STRING
                                          : listed(periods, rule->vars[k]) ? T_PERIOD : T_NUMBER, ROLE_MEASURE, STR(""));
    }
    double t2 = now();
    struct rules_host host = {.ctx = &s, .domain = any_domain, .member = any_member};
    struct program *p = rules_bind(r, &s, &host);
    double t3 = now();
    if (!p)
        return 2;
    struct str *cells = mem_array((size_t)s.n + 1, sizeof *cells);
    for (int i = 0; i < s.n; i++) {
        char text[32];
        snprintf(text, sizeof text, s.columns[i].type == T_PERIOD ? "2025Q3" : "%d", 1000 + i * 37 % 9000);
        cells[i] = (struct str){mem_dup(text, strlen(text)), strlen(text)};
    }
    struct vm *vm = vm_new(p);
    long counts[OUTCOME_NOTRUN + 1] = {0};
    double t4 = now();
    for (int n = 0; n < RECORDS; n++)
        vm_record(vm, cells, NULL);
    double t5 = now();
    int rules = rules_count(r);
    for (int n = 0; n < RECORDS; n++) {
        vm->run.stamp++;
        for (int i = 0; i < rules; i++)
            counts[vm_rule(vm, i)]++;
    }
    double t6 = now();
    const int *slots;
    printf("%d rules, %zu bytes; load %.1f ms, bind %.1f ms; %d cells converted in %.3f us; rules in %.3f us a record\n",
           rules, bytes, (t1 - t0) * 1e3, (t3 - t2) * 1e3, program_slots(p, &slots), (t5 - t4) / RECORDS * 1e6,
           (t6 - t5) / RECORDS * 1e6);
    printf("false %ld, null %ld, true %ld, error %ld, bad %ld, norow %ld, notrun %ld\n", counts[0], counts[1], counts[2],
           counts[3], counts[4], counts[5], counts[6]);
    vm_free(vm);
    program_free(p);
    rules_free(r);
    return 0;
}
