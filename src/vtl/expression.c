#include "vtl/expression.h"

#include "base/mem.h"
#include "vtl/compile.h"
#include "vtl/parse.h"

struct expression {
    struct arena a;
    struct arena row;
    const struct source *source;
    struct node *tree;
    struct compiler c;
    const struct code *code;
    struct run run;
    struct str *names; /* of the used slots */
};

static bool build(struct expression *e, const struct schema *schema, const struct rules_host *host)
{
    struct scope scope = {0};
    for (int i = 0; i < schema->n; i++)
        scope_add(&scope, &e->a, schema->columns[i].name, (struct symbol){false, i, schema->columns[i].type});
    struct checker check = {.a = &e->a, .source = e->source, .scope = &scope, .find_domain = host->domain, .ctx = host->ctx};
    bool ok = check_node(&check, e->tree);
    if (ok) {
        e->code = compile_root(&e->c, e->source, e->tree);
        ok = e->code != NULL;
    }
    scope_free(&scope);
    return ok;
}

static void prepare_run(struct expression *e, const struct rules_host *host)
{
    compile_finish(&e->c, &e->code, 1);
    run_start(&e->run, e->c.nused, e->c.memos);
    e->run.env = (struct func_env){.arena = &e->row, .today = host->today};
    e->run.member = host->member;
    e->run.ctx = host->ctx;
    e->names = arena_array(&e->a, (size_t)e->c.nused + 1, sizeof *e->names);
    for (int i = 0; i < e->c.nused; i++)
        e->names[i] = e->c.schema->columns[e->c.used[i]].name;
}

struct expression *expression_new(const char *file, struct str text, const struct schema *schema,
                                  const struct rules_host *host)
{
    struct expression *e = mem_alloc(sizeof *e);
    e->source = source_new(&e->a, file, text);
    compile_start(&e->c, &e->a, schema, host->today);
    e->tree = parse_expression(&e->a, e->source);
    if (!e->tree || !build(e, schema, host)) {
        expression_free(e);
        return NULL;
    }
    prepare_run(e, host);
    return e;
}

const struct node *expression_tree(const struct expression *e)
{
    return e->tree;
}

void expression_print(struct buf *b, const struct expression *e)
{
    code_print(b, e->code, e->names);
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
        *out = value_null((enum vtype)e->tree->type);
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
