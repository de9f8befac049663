/* SPDX-License-Identifier: Apache-2.0 */
#include "census/name.h"

static const char *const brand[64] = {
    "璟", "曜", "岚", "澜", "屿", "霁", "翎", "砚", "瑾", "煜", "珩", "琅", "筠", "沅", "泓", "昱",
    "峤", "骐", "翊", "翰", "渡", "禾", "川", "巴", "渝", "峡", "云", "星", "河", "岭", "松", "柏",
    "槿", "蓝", "青", "朗", "晟", "晖", "昶", "旭", "嘉", "启", "拓", "恒", "润", "澄", "沁", "溪",
    "潼", "涪", "缙", "歌", "凌", "颢", "铭", "锐", "钧", "铠", "铎", "骁", "骏", "卓", "越", "衡"};

static const char *const legal[4] = {"有限公司", "（重庆）有限公司", "股份有限公司", "有限责任公司"};

void name_firm(struct buf *b, uint64_t seed, uint32_t number, const char *const words[4])
{
    /* the permutation is of 32 bits: of 22 bits it is one only after folding by a Feistel step */
    uint32_t left = number >> 11 & 0x7ff, right = number & 0x7ff;
    for (int i = 0; i < 4; i++) {
        uint32_t next = left ^ (draw_permute(seed + (uint64_t)i, right) & 0x7ff);
        left = right;
        right = next;
    }
    uint32_t x = left << 11 | right;
    buf_puts(b, (x >> 18 & 3) == 1 ? "" : "重庆");
    buf_puts(b, brand[x & 63]);
    buf_puts(b, brand[x >> 6 & 63]);
    buf_puts(b, brand[x >> 12 & 63]);
    buf_puts(b, words[x >> 20 & 3]);
    buf_puts(b, legal[x >> 18 & 3]);
}

static const char *const surname[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马",
                                      "朱", "胡", "郭", "何", "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许",
                                      "邓", "冯", "韩", "曹", "曾", "彭", "萧", "蔡", "潘", "田", "董", "袁", "于",
                                      "余", "叶", "蒋", "杜", "苏", "魏", "程", "吕", "丁", "沈", "任", "姚", "卢",
                                      "傅", "钟", "姜", "崔", "谭", "廖", "范", "汪", "欧阳", "上官", "司马", "诸葛"};
static const char *const given[] = {"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰",
                                    "娟", "涛", "明", "超", "秀", "霞", "平", "刚", "桂", "文", "辉", "健", "林",
                                    "波", "婷", "雪", "梅", "建", "国", "志", "海", "宇", "晨", "思", "雨", "欣",
                                    "怡", "嘉", "子", "浩", "轩", "梓", "涵", "一", "诺", "安", "然", "清", "远"};

void name_person(struct buf *b, struct draw *d)
{
    buf_puts(b, surname[draw_below(d, sizeof surname / sizeof surname[0])]);
    if (draw_chance(d, 750000))
        buf_puts(b, given[draw_below(d, sizeof given / sizeof given[0])]);
    buf_puts(b, given[draw_below(d, sizeof given / sizeof given[0])]);
}

/* 1[3-9] and nine digits leave 7 * 10^9 numbers; a 32-bit permutation spreads over 4.3 * 10^9 of them. */
void name_phone(struct buf *b, uint64_t seed, uint32_t number)
{
    uint64_t x = draw_permute(seed ^ 0x70686f6e65u, number);
    buf_printf(b, "1%llu%09llu", (unsigned long long)(3 + x / 1000000000u), (unsigned long long)(x % 1000000000u));
}
