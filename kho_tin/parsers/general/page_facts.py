"""What a page of any CMS says of itself: its author, its site's names, its address."""

from __future__ import annotations

import re
from itertools import chain
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.base.hosts import same_site, without_www
from kho_tin.parsers.addresses import canonical
from kho_tin.parsers.general.author_names import (
    LONGEST_AUTHORS,
    author_names,
    is_name,
    is_organisation,
)
from kho_tin.parsers.general.structured_data import NewsArticle
from kho_tin.parsers.html.document import Document, ancestors, attribute, text_of
from kho_tin.parsers.html.noise import role_of

# Elements that are for the author's name by a standard, or by a class name that says so.
_AUTHOR = (
    "[itemprop=author] [itemprop=name], [itemprop=author]", "a[rel~=author]",
    "[class*=author-name], [class*=author_name], [class*=AuthorName], [class*=authorname]",
    "[class*=detail-author], [class*=article-author], [class*=post-author], [class*=entry-author]",
    "[class*=tac-gia], [class*=tacgia]",
)  # fmt: skip
# Those that often hold more than the name.
_PERHAPS_AUTHOR = (
    ".author, .fn",
    "[class*=byline]",
    "[class*=author]",
    "[id*=byline]",
    "[class*=autor]",
)
_NAMES_WITHIN = (
    "a, strong, b, [itemprop=name], [class*=name]"  # what holds a name alone within these
)
_MOST_WITHIN = 12  # a bound on time: such elements that are looked at
_META = (
    "author", "article:author", "dc.creator", "DC.creator", "DC.Creator", "dcterms.creator",
    "parsely-author", "sailthru.author", "citation_author", "byl",
)  # fmt: skip
_WHOLE_PAGE = ("html", "body", "main")
_MOST_NODES = 30  # a bound on time: elements for the author that are looked at
# Different names in elements alike: more are the authors of a list's items; same from 2 to 8.
_MOST_NAMES = 4
# Roles of elements in which somebody else's name stands: a commenter's, another article's author's.
_ELSEWHERE = re.compile(
    r"^(?:comments?|disqus|respond|relate|recirc|recommend|teaser|popular|trending|most|more|see|also"
    r"|you|may|up-?next|next|sidebar|side|rail|widget|nav|menu|promo|binh|lien|tin|bai|box|doc|xem"
    r"|other|list|read|footer)"
)
_SHORTEST_SITE_NAME = 3  # characters of a name of the site; same from 2 to 6
_HOME = (
    "", "/index.html", "/index.htm", "/index.php", "/index.aspx", "/index.jsp", "/default.aspx",
    "/default.htm", "/default.html", "/home", "/home.html", "/home.aspx", "/trang-chu",
    "/trang-chu.html", "/trang-chu.aspx",
)  # fmt: skip
# Parameters that name no page: the language, a page of a list, where a visitor came from.
_NAMES_NOTHING = re.compile(
    r"lang(?:uage)?|hl|l|locale|page|paged|p(?:age)?_?no|trang|start|offset|ref|from|src|v|ver"
    r"|mobile|view|theme|font|mode|utm_\w+|q|s|search|keyword",
    re.IGNORECASE,
)


def author_of(document: Document, data: NewsArticle | None, names: tuple[str, ...]) -> str | None:
    """The author from the page's metadata, else from an element for the author. `names` are the
    site's own, which are no authors."""
    declared = _declared(data, names)
    if declared:
        # Programs that write metadata often name the first author alone.
        marked = (_printed(document, _AUTHOR[0], names) or "").split(", ")
        return ", ".join(marked) if set(declared.split(", ")) < set(marked) else declared
    marked_up = (_printed(document, selector, names) for selector in _AUTHOR)
    described = (author_names(document.meta(name) or "", names) for name in _META)
    # One name on every page of a site is the site's, or its developer's: a person has two words, a
    # company is known by its.
    people = (name for name in described if name and " " in name and not is_organisation(name))
    perhaps = (_printed(document, selector, names) for selector in _PERHAPS_AUTHOR)
    body = None
    for author in chain(marked_up, people, perhaps):
        if author and not is_organisation(author):
            return author
        body = body or author  # a person goes before it
    return body


