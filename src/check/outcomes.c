/* SPDX-License-Identifier: Apache-2.0 */
#include "check/outcomes.h"

#include "base/mem.h"
#include "rec/recout.h"

struct outcomes {
    struct recout *out;
};

struct outcomes *outcomes_open(const char *path)
{
    struct outcomes *o = mem_alloc(sizeof *o);
    o->out = recout_open(path, NULL);
    recout_header(o->out, STR("check\truleset\truleid\toutcome\tbool_var\timbalance\terrorcode\terrorlevel\ttable\tkey\t"
                              "_file\t_line\t_rec\tvalues"));
    return o;
}

static void put(struct outcomes *o, struct str text)
{
    if (text.p)
        recout_text(o->out, text);
    else
        recout_null(o->out);
}

static void put_number(struct outcomes *o, long n)
{
    struct buf b = {0};
    buf_printf(&b, "%ld", n);
    put(o, n ? buf_slice(&b) : (struct str){0});
    buf_free(&b);
}

void outcomes_add(struct outcomes *o, const struct outcome_row *r)
{
    static const char *const words[] = {[OUTCOME_FALSE] = "failed", [OUTCOME_NULL] = "null", [OUTCOME_TRUE] = "passed",
                                        [OUTCOME_ERROR] = "error", [OUTCOME_BAD] = "bad"};
    bool known = r->outcome == OUTCOME_FALSE || r->outcome == OUTCOME_TRUE;
    put(o, r->check);
    put(o, r->ruleset);
    put(o, r->ruleid);
    put(o, str_of(words[r->outcome]));
    put(o, known ? str_of(r->outcome == OUTCOME_TRUE ? "true" : "false") : (struct str){0});
    put(o, r->imbalance);
    put(o, r->errorcode);
    put(o, r->errorlevel ? str_of(r->errorlevel) : (struct str){0});
    put(o, r->about->table);
    put(o, r->about->key);
    put(o, r->about->file);
    put_number(o, r->about->line);
    put_number(o, r->about->rec);
    put(o, r->values);
    recout_end(o->out);
}

void outcomes_close(struct outcomes *o, bool keep)
{
    if (!o)
        return;
    recout_close(o->out, keep);
    mem_free(o);
}
