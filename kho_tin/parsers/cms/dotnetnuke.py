"""DotNetNuke (DNN): news modules in their panes, foremost Ventrian's News Articles.

Every news module has templates of its own; what they share are addresses that name an article by
number ("/ArticleView/articleId/55", "/tabid/61/ItemId/212/…") and panes whose ids begin with
"dnn_". Lists are read by these addresses. Articles are read by the selectors of News Articles'
templates, others by the general parser.
Traps: in a list and in an article the title has the same markup, in both a link; pages are counted
in the path ("/currentpage/2").
Source: github.com/ventrian/News-Articles, `Templates`; github.com/dnnsoftware/Dnn.Platform.
"""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from kho_tin.parsers.addresses import leads_nowhere
from kho_tin.parsers.american_dates import net_date
from kho_tin.parsers.assemble import as_listing
from kho_tin.parsers.html.document import Document, ancestors, attribute
from kho_tin.parsers.listed_links import listed_links, menu_sections, next_by_address
from kho_tin.parsers.model import Link, Reading
from kho_tin.parsers.parser import Parser
from kho_tin.parsers.themed_article import Theme, read_themed, read_unthemed

_THEME = Theme(
    around=".articleTable, .article",
    title=".articleHeadline h1, .articleHeadline, .articleTitle",
    content=".articleEntry, .articleTextCell",
    dates=(".articleDate", ".articleTopCell", ".articleAuthor", ".articlePublish"),
    author=".articleAuthor a, .articleAuthor",
    category=".articleCategories a, .breadcrumb a, [id*=dnnBREADCRUMB] a",
    files=".articleFiles a",
)
_MODULES = ".DNNModuleContent, [id^=dnn_ctr][id$=_ModuleContent]"
_ARTICLE = re.compile(
    r"(?:article|item|news|content|post|entry|detail)_?id[/=]\d+|/articleview/",
    re.IGNORECASE,
)
_DATES = "[class*=date i], [class*=time i], .articleAuthor, .articleTopCell, em, span, small, td"
_SUMMARY = "[class*=summary i], [class*=desc i], p"
_MENUS = (
    "[id*=dnnMENU] a[href], [id*=dnnNAV] a[href], [id*=dnnMenu] a[href], nav a[href],"
    " .dnnmega a[href], [class*=menu i] a[href], ul[id*=menu i] a[href]"
)
_PAGE = re.compile(r"(?:currentpage|/page|[?&]page)[/=](\d{1,6})(?:\D|$)", re.IGNORECASE)
_MOST = 4000  # a bound on time: links to articles of one page
_WITHIN = 40  # elements around a link in which its module is looked for; same from 20 to 80


def read(document: Document, parser: str) -> Reading:
    """Read any page of the site."""
    if _is_article(document.url):
        return read_themed(document, parser, _THEME, read_date=net_date)
    items = _main(document)
    sections = menu_sections(document, _MENUS, lambda url: not _is_article(url))
    if items:
        following = next_by_address(document, "a[href]", _PAGE)
        return as_listing(document, parser, sections, items, following)
    path = urlsplit(document.url).path.lower()
    is_home = path in ("", "/", "/default.aspx", "/home.aspx", "/trangchu.aspx", "/trang-chu")
    return read_unthemed(document, parser, sections if is_home else ())


PARSER = Parser(
    "dotnetnuke",
    version=1,
    read=read,
    strong=(
        'meta[name="generator" i][content*="DotNetNuke" i]',
        "#dnn_ContentPane",
        ".DNNModuleContent",
        "input#__dnnVariable",
    ),
    weak=(
        '[id^="dnn_"]',
        '[src*="/js/dnn"]',
        '[href*="/Portals/_default/"]',
        'a[href*="LinkClick.aspx"]',
        ".articleHeadline",
    ),
)


def _main(document: Document) -> tuple[Link, ...]:
    """What the module that links to most articles lists."""
    modules = {node.mem_id for node in document.all(_MODULES)}
    by_module: dict[int, list[LexborNode]] = {}
    leading = (node for node in document.all("a[href]") if _leads(document, node))
    for node in islice(leading, _MOST):
        around = islice(ancestors(node), _WITHIN)
        module = next((element.mem_id for element in around if element.mem_id in modules), None)
        if module is not None:
            by_module.setdefault(module, []).append(node)
    most = max(by_module.values(), key=len, default=[])
    return listed_links(document, most, dates=_DATES, summaries=_SUMMARY, read_date=net_date)


def _leads(document: Document, node: LexborNode) -> bool:
    href = attribute(node, "href")
    return (
        not leads_nowhere(href)
        and "comments" not in href.lower()
        and _is_article(document.link(href))
    )


def _is_article(url: str) -> bool:
    parts = urlsplit(url)
    return _ARTICLE.search(f"{parts.path}?{parts.query}") is not None
