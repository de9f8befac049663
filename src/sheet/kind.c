/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/kind.h"

#include <string.h>

#define BYTES(literal) {literal, sizeof literal - 1}

static const struct {
    struct str bytes;
    enum kind kind;
} known[] = {{BYTES("PK\3\4"), KIND_ZIP}, {BYTES("PK\5\6"), KIND_ZIP}, {BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), KIND_OLE},
             {BYTES("%PDF"), KIND_PDF}, {BYTES("{\\rtf"), KIND_RTF}, {BYTES("\x89PNG"), KIND_IMAGE},
             {BYTES("\xff\xd8\xff"), KIND_IMAGE}, {BYTES("GIF8"), KIND_IMAGE}, {BYTES("II*\0"), KIND_IMAGE},
             {BYTES("MM\0*"), KIND_IMAGE}, {BYTES("Rar!\x1a\7"), KIND_ARCHIVE}, {BYTES("7z\xbc\xaf\x27\x1c"), KIND_ARCHIVE},
             {BYTES("BZh"), KIND_ARCHIVE}, {BYTES("\xfd" "7zXZ"), KIND_ARCHIVE}, {BYTES("\x28\xb5\x2f\xfd"), KIND_ARCHIVE}};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* The first bytes as ASCII: without zero bytes (UTF-16) and byte order marks. */
static struct str narrow(struct str head, char *to, size_t room)
{
    size_t n = 0, i = 0;
    if (str_starts(head, STR("\xef\xbb\xbf")))
        i = 3;
    else if (str_starts(head, STR("\xff\xfe")) || str_starts(head, STR("\xfe\xff")))
        i = 2;
    for (; i < head.n && n < room; i++)
        if (head.p[i])
            to[n++] = head.p[i];
    return (struct str){to, n};
}

static bool holds(struct str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.n; i++) {
        size_t k = 0;
        while (k < n && lower(s.p[i + k]) == word[k])
            k++;
        if (k == n)
            return true;
    }
    return false;
}

static enum kind kind_of_markup(struct str s)
{
    if (holds(s, "<workbook") && holds(s, "urn:schemas-microsoft-com:office:spreadsheet"))
        return KIND_SSML;
    if (holds(s, "<office:document") && holds(s, "opendocument.spreadsheet"))
        return KIND_FLAT_ODS;
    bool page = holds(s, "<!doctype html") || holds(s, "<html") || (holds(s, "<table") && !holds(s, "<?xml"));
    return page ? KIND_HTML : KIND_XML;
}

/* Bytes that no text has, in UTF-8, GB18030 or UTF-16. */
static bool is_binary(struct str head)
{
    size_t zeros[2] = {0, 0}, controls = 0;
    for (size_t i = 0; i < head.n; i++) {
        unsigned char c = (unsigned char)head.p[i];
        zeros[i & 1] += c == 0;
        controls += c && c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1a;
    }
    if (str_starts(head, STR("\xff\xfe")) || str_starts(head, STR("\xfe\xff")))
        return false;
    bool wide = zeros[0] + zeros[1] > head.n / 8 && (zeros[0] < head.n / 16 || zeros[1] < head.n / 16);
    return !wide && (zeros[0] + zeros[1] || controls * 50 > head.n);
}

enum kind kind_of(struct str head)
{
    char room[4096];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_starts(head, known[i].bytes))
            return known[i].kind;
    struct str s = str_trim(narrow(head, room, sizeof room));
    if (!s.n)
        return KIND_EMPTY;
    if (s.p[0] == '<')
        return kind_of_markup(s);
    if (is_binary(head))
        return KIND_BINARY;
    bool json = s.p[0] == '{' || (s.p[0] == '[' && s.n > 1 && (s.p[1] == '{' || s.p[1] == '\n' || s.p[1] == '\r'));
    return json ? KIND_JSON : KIND_TEXT;
}

enum grid_kind kind_grid(enum kind k)
{
    return k == KIND_SSML ? GRID_SSML : k == KIND_FLAT_ODS ? GRID_FLAT_ODS : k == KIND_ZIP ? GRID_ARCHIVE
         : k == KIND_TEXT ? GRID_DELIMITED : GRID_NONE;
}

const char *const *kind_advice(enum kind k)
{
    static const char *const words[][2] = {
        [KIND_HTML] = {"this is an HTML page (a login page, or a table saved as a web page?): fetch the file itself, or save "
                       "it as .xlsx or CSV", "这是 HTML 网页（登录页，或另存为网页的表？）：请取得文件本身，或另存为 .xlsx 或 CSV"},
        [KIND_OLE] = {"this is an old workbook (.xls) or one with a password: open it and save it as .xlsx without a password",
                      "这是旧格式（.xls）或带密码的工作簿：请打开后另存为不带密码的 .xlsx"},
        [KIND_PDF] = {"this is a PDF: no table can be read from it; ask for XML, .xlsx or CSV",
                      "这是 PDF：无法从中读取表；请索取 XML、.xlsx 或 CSV"},
        [KIND_RTF] = {"this is a text document (RTF): ask for XML, .xlsx or CSV", "这是文本文档（RTF）：请索取 XML、.xlsx 或 CSV"},
        [KIND_IMAGE] = {"this is an image: ask for XML, .xlsx or CSV", "这是图片：请索取 XML、.xlsx 或 CSV"},
        [KIND_ARCHIVE] = {"this is an archive or a compressed file (rar, 7z, bzip2, xz, zstd): unpack it and give its files",
                          "这是压缩文件（rar、7z、bzip2、xz、zstd）：请解压后给出其中的文件"},
        [KIND_JSON] = {"this is JSON: save it as CSV, or ask for XML", "这是 JSON：请转为 CSV，或索取 XML"},
        [KIND_BINARY] = {"this is neither XML nor text: ask for XML, .xlsx or CSV", "既不是 XML 也不是文本：请索取 XML、.xlsx 或 CSV"},
    };
    return (size_t)k < sizeof words / sizeof *words && words[k][0] ? words[k] : NULL;
}
