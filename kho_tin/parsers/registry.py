"""The parsers, each layout of a CMS with the day on which it ended.

When a CMS changes its layout, its parser gets a new version and the old one the date of the
change; pages from before (web archives, a rebuild) are then still read by the old one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from kho_tin.parsers.cms import liferay, news_metadata, sharepoint, vhv, vnpt_portal, websphere
from kho_tin.parsers.general import article as general
from kho_tin.parsers.html.document import Document
from kho_tin.parsers.model import Reading


@dataclass(frozen=True)
class Parser:
    """One layout of one CMS. `until` is its last day (None: in use), in UTC."""

    name: str
    version: int
    until: dt.date | None
    read: Callable[[Document, str], Reading]

    @property
    def label(self) -> str:
        return f"{self.name}@{self.version}"


# Versions of one CMS stand in order, the oldest first.
PARSERS: tuple[Parser, ...] = (
    Parser("vnpt_portal", 1, None, vnpt_portal.read),
    Parser("websphere", 1, None, websphere.read),
    Parser("liferay", 1, None, liferay.read),
    Parser("sharepoint", 1, None, sharepoint.read),
    Parser("vhv", 1, None, vhv.read),
    Parser("news_metadata", 1, None, news_metadata.read),
    Parser("general", 1, None, general.read),
)


def parser_for(
    name: str, fetched_at: dt.datetime | None, parsers: tuple[Parser, ...] = PARSERS
) -> Parser:
    """The version of the parser `name` that read pages on the day of `fetched_at` (aware; None:
    the newest). Raises KeyError when there is no such parser."""
    versions = [one for one in parsers if one.name == name]
    if not versions:
        raise KeyError(name)
    if fetched_at is None:
        return versions[-1]
    day = fetched_at.astimezone(dt.UTC).date()
    return next((one for one in versions if one.until is None or day <= one.until), versions[-1])
