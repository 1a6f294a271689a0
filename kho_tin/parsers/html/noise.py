"""Elements that are not an article's text, recognised by tag, ARIA role and class name.

Only names count that say what an element is for: those of HTML and ARIA, and the words that authors
of templates use for the same things in class names, English and Vietnamese.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kho_tin.parsers.html.text import word_set

_TAGS = word_set("nav aside footer form figcaption menu dialog")
_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")
_ARIA = word_set(
    "navigation complementary contentinfo search dialog alertdialog alert form banner menu menubar"
    " toolbar tablist tooltip"
)
# Whole words of a class name or id; "-" joins words that stand together.
_WORDS = re.compile(
    r"(?:^|-)(?:"
    r"relateds?|recirc(?:ulation)?|recommend(?:ed|ations?)?|newsletters?|subscribe|subscription|sign-?up"
    r"|shar(?:e|ing)(?:bar|buttons?|tools?|this|links?)?|social(?:s|bar|links?|media)?|addtoany|addthis|comments?"
    r"|disqus|respond|captions?|photo-?credits?|credits?|breadcrumbs?|crumbs?|tags?|tag-?list|topics"
    r"|advert(?:s|isement|ising|isements)?|ads?|adbox|sponsor(?:ed)?|promo(?:s|tion|ted)?|teasers?"
    r"|widgets?|sidebar|side-?bar|rail|nav|navigation|navbar|menu|toolbar|pagination|pager|paging"
    r"|trending|latest|popular|most-?(?:read|viewed|popular|recent)|read-?(?:more|next|also)|more-?(?:from|on|stories|news|articles)"
    r"|see-?also|also-?(?:read|see)|you-?may|may-?like|up-?next|next-?up|inline-?related|in-?article-?(?:link|related)|related-?\w+"
    r"|author-?(?:bio|box|info|card|description)|bio|about-?(?:the-)?author|post-?meta|entry-?meta"
    r"|article-?meta|meta-?data|byline|dateline|timestamp|copyright|disclaimer|legal|modal|popup|pop-?up|overlay"
    r"|cookies?|consent|login|toast|tooltip|screen-?reader(?:-text)?|sr-only|visually-?hidden|visuallyhidden|skip-?link|print-?only"
    r"|rating|ratings|reactions?|polls?|feedback|tool-?box|jump-?(?:link|to)|outbrain|taboola"
    r"|lien-?quan|tin-?(?:khac|lien-?quan|moi|noi-?bat|cung-?\w+)|bai-?viet-?(?:khac|lien-?quan)|box-?tin|chia-?se"
    r"|binh-?luan|tu-?khoa|xem-?them|doc-?them|quang-?cao|chu-?thich|danh-?gia|other-?news|list-?news"
    r"|list-?link|(?:tin|news)-?other"
    r")(?:-|$)"
)
# Characters of a class attribute, id or style that are looked at, a bound on time; from 150 to 600
# no reading changes (docs/extraction.md, "Thresholds").
LONGEST_ATTRIBUTE = 300
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS = re.compile(r"[^a-z]+")


def role_of(tag: str, attributes: dict[str, str | None]) -> str:
    """The word for what an element is, if it is not the article's text; else ""."""
    if tag in _TAGS:
        return tag
    if not attributes:
        return ""
    if "role" in attributes and (role := (attributes["role"] or "").lower()) in _ARIA:
        return role
    classes, own = attributes.get("class"), attributes.get("id")
    if tag in _HEADINGS:
        own = None  # it names the place to which a table of contents leads
    if not classes and not own:
        return ""
    return _role_named((classes or "")[:LONGEST_ATTRIBUTE], (own or "")[:LONGEST_ATTRIBUTE])


@lru_cache(maxsize=4096)  # a page has the same few names again and again
def _role_named(classes: str, own: str) -> str:
    return next(filter(None, map(_role_of_word, (*classes.split(), *own.split()))), "")


@lru_cache(maxsize=4096)  # and pages of all sites share many of their parts
def _role_of_word(word: str) -> str:
    parted = word if word.islower() else _CAMEL.sub("-", word).lower()
    plain = parted if parted.isalpha() and parted.isascii() else _PARTS.sub("-", parted)
    match = _WORDS.search(plain.strip("-"))
    return match.group().strip("-") if match else ""
