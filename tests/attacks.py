"""Texts that took more time than anybody has: `python -m tests.attacks` tries each of them.

Each is of such a size that it takes some milliseconds where the time grows with the length of
the text, and minutes where it grows with its square, or as 2 to its power. So no clock has to be
looked at: a process that has used its SECONDS of processor time is ended by the system.
"""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable
from typing import Final

from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from kho_tin.base.legacy_fonts import detect
from kho_tin.exporters.surt import surt
from kho_tin.parsers.general.article_lines import choose
from kho_tin.parsers.general.lines import Element, Line
from kho_tin.parsers.html.block import Block
from kho_tin.parsers.html.body import is_boilerplate, read_html
from kho_tin.parsers.html.limits import why_refused
from kho_tin.parsers.html.page_numbers import page_number
from kho_tin.parsers.substitute_wordings import MAINTENANCE_TITLE
from kho_tin.parsers.vietnamese.boilerplate import is_contact
from kho_tin.parsers.vietnamese.bylines import author_field, read_byline, take_byline
from kho_tin.parsers.vietnamese.dates import find_dates
from kho_tin.web.articles.difference import changes, paragraphs
from kho_tin.web.search import suggest

# Many times what the dearest takes; of such a size that a square takes many times as much again.
SECONDS: Final = 8
MANY: Final = 200_000
NODE = BeautifulSoup("<p></p>", "lxml").p


def paragraph(text: str) -> Block:
    assert NODE is not None
    return Block("paragraph", text, NODE)


def signatures(count: int) -> object:
    """A page of lines that all look like an article's last."""
    node = LexborHTMLParser("<p>").body
    assert node is not None
    elements = [Element(node, -1, "body", "")]
    lines = [Line(0, "Tin bài: Nguyễn Văn An", 20) for _ in range(count)]
    return choose(elements, lines, [1.0] * count, set())


def pointers(count: int) -> object:
    """A page where each paragraph has the heading of a list of other articles above it."""
    node = LexborHTMLParser("<p>").body
    assert node is not None
    elements = [Element(node, -1, "body", "")]
    text = "Sáng nay cảng Mũi Én đón chuyến tàu hàng đầu tiên trong năm, chở phân bón."
    lines = [Line(0, each, 20) for _ in range(count) for each in (text, "Tin khác:")]
    return choose(elements, lines, [1.0] * len(lines), set())


def signs(first: int) -> str:
    """2,000 words of a letter each. Every second is the same, and no other occurs twice: what two
    of these have in common is never longer than a word."""
    return "".join(f".{chr(first + n)}" for n in range(1_000))


def revision(**fields: object) -> dict[str, object]:
    texts = ("title", "summary", "author", "source", "category", "published", "url", "language")
    return {**dict.fromkeys(texts, "x"), "body": "", "images": "[]", "attachments": "[]", **fields}


def images(count: int, name: str) -> str:
    return json.dumps([{"url": f"https://a.example/{n}.png", "caption": f"{name} {n}"}
                       for n in range(count)])  # fmt: skip


ATTACKS: Final[dict[str, Callable[[], object]]] = {
    "bylines: words of a label": lambda: read_byline("tin bài " * 30),
    "bylines: words of a label, and no colon": lambda: read_byline("hình ảnh, " * 19),
    "bylines: words of a second label": lambda: read_byline("Bài: An " + "tin bài " * 23),
    "bylines: pictures only, but for the last": lambda: read_byline("hình ảnh " * 20 + "tin: An"),
    "bylines: titles without blanks": lambda: read_byline("Bài: " + "th.bs." * 32),
    "bylines: brackets behind a source": lambda: read_byline("(nguồn: x" + ")" * MANY + "x"),
    "bylines: an author of one long word": lambda: author_field("x" * MANY),
    "bylines: lines of dashes": lambda: take_byline(
        [paragraph("-\n" * MANY + "x"), paragraph("Nguyễn Văn An")]
    ),
    "boilerplate: addresses": lambda: is_contact("@a,a@a," * 35 + " x"),
    "body: blanks behind a button's words": lambda: is_boilerplate(
        paragraph("số lượt xem" + " " * MANY + "x")
    ),
    "body: blanks between buttons": lambda: is_boilerplate(paragraph(" " * MANY + "x")),
    "body: dots behind a link's words": lambda: read_html(
        f"<a href='/a.pdf'>click{'.' * MANY}&amp;amp;#10;x</a>", str
    ),
    "body: wide blanks": lambda: read_html(f"<p>a{chr(0x2003) * MANY}b</p>", str),
    "body: blanks as entities of entities": lambda: read_html(
        f"<p>xem{'&amp;amp;#32;' * 45_000}x</p>", str
    ),
    "limits: comments": lambda: why_refused("<!--" * MANY),
    "limits: scripts": lambda: why_refused("<script>" * MANY),
    "limits: tags in a tag": lambda: why_refused("<style " * MANY),
    "fonts: scripts": lambda: detect("«" * 20 + "<script>" * MANY),
    "fonts: signs for less": lambda: detect("«" * 20 + "<" * MANY),
    "pagers: question marks": lambda: page_number("?" * MANY, "CurrentPage"),
    "blocks: tables in tables": lambda: read_html(
        "<table><tr><td>" * 80 + "<table>" + "<tr><td>a</td><td>b</td></tr>" * 10_000, str
    ),
    "wordings: a title of one word": lambda: MAINTENANCE_TITLE.match(
        "bảo trì" + " website" * 40 + "!"
    ),
    "dates: blanks behind a time": lambda: list(find_dates("2021, 0:00:" + " " * MANY)),
    "article: signatures": lambda: signatures(15_000),
    "article: headings of other articles": lambda: pointers(10_000),
    "surt: a long path": lambda: surt(f"http://a.example/{'x' * MANY}"),
    "surt: sessions in a query": lambda: surt(f"http://a.example/?{'cfid=x' * MANY}"),
    "surt: escapes of escapes": lambda: surt(f"http://a.example/%{'25' * MANY}41"),
    "search: marks in the text": lambda: suggest._MARKED.findall("⟦" * MANY),
    "difference: one sign of two": lambda: paragraphs(
        "\n\n".join([signs(0xE000)] * 4), "\n\n".join([signs(0xE500)] * 4)
    ),
    "difference: paragraphs": lambda: paragraphs("a\n\nb\n\n" * 2_000, "b\n\nc\n\na\n\n" * 2_000),
    "difference: pictures": lambda: changes(
        revision(images=images(30_000, "Ảnh")), revision(images=images(30_000, "Hình"))
    ),
}


def ends(attack: Callable[[], object]) -> bool:
    """Whether it comes to an end in time, in a process of its own."""
    child = os.fork()
    if not child:
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            attack()
            os._exit(0)
        finally:  # with a traceback, where it raised
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


if __name__ == "__main__":
    print(json.dumps({name: ends(attack) for name, attack in ATTACKS.items()}))
