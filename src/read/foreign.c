/* SPDX-License-Identifier: Apache-2.0 */
#include "read/foreign.h"

enum kind { MAC, WINDOWS, LOCK, OFFICE, PDF, IMAGE, KINDS };

static const char *const words[KINDS][2] = {
    [MAC] = {"a file of macOS's own", "macOS 系统文件"},
    [WINDOWS] = {"a file of Windows' own", "Windows 系统文件"},
    [LOCK] = {"the lock file of an office program", "办公软件的锁定文件"},
    [OFFICE] = {"an office document", "办公文档"},
    [PDF] = {"a PDF document", "PDF 文档"},
    [IMAGE] = {"an image", "图片"},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Does the name end so, whatever the case of its letters? */
static bool ends(struct str name, struct str end)
{
    bool same = name.n >= end.n;
    for (size_t i = 0; same && i < end.n; i++)
        same = lower(name.p[name.n - end.n + i]) == end.p[i];
    return same;
}

static bool is_called(struct str name, struct str whole)
{
    return name.n == whole.n && ends(name, whole);
}

/* Does it begin as a document does: a '<' behind a byte order mark and white space, in ASCII, UTF-16 or UTF-32? */
static bool begins_as_xml(struct str head)
{
    size_t i = 0;
    if (str_starts(head, STR("\xef\xbb\xbf")))
        i = 3;
    else if (str_starts(head, STR("\xff\xfe")) || str_starts(head, STR("\xfe\xff")))
        i = 2;
    while (i < head.n && (head.p[i] == '\0' || head.p[i] == ' ' || head.p[i] == '\t' || head.p[i] == '\r' || head.p[i] == '\n'))
        i++;
    return i < head.n && head.p[i] == '<';
}

#define BYTES(literal) {literal, sizeof literal - 1}

/* By the first bytes alone; KINDS: by these it is none. */
static enum kind by_bytes(struct str head)
{
    static const struct {
        struct str bytes;
        enum kind kind;
    } known[] = {{BYTES("\0\5\26\7"), MAC}, {BYTES("\0\5\26\0"), MAC}, {BYTES("\0\0\0\1Bud1"), MAC},
                 {BYTES("L\0\0\0\1\24\2\0"), WINDOWS}, {BYTES("%PDF"), PDF}, {BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), OFFICE},
                 {BYTES("{\\rtf"), OFFICE}, {BYTES("\x89PNG"), IMAGE}, {BYTES("\xff\xd8\xff"), IMAGE},
                 {BYTES("GIF87a"), IMAGE}, {BYTES("GIF89a"), IMAGE}, {BYTES("II*\0"), IMAGE}, {BYTES("MM\0*"), IMAGE}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_starts(head, known[i].bytes))
            return known[i].kind;
    bool riff = head.n >= 12 && str_starts(head, STR("RIFF")) && str_starts((struct str){head.p + 8, 4}, STR("WEBP"));
    return riff ? IMAGE : KINDS;
}

static enum kind by_name(struct str name)
{
    if (is_called(name, STR(".ds_store")) || is_called(name, STR(".localized")))
        return MAC;
    if (is_called(name, STR("desktop.ini")) || is_called(name, STR("thumbs.db")))
        return WINDOWS;
    return str_starts(name, STR("~$")) || str_starts(name, STR(".~lock.")) ? LOCK : KINDS;
}

const char *const *foreign_kind(struct str path, struct str head, bool tables)
{
    struct str name = path;
    for (size_t i = path.n; i-- > 0 && name.n == path.n;)
        if (path.p[i] == '/')
            name = (struct str){path.p + i + 1, path.n - i - 1};
    bool claims = ends(name, STR(".xml")) || ends(name, STR(".xml.gz"));
    if (begins_as_xml(head))
        return NULL;
    if (claims) /* what a Mac keeps beside a.xml is called ._a.xml */
        return by_bytes(head) == MAC && str_starts(name, STR("._")) ? words[MAC] : NULL;
    enum kind kind = by_name(name);
    if (kind == KINDS)
        kind = by_bytes(head);
    if (kind == OFFICE && tables && by_name(name) == KINDS)
        return NULL;
    return kind == KINDS ? NULL : words[kind];
}

bool foreign_office(struct str name, struct str head)
{
    static const struct str ends_of[] = {BYTES(".xlsx"), BYTES(".xlsm"), BYTES(".docx"), BYTES(".docm"), BYTES(".pptx"),
                                         BYTES(".ods"), BYTES(".odt"), BYTES(".et"), BYTES(".wps")};
    static const struct str firsts[] = {BYTES("[Content_Types].xml"), BYTES("_rels/"), BYTES("docProps/"),
                                        BYTES("mimetypeapplication/vnd")};
    enum { NAME = 30 }; /* where the first entry's name stands */
    if (!str_starts(head, STR("PK\3\4")))
        return false;
    for (size_t i = 0; i < sizeof ends_of / sizeof *ends_of; i++)
        if (ends(name, ends_of[i]))
            return true;
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts && head.n > NAME; i++)
        if (str_starts((struct str){head.p + NAME, head.n - NAME}, firsts[i]))
            return true;
    return false;
}
