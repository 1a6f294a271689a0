"""Kho Tin: a lasting, searchable archive of a public board's news.

What a site's file needs is here, and is loaded when it is first used: importing any other part of
the package loads no Scrapy. This, the verbs, exit codes, tables and SQL functions are the public
interface.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kho_tin.base.eras import Era as Era
    from kho_tin.crawler.spider import NewsSpider as NewsSpider
    from kho_tin.outcome.bounds import Bounds as Bounds

__version__ = "1.0.0"
__all__ = ["Bounds", "Era", "NewsSpider", "__version__"]

_WHERE = {
    "Bounds": "kho_tin.outcome.bounds",
    "Era": "kho_tin.base.eras",
    "NewsSpider": "kho_tin.crawler.spider",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
