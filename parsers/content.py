"""Where the article is on a page whose markup says little: the element with the most text."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from parsers.document import Document, ancestors, attribute, text_of

# What stands inside an article's element and is not the article.
NOISE = (
    "script", "style", "noscript", "form", "nav", "aside", "button", "iframe", "footer",
    "[class*=related]", "[id*=related]", "[class*=list-news]", "[class*=list_link]",
    "[class*=box-tin]", "[class*=tin-lien-quan]", "[class*=tinlienquan]", "[class*=share]",
    "[class*=social]", "[class*=comment]", "[id*=comment]", "[class*=banner]", "[class*=advert]",
    "[id*=ad-container]", "[class*=breadcrumb]", "[class*=tags]", "[class*=rating]",
    "[class*=newsletter]", "[class*=print-]", "[class*=author_mail] a", "[class*=toolbar]",
    "[class*=other-news]", "[class*=tin-khac]", "[class*=tinkhac]", "[data-campaign*=Related]",
)  # fmt: skip
_HINTS = re.compile(
    r"article|content|detail|body|entry|post|story|text|noi-?dung|bai-?viet|chi-?tiet|news",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"comment|footer|sidebar|menu|nav|related|banner|widget|share|social|breadcrumb|header|popup"
    r"|modal|cookie|other|lien-?quan|tin-?khac|slider|search",
    re.IGNORECASE,
)


def content_node(document: Document) -> LexborNode | None:
    """The element that holds the article's text, or None when there is hardly any text."""
    for node in document.all("[itemprop=articleBody]"):
        if node.tag != "meta" and len(text_of(node)) >= 100:
            return node
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    for paragraph in document.all("p, div > br, blockquote, li > p"):
        text = text_of(paragraph) if paragraph.tag != "br" else ""
        length = len(text) - sum(len(text_of(a)) for a in paragraph.css("a")) if text else 15
        if length < 15 or _unwanted(paragraph):
            continue
        value = min(length, 600)
        for depth, node in enumerate(ancestors(paragraph)):
            if depth > 2 or node.tag in ("body", "html"):
                break
            nodes[node.mem_id] = node
            scores[node.mem_id] = scores.get(node.mem_id, 0.0) + value / (1 + depth)
    if not scores:
        return None
    best = max(scores, key=lambda one: scores[one] * _weight(nodes[one]))
    return nodes[best] if scores[best] >= 80 else None


def _weight(node: LexborNode) -> float:
    words = f"{attribute(node, 'class')} {attribute(node, 'id')}"
    weight = 1.3 if node.tag in ("article", "main") or _HINTS.search(words) else 1.0
    return weight * (0.3 if _AGAINST.search(words) else 1.0)


def _unwanted(node: LexborNode) -> bool:
    for around in ancestors(node):
        if around.tag in ("footer", "nav", "aside", "form", "header"):
            return True
    return False
