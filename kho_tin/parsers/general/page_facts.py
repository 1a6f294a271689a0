"""What a page of any CMS says of itself: its author, its site's names, its address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kho_tin.base.hosts import same_site, without_www
from kho_tin.parsers.addresses import canonical
from kho_tin.parsers.general.structured_data import NewsArticle
from kho_tin.parsers.html.document import Document, attribute, text_of
from kho_tin.parsers.vietnamese.bylines import author_field
from kho_tin.parsers.vietnamese.dates import find_date

_AUTHOR = (
    "[itemprop=author]", "[rel=author]", "[class*=author-name]", "[class*=author_name]",
    "[class*=AuthorName]", "[class*=detail-author]", "[class*=article-author]",
    "p[class*=author] strong", "div[class*=author] a", "[class*=byline]", ".author",
)  # fmt: skip
# "Same from … to …" is measured: docs/extraction.md, "Thresholds".
_LONGEST_LINE = 120  # characters of a line with the author; same from 60 to 240
_LONGEST_NAME = 80  # characters of the author's name in it; same from 60 to 160
_SHORTEST_SITE_NAME = 3  # characters of a name of the site
_BY = re.compile(r"^\s?by\b:?\s?|\b(?:published|updated|posted|on)\s?:?\s?$", re.IGNORECASE)


def author_of(document: Document, data: NewsArticle | None, names: tuple[str, ...]) -> str | None:
    """The author from the page's metadata, else from an element for the author. `names` are the
    site's own, which are no authors."""
    if data and data.author_is_person and (author := author_field(data.author, names)):
        return author
    for selector in _AUTHOR:
        for node in document.all(selector):
            text = attribute(node, "content") if node.tag == "meta" else text_of(node)
            if len(text) <= _LONGEST_LINE and (author := author_field(_name_alone(text), names)):
                return author
    return None


def _name_alone(text: str) -> str:
    """The beginning of a line that goes on with a date or an office ("By A. B. | 2 June 2021"),
    or "" where figures are left, as in no name."""
    date = find_date(text)
    name = _BY.sub("", text[: date.start] if date else text).split("|")[0].strip(" ,;–-·•")
    return "" if len(name) > _LONGEST_NAME or any(map(str.isdigit, name)) else name


def site_names(document: Document) -> tuple[str, ...]:
    """What the site calls itself; none of these is an author."""
    names = [document.meta("og:site_name"), document.meta("application-name"),
             document.meta("copyright"), document.meta("author")]  # fmt: skip
    host = without_www(urlsplit(document.url).netloc)
    names += [host, host.split(".")[0], document.title.rsplit(" - ", 1)[-1]]
    names += [document.title.rsplit(" | ", 1)[-1]]
    return tuple(dict.fromkeys(name for name in names if name and len(name) >= _SHORTEST_SITE_NAME))


def own_address(document: Document) -> str:
    """The page's own canonical address, if it is on the same host."""
    node = document.tree.css_first('link[rel="canonical"]')
    url = document.link(attribute(node, "href")) or canonical(document.url)
    return (
        url
        if same_site(url, document.url) and urlsplit(url).path not in ("", "/")
        else document.url
    )
