"""Pages of other countries: which words are the title, who wrote, and what is the text."""

from __future__ import annotations

import json

import pytest

from kho_tin.parsers import Page
from kho_tin.parsers.general.author_names import author_names, signed_names
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.html.noise import role_of
from kho_tin.parsers.model import Article, Listing, Reading
from kho_tin.parsers.registry import GENERAL

URL = "https://lamstadt.example/bauen/hafenbruecke-eroeffnet"
TITLE = "Die Hafenbrücke ist eröffnet"
FIRST = (
    "Nach zwei Jahren Bauzeit ist die neue Hafenbrücke am Morgen eröffnet worden, und die ersten"
    " Wagen fuhren kurz nach acht Uhr vom Gewerbegebiet zum Anleger hinüber."
)
SECOND = (
    "Die Brücke ist 640 Meter lang und hat vier Spuren. Der Bauherr will an beiden Rampen Bäume"
    " pflanzen lassen, sobald die Regenzeit beginnt und der Boden weich genug ist."
)
THIRD = (
    "Vom nächsten Monat an fährt zweimal in der Stunde ein Bus über die Brücke, der drei"
    " Gewerbegebiete verbindet und achttausend Beschäftigte zur Arbeit bringt."
)
TEXT = (FIRST, SECOND, THIRD)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read_page(inside: str, head: str = "", name: str = f"{TITLE} | Lamstadt") -> Reading:
    """An invented page around `inside`, as the general parser reads it."""
    html = (
        f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{name}</title>{head}'
        f"</head><body>{inside}</body></html>"
    )
    return GENERAL.read(Document.of(Page(URL, html.encode())), GENERAL.label)


def article(inside: str, head: str = "", name: str = f"{TITLE} | Lamstadt") -> Article:
    reading = read_page(inside, head, name)
    assert isinstance(reading, Article), reading
    return reading


def story(above: str = "", end: str = "", below: str = "", head: str = "") -> Article:
    text = f"<div>{paragraphs(*TEXT)}{end}</div>"
    return article(f"<article><h1>{TITLE}</h1>{above}{text}{below}</article>", head)


def og_title(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


@pytest.mark.parametrize(
    ("heading", "head"),
    [
        (f"<h1><a href='/'>Nachrichten aus Lamstadt</a></h1><h1>{TITLE}</h1>", ""),
        (f"<h1><span>Nachrichten </span><span>{TITLE}</span></h1>", og_title(TITLE)),
        (f"<h1><span>Ach, ach, ach!</span>{TITLE}</h1>", og_title(TITLE)),
        (f"<h1><time>17. Juni </time>{TITLE}</h1>", og_title(TITLE)),
    ],
    ids=["the site's name first", "a kicker", "a kicker without a blank", "a date"],
)
def test_the_title_without_what_stands_in_its_heading(heading: str, head: str) -> None:
    page = f"{heading}<div>{paragraphs(*TEXT)}</div>"
    assert article(page, head, f"{TITLE} | Nachrichten aus Lamstadt").title == TITLE


@pytest.mark.parametrize(
    "end",
    [
        "<p><strong>Verweise</strong></p>",
        "<p><strong>Weitere Hinweise:</strong></p>",
        "<p>Empfehlungen von Anna:</p>",
        "<p>HWB, Lamhaus, Lamria.</p>",
        "<p>redaktion@lamstadt.example<br>(END)</p>",
    ],
)
def test_the_last_line_is_no_signature(end: str) -> None:
    assert story(end=end).author is None


@pytest.mark.parametrize("by", ["", "Von ", "Par "])
def test_a_signature_of_full_names_is_one(by: str) -> None:
    read_as = story(end=f"<p><em>{by}Anna Berg</em></p>")
    assert (read_as.author, read_as.body) == ("Anna Berg", "\n\n".join(TEXT))


@pytest.mark.parametrize(
    ("above", "head", "author"),
    [
        (
            "<div itemprop=author><meta itemprop=name content='Lamstadt Editorial'></div>",
            '<meta name="dc.creator" content="Anna Berg">',
            "Anna Berg",
        ),
        ("<p>By <a href=/a>Anna Berg</a><span>Staff Writer</span></p>", "", "Anna Berg"),
        ("<p>By: <a href=/a>Anna Berg</a> HLB Senior News Editor</p>", "", "Anna Berg"),
        (
            "<div class=author>Par <b>ANNA BERG</b>, <b>ERIK HOLM</b> Envoyés spéciaux à Lam</div>",
            "",
            "ANNA BERG, ERIK HOLM",
        ),
        ("<p class=autor>Anna Berg | Lamstadt</p>", "", "Anna Berg"),
        ("<ul><li>Von Anna Berg, Lamstadt</li></ul>", "", "Anna Berg"),
        (
            "<ul><li>Von Anna Berg, Lamstadt</li></ul>",
            '<meta name="author" content="Lamstadt GmbH, Lam">',
            "Anna Berg",
        ),
    ],
)
def test_a_person_goes_before_a_company_and_without_an_office(
    above: str, head: str, author: str
) -> None:
    assert story(above, head=head).author == author


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Von Anna Berg, Lamstadt", "Anna Berg"),
        ("par Anna Berg et Erik Holm, 21 juin 2018", "Anna Berg, Erik Holm"),
        ("Von Anfang an war klar, dass die Brücke kommt", None),
        ("Di tích Đồi Gió", None),
        ("DI SAN LAM NGA", None),
    ],
)
def test_who_signs_with_another_by(line: str, names: str | None) -> None:
    assert signed_names(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Anna “Lan” Berg", "Anna “Lan” Berg"),
        ("“The bridge is open”", None),
        ("ANNA BERG, FUTURAMA", "ANNA BERG"),
        ("Regan", "Regan"),
    ],
)
def test_nicknames_and_papers(line: str, names: str | None) -> None:
    assert author_names(line) == names


