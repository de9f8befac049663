/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ruleset: rule files in VTL, from text to results. The header of vtl/ that tools include.
 *
 * Audience: eccheck, ecexpr, eclint, ecfix, ecsuggest, ecvtl.
 *
 * The way of things:
 *     rules_new, rules_load (as often as there are files), rules_link      what can be judged without columns
 *     rules_bind                                                           names and types against a schema; a program
 *     vm_new, then for each record vm_record and vm_rule                   one vm a thread
 * A `rule` here is one rule of a ruleset as one check_... statement applies it; a ruleset that no statement names is
 * applied as it stands. Single expressions, and those of data set statements: expression.h. vtl/ reads no files: it gets
 * text, and a name for messages.
 *
 * All complaints about rule files go through diag, with file, line, column and the source line.
 */
#ifndef EC_VTL_RULESET_H
#define EC_VTL_RULESET_H

#include "value/schema.h"
#include "value/value.h"
#include "vtl/ast.h"
#include "vtl/func.h"
#include "vtl/host.h"

/* ---- loading ---- */

struct rules;

/* Our reading of errorlevel; a rule without one is hard. */
enum rule_level { RULE_HARD, RULE_QUASI, RULE_SOFT, RULE_INFO };
const char *rule_level_name(enum rule_level l); /* "hard" ... */
bool rule_level_find(struct str name, enum rule_level *l);

struct rule {
    struct str name;           /* "1", "2" ... where the file gives none */
    struct str ruleset;
    const struct value *errorcode;  /* NULL or a null where there is none */
    const struct value *errorlevel; /* as written, or NULL */
    enum rule_level level;
    bool hierarchical;
    const char *file;
    long line, col;            /* where the rule begins */
    struct str text;           /* the rule as it stands in the file */
    const struct str *vars;    /* [nvars] the columns it reads, in order of appearance; of a hierarchical rule in record
                                * mode its items, too */
    int nvars;
    struct str result;         /* check statement: the name it is assigned to; empty without one */
    struct str dataset;        /* check statement: what it checks; empty without one */
    enum check_output output;  /* check statement; OUTPUT_INVALID without one */

    const struct statement *st;    /* the ruleset */
    const struct statement *check; /* the check statement or NULL */
    int number;                    /* of the rule in its ruleset, from 0 */
};

/* An empty set of rules. Free with rules_free. */
struct rules *rules_new(void);

/* The same for programs on data sets (ecvtl): statements are ST_DATASET, and rules_link lists no rules. */
struct rules *rules_new_datasets(void);

/* Reads a rule file. Returns false after complaining; what is sound in the file is kept all the same. */
bool rules_load(struct rules *r, const char *file, struct str text);

/* After the last file: resolves names between statements, checks operators and signatures. Returns false after
 * complaining. Call it once. Where nothing is wrong but names in rules, the other rules are listed all the same: they may be
 * bound, so that one run shows their faults as well, but not run. */
bool rules_link(struct rules *r);

/* The rules, in the order of the files, valid after rules_link. */
int rules_count(const struct rules *r);
const struct rule *rules_rule(const struct rules *r, int i);

/* The statements of all files, for printing and lint. */
int rules_statements(const struct rules *r);
const struct statement *rules_statement(const struct rules *r, int i);

/* r may be NULL. Programs bound to it must be freed before. */
void rules_free(struct rules *r);

/* ---- binding ---- */

struct program;

enum rule_state {
    RULE_READY,
    RULE_MISSING,  /* a column is missing; see program_missing */
    RULE_UNBOUND,  /* a valuedomain ruleset without a check statement that names components */
    RULE_LEFT_OUT  /* not selected, or about another data set */
};

/* Binds to the columns of a schema. rules, schema and the host's ctx must outlive the program. Returns NULL after
 * complaining (a type error, a bad pattern ...). A missing column is no error: see rule_state. */
struct program *rules_bind(struct rules *r, const struct schema *schema, const struct rules_host *host);

/* What became of a rule at binding. */
enum rule_state program_state(const struct program *p, int rule);

/* RULE_MISSING: the first column that is missing; *nearest is the most similar column there is, or empty. */
struct str program_missing(const struct program *p, int rule, struct str *nearest);

/* The slots of the schema that some rule reads: *slots has that many. Only these are converted. */
int program_slots(const struct program *p, const int **slots);

/* The same for one rule. */
int program_rule_slots(const struct program *p, int rule, const int **slots);

