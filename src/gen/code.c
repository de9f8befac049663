/* SPDX-License-Identifier: Apache-2.0 */
#include "gen/code.h"

#include <string.h>

#include "value/uscc.h"

static void put_digits(char *to, int n, int v)
{
    while (n > 0) {
        to[--n] = (char)('0' + v % 10);
        v /= 10;
    }
}

void code_uscc(char *to, int region, uint32_t number)
{
    to[0] = '9';
    to[1] = '1';
    put_digits(to + 2, 6, region);
    to[8] = "XYWT"[(number ^ number >> 7) & 3];
    for (int i = 15; i > 8; i--) { /* 31^7 exceeds 2^32: nothing is lost */
        to[i] = uscc_character(number);
        number /= USCC_ALPHABET;
    }
    to[16] = uscc_org_check((struct str){to + 8, 8});
    to[17] = uscc_check((struct str){to, USCC_LENGTH - 1});
}

void code_identity(char *to, int region, int number)
{
    static const int weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    put_digits(to, 6, region);
    memcpy(to + 6, "19000230", 8);
    put_digits(to + 14, 3, number % 1000);
    int sum = 0;
    for (int i = 0; i < 17; i++)
        sum += (to[i] - '0') * weight[i];
    to[17] = "10X98765432"[sum % 11];
}
