/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/history.h"

enum sending history_sending(const struct generator *g, uint32_t unit)
{
    const struct survey *s = generator_survey(g);
    return s ? s->sending(generator_unit(g, unit)) : SENT_ONCE;
}

void history_first(const struct generator *g, uint32_t unit, struct gen_record *r)
{
    generator_fill_first(g, unit, history_sending(g, unit), r);
}

void history_second(const struct generator *g, uint32_t unit, struct gen_record *r)
{
    generator_revise(g, unit, history_sending(g, unit) == SENT_BACK ? REASON_BACK : REASON_ESTIMATE, r);
}

bool history_period(const struct generator *g, int back, struct buf *b)
{
    int quarter = generator_unit(g, 0).quarter - back;
    if (!generator_survey(g) || quarter < 4)
        return false;
    buf_printf(b, "%dQ%d", quarter / 4, quarter % 4 + 1);
    return true;
}
