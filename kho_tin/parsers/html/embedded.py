"""The documents that a page shows in frames, wherever on it they are."""

from __future__ import annotations

from kho_tin.parsers.html.document import Document, ancestors, attribute
from kho_tin.parsers.html.documents import TYPE, framed
from kho_tin.parsers.html.noise import role_of
from kho_tin.parsers.model import Attachment

_MOST = 50  # a bound on time: frames of one page that are looked at


def framed_documents(document: Document) -> tuple[Attachment, ...]:
    """The documents in the page's frames, without those in its menus, margins and footer."""
    files = []
    for node in document.all("iframe, frame, embed, object")[:_MOST]:
        sources = (attribute(node, name) for name in ("src", "data", "data-src"))
        declared = bool(TYPE.match(attribute(node, "type").strip()))
        shown = (framed(source, document.link, declared=declared) for source in sources if source)
        file = next(filter(None, shown), None)
        if file and not any(role_of(box.tag or "", box.attributes) for box in ancestors(node)):
            files.append(file)
    return tuple(files)
