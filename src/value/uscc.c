#include "value/uscc.h"

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* The number of a character in the alphabet, or -1. */
static int number31(char c)
{
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

/* The number of a character of an organisation code: here the letters follow each other without gaps, or -1. */
static int number36(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}

char uscc_check(struct str code)
{
    int sum = 0, weight = 1;
    if (code.n < USCC_LENGTH - 1)
        return 0;
    for (int i = 0; i < USCC_LENGTH - 1; i++) {
        int v = number31(code.p[i]);
        if (v < 0)
            return 0;
        sum += v * weight;
        weight = weight * 3 % 31;
    }
    return alphabet[(31 - sum % 31) % 31];
}

bool uscc_valid(struct str code)
{
    return code.n == USCC_LENGTH && uscc_check(code) == code.p[USCC_LENGTH - 1];
}

bool uscc_org_valid(struct str code)
{
    static const int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
    if (code.n != USCC_LENGTH)
        return false;
    int sum = 0;
    for (int i = 0; i < 8; i++) {
        int v = number36(code.p[8 + i]);
        if (v < 0)
            return false;
        sum += v * weights[i];
    }
    int check = (11 - sum % 11) % 11; /* 11 is written 0, 10 is written X */
    return code.p[16] == (check == 10 ? 'X' : (char)('0' + check));
}