def test_the_author_by_name_in_structured_data_keeps_his_nickname() -> None:
    author = {"@type": "Person", "name": 'Anna "Lan" Berg'}
    data = json.dumps({"@type": "NewsArticle", "headline": TITLE, "author": author})
    head = f'<script type="application/ld+json">{data}</script>'
    assert story(head=head).author == 'Anna "Lan" Berg'


def test_two_boxes_of_other_news_in_the_text_make_no_list() -> None:
    def box(n: int) -> str:
        return (
            f'<figure><a href="/bauen/meldung-{n}"><h3>Eine andere Meldung vom Hafen {n}</h3>'
            f"</a><a href='/bauen/meldung-{n}'>Was sonst im Hafen geschehen ist, {n}</a></figure>"
        )

    long = paragraphs(*(f"{text} Das war der {n}. Bericht." for n in range(4) for text in TEXT))
    inside = (
        f"<article><h2>{TITLE}</h2><p>2. Juni 2021</p>{paragraphs(FIRST)}{box(1)}{long}{box(2)}"
        f"{paragraphs(THIRD)}</article>"
    )
    reading = read_page(inside, '<meta property="og:type" content="article">')
    assert isinstance(reading, Article)
    assert "Das war der 3. Bericht." in reading.body


def test_many_boxes_with_long_texts_are_a_list() -> None:
    posts = "".join(
        f'<div class=post><h2><a href="/bauen/meldung-{n}">Die Meldung Nummer {n} vom Hafen'
        f"</a></h2><p>{n}. Juni 2021</p>{paragraphs(*TEXT)}</div>"
        for n in range(1, 6)
    )
    assert isinstance(read_page(f"<main>{posts}</main>", name="Bauen"), Listing)


def test_a_headings_id_says_where_it_is() -> None:
    assert role_of("h3", {"id": "nav_hafen"}) == ""
    assert role_of("h3", {"class": "related"}) == "related"
    assert role_of("div", {"id": "nav_hafen"}) == "nav"


@pytest.mark.parametrize(
    ("kind", "author"), [(["Person", "Organization"], "Anna Berg"), ("Organization", None)]
)
def test_who_publishes_a_site_of_his_own_writes_there(kind: object, author: str | None) -> None:
    who = {"@type": kind, "@id": "#anna", "name": "Anna Berg"}
    post: dict[str, object] = {"@type": "Article", "headline": TITLE}
    post |= {"author": {"@id": "#anna"}, "publisher": {"@id": "#anna"}}
    data = json.dumps({"@graph": [who, post]})
    assert story(head=f'<script type="application/ld+json">{data}</script>').author == author
