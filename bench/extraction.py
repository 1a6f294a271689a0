"""How much of a page is read rightly: bodies, and every field, side by side with other tools.

Bodies on the article-extraction-benchmark (181 real English pages); every field on pages saved
from public sites, on the project's own fixtures and on the sample site's pages, which are
Vietnamese. The benchmark and the saved pages are not part of the project: `KHO_TIN_SHARED` names
the folder with `benchmark/article-extraction` and `pages`, and what is not there is said. The
extractors take turns at each page.
`python -m bench full extraction`; docs/extraction.md has the tables.
"""

from __future__ import annotations

import gzip
import json
import statistics
import time
import unicodedata
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.extractors import EXTRACTORS, Extractor, extract
from bench.shingles import Score, Shares, compare, score
from kho_tin.parsers import Page
from kho_tin.parsers.html.text import decode
from kho_tin.sample import SampleServer
from kho_tin.sample.news import load_news
from tests.parsers.cases import HERE, SHARED, Case, cases, check, fields

BENCHMARK = SHARED.parent / "benchmark" / "article-extraction"
QUICK = 3  # of so many pages of the benchmark and of the sample site one is read
FULL = 1  # the same, for `python -m bench full`
_FIELDS = ("title", "published", "author")


@dataclass(frozen=True)
class Sheet:
    """One page to read and what is to be found in it; a field that is not in `truth` is not
    known."""

    page: Page
    truth: dict[str, str | None]
    group: int = 0

    @property
    def html(self) -> str:
        return decode(self.page.body, self.page.encoding)[0]


@dataclass
class Result:
    """What one extractor made of many sheets."""

    shares: list[Shares] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    right: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def score(self, group: int | None = None) -> Score:
        pairs = zip(self.shares, self.groups, strict=True)
        return score(share for share, own in pairs if group in (None, own))

    @property
    def milliseconds(self) -> float:
        return 1000 * statistics.median(self.seconds)


def main() -> None:
    """Print the tables."""
    tables(QUICK)


def full() -> None:
    """The same of all pages."""
    tables(FULL)


def tables(step: int) -> None:
    """Print them; of `step` pages of the benchmark and of the sample site one is read."""
    packages = {extractor.package: extractor.version for extractor in EXTRACTORS}
    print(", ".join(f"{name} {packages[name] or 'not installed'}" for name in packages if name))
    _benchmark(step)
    _fields_of_cases()
    _sample(step)


def measure(extractors: Sequence[Extractor], sheets: Iterable[Sheet]) -> dict[Extractor, Result]:
    """Run the extractors over the sheets, in turn at each, in CPU time of this process."""
    results = {extractor: Result() for extractor in extractors}
    for sheet in sheets:
        html = sheet.html
        for extractor, result in results.items():
            start = time.process_time()
            extracted = extract(extractor, sheet.page, html)
            result.seconds.append(time.process_time() - start)
            if (body := sheet.truth.get("body")) is not None:
                result.shares.append(compare(body, extracted.body))
                result.groups.append(sheet.group)
            for name in extractor.fields & set(sheet.truth):
                result.wanted[name] += 1
                result.right[name] += _same(name, getattr(extracted, name), sheet.truth[name])
    return results


def _same(name: str, extracted: str | None, truth: str | None) -> bool:
    if name == "published":  # few give a time of day
        extracted, truth = (extracted or "")[:10], (truth or "")[:10]
    return _plain(extracted) == _plain(truth)


def _plain(value: str | None) -> str:
    return unicodedata.normalize("NFC", " ".join((value or "").split()))


def _benchmark(step: int) -> None:
    print("\nBodies of the article-extraction-benchmark (F1, precision and recall of runs of four")
    print("words; F1 of either half of the pages by order of name; CPU ms a page, median)")
    if not BENCHMARK.is_dir():
        print(f"not there: {BENCHMARK}")
        return
    truth = json.loads((BENCHMARK / "ground-truth.json").read_text("utf-8"))
    sheets = []
    for number, name in enumerate(sorted(truth)[::step]):
        body = gzip.decompress((BENCHMARK / "html" / f"{name}.html.gz").read_bytes())
        page = Page(truth[name]["url"], body)
        sheets.append(Sheet(page, {"body": truth[name]["articleBody"]}, number % 2))
    columns = ("F1", "precision", "recall", "F1 even", "F1 odd", "ms")
    print(_row(f"{len(sheets)} pages", *columns))
    for extractor, result in measure(_installed(columns), sheets).items():
        halves = [f"{result.score(group).f1:.3f}" for group in (0, 1)]
        print(_row(extractor.name, *_three(result.score()), *halves, f"{result.milliseconds:.0f}"))