/* A rule about groups of rows (a READY one of host.groups): the slot of its rule component, the same for all such rules of
 * a program, for rows with different ones form different groups; -1 for rules about a record. */
int program_component(const struct program *p, int rule);

/* The rule's condition when constants alone decide it: TRI_FALSE, TRI_NULL or TRI_TRUE; -1 when records do. */
int program_constant(const struct program *p, int rule);

/* Appends the compiled code of a rule. */
void program_print(struct buf *b, const struct program *p, int rule);

/* p may be NULL. */
void program_free(struct program *p);

/* ---- running ---- */

struct vm;

/* A machine for a bound program, which must outlive it: one a thread. vm may be NULL in vm_free. */
struct vm *vm_new(const struct program *p);
void vm_free(struct vm *vm);

/* The next record: raw cells of the stream by slot of the schema (escaped; null is \N). They must stay valid until the
 * next call. bad[slot] is not 0 where a cell is known to be wrong (bad may be NULL). */
void vm_record(struct vm *vm, const struct str *cells, const uint8_t *bad);

/* How the cell of a slot was converted, and its value; the slot must be among program_slots. */
enum cell vm_cell(const struct vm *vm, int slot);
const struct value *vm_value(const struct vm *vm, int slot);

enum outcome {
    OUTCOME_FALSE,  /* failed */
    OUTCOME_NULL,   /* not applicable */
    OUTCOME_TRUE,   /* passed */
    OUTCOME_ERROR,  /* could not be evaluated; see vm_error */
    OUTCOME_BAD,    /* not judged: a cell that the rule reads is bad, which has its own finding */
    OUTCOME_NOROW,  /* hierarchical: the mode makes no row */
    OUTCOME_NOTRUN  /* the rule is not RULE_READY */
};

/* Applies one rule to the record. */
enum outcome vm_rule(struct vm *vm, int rule);

/* Why the last vm_rule or vm_group_rule gave OUTCOME_ERROR. */
enum vtl_error vm_error(const struct vm *vm);

/* What a finding says of a comparison. */
struct rule_detail {
    bool has_sides;        /* found and expected are set */
    struct value found;    /* the left side; of abs(x - y) <= tolerance: x */
    struct value expected; /* the right side; of abs(x - y) <= tolerance: y */
    bool has_diff;         /* both are numbers */
    struct dec diff;       /* found - expected; hierarchical rules: the imbalance */
    int slot;              /* the column that the finding is about, or -1 */
};

/* Works out the detail of a rule for the present record. Strings live until the next record. */
void vm_detail(struct vm *vm, int rule, struct rule_detail *d);

/* Calls back for each subexpression of a rule, outermost first: its depth, its text in the file, its value; error is
 * ERR_NONE or why it has none. Parts that were not needed are evaluated as well. */
typedef void vm_explain_fn(void *to, int depth, struct str text, const struct value *v, enum vtl_error error);
void vm_explain(struct vm *vm, struct program *p, int rule, vm_explain_fn *f, void *to);

/* Groups of rows (program_component): vm_group_start, vm_record and vm_group_row for each row, then vm_group_rule for each
 * rule. Condition variables are read from the record at hand then, so all rows of a group should agree in them. */
void vm_group_start(struct vm *vm);

/* Takes the record at hand as a row of the group. row is the caller's number for it, from 1. Returns the row that had the
 * code before, 0 when there was none; VM_NO_ITEM for a code that no rule knows, or none. What a code that comes twice, or
 * whose measure is bad, counts as nobody knows: rules that read it give OUTCOME_BAD. */
enum { VM_NO_ITEM = -1 };
int vm_group_row(struct vm *vm, int row);

/* OUTCOME_NOTRUN also for a rule that is not about rows. */
enum outcome vm_group_rule(struct vm *vm, int rule);

/* The items of such a rule: item -1 is the one on the left, 0, 1 ... those on the right. Returns false behind the last.
 * *row is the row that has it, or 0. */
bool vm_group_item(const struct vm *vm, int rule, int item, struct str *code, int *row);

/* ---- a single rule (ecexpr) ---- */

/* One rule given as the text of its body (`when A then B errorcode C`; hierarchical: `T = A + B`), over all columns of a
 * schema, linked: ready for rules_bind. Returns NULL after complaining. mode is for hierarchical ones. */
struct rules *rules_of_body(const char *file, struct str text, const struct schema *schema, bool hierarchical,
                            enum hr_mode mode);

#endif
