"""Scrapy's own components: which of them take part in a crawl, and what is loaded for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import default_settings as scrapys

from kho_tin import settings
from tests.waiting import STUCK

# By the last two parts of their names, why each of Scrapy's is left out.
LEFT_OUT = {
    "DOWNLOADER_MIDDLEWARES_BASE": {
        "offsite.OffsiteMiddleware": "crawler/http/offsite.py",
        "robotstxt.RobotsTxtMiddleware": "crawler/http/robots.py",
        "httpcompression.HttpCompressionMiddleware": "crawler/http/decoding.py",
        "cookies.CookiesMiddleware": "asks the network for a list of domain suffixes",
        "redirect.MetaRefreshMiddleware": "the spider follows a refresh, where a page says nothing",
        "httpauth.HttpAuthMiddleware": "of no use here",
        "httpcache.HttpCacheMiddleware": "of no use here",
    },
    "EXTENSIONS_BASE": {
        "throttle.AutoThrottle": "crawler/http/politeness.py",
        "remote_control.RemoteControl": "whoever reaches a port of this machine could run code",
        "telnet.TelnetConsole": "the same",
    },
    "SPIDER_MIDDLEWARES_BASE": {
        "urllength.UrlLengthMiddleware": "addresses are never cut short without a word",
        "httperror.HttpErrorMiddleware": "the spider decides which status is news of an article",
        "metacopy.MetaCopyDetectionMiddleware": "a check of our own callbacks, at every request",
    },
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_each_that_scrapy_has_is_taken_or_left_out(name: str) -> None:
    """One that a new version of Scrapy brings is to be decided on."""
    ours, all_there_are = vars(settings)[name], getattr(scrapys, name)
    left_out = {each: order for each, order in all_there_are.items() if each not in ours}
    assert {".".join(each.split(".")[-2:]) for each in left_out} == set(LEFT_OUT[name])
    assert all_there_are == ours | left_out


def test_what_is_left_out_is_not_loaded(root: Path) -> None:
    """Scrapy loads each component that is named, one that is set to None too."""
    code = (
        "import sys\n"
        "from scrapy.utils.project import get_project_settings\n"
        "settings = get_project_settings()\n"
        "for name in ('DOWNLOADER_MIDDLEWARES', 'EXTENSIONS', 'SPIDER_MIDDLEWARES'):\n"
        "    settings.get_component_priority_dict_with_base(name)\n"
        "assert 'kho_tin.crawler.http.offsite' in sys.modules\n"
        "print(*{'aiohttp', 'tldextract', 'requests', 'twisted.conch'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root, capture_output=True, text=True, timeout=STUCK, check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("\n", 0), done.stderr
