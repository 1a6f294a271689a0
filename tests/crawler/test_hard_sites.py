"""Every switch of the sample site's misbehaviour: exit code, one line, no bad row, few memory."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kho_tin.sample import SampleServer, SampleSite, load_news
from kho_tin.sample.news import Paragraph
from tests.crawler.hard_sites import (
    CHANGED,
    ONCE,
    ONE_PAGE,
    OVERCOME,
    PAGE,
    QUICK,
    WHOLE_SITE,
    Crawled,
    crawl,
    exit_codes,
    switches,
    truth,
)
from tests.crawler.project import two_at_a_time

# Every twelfth article: ten, with every kind of byline, pictures and files.
NEWS = load_news()[::12]
ALL = load_news()


def test_every_switch_has_a_row_and_a_test(root: Path) -> None:
    """`docs/hard-sites.md`: a line of the table is `| switch | … | one page | whole site |`."""
    text = (root / "docs" / "hard-sites.md").read_text("utf-8")
    rows = re.findall(r"^\| `([\w=-]+)` \| .+ \| .+ \| (.+) \| (.+) \|$", text, re.MULTILINE)
    documented = {
        key: {int(code) for code in each + whole if code.isdigit()} for key, each, whole in rows
    }
    assert set(documented) == switches()
    assert documented == exit_codes()


def test_one_bad_page_is_a_problem_on_record(tmp_path: Path) -> None:
    """Each on a page of its own, of a hundred: the ten are missing, and nothing else is.
    A text that patterns without a bound would look at for ever is not even bad."""
    news = sorted(ALL, key=lambda each: (len(each.images) + len(each.attachments), each.id))[:100]
    hard = next(each for each in news[len(ONE_PAGE) :] if not each.byline and not each.source)
    endless = Paragraph(" ".join(["tin bài"] * 30))
    news[news.index(hard)] = replace(hard, blocks=(*hard.blocks, endless))
    bad = dict(zip(ONE_PAGE, news, strict=False))
    paths = {key: f"/{each.alias}-{each.id}.html" for key, each in bad.items()}
    with SampleServer(news=news) as site:
        for key, (wrong, _) in ONE_PAGE.items():
            for name, value in wrong.items():
                path = (paths[key],) if isinstance(value, tuple) else paths[key]
                site.site.set(name, path if PAGE in str(value) else value)
        crawled = crawl(site.url, tmp_path / "archive.db", *QUICK)
    assert (crawled.code, crawled.line) == (0, "sample: ok")
    assert crawled.problems == {paths[key]: message for key, (_, message) in ONE_PAGE.items()}
    assert crawled.articles() == truth([each for each in news if each not in bad.values()])
    assert crawled.rows("SELECT new, failed FROM runs") == [(90, 9)]  # `big` is read, as nothing


# Each is like one that is tried every day: another status, another end of the answer before its
# end, another certificate that is not trusted.
SELDOM = {
    *("hang", "cut", "length_over", "big", "forbid", "unavailable", "retry_after"),
    *("tls=expired", "tls=self-signed"),
}


@pytest.fixture(scope="module")
def whole_site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Crawled | AssertionError]:
    """Of the sites that this session tries."""
    tried = {item.callspec.params.get("key") for item in request.session.items
             if isinstance(item, pytest.Function) and hasattr(item, "callspec")}  # fmt: skip
    folder = tmp_path_factory.mktemp("whole-site")

    def run(key: str) -> Crawled | AssertionError:
        with SampleServer(site=SampleSite(NEWS, "vnpt", **WHOLE_SITE[key][0])) as site:
            trust = {"SSL_CERT_FILE": str(site.authority.roots)} if site.authority else {}
            if key == "tls=whole":
                trust = {}
            try:
                host_failures = QUICK if key in ("hang", "drip") else ONCE
                archive = folder / key / "archive.db"
                crawled = crawl(site.url, archive, *host_failures, environment=trust)
                assert site.count <= 40
            except AssertionError as error:
                return error
            return crawled

    return two_at_a_time(run, [key for key in WHOLE_SITE if key in tried])


@pytest.mark.parametrize(
    "key",
    [pytest.param(key, marks=[pytest.mark.long] if key in SELDOM else []) for key in WHOLE_SITE],
)
def test_a_site_that_cannot_be_read_says_why(
    key: str, whole_site: dict[str, Crawled | AssertionError]
) -> None:
    _, code, words = WHOLE_SITE[key]
    crawled = whole_site[key]
    if isinstance(crawled, AssertionError):
        raise crawled
    assert crawled.code == code
    assert crawled.line.startswith(f"sample: {'blocked' if code == 4 else 'red'} - ")
    assert words in crawled.line
    assert crawled.articles() == []


@pytest.mark.more
@pytest.mark.parametrize("keys", OVERCOME)
def test_overcome(keys: str, tmp_path: Path) -> None:
    with SampleServer(site=SampleSite(NEWS, "vnpt", **OVERCOME[keys])) as site:
        crawled = crawl(site.url, tmp_path / "archive.db")
        assert site.count < 60  # ten articles with files and listings: 35 on a quiet day
    assert (crawled.code, crawled.line) == (0, "sample: ok")
    assert crawled.articles() == truth(NEWS)
    assert crawled.rows("SELECT DISTINCT kind FROM problems WHERE kind <> 'charset'") == []


def test_a_changed_layout_is_red_and_overwrites_nothing(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with SampleServer(news=NEWS) as site:
        assert crawl(site.url, archive).code == 0
        for day, (key, (wrong, words)) in enumerate(CHANGED.items(), start=10):
            site.site.reset()
            for name, value in wrong.items():
                site.site.set(name, value)
            site.site.set("now", f"2026-12-{day}")  # so that Last-Modified is another
            crawled = crawl(site.url, archive, "-a", "full=1")
            assert crawled.code == 3, key
            assert words in crawled.line
            rows = crawled.articles()
            assert set(truth(NEWS)) <= set(rows), key
            # Another CMS has other identities: the same news once more, as true as before.
            assert {row[1:] for row in rows} == {row[1:] for row in truth(NEWS)}, key