def _declared(data: NewsArticle | None, names: tuple[str, ...]) -> str | None:
    """The authors in the page's JSON-LD: people, or the organisation where there are none."""
    authors = [author_names(name, names) for name in (data.authors if data else ())]
    known = list(dict.fromkeys(author for author in authors if author))
    people = [author for author in known if not is_organisation(author)]
    return ", ".join(people or known) or None


def _printed(document: Document, selector: str, names: tuple[str, ...]) -> str | None:
    """The names in elements for the author, without those that are beside the article."""
    authors: list[str] = []
    place = None
    for node in document.all(selector)[:_MOST_NODES]:
        if _elsewhere(node):
            continue
        author = _names_in(node, names)
        around = [element.mem_id for element in ancestors(node)][:2]  # an item and its list
        if not author or (place is not None and not place & set(around)):
            continue
        place = set(around) if place is None else place
        authors += author.split(", ")
    different = list(dict.fromkeys(authors))
    return ", ".join(different) if 0 < len(different) <= _MOST_NAMES else None


def _names_in(node: LexborNode, names: tuple[str, ...]) -> str | None:
    """The names in an element: those of its links and the like, if these are names, since what
    else it holds (a paper, a place, a date) often stands beside them without a sign between."""
    if node.tag == "meta":
        return author_names(attribute(node, "content"), names)
    text = text_of(node)
    within = [text_of(inner) for inner in node.css(_NAMES_WITHIN)[:_MOST_WITHIN]]
    known = [author_names(name, names) for name in within if name != text and is_name(name)]
    if len(text) > LONGEST_AUTHORS:
        return None
    return ", ".join(dict.fromkeys(name for name in known if name)) or author_names(text, names)


def _elsewhere(node: LexborNode) -> bool:
    """Whether an element stands in comments, beside the article, or in a list of others. What
    holds the page's heading too is none of these, whatever its name ("has-sidebar")."""
    return any(
        # By its class alone: what an <aside> is, its class says.
        _ELSEWHERE.match(role_of("footer" if element.tag == "footer" else "", element.attributes))
        and element.css_first("h1") is None
        for element in (node, *ancestors(node))
        if element.tag not in _WHOLE_PAGE
    )


def site_names(document: Document) -> tuple[str, ...]:
    """What the site calls itself; none of these is an author."""
    names = [document.meta("og:site_name"), document.meta("application-name"),
             document.meta("copyright"), document.meta("publisher", "DC.publisher")]  # fmt: skip
    host = without_www(urlsplit(document.url).netloc)
    names += [host, host.split(".")[0], document.title.rsplit(" - ", 1)[-1]]
    names += [document.title.rsplit(" | ", 1)[-1]]
    return tuple(dict.fromkeys(name for name in names if name and len(name) >= _SHORTEST_SITE_NAME))


def is_home_address(url: str) -> bool:
    """Whether an address is that of a site's home page. One whose query names something
    (`/?p=123`, `/default.aspx?id=105`) is not: so systems without rewritten addresses name their
    articles."""
    parts = urlsplit(url)
    if parts.path.lower().rstrip("/") not in _HOME:
        return False
    named = (item.partition("=") for item in parts.query.split("&"))
    return not any(value and not _NAMES_NOTHING.fullmatch(key) for key, _, value in named)


def own_address(document: Document) -> str:
    """The page's own canonical address, if it is on the same host."""
    node = document.tree.css_first('link[rel="canonical"]')
    url = document.link(attribute(node, "href")) or canonical(document.url)
    return url if same_site(url, document.url) and not is_home_address(url) else document.url
