"""Pages of other countries: which lines are the article's text, and which stand beside it."""

from __future__ import annotations

import pytest

from tests.parsers.test_foreign_pages import (
    FIRST,
    SECOND,
    TEXT,
    THIRD,
    TITLE,
    article,
    paragraphs,
    story,
)

AWAY = "Zur Seite des Bauherrn über die Brücke"
HERE = "Mehr über den alten Hafen von Lam"


def link(text: str, address: str) -> str:
    return f'<a href="{address}">{text}</a>'


def body_of(inside: str) -> list[str]:
    return article(f"<article><h1>{TITLE}</h1><div>{inside}</div></article>").body.split("\n\n")


def test_a_line_that_leads_to_anothers_site_is_text_and_one_to_the_own_site_is_not() -> None:
    away, here = link(AWAY, "https://www.bauherr.example/bruecke"), link(HERE, "/bauen/hafen")
    own = link(HERE, "https://bilder.lamstadt.example/hafen")
    offer = f"<div><h4>{link('Eine Reise nach Lam', 'https://reise.example/1')}</h4></div>"
    inside = paragraphs(FIRST, away, SECOND) + offer + paragraphs(here, own, THIRD)
    assert body_of(inside) == [FIRST, AWAY, SECOND, THIRD]


def test_a_link_to_anothers_site_at_the_end_is_no_text_and_no_signature() -> None:
    read_as = story(end=f"<p>{link('Introducing Lighthouse', 'https://licht.example/neu')}</p>")
    assert (read_as.author, read_as.body) == (None, "\n\n".join(TEXT))


def test_offers_that_the_text_lists_are_text() -> None:
    offers = "".join(
        f"<li>{link(f'Fahrschein der Klasse {n}', f'https://faehre.example/{n}')}</li>"
        for n in (1, 2)
    )
    here = f"<ul><li>{link(HERE, '/bauen/hafen')}</li></ul>"
    text = body_of(paragraphs(FIRST, SECOND) + f"<ul>{offers}</ul>{here}" + paragraphs(THIRD))
    assert text == [FIRST, SECOND, "- Fahrschein der Klasse 1\n- Fahrschein der Klasse 2", THIRD]


def test_the_printed_address_of_a_page_is_text_and_that_of_a_site_how_to_reach_somebody() -> None:
    page, site = "https://petition.example/bruecke/offen-lassen", "https://bauherr.example/"
    for address, end in ((page, [page]), (site, [])):
        assert body_of(paragraphs(*TEXT, link(address, address))) == [*TEXT, *end]


@pytest.mark.parametrize(
    "pointer", ["Auch interessant:", "Das Thema könnte dich auch interessieren:"]
)
@pytest.mark.parametrize("below", ["", f"<h3>Noch ein Wort</h3><p>{THIRD}</p>"])
def test_the_heading_of_other_articles_is_no_text(pointer: str, below: str) -> None:
    others = "".join(f"<li>{link(f'{HERE} {n}', f'/bauen/hafen-{n}')}</li>" for n in range(3))
    text = body_of(f"{paragraphs(*TEXT, pointer)}<ul>{others}</ul>{below}")
    assert text == [*TEXT, *(["Noch ein Wort", THIRD] if below else [])]


def test_sections_that_are_named_for_what_stands_between_them_are_text() -> None:
    def section(name: str, inside: str) -> str:
        return f'<section class="part part--{name} part--ads">{inside}</section>'

    good = "<dl><dt>Vorteile</dt><dd>Kurzer Weg zum Anleger</dd></dl>"
    long = paragraphs(*(f"{text} Das war der {n}. Bericht." for n in range(3) for text in TEXT))
    read_as = article(
        f"<article><h1>{TITLE}</h1>{section('verdict', paragraphs(SECOND) + good)}"
        f"{section('text', long)}</article>"
    )
    assert SECOND in read_as.body.split("\n\n")
    assert "Kurzer Weg zum Anleger" in read_as.body


ABOUT = "ist Redakteurin für den Hafen und fährt gern mit dem Rad über alle Brücken der Stadt."


@pytest.mark.parametrize(
    "box",
    [
        f"<div><div>AUTORIN</div><h3>Anna Berg</h3><p>Anna Berg {ABOUT}</p></div>",
        f"<blockquote><div>Über die Autorin</div><p>Anna Berg {ABOUT}</p></blockquote>",
        f"<div class=Text__AuthorBox><blockquote>Anna Berg {ABOUT}</blockquote></div>",
    ],
)
def test_who_the_author_is_is_no_text(box: str) -> None:
    assert body_of(f"{paragraphs(*TEXT)}{box}") == [*TEXT]


