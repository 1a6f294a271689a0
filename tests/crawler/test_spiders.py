"""Every spider is declared whole, and a half-declared one is refused with a sentence."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from kho_tin.base.eras import Era
from kho_tin.crawler.spider import NewsSpider

LOADER = SpiderLoader.from_settings(get_project_settings())
SITES = [LOADER.load(name) for name in sorted(LOADER.list())]


def test_what_is_shipped() -> None:
    shipped = {"kcn_daklak", "kkt_phuyen", "kkt_phuyen_portal", "sample"}
    assert shipped <= set(LOADER.list())


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_site_is_attributes_and_a_docstring(site: type[NewsSpider]) -> None:
    assert issubclass(site, NewsSpider)
    site.check_declaration()
    assert site.__doc__
    assert site.__doc__ != NewsSpider.__doc__
    if site.__module__ not in SPIDERS_WITH_CODE:
        methods = [name for name, value in vars(site).items() if callable(value)]
        assert methods == []


SPIDERS_WITH_CODE = {"kho_tin.crawler.sites.wayback"}


class Half(NewsSpider):
    name = "half"
    title = "Half a site"
    home_url = "https://half.example/"
    broken: ClassVar[dict[str, tuple[str, str]]] = {
        "name": ("", "declares no name"),
        "title": ("", "declares no title"),
        "home_url": ("half.example", "full address"),
        "cms": ("wordpres", "cms must be one of"),
    }


@pytest.mark.parametrize("attribute", Half.broken)
def test_half_declared(attribute: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, words = Half.broken[attribute]
    monkeypatch.setattr(Half, attribute, value)
    with pytest.raises(ValueError, match=words) as refusal:
        Half.check_declaration()
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("eras", "words"),
    [
        ((Era("30/06/2025", title="Cũ"),), "until must be a day"),
        ((Era("20250630", title="Cũ"),), "until must be a day"),
        ((Era("2025-06-30"),), "says nothing"),
        ((Era("2025-06-30", hosts=("http://cu.example/",)),), "bare host names"),
        ((Era("2025-06-30", home_url="cu.example"),), "full address"),
        ((Era("2025-06-30", cms="wordpres"),), "cms must be one of"),
        ((Era("2025-06-30", title="B"), Era("2024-06-30", title="A")), "the oldest comes first"),
        ((Era("2025-06-30", title="B"), Era("2025-06-30", title="A")), "the oldest comes first"),
    ],
)
def test_eras_half_declared(
    eras: tuple[Era, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Half, "eras", eras)
    with pytest.raises(ValueError, match=words):
        Half.check_declaration()


def test_an_era_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """What will be said of a site in future is not what a crawl of today goes by."""
    monkeypatch.setattr(Half, "eras", (Era("2025-06-30", title="Cũ"),))
    Half.check_declaration()
    Half.plan_of({}, dt.date(2025, 7, 1))
    with pytest.raises(ValueError, match="2025-06-30 is not over"):
        Half.plan_of({}, dt.date(2025, 6, 30))
