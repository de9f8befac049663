#include "vtl/clause.h"

#include "base/mem.h"
#include "vtl/compile.h"
#include "vtl/load.h"

struct clause_expr {
    struct arena a;   /* scope and code */
    struct arena row; /* texts of the last evaluation */
    const struct source *source;
    const struct node *tree;
    struct compiler c;
    const struct code *code;
    struct run run;
};

static bool check_tree(struct clause_expr *e, const struct rules *r, struct node *n, const struct schema *schema,
                       const struct rules_host *host, const char *what)
{
    struct scope scope = {0};
    struct operators operators = r->operators; /* linked before, so checking reads it only */
    for (int i = 0; i < schema->n; i++)
        scope_add(&scope, &e->a, schema->columns[i].name, (struct symbol){false, i, schema->columns[i].type});
    struct checker check = {.a = &e->a,
                            .source = e->source,
                            .scope = &scope,
                            .operators = &operators,
                            .find_domain = host->domain,
                            .ctx = host->ctx};
    bool ok = what ? check_condition(&check, n, what) : check_node(&check, n);
    scope_free(&scope);
    return ok;
}

struct clause_expr *clause_expr_new(const struct rules *r, const struct statement *st, struct node *n,
                                    const struct schema *schema, const struct rules_host *host, const char *what)
{
    struct clause_expr *e = mem_alloc(sizeof *e);
    e->source = st->source;
    e->tree = n;
    compile_start(&e->c, &e->a, schema, host->today);
    if (check_tree(e, r, n, schema, host, what))
        e->code = compile_root(&e->c, e->source, n);
    if (!e->code) {
        clause_expr_free(e);
        return NULL;
    }
    compile_finish(&e->c, &e->code, 1);
    run_start(&e->run, e->c.nused, e->c.memos);
    e->run.env = (struct func_env){.arena = &e->row, .today = host->today};
    e->run.member = host->member;
    e->run.ctx = host->ctx;
    return e;
}

enum vtype clause_expr_type(const struct clause_expr *e)
{
    return (enum vtype)e->tree->type;
}

struct loc clause_expr_loc(const struct clause_expr *e)
{
    return source_loc(e->source, e->tree->span);
}

int clause_expr_slots(const struct clause_expr *e, const int **slots)
{
    *slots = e->c.used;
    return e->c.nused;
}

enum vtl_error clause_expr_eval(struct clause_expr *e, const struct value *v, struct value *out)
{
    arena_reset(&e->row);
    for (int i = 0; i < e->c.nused; i++)
        run_set(&e->run, i, &v[e->c.used[i]]);
    e->run.stamp++;
    e->run.error = ERR_NONE;
    enum got g = eval_value(e->code, &e->run, out);
    if (g == GOT_NULL)
        *out = value_null(clause_expr_type(e));
    return g == GOT_ERROR ? e->run.error : ERR_NONE;
}

void clause_expr_free(struct clause_expr *e)
{
    if (!e)
        return;
    run_end(&e->run);
    compile_free(&e->c);
    arena_free(&e->row);
    arena_free(&e->a);
    mem_free(e);
}