def test_what_is_named_for_it_between_title_and_text_is_the_summary() -> None:
    above = "Nach zwei Jahren fährt man nun trocken über den Hafen, und zwar ohne Umweg."
    read_as = article(f"<h1>{TITLE}</h1><p class=chapo>{above}</p><div>{paragraphs(*TEXT)}</div>")
    assert (read_as.summary, read_as.body) == (above, "\n\n".join(TEXT))


def test_a_long_menu_does_not_hinder_the_extractor() -> None:
    verses = "<br>".join(f"Der {n}. Vers vom Hafen und vom Wind" for n in range(1, 12))
    ask = "Wer die Lieder dieser Seite mag, kann uns gern mit einer kleinen Spende helfen, heute."
    menu = "".join(f"<li>{link(f'Lied {n}', f'/lieder/{n}')}</li>" for n in range(2_100))
    read_as = article(
        f"<div class=post><h3>{TITLE}</h3><div class=entry-content>{verses}</div></div>"
        f"<aside><p>{ask} {ask}</p><ul>{menu}</ul></aside>"
    )
    assert read_as.body.startswith("Der 1. Vers vom Hafen und vom Wind")
    assert ask not in read_as.body


@pytest.mark.parametrize("label", ["Labels", "Schlagwörter", "Mots-clés"])
def test_keywords_below_the_authors_line_are_no_text(label: str) -> None:
    below = f"<div>Posted by Anna Berg</div><div>{label}: Hafen, {link('Brücke', '/b')}</div>"
    read_as = article(
        f"<div class=post><h3>{TITLE}</h3><div>{paragraphs(*TEXT)}</div><div>{below}</div></div>"
    )
    assert (read_as.author, read_as.body) == ("Anna Berg", "\n\n".join(TEXT))


def test_a_time_of_day_above_the_text_is_no_text() -> None:
    assert body_of(paragraphs("3:59 PM", *TEXT)) == [*TEXT]


def test_a_teaser_that_is_all_links_is_no_caption() -> None:
    picture = '<img src="/bild.jpg" width="600" height="400" alt="">'
    teaser = (
        f'<a class="teaser" href="/bauen/hafen"><figure>{picture}<figcaption><p>Neues Konzept</p>'
        "<h3>Fähren im Takt der Züge</h3></figcaption></figure></a>"
    )
    read_as = article(f"<article><h1>{TITLE}</h1><div>{paragraphs(*TEXT)}{teaser}</div></article>")
    assert read_as.body == "\n\n".join(TEXT)
    assert not [image for image in read_as.images if image.caption]


def portlet(heading: str, inside: str) -> str:
    return f"<div><section><h2>{heading}</h2><div>{inside}</div></section></div>"


def test_a_portals_boxes_below_the_list_of_other_news_are_no_text() -> None:
    news = "".join(f"<li>{link(f'{HERE} {n}', f'/bauen/hafen-{n}')}</li>" for n in range(4))
    call = paragraphs(
        "Frau Anna Berg, Leiterin der Hafenverwaltung, erreichbar am Vormittag. Telefon: 0999 1",
        "Herr Erik Holm, Leiter der Kanzlei im Haus am Anleger, am Nachmittag. Telefon: 0999 2",
    )
    text = f"{paragraphs(*TEXT)}<p><em>Anna Berg</em></p>"
    read_as = article(
        f"<main><div><section><h1>{TITLE}</h1><div>{text}</div></section></div>"
        f"{portlet('Andere Nachrichten', f'<ul>{news}</ul>')}{portlet('Auskunft', call)}</main>"
    )
    assert (read_as.author, read_as.body) == ("Anna Berg", "\n\n".join(TEXT))


def test_text_goes_on_below_other_news_in_the_same_box() -> None:
    text = body_of(
        f"{paragraphs(FIRST, SECOND, THIRD)}<p>Andere Nachrichten:</p>"
        f"<p>{link(HERE, '/bauen/hafen')}</p><h2>Der Bus</h2>{paragraphs(THIRD + ' Bald.')}"
    )
    assert text == [*TEXT, "Der Bus", f"{THIRD} Bald."]
