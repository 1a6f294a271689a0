"""The HTML templates in sample/markup, one folder a face."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import jinja2

from kho_tin.sample import board

_LOADER = jinja2.FileSystemLoader(Path(__file__).parent / "markup")
_MARKUP = jinja2.Environment(loader=_LOADER, autoescape=True, undefined=jinja2.StrictUndefined)


def dmy(day: dt.date) -> str:
    """A date as the portals print it, day first."""
    return f"{day:%d/%m/%Y}"


_MARKUP.filters["dmy"] = dmy
_MARKUP.globals["board"] = board


def render(name: str, **values: object) -> str:
    """One template, filled. Raises jinja2.UndefinedError for a value that is missing."""
    return _MARKUP.get_template(name).render(**values)
