#include "gen/code.h"

#include <string.h>

/* The 31 characters of GB 32100: no I, O, S, V, Z. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

char code_check18(const char *code)
{
    int sum = 0, weight = 1; /* weights are the powers of 3 modulo 31 */
    for (int i = 0; i < USCC_LENGTH - 1; i++) {
        sum += (int)(strchr(alphabet, code[i]) - alphabet) * weight;
        weight = weight * 3 % 31;
    }
    return alphabet[(31 - sum % 31) % 31];
}

/* Letters count from A = 10 to Z = 35 without gaps here. */
char code_check9(const char *body)
{
    static const int weight[8] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 8; i++)
        sum += (body[i] <= '9' ? body[i] - '0' : body[i] - 'A' + 10) * weight[i];
    return "0123456789X0"[11 - sum % 11];
}

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
        to[i] = alphabet[number % 31];
        number /= 31;
    }
    to[16] = code_check9(to + 8);
    to[17] = code_check18(to);
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
