/* SPDX-License-Identifier: Apache-2.0 */
#include "value/uscc.h"

/* No I, O, S, V, Z. */
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

char uscc_character(unsigned number)
{
    return alphabet[number % USCC_ALPHABET];
}

char uscc_check(struct str code)
{
    int sum = 0, weight = 1; /* weights are the powers of 3 modulo 31 */
    if (code.n < USCC_LENGTH - 1)
        return 0;
    for (int i = 0; i < USCC_LENGTH - 1; i++) {
        int v = number31(code.p[i]);
        if (v < 0)
            return 0;
        sum += v * weight;
        weight = weight * 3 % USCC_ALPHABET;
    }
    return alphabet[(USCC_ALPHABET - sum % USCC_ALPHABET) % USCC_ALPHABET];
}

bool uscc_valid(struct str code)
{
    return code.n == USCC_LENGTH && uscc_check(code) == code.p[USCC_LENGTH - 1];
}

char uscc_org_check(struct str body)
{
    static const int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    if (body.n < 8)
        return 0;
    for (int i = 0; i < 8; i++) {
        int v = number36(body.p[i]);
        if (v < 0)
            return 0;
        sum += v * weights[i];
    }
    return "0X987654321"[sum % 11]; /* 11 minus the sum; 11 is written 0, 10 is written X */
}

bool uscc_org_valid(struct str code)
{
    return code.n == USCC_LENGTH && uscc_org_check((struct str){code.p + 8, 8}) == code.p[16];
}
