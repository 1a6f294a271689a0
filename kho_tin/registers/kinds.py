"""The kinds of documents: their symbols, the words that name them, their names in both languages.

After Decree 30/2020/NĐ-CP (annex III), the Law on the Promulgation of Legal Documents (2015) and
Guidance 36-HD/VPTW of 2018 for the Party's documents. A letter (`CV`) and a law (`LUẬT`) have no
symbol in their numbers: their codes are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class DocumentKind:
    """A kind of documents. `code` is the abbreviation in a number; `symbols` are others that stand
    for it there; `words` are what names it in running text, besides its Vietnamese and English
    names."""

    code: str
    vietnamese: str
    english: str
    symbols: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


KINDS: Final = (
    DocumentKind("LUẬT", "Luật", "Law", words=("bộ luật", "code")),
    DocumentKind("PL", "Pháp lệnh", "Ordinance"),
    DocumentKind("L", "Lệnh", "Order"),
    DocumentKind("NQ", "Nghị quyết", "Resolution", ("NQLT",), ("nq",)),
    DocumentKind("NĐ", "Nghị định", "Decree", words=("nđ",)),
    DocumentKind("QĐ", "Quyết định", "Decision", words=("qđ",)),
    DocumentKind("CT", "Chỉ thị", "Directive", words=("ct",)),
    DocumentKind("TT", "Thông tư", "Circular", words=("tt",)),
    DocumentKind("TTLT", "Thông tư liên tịch", "Joint circular"),
    DocumentKind("VBHN", "Văn bản hợp nhất", "Consolidated text"),
    DocumentKind("CV", "Công văn", "Official letter",
                 words=("văn bản", "cv", "official dispatch", "document", "letter")),
    DocumentKind("CĐ", "Công điện", "Official telegram"),
    DocumentKind("KH", "Kế hoạch", "Plan", ("KHLT",), ("kh",)),
    DocumentKind("KL", "Kết luận", "Conclusion", ("KLTT",)),
    DocumentKind("TB", "Thông báo", "Notice", ("TBHH", "TBKL"), ("tb", "notification")),
    DocumentKind("BC", "Báo cáo", "Report"),
    DocumentKind("TTr", "Tờ trình", "Proposal"),
    DocumentKind("HD", "Hướng dẫn", "Guidance", ("HDLN", "HDLT")),
    DocumentKind("CTr", "Chương trình", "Programme", ("CTRPH", "CTPH")),
    DocumentKind("QC", "Quy chế", "Regulation", ("QCPH",)),
    DocumentKind("QyĐ", "Quy định", "Rule", ("QĐI",)),
    DocumentKind("ĐA", "Đề án", "Scheme"),
    DocumentKind("PA", "Phương án", "Scheme of work"),
    DocumentKind("DA", "Dự án", "Project"),
    DocumentKind("BB", "Biên bản", "Minutes"),
    DocumentKind("GM", "Giấy mời", "Invitation"),
    DocumentKind("GP", "Giấy phép", "Permit", ("GPXD", "GPMT", "GPLĐ")),
    DocumentKind("GUQ", "Giấy ủy quyền", "Power of attorney"),
    DocumentKind("GGT", "Giấy giới thiệu", "Letter of introduction"),
    DocumentKind("TC", "Thông cáo", "Communiqué"),
    DocumentKind("PC", "Phiếu chuyển", "Transmittal slip"),
    DocumentKind("PG", "Phiếu gửi", "Dispatch slip"),
    DocumentKind("PB", "Phiếu báo", "Advice slip"),
)  # fmt: skip

BY_CODE: Final = {kind.code: kind for kind in KINDS}
# In capitals, as symbols are compared.
OF_SYMBOL: Final = {
    symbol.upper(): kind.code for kind in KINDS for symbol in (kind.code, *kind.symbols)
}
# In small letters.
OF_WORDS: Final = {
    words.lower(): kind.code
    for kind in KINDS
    for words in (kind.vietnamese, kind.english, *kind.words)
}
# Several bodies issue one document together; all of them are its issuer.
JOINT: Final = frozenset(("TTLT", "NQLT", "KHLT", "HDLN", "HDLT"))
# Bodies whose numbers are known without a word before them, if a unit stands behind (UBND-KT).
# Issuers of all other numbers are what stands there.
BODIES: Final = frozenset((
    "UBND", "HĐND", "UB", "VPCP", "VPQH", "TTG", "TTCP", "CP", "HĐBT", "NHNN", "TCT", "TCHQ",
    "TCTK", "BHXH", "KTNN", "BQL", "KKT", "BQLKKT", "BXD", "BTC", "BKHĐT", "BTNMT", "BNV",
    "BYT", "BCT", "BGTVT", "BTP", "BLĐTBXH", "BNNPTNT", "BNN", "BTTTT", "BKHCN", "BGDĐT",
    "BVHTTDL", "BCA", "BQP", "BNG", "BNNMT", "BDTTG", "SXD", "STC", "SKHĐT", "STNMT", "SNV",
    "SYT", "SCT", "SGTVT", "STP", "SLĐTBXH", "SNNPTNT", "SNN", "STTTT", "SKHCN", "SGDĐT",
    "SVHTTDL", "SNNMT", "SDTTG", "TTT", "CAT",
))  # fmt: skip
# Abbreviations that are not in capitals, by their capitals.
_MIXED: Final = {name.upper(): name for name in ("TTr", "CTr", "QyĐ", "TTg", "TrS")}
# Without the stroke of Đ, as in English texts and in names of files.
_UNMARKED_SYMBOLS: Final = {"QD": "QĐ", "ND": "NĐ", "CD": "CĐ", "QYD": "QyĐ"}
_UNMARKED_BODIES: Final = {"HDND": "HĐND", "HDBT": "HĐBT", "HDND&UBND": "HĐND&UBND"}


def spelt(token: str, *, first: bool) -> str:
    """One abbreviation of a symbol as numbers in normal form have it: `Ttg` as TTg, `QD` as QĐ.
    `first`: it stands where the kind does."""
    capitals = token.upper()
    unmarked = _UNMARKED_SYMBOLS if first else _UNMARKED_BODIES
    return _MIXED.get(capitals) or unmarked.get(capitals, capitals)
