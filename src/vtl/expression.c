/* SPDX-License-Identifier: Apache-2.0 */
#include "vtl/expression.h"

#include "base/mem.h"
#include "vtl/compile.h"
#include "vtl/lex.h"
#include "vtl/load.h"
#include "vtl/parse.h"

struct expression {
    struct arena a;   /* scope and code */
    struct arena row; /* texts of the last evaluation */
    const struct source *source;
    const struct node *tree;
    struct compiler c;
    const struct code *code;
    struct run run;
};

static bool check_tree(struct expression *e, const struct rules *r, struct node *n, const struct schema *schema,
                       const struct rules_host *host, const char *what)
{
    struct scope scope = {0};
    struct operators operators = {0};
    for (int i = 0; i < schema->n; i++)
        scope_add(&scope, &e->a, schema->columns[i].name, (struct symbol){false, i, schema->columns[i].type});
    if (r)
        operators = r->operators; /* linked before, so checking reads it only */
    struct checker check = {.a = &e->a, .source = e->source, .scope = &scope, .operators = r ? &operators : NULL,
                            .find_domain = host->domain, .ctx = host->ctx};
    bool ok = what ? check_condition(&check, n, what) : check_node(&check, n);
    scope_free(&scope);
    return ok;
}

/* Checks and compiles the tree n of e->source; NULL stands for one that could not be parsed. Frees e if it cannot. */
static struct expression *build(struct expression *e, const struct rules *r, struct node *n, const struct schema *schema,
                                const struct rules_host *host, const char *what)
{
    e->tree = n;
    compile_start(&e->c, &e->a, schema, host->today);
    if (n && check_tree(e, r, n, schema, host, what))
        e->code = compile_root(&e->c, e->source, n);
    if (!e->code) {
        expression_free(e);
        return NULL;
    }
    compile_finish(&e->c, &e->code, 1);
    run_start(&e->run, e->c.nused, e->c.memos);
    e->run.env = (struct func_env){.arena = &e->row, .today = host->today};
    e->run.member = host->member;
    e->run.ctx = host->ctx;
    return e;
}

struct expression *expression_new(const char *file, struct str text, const struct schema *schema,
                                  const struct rules_host *host)
{
    struct expression *e = mem_alloc(sizeof *e);
    e->source = source_new(&e->a, file, text);
    return build(e, NULL, parse_expression(&e->a, e->source), schema, host, NULL);
}

struct expression *expression_of(const struct rules *r, const struct statement *st, struct node *n,
                                 const struct schema *schema, const struct rules_host *host, const char *what)
{
    struct expression *e = mem_alloc(sizeof *e);
    e->source = st->source;
    return build(e, r, n, schema, host, what);
}

bool expression_suits(const struct rules *r, const struct statement *st, struct node *n, const struct schema *schema,
                      const struct rules_host *host)
{
    struct expression e = {.source = st->source};
    struct scope scope = {0};
    struct operators operators = r->operators;
    for (int i = 0; i < schema->n; i++)
        scope_add(&scope, &e.a, schema->columns[i].name, (struct symbol){false, i, schema->columns[i].type});
    struct checker check = {.a = &e.a, .source = e.source, .scope = &scope, .operators = &operators,
                            .find_domain = host->domain, .ctx = host->ctx, .errors = VTL_ERRORS_MAX}; /* so it is silent */
    bool ok = check_node(&check, n);
    scope_free(&scope);
    arena_free(&e.a);
    return ok;
}

const struct node *expression_tree(const struct expression *e)
{
    return e->tree;
}

void expression_print(struct buf *b, const struct expression *e)
{
    struct str *names = mem_array((size_t)e->c.nused + 1, sizeof *names);
    for (int i = 0; i < e->c.nused; i++)
        names[i] = e->c.schema->columns[e->c.used[i]].name;
    code_print(b, e->code, names);
    mem_free(names);
}

enum vtype expression_type(const struct expression *e)
{
    return (enum vtype)e->tree->type;
}

struct loc expression_loc(const struct expression *e)
{
    return source_loc(e->source, e->tree->span);
}

int expression_slots(const struct expression *e, const int **slots)
{
    *slots = e->c.used;
    return e->c.nused;
}

enum vtl_error expression_eval(struct expression *e, const struct value *v, struct value *out)
{
    arena_reset(&e->row);
    for (int i = 0; i < e->c.nused; i++)
        run_set(&e->run, i, &v[e->c.used[i]]);
    e->run.stamp++;
    e->run.error = ERR_NONE;
    enum got g = eval_value(e->code, &e->run, out);
    if (g == GOT_NULL)
        *out = value_null(expression_type(e));
    return g == GOT_ERROR ? e->run.error : ERR_NONE;
}

void expression_free(struct expression *e)
{
    if (!e)
        return;
    run_end(&e->run);
    compile_free(&e->c);
    arena_free(&e->row);
    arena_free(&e->a);
    mem_free(e);
}
