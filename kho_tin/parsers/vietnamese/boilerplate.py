"""Lines that sites print among an article's paragraphs and that are not the article, by wording.

Only whole lines count, and only phrases with which no paragraph of an article begins.
"""

from __future__ import annotations

import re

from kho_tin.base.bounded_patterns import BoundedPattern
from kho_tin.base.text import has_any
from kho_tin.parsers.vietnamese.bylines import read_source

# Characters: notices and addresses are shorter. From 125 to 500 no reading changes (as measured in
# docs/extraction.md, "Thresholds"); the bound keeps the patterns' time small.
_LONGEST = 250
_BESIDE = BoundedPattern(
    r"^\W*(?:"
    r"(?:read|see|watch|listen)\s+(?:more|also|next|now)\b|more\s*:|also\s+(?:on|read|see)\b"
    r"|related(?:\s+(?:posts?|articles?|stor(?:y|ies)|content|links?|news|topics?|coverage))?\s*(?::|$)"
    r"|don.t\s+miss\b|recommended(?:\s+for you)?\s*:?$|you (?:may|might) also"
    r"|image\s+\d+\s+of\s+\d+|advert(?:isement)?s?\W*$|like this story|share (?:this|it|on)\b"
    r"|follow us\b|sign up (?:for|to)\b|subscribe (?:to|now|here)\b|comments?\W*$"
    r"|(?:tags?|labels?|schlag(?:wörter|worte)|mots-clés|étiquettes|etiquetas)\s*:"
    r"|copyright\b|©|\(c\)|all rights reserved|this copy is for your personal"
    r"|(?:xem|đọc) thêm\b|(?:tin|bài)(?: tức| viết)? (?:liên quan|cùng chuyên mục|khác)\W*$"
    r"|từ khóa\s*:|quảng cáo\W*$|chia sẻ\b.{0,30}$"
    r"|mời (?:quý )?(?:bạn đọc|độc giả)\b.{0,60}(?:tại đây|theo dõi)"
    r")",
    re.IGNORECASE,
    longest=_LONGEST,
)
_INVITATION = BoundedPattern(
    r"\b(?:sign up|subscribe|click here|đăng ký)\b.{0,80}\b(?:newsletters?|inbox|bản tin)\b",
    re.IGNORECASE,
    longest=_LONGEST,
)
# Words of which one stands in all that a pattern matches (see `has_any`).
_OF_INVITATIONS = ("newsletter", "inbox", "bản tin")
_OF_FEET = ("trách nhiệm", "nguồn", "giấy phép", "bản quyền", "thiết kế", "rights reserved")
# Headings of lists of other articles, in the languages of the larger news sites.
_OTHERS = BoundedPattern(
    r"^\W*(?:(?:(?:các|những) )?(?:tin|bài|tin bài)(?: tức| viết)?"
    r" (?:đã đưa|đã đăng|khác|liên quan|cùng chuyên mục|cùng loại|mới hơn|cũ hơn|mới nhất)"
    r"|(?:related|recommended|suggested|similar|more|other) (?:posts?|articles?|stories|content"
    r"|news|topics|coverage|items|reads|reading|for you)|you (?:may|might) also (?:like|enjoy)"
    r"|(?:ähnliche|weitere|verwandte|mehr|andere) (?:beiträge|artikel|meldungen|nachrichten|themen)"
    r"|mehr zum thema|(?:auch|ebenfalls) interessant|lesen sie auch"
    r"|(?:das|dies) (?:thema )?könnte (?:sie|dich|euch) (?:auch |ebenfalls )?interessieren"
    r"|(?:articles?|contenus?|sujets?) (?:liés?|similaires?|associés?|connexes?)|(?:à )?lire aussi"
    r"|sur le même (?:thème|sujet)|à (?:lire|découvrir)|(?:artículos|noticias) relacionad[ao]s"
    r"|te (?:puede|podría) interesar|más noticias|(?:articoli|notizie) correlat[ie]|leggi anche"
    r"|potrebbe(?:ro)? interessarti|gerelateerde? (?:artikelen|berichten)|lees ook"
    r"|leia (?:também|mais)|(?:artigos|notícias) relacionad[ao]s)"
    r"\s?(?:[:：].{0,200}|\W*)$",
    re.IGNORECASE,
    longest=_LONGEST,
)
_AUTHOR = BoundedPattern(
    r"^\W*(?:(?:(?:der|die) )?autor(?:in|en)?|about the authors?|(?:über|zu) (?:den|die|der|dem)"
    r" autor(?:in|en)?|à propos de l.auteur|sobre (?:el|la) autora?|sobre o autor|l.autore"
    r"|về tác giả)\W*$",
    re.IGNORECASE,
    longest=_LONGEST,
)
_CONTACT = BoundedPattern(
    r"^\W*(?:"
    r"(?>\S+@\S+|(?:https?://|www\.|twitter\.com/|facebook\.com/)\S+|@\w+)(?:[\s,;|]++(?:and\s+)?"
    r"(?>\S+@\S+|(?<=[,;|])@\S+|(?:https?://|www\.)\S+|@\w+))*+\W*$"
    r"|(?:e-?mail|write to|reach|contact|follow)\b.{0,120}(?:@|\btwitter\b|\bfacebook\b|https?://)"
    r"|(?:additional |with )?reporting by\b|(?:compiled|edited) by\b"
    r")",
    re.IGNORECASE,
    longest=_LONGEST,
)
_DEEP = re.compile(r"https?://[^\s/]+/[^\s/]+/\S+")
# Wordings of a page's foot: who answers for the site, its licence, how it may be quoted.
_FOOT = re.compile(
    r"\b(?:chịu trách nhiệm (?:chính|nội dung|xuất bản)|ghi rõ nguồn|giấy phép (?:số|thiết lập)"
    r"|bản quyền (?:thuộc|của|©)|thiết kế (?:bởi|và phát triển)|all rights reserved)\b",
    re.IGNORECASE,
)
# What else such a foot consists of, and an article may have as well: how to reach an office.
_IMPRINT = re.compile(
    r"\b(?:địa chỉ|trụ sở|điện thoại|đt|tel|hotline|đường dây nóng|fax|e-?mail|website"
    r"|cơ quan chủ quản|đơn vị (?:chủ quản|quản lý|vận hành|thiết kế))\s?[:：]"
    r"|^\W*(?:©|copyright\b|bản quyền\b|chịu trách nhiệm\b|giấy phép\b|trang thông tin điện tử\b"
    r"|cổng thông tin điện tử\b)",
    re.IGNORECASE,
)
_LONGEST_FOOT = 1000  # characters of a line that are looked at for these; same from 500 to 2000
_SIGNED = re.compile(
    r"^\W*(?:tin|bài|ảnh|tin bài|bài viết|tác giả|thực hiện|nguồn)\b[^:.]{0,20}:\s*\S.{0,80}$",
    re.IGNORECASE,
)


