"""Cuts the fonts of this folder out of the installed packages; make.sh runs it.

A cut font is a modified version under the Open Font License, and "Noto" is a trademark, so every
cut font gets a name of our own. The copyright and licence lines inside the font stay.
"""

import bz2
import unicodedata

from fontTools import subset
from fontTools.ttLib import TTFont

NOTO = "/usr/share/fonts/truetype/noto/"
CJK = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
KOREAN = 1  # The place of the Korean face in the collection.
UNIHAN = "/usr/share/unicode/Unihan_%s.txt.bz2"


def span(first, last):
    return set(range(first, last + 1))


def unihan(file, wanted):
    """The characters that have one of the wanted properties in a file of the Unihan database."""
    found = set()
    with bz2.open(UNIHAN % file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("U+"):
                point, name, _ = line.split("\t", 2)
                if name in wanted:
                    found.add(int(point[2:], 16))
    return found


def ks_x_1001():
    """All characters of the Korean standard set: syllables, ideographs, symbols, kana."""
    found = set()
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([row, cell]).decode("euc_kr")))
            except UnicodeDecodeError:
                pass
    return found


def composed(points):
    """What is left of the characters after NFC: the letters are composed before they are set."""
    return {ord(c) for p in points for c in unicodedata.normalize("NFC", chr(p))}


def cut(source, target, family, points, features, number=0):
    options = subset.Options()
    options.hinting = False
    options.layout_features = features
    options.drop_tables += ["DSIG", "BASE", "VORG", "vhea", "vmtx", "GDEF"] if not features else ["DSIG"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    font = TTFont(source, fontNumber=number, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(points))
    cutter.subset(font)
    rename(font, family)
    subset.save_font(font, target, options)
    return set(font.getBestCmap())


def rename(font, family):
    plain = family.replace(" ", "") + "-Regular"
    version = font["name"].getDebugName(5).split(";")[0]
    names = {1: family, 2: "Regular", 3: plain, 4: family, 5: version + "; cut for Madang", 6: plain}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        table = font["CFF "].cff
        table.fontNames[0] = plain
        table.topDictIndex[0].FullName = family
        table.topDictIndex[0].FamilyName = family


MARKS = ["ccmp", "locl", "kern", "mark", "mkmk"]

latin = (
    span(0x20, 0x7E) | span(0xA0, 0x24F) | span(0x2B0, 0x36F) | span(0x370, 0x3FF)
    | span(0x400, 0x52F) | span(0x1E00, 0x1EFF) | span(0x2010, 0x2027) | span(0x2030, 0x205E)
    | span(0x2070, 0x209C) | span(0x20A0, 0x20BF) | span(0x2100, 0x214F) | {0x200C, 0x200D, 0x2212}
)
serif = cut(NOTO + "NotoSerif-Regular.ttf", "madang-serif.ttf", "Madang Serif", latin, MARKS)

ideographs = unihan("Readings", {"kHangul"}) & unihan("IRGSources", {"kIRG_KSource"})
names = unihan("OtherMappings", {"kKSC0", "kKoreanName", "kKoreanEducationHanja"}) | unihan("Readings", {"kKorean"})
hangul = span(0xAC00, 0xD7A3) | span(0x3131, 0x318E)
signs = span(0x3000, 0x303F) | span(0x2460, 0x24FF) | span(0x3200, 0x32FF) | span(0x3380, 0x33DF) | span(0xFF01, 0xFFE6)
kana = span(0x3041, 0x30FF)
batang = composed(hangul | ks_x_1001() | names | ideographs | signs | kana) - serif
cut(CJK, "madang-batang.otf", "Madang Batang", batang, [], KOREAN)

arabic = span(0x600, 0x6FF) | span(0x750, 0x77F) | {0x20, 0x200C, 0x200D, 0x25CC}
shaping = ["ccmp", "locl", "isol", "init", "medi", "fina", "rlig", "calt", "mark", "mkmk"]
cut(NOTO + "NotoNaskhArabic-Regular.ttf", "madang-naskh.ttf", "Madang Naskh", arabic, shaping)

hebrew = span(0x591, 0x5F4) | {0x20}
cut(NOTO + "NotoSerifHebrew-Regular.ttf", "madang-hebrew.ttf", "Madang Hebrew", hebrew, MARKS)
