"""When an article on a page of unknown markup was published: which of its dates counts."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import pytest

from kho_tin.parsers import Page, read
from kho_tin.parsers.model import Article
from kho_tin.parsers.vietnamese.date_forms import Order

VIETNAMESE = (
    "Ban Quản lý Khu kinh tế Vũng Sương làm việc với các nhà đầu tư về tiến độ bàn giao mặt bằng.",
    "Đoàn đã đi xem công trường, nghe báo cáo và thống nhất các việc cần làm trong quý tới.",
    "Các hộ dân còn lại sẽ nhận tiền và giao đất theo kế hoạch đã được phê duyệt từ đầu năm.",
)
ENGLISH = (
    "The board met the investors of the zone and agreed on what has to be done in the spring.",
    "The visitors went to see the works and were told that the road will be open to all of them.",
    "The last of the families are to move to the new quarter as it was planned at the beginning.",
)
TITLE = {"vi": "Họp bàn tiến độ bàn giao mặt bằng", "en": "The board meets the investors again"}


@dataclass(frozen=True)
class Case:
    """A page: what stands in its head, between its title and its text, and below the text."""

    date: str = ""
    head: str = ""
    below: str = ""
    language: str = "vi"
    url: str = "https://vungsuong.example/hop-ban"
    fetched: dt.datetime | None = None
    order: Order | None = None
    above: str = ""

    def read(self) -> Article:
        text = "".join(f"<p>{p}</p>" for p in (VIETNAMESE if self.language == "vi" else ENGLISH))
        title = TITLE[self.language]
        html = (
            f'<!doctype html><html lang="{self.language}"><head><title>{title}</title>{self.head}'
            f"</head><body>{self.above}<article><h1>{title}</h1>{self.date}<div>{text}</div></article>"
            f"{self.below}</body></html>"
        )
        page = Page(self.url, html.encode(), "utf-8", self.fetched, self.order)
        article = read(page)
        assert isinstance(article, Article)
        return article


def json_ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(fields)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


NEWS = json_ld(**{"@type": "NewsArticle", "datePublished": "2021-06-02T08:00:00+07:00"})
CASES: dict[str, tuple[Case, str | None]] = {
    "months in words": (Case("<p>2 Tháng Sáu, 2021</p>"), "2021-06-02"),
    "two figures of a year": (Case("<p>Ngày đăng: 02/06/21</p>"), "2021-06-02"),
    "place and date": (Case("<p>Vũng Sương, ngày 2 tháng 6 năm 2021</p>"), "2021-06-02"),
    "RFC 5322 with its zone": (
        Case(head=meta("article:published_time", "Tue, 01 Jun 2021 18:05:00 GMT")),
        "2021-06-02T01:05+07:00",
    ),
    "a zone's name within": (
        Case(head=meta("datePublished", "2021-06-02ICT08:30:00")),
        "2021-06-02T08:30+07:00",
    ),
    "Dublin Core": (Case(head=meta("DC.date.issued", "2021-06-02")), "2021-06-02"),
    "itemprop": (
        Case('<span itemprop="datePublished" content="2021-06-02T08:00+07:00">hôm nay</span>'),
        "2021-06-02T08:00+07:00",
    ),
    "JSON-LD of the page, not the article": (
        Case(head=json_ld(**{"@graph": [{"@type": "WebPage", "datePublished": "2021-06-02"}]})),
        "2021-06-02",
    ),
    "JSON-LD that is broken": (
        Case(head='<script type="application/ld+json">{"datePublished": "2021-06-02",}</script>'),
        "2021-06-02",
    ),
    "<time> is more exact": (
        Case('<time datetime="2021-06-02T01:00:00Z">2 Tháng 6 2021</time>'),
        "2021-06-02T08:00+07:00",
    ),
    "updated the same day": (
        Case("<p>Cập nhật: 16:30 02/06/2021</p>", NEWS),
        "2021-06-02T08:00+07:00",
    ),
    "updated on another day": (
        Case("<p>Cập nhật: 16:30 09/06/2021</p>", NEWS),
        "2021-06-02T08:00+07:00",
    ),
    "published before updated": (
        Case("<p>Cập nhật: 09/06/2021</p><p>Ngày đăng: 02/06/2021</p>"),
        "2021-06-02",
    ),
    "updated alone": (Case("<p>Cập nhật lúc: 02/06/2021</p>"), "2021-06-02"),
    "changed alone": (Case(head=meta("article:modified_time", "2021-06-02")), "2021-06-02"),
    "the address at last": (Case(url="https://vungsuong.example/2021/06/02/hop/"), "2021-06-02"),
    "a clock of Việt Nam called UTC": (
        Case(
            "<p>02/06/2021</p>", meta("article:published_time", "2021-06-02T20:30:00Z")
        ),
        "2021-06-02T20:30+07:00",
    ),
    "a comment's": (
        Case(below='<div class="comments"><time datetime="2021-07-01">x</time></div>'),
        None,
    ),
    "a quoted post's": (
        Case(below='<blockquote>Lam Én, <time datetime="2021-07-01">x</time></blockquote>'),
        None,
    ),
    "another article's": (
        Case(below='<aside><a href="/a">Tin khác</a> <time datetime="2021-07-01">x</time></aside>'),
        None,
    ),
    "a stamp of the fetching": (
        Case(
            "<p>Ngày đăng: 02/06/2021</p>",
            meta("date", "2021-06-20T10:00:01Z"),
            fetched=dt.datetime(2021, 6, 20, 10, 0, 2, tzinfo=dt.UTC),
        ),
        "2021-06-02",
    ),
    "a clock above the title": (
        Case(
            "<p>Ngày đăng: 02/06/2021</p>",
            above="<p>Chủ nhật, ngày 20/06/2021</p>",
            fetched=dt.datetime(2021, 6, 20, 10, 0, 2, tzinfo=dt.UTC),
        ),
        "2021-06-02",
    ),
    "a site of another zone": (
        Case(
            "<p>June 1, 2021, 10:05 PM</p>",
            meta("article:published_time", "2021-06-02T02:05:00Z"),
            language="en",
        ),
        "2021-06-01T22:05:00-04:00",
    ),
    "a stamp of another zone": (
        Case(head=meta("article:published_time", "2021-06-01T22:05:00-04:00"), language="en"),
        "2021-06-01T22:05-04:00",
    ),
    "the site's order": (Case("<p>06/02/2021</p>", order="month"), "2021-06-02"),
    "a stamp settles what is printed": (
        Case("<p>06/02/2021</p>", meta("datePublished", "2021-06-02")),
        "2021-06-02",
    ),
    "other dates of the page": (
        Case("<p>06/02/2021</p>", below="<ul><li><a href=/b>Tin trước</a></li></ul>"
             "<p>05/30/2021</p><p>05/28/2021</p>"),
        "2021-06-02",
    ),
    "a weekday of another language": (
        Case("<p>mercredi 2 juin 2021</p>", language="en"), "2021-06-02"
    ),
    "a date and who wrote": (
        Case("<p>2. Juni 2021 | Anna Berg</p>", below="<div>2. Juli 2021</div>", language="en"),
        "2021-06-02",
    ),
    "a byline with the date, and a list below": (
        Case("<p>By Anna Berg 2 June 2021 in Works, Roads, People</p>", language="en",
             below="<div><a href=/b>The board at the sea</a></div><div>On 2 July 2021</div>"),
        "2021-06-02",
    ),
    "below the heading of a list": (
        Case(below="<h3>Related posts</h3><div>2 July 2021</div>", language="en"), None
    ),
    "another article's line of links": (
        Case(below='<p><a href="/b">The board at the sea in summer</a> by Ann Berg (5/17/2021)</p>',
             language="en"),
        None,
    ),
    "a label in a box": (
        Case(below="<ul><li>One</li></ul><aside><dl><dt>Datum</dt><dd>02.06.2021</dd></dl></aside>",
             language="en"),
        "2021-06-02",
    ),
    "labels of several days are a list's": (
        Case(below="<p>One</p>" * 9 + "<p>Published: 2 June 2021</p><p>Published: 9 June 2021</p>",
             language="en"),
        None,
    ),
    "a section within the address": (
        Case(language="en", url="https://board.example/2021/ROADS/06/02/works/index.html"),
        "2021-06-02",
    ),
    "hAtom": (
        Case('<abbr class="published" title="2021-06-02T08:00:00Z">an hour ago</abbr>',
             language="en"),
        "2021-06-02T08:00+00:00",
    ),
    "updated, behind the day": (
        Case("<p>June 9, 2021 -- Updated 0203 GMT</p>",
             meta("pubdate", "2021-06-08T09:00:00Z"), language="en"),
        "2021-06-08T09:00+00:00",
    ),
    "updated on a day of its own": (
        Case("<p>By Anna Berg, June 1, 2021 at 8:59 pm | Updated: June 2, 2021 at 12:05 am</p>",
             meta("pubdate", "2021-06-02T02:59:00Z"), language="en"),
        "2021-06-01T20:59:00-06:00",
    ),
    "the zone of an update": (
        Case("<p>Updated 12:24 am EST, Wednesday, June 2, 2021</p>",
             meta("pubdate", "2021-06-02T02:07:18Z"), language="en"),
        "2021-06-01T21:07:18-05:00",
    ),
    "address and print against a stamp": (
        Case("<p>June 1, 2021 08:08 pm</p>", meta("sailthru.date", "2021-06-02"), language="en",
             url="https://board.example/2021/6/1/works"),
        "2021-06-01T20:08+07:00",
    ),
    "dates of a list's items": (
        Case("<p>June 2, 2021</p>", language="en", below="<div>" + "".join(
            f'<p><a href=/{n}>Older</a><time pubdate datetime="2021-07-0{n}">x</time></p>'
            for n in (1, 2, 3)) + "</div>"),
        "2021-06-02",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "published"), CASES.values(), ids=CASES)
def test_which_date_counts(case: Case, published: str | None) -> None:
    article = case.read()
    assert article.published == published
    kinds = [problem.kind for problem in article.problems]
    assert kinds == ([] if published else ["no_date"])


def test_nothing_is_settled_in_silence() -> None:
    article = Case("<p>6/3/2016 10:09:02 AM</p>").read()
    assert article.published == "2016-06-03T10:09:02+07:00"
    (problem,) = article.problems
    assert problem.kind == "doubtful_date"
    assert "2016-03-06" in problem.message
    assert article.date_order == "open"


def test_the_profile_settles_it() -> None:
    article = Case("<p>6/3/2016 10:09:02 AM</p>", order="month").read()
    assert article.published == "2016-06-03T10:09:02+07:00"
    assert article.problems == ()


def test_an_address_much_older_than_the_stamp() -> None:
    article = Case(
        head=meta("datePublished", "2021-06-02"), url="https://vungsuong.example/2019/3/4/hop"
    ).read()
    assert article.published == "2021-06-02"
    (problem,) = article.problems
    assert problem.kind == "doubtful_date"
    assert "2019-03-04" in problem.message


def test_a_printed_day_and_a_stamp_of_another() -> None:
    article = Case("<p>Ngày đăng: 20/05/2021</p>", NEWS).read()
    assert article.published == "2021-06-02T08:00+07:00"
    assert [problem.kind for problem in article.problems] == ["doubtful_date"]


@pytest.mark.parametrize(
    ("url", "language", "published"),
    [
        ("https://board.example.uk/a", "en", "2021-06-02"),
        ("https://board.example.us/a", "en", "2021-02-06"),
        ("https://board.example/a", "en-US", "2021-02-06"),
        ("https://board.example.vn/a", "en-US", "2021-06-02"),
        ("https://board.example/a", "de", "2021-06-02"),
    ],
)
def test_the_order_of_other_countries(url: str, language: str, published: str) -> None:
    case = Case("<p>02/06/2021</p>", language="en", url=url)
    page = case.read()
    assert [problem.kind for problem in page.problems] == (
        [] if url.endswith(("uk/a", "us/a", "vn/a")) else ["doubtful_date"]
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in ENGLISH)
    html = f'<html lang="{language}"><h1>{TITLE["en"]}</h1><p>02/06/2021</p>{text}</html>'
    article = read(Page(url, html.encode(), "utf-8"))
    assert isinstance(article, Article)
    assert (article.published, article.problems) == (published, ())