def _fields_of_cases() -> None:
    own, saved = HERE / "pages", SHARED
    print("\nEvery expectation of the fixtures (a field's value, its beginning or end, what must")
    print("not be in it): met, of all")
    names = sorted({name.partition("_")[0] for root in (own, saved) for _, name in fields(root)})
    print(_row("", "own", "saved" if saved.is_dir() else "no saved"))
    met = [_expectations(root) for root in (own, saved)]
    for name in names:
        cells = [f"{right[name]}/{wanted[name]}" if wanted[name] else "-" for right, wanted in met]
        print(_row(name, *cells))
    print(_row("all", *(f"{right.total()}/{wanted.total()}" for right, wanted in met)))
    sheets = [*_articles(own), *_articles(saved)]
    print("\nTheir articles: bodies where the whole is known, else title, day and author alone")
    _table(sheets, f"{len(sheets)} pages")


def _expectations(root: Path) -> tuple[Counter[str], Counter[str]]:
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    readings = {case: case.read() for case in cases(root) if case.expected_file.exists()}
    for case, name in fields(root):
        group = name.partition("_")[0]
        wanted[group] += 1
        try:
            check(name, case.expected()[name], readings[case], case.meta["url"])
        except AssertionError:
            continue
        right[group] += 1
    return right, wanted


def _articles(root: Path) -> Iterator[Sheet]:
    for case in cases(root):
        expected = case.expected() if case.expected_file.exists() else {}
        if "title" in expected and expected.get("kind", "article") == "article":
            truth = {name: expected[name] for name in _FIELDS if name in expected}
            if expected.get("body"):
                truth["body"] = expected["body"]
            yield Sheet(_page(case), truth)


def _page(case: Case) -> Page:
    meta = case.meta
    return Page(meta["url"], (case.path / "page.html").read_bytes(), meta.get("encoding"))


def _sample(step: int) -> None:
    """The sample site's articles, in the markup of either CMS. The general parser alone is the
    one to look at: it knows neither."""
    for face in ("vnpt", "websphere"):
        sheets = []
        with SampleServer(face, log=False, now="2027-01-01") as server:
            for article in load_news()[::step]:
                url = article.url(server.url.rstrip("/"), face)
                with urllib.request.urlopen(url) as answer:
                    page = Page(url, answer.read(), "utf-8")
                truth = {
                    "title": article.title,
                    "published": None if article.undated else article.date.isoformat(),
                    "author": article.author,
                    "body": article.body,
                }
                sheets.append(Sheet(page, truth))
        print(f"\nThe sample site's articles in the markup of {face} (Vietnamese)")
        _table(sheets, f"{len(sheets)} pages")


def _table(sheets: list[Sheet], head: str) -> None:
    """Bodies of the sheets whose body is known, and fields of all, in a row an extractor."""
    columns = ("F1", "precision", "recall", "title", "day", "author", "ms")
    print(_row(head, *columns))
    for extractor, result in measure(_installed(columns), sheets).items():
        cells = [
            f"{result.right[name]}/{result.wanted[name]}" if name in extractor.fields else "-"
            for name in _FIELDS
        ]
        print(_row(extractor.name, *_three(result.score()), *cells, f"{result.milliseconds:.0f}"))


def _installed(columns: tuple[str, ...]) -> list[Extractor]:
    """The extractors that are there; for those that are not a row says so."""
    for extractor in EXTRACTORS:
        if extractor.version is None:
            print(_row(extractor.name, "not installed", *[""] * (len(columns) - 1)))
    return [extractor for extractor in EXTRACTORS if extractor.version is not None]


def _three(values: Score) -> list[str]:
    return [f"{value:.3f}" for value in values]


def _row(name: str, *cells: str) -> str:
    return f"{name:30}" + "".join(f"{cell:>11}" for cell in cells)