def stands_beside(text: str) -> bool:
    """Whether a line is a pointer, a request or a notice that sites put between paragraphs."""
    return _BESIDE.match(text) is not None or (
        has_any(text, _OF_INVITATIONS) and _INVITATION.search(text) is not None
    )


def announces_others(text: str) -> bool:
    """Whether a line is the heading of a list of other articles ("Các tin đã đưa:")."""
    return _OTHERS.match(text) is not None


def announces_author(text: str) -> bool:
    """Whether a line is the heading of a box about the author ("About the author")."""
    return _AUTHOR.match(text) is not None


def is_foot(text: str) -> bool:
    """Whether a line is from a page's foot: who answers for the site, and how it may be quoted."""
    text = text[:_LONGEST_FOOT]
    return has_any(text, _OF_FEET) and _FOOT.search(text) is not None


def is_imprint(text: str) -> bool:
    """Whether a line may be from a page's foot: it says so, or how to reach an office."""
    return is_foot(text) or _IMPRINT.search(text[:_LONGEST_FOOT]) is not None


def is_signature(text: str) -> bool:
    """Whether a line names the author or the source with a label, as Vietnamese articles end."""
    return _SIGNED.match(text) is not None or read_source(text) is not None


def is_contact(text: str) -> bool:
    """Whether a line at an article's end says how to reach its author, or who helped. The address
    of a page deep in a site is neither."""
    return not _DEEP.fullmatch(text.strip()) and _CONTACT.match(text) is not None
