"""Which lines are the article, given what the witnesses say of each."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from kho_tin.parsers.general.article_lines import choose
from kho_tin.parsers.general.lines import read_rows
from kho_tin.parsers.general.page_lines import Part
from kho_tin.parsers.html.text import plain

TITLE = "Cảng Mũi Én đón chuyến tàu hàng đầu tiên trong năm"
TEXT = "Sáng nay cảng Mũi Én đón chuyến tàu hàng đầu tiên trong năm, chở ba vạn tấn phân bón."
MORE = "Theo chủ cảng, tàu sẽ dỡ hàng trong bốn ngày, mỗi ngày hai ca, với hơn một trăm công nhân."
REST = "Từ tháng tới, mỗi tuần có một chuyến tàu nối cảng này với hai cảng phía nam của tỉnh."


def parts(html: str, votes: dict[str, float], title: str = "") -> list[tuple[str, str]]:
    """The lines of `html` in the article's element, and what each of them is. `votes` has the
    share of votes for a line; no vote is 0."""
    body = LexborHTMLParser(f"<body>{html}</body>").body
    assert body is not None
    rows = read_rows(body)
    given = [votes.get(line.text, 0.0) for line in rows.lines]
    choice = choose(rows.elements, rows.lines, given, {plain(title)} - {""})
    if choice is None:
        return []
    pairs = zip(rows.lines, choice.parts, strict=True)
    return [(line.text, part.value) for line, part in pairs if part is not Part.OUTSIDE]


def text(html: str, votes: dict[str, float], title: str = "") -> list[str]:
    return [line for line, part in parts(html, votes, title) if part == "text"]


def test_nothing_is_voted_for() -> None:
    assert parts(f"<p>{TEXT}</p>", {}) == []


def test_the_element_with_the_text_and_little_else() -> None:
    html = f"<div><p>Hôm nay trời đẹp</p><div><p>{TEXT}</p><p>{MORE}</p></div></div>"
    assert parts(html, {TEXT: 1.0, MORE: 1.0}) == [(TEXT, "text"), (MORE, "text")]


def test_what_is_set_like_the_text_is_text_without_a_vote() -> None:
    first, second = f"<div class=t><p>{TEXT}</p></div>", f"<div class=t><p>{MORE}</p></div>"
    other = f"<div class=u><p>{REST}</p></div>"
    assert text(f"<div>{first}{second}{other}</div>", {TEXT: 1.0}) == [TEXT, MORE]


def test_an_element_for_something_else_is_passed_over() -> None:
    related = "Cảng Mũi Én nạo vét luồng vào"
    html = f"<div><p>{TEXT}</p><div class=box-related><p>{related}</p></div><p>{REST}</p></div>"
    assert text(html, {TEXT: 1.0, related: 1.0, REST: 1.0}) == [TEXT, REST]


def test_the_title_below_a_portlets_name_which_is_printed_twice() -> None:
    def heading(name: str) -> str:
        return f"<header><h2><span>{name}</span><span>{name}</span></h2></header>"

    above = f"{heading('Chi tiết tin')}<h3 class=tieu-de>{TITLE}</h3>"
    others = f"{heading('Tin tức khác')}<ul><li><a href=/a>Tàu thứ hai vào cảng</a></li></ul>"
    html = f"<div>{above}<p>{TEXT}</p><p>{MORE}</p><p>{REST}</p>{others}</div>"
    votes = dict.fromkeys(("Chi tiết tin", TITLE, TEXT, MORE, REST, "Tin tức khác"), 1.0)
    lines = dict(parts(html, votes))
    assert (lines[TITLE], lines["Chi tiết tin"], lines["Tin tức khác"]) == (
        "title", "beside", "beside",
    )  # fmt: skip


def test_an_address_printed_between_two_paragraphs_is_text() -> None:
    def page(link: str) -> str:
        return f"<div><p>{TEXT}</p><p><a href=/a>{link}</a></p><p>{MORE}</p></div>"

    for address in ("cang@hailam.example", "https://hailam.example/cang"):
        assert text(page(address), {TEXT: 1.0, MORE: 1.0}) == [TEXT, address, MORE]
    assert text(page("Xem chuyến tàu"), {TEXT: 1.0, MORE: 1.0}) == [TEXT, MORE]


def test_other_boxes_of_the_article_are_its_own_without_headings() -> None:
    def page(inside: str) -> str:
        first = f"<article><h1>{TITLE}</h1><p>{TEXT}</p></article>"
        return f"<div>{first}<article>{inside}<p>{MORE}</p><p>{REST}</p></article></div>"

    votes = {TEXT: 1.0, MORE: 1.0, REST: 1.0}
    assert text(page(""), votes, TITLE) == [TEXT, MORE, REST]
    assert text(page("<h2>Tin thứ hai trong ngày</h2>"), votes, TITLE) == [TEXT]


def test_boxes_with_a_number_in_their_class_are_alike() -> None:
    boxes = "".join(
        f"<div class='hop-{n}a widget'><p>{line}</p></div>"
        for n, line in enumerate((TEXT, MORE, REST, f"{MORE} {REST}"))
    )
    votes = dict.fromkeys((TEXT, MORE, REST, f"{MORE} {REST}"), 1.0)
    assert text(f"<div>{boxes}</div>", votes) == list(votes)


def test_a_name_that_says_so_is_wrong_when_the_title_stands_in_it() -> None:
    def page(heading: str) -> str:
        post = f"<div class=widget>{heading}<p>{TEXT}</p></div>"
        return f"<div>{post}<div><p>{MORE}</p><p>{REST}</p><p>{last}</p></div></div>"

    last = "Doanh nghiệp vận tải trong tỉnh mong bến thứ hai được xây xong trước mùa mưa năm tới."
    votes = dict.fromkeys((TEXT, MORE, REST, last), 1.0)  # no three tenths are in the box
    assert TEXT in text(page(f"<h3>{TITLE}</h3>"), votes, TITLE)
    assert TEXT not in text(page("<h3>Ủng hộ chúng tôi</h3>"), votes, TITLE)
    assert TEXT not in text(page(f"<h3><a href=/a>{TITLE}</a></h3>"), votes, TITLE)


def test_a_name_that_says_so_is_wrong_when_the_text_is_in_it() -> None:
    html = f"<div class=has-sidebar><p>{TEXT}</p><p>{MORE}</p></div>"
    assert text(html, {TEXT: 1.0, MORE: 1.0}) == [TEXT, MORE]


def test_a_pointer_is_not_text_whoever_votes_for_it() -> None:
    pointer = "Xem thêm: Luồng vào cảng được nạo vét sâu thêm ba mét hồi cuối năm ngoái"
    html = f"<div><p>{TEXT}</p><p>{pointer}</p><p>{MORE}</p></div>"
    assert text(html, {TEXT: 1.0, pointer: 1.0, MORE: 1.0}) == [TEXT, MORE]


def test_a_line_of_links_is_not_text_whoever_votes_for_it() -> None:
    html = f"<div><p>{TEXT}</p><p><a href=/a>{REST}</a></p><p>{MORE}</p></div>"
    assert text(html, {TEXT: 1.0, MORE: 1.0, REST: 1.0}) == [TEXT, MORE]


def test_a_link_to_a_document_is_kept() -> None:
    html = f"<div><p>{TEXT}</p><p>{MORE}</p><p><a href=/qd.pdf>Quyết định số 12</a></p></div>"
    assert text(html, {TEXT: 1.0, MORE: 1.0}) == [TEXT, MORE, "Quyết định số 12"]


def test_what_stands_before_the_title_is_not_text() -> None:
    above = "Bản tin buổi sáng"
    html = f"<div><p>{above}</p><h1>{TITLE}</h1><p>{TEXT}</p><p>{MORE}</p></div>"
    assert parts(html, {above: 1.0, TEXT: 1.0, MORE: 1.0}, TITLE) == [
        (above, "beside"), (TITLE, "title"), (TEXT, "text"), (MORE, "text"),
    ]  # fmt: skip


def test_the_title_below_much_of_the_text_is_in_another_place() -> None:
    html = f"<div><p>{TEXT}</p><p>{MORE}</p><h1>{TITLE}</h1><p>{REST}</p></div>"
    assert text(html, {TEXT: 1.0, MORE: 1.0, REST: 1.0}, TITLE) == [TEXT, MORE, REST]


def test_without_a_known_title_the_heading_above_the_text_is_it() -> None:
    head = f"<div><h2>Tin tức</h2><h3>{TITLE}</h3><i>2/6</i></div>"
    html = f"{head}<div><p>{TEXT}</p><p>{MORE}</p></div>"
    rows = dict(parts(html, {TEXT: 1.0, MORE: 1.0}))
    assert rows == {TITLE: "title", TEXT: "text", MORE: "text"}


def test_headings_and_short_lines_between_are_text_links_are_not() -> None:
    html = (
        f"<div><p>{TEXT}</p><h2>Bốn ngày dỡ hàng</h2><p>{MORE}</p><p>Hai ca một ngày.</p>"
        f"<p><a href=/a>Cảng Mũi Én</a></p><p>{REST}</p><h2>Tin mới</h2></div>"
    )
    assert text(html, {TEXT: 1.0, MORE: 1.0, REST: 1.0}) == [
        TEXT, "Bốn ngày dỡ hàng", MORE, "Hai ca một ngày.", REST,
    ]  # fmt: skip


def test_what_is_quoted_is_text_in_whatever_box() -> None:
    quoted = f"<div class=social-embed><blockquote><p>{MORE}</p></blockquote></div>"
    html = f"<div><p>{TEXT}</p>{quoted}<p>{REST}</p></div>"
    assert text(html, {TEXT: 1.0, REST: 1.0}) == [TEXT, MORE, REST]


def test_how_to_reach_the_author_is_not_the_last_word() -> None:
    contact = "Email: le.minh@hailam.example"
    html = f"<div><p>{contact}</p><p>{TEXT}</p><p>{MORE}</p><p>{contact}</p></div>"
    given = {TEXT: 1.0, MORE: 1.0, contact: 1.0}
    assert text(html, given) == [contact, TEXT, MORE]


def test_of_several_articles_the_one_with_the_title() -> None:
    own = f"<article><h1>{TITLE}</h1><p>{TEXT}</p></article>"
    other = f"<article><h1>Tin khác trong ngày</h1><p>{MORE}</p><p>{REST}</p></article>"
    given = {TEXT: 1.0, MORE: 1.0, REST: 1.0}
    assert text(f"<div>{own}{other}</div>", given, TITLE) == [TEXT]
    assert text(f"<div>{own}{other}</div>", given)[-2:] == [MORE, REST]


def test_captions_are_told_from_text() -> None:
    picture = "<figure><img src=a.jpg><figcaption>Tàu vào cảng</figcaption></figure>"
    html = f"<div><p>{TEXT}</p>{picture}<p>{MORE}</p></div>"
    assert (("Tàu vào cảng", "caption")) in parts(html, {TEXT: 1.0, MORE: 1.0})


def test_two_breaks_end_a_line_and_one_does_not() -> None:
    html = f"<div>{TEXT}<br>Dòng hai.<br> <br>{MORE}</div>"
    body = LexborHTMLParser(html).body
    assert body is not None
    assert [line.text for line in read_rows(body).lines] == [f"{TEXT} Dòng hai.", MORE]


def test_lines_are_read_at_any_depth() -> None:
    body = LexborHTMLParser("<div>" * 3_000 + TEXT).body
    assert body is not None
    rows = read_rows(body)
    assert [line.text for line in rows.lines] == [TEXT]
    assert len(rows.elements) == 3_001


def test_what_stands_in_a_box_within_a_cell_of_the_text_is_text() -> None:
    cell = "<dl><dt>Địa chỉ:</dt><dd><p>4 đường Bờ Kè</p></dd></dl>"
    lines = parts(f"<div><p>{TEXT}</p>{cell}<p>{MORE}</p></div>", {TEXT: 1, MORE: 1})
    assert ("4 đường Bờ Kè", "text") in lines


@pytest.mark.parametrize(
    ("vote", "end", "part"), [(0.0, ".", "summary"), (1.0, ".", "text"), (0.0, "", "outside")]
)
def test_a_sentence_right_below_the_title_is_the_summary(vote: float, end: str, part: str) -> None:
    above = f"Từ sáng nay tàu hàng đầu tiên đã vào cảng mới của tỉnh trong nắng sớm{end}"
    page = f"<div><h1>Cảng mới mở</h1><p>{above}</p><div><p>{TEXT}</p><p>{MORE}</p></div></div>"
    lines = dict(parts(page, {TEXT: 1, MORE: 1, above: vote}, "Cảng mới mở"))
    assert lines.get(above, "outside") == part
