"""A feed in Atom (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from kho_tin.base.times import VIETNAM_OFFSET

MEDIA_TYPE: Final = "application/atom+xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
# Not allowed in XML (https://www.w3.org/TR/xml/#NT-Char): a feed reader would stop there.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH: Final = "1970-01-01T00:00:00Z"


@dataclass(frozen=True)
class Entry:
    """`id` names the entry for good: a feed reader shows it once. `link` is its page here, `via`
    the article on its site. `published` is a date, or a time with its zone, `updated` UTC."""

    id: str
    title: str
    link: str
    via: str
    updated: str
    author: str
    summary: str
    published: str | None = None
    category: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Feed:
    """`own` is its address, `page` that of the page that shows the same, `name` whose it is."""

    title: str
    name: str
    own: str
    page: str
    language: str

    def with_entries(self, entries: Sequence[Entry]) -> bytes:
        """The feed as it is sent."""
        ET.register_namespace("", _ATOM)
        feed = ET.Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": self.language})
        _add(feed, "title", self.title)
        _add(feed, "id", self.own)
        _add(feed, "link", rel="self", href=self.own, type=MEDIA_TYPE)
        _add(feed, "link", rel="alternate", href=self.page, type="text/html")
        _add(feed, "updated", max((entry.updated for entry in entries), default=_EPOCH))
        _add(_add(feed, "author"), "name", self.name)
        for entry in entries:
            _entry(feed, entry)
        return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: ET.Element, entry: Entry) -> None:
    element = _add(feed, "entry")
    element.set(f"{{{_XML}}}lang", _NO_XML.sub("", entry.language or "vi"))
    _add(element, "title", entry.title)
    _add(element, "id", entry.id)
    _add(element, "link", rel="alternate", href=entry.link)
    if entry.via.startswith(("http://", "https://")):
        _add(element, "link", rel="via", href=entry.via)
    if entry.published:
        _add(element, "published", _moment(entry.published))
    _add(element, "updated", entry.updated)
    _add(_add(element, "author"), "name", entry.author)
    if entry.category:
        _add(element, "category", term=entry.category)
    _add(element, "summary", entry.summary)


def _moment(published: str) -> str:
    """Atom wants a time of day and a zone: a bare date begins at midnight in Việt Nam."""
    return published if "T" in published else f"{published}T00:00:00{VIETNAM_OFFSET}"


def _add(to: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    cleaned = {name: _NO_XML.sub("", value) for name, value in attributes.items()}
    element = ET.SubElement(to, f"{{{_ATOM}}}{name}", cleaned)
    if text is not None:
        element.text = _NO_XML.sub("", text)
    return element
