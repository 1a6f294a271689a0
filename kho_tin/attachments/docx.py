"""Text of a DOCX (ECMA-376 part 1, WordprocessingML).

Read here because python-docx 1.2 leaves out what Word shows: text that was inserted with
changes tracked, content controls, text boxes and footnotes.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

from kho_tin.attachments.kinds import main_part, read_part
from kho_tin.attachments.model import MOST_LETTERS, MOST_TAGS, NotRead

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Moved away, deleted, or a fallback for programs that cannot show the first form.
_NOT_SHOWN = {"moveFrom", "del", "Fallback"}
_NOTES = ("footnotes.xml", "endnotes.xml")


def read(body: bytes) -> tuple[str, list[str]]:
    """The text, and what is to be noted. Raises NotRead."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            main = main_part(package)
            names = [main, *(posixpath.join(posixpath.dirname(main), name) for name in _NOTES)]
            available = set(package.namelist())
            parts = [
                read_part(package, name) for name in names if name in available or name == main
            ]
        text = "\n".join(line for part in parts for line in _lines(_tree(part)))
    except (zipfile.BadZipFile, KeyError, ParseError, EOFError, NotImplementedError) as error:
        raise NotRead(f"damaged: {error}") from error
    except RecursionError as error:
        raise NotRead("damaged: nested too deep") from error
    except RuntimeError as error:  # zipfile's word for a part with a password
        raise NotRead("encrypted: a password is needed") from error
    if len(text) > MOST_LETTERS:
        return text[:MOST_LETTERS], [f"only the first {MOST_LETTERS} letters were read"]
    return text, []


def _tree(part: bytes) -> Element:
    if part.count(b"<") > MOST_TAGS:
        raise NotRead(f"too large: more than {MOST_TAGS} tags")
    return fromstring(part)


def _name(element: Element) -> str:
    tag = str(element.tag)
    if tag.startswith((_W, _STRICT)) or tag.endswith("}Fallback"):
        return tag.rpartition("}")[2]
    return ""


def _lines(element: Element) -> Iterator[str]:
    """Paragraphs and rows of tables, in order, whatever they are wrapped in."""
    for child in element:
        match _name(child):
            case "p":
                boxes: list[str] = []
                yield "".join(_words(child, boxes))
                yield from boxes
            case "tr":
                cells = (" ".join(" ".join(_lines(cell)).split()) for cell in _cells(child))
                yield " | ".join(cell for cell in cells if cell)
            case name if name not in _NOT_SHOWN:
                yield from _lines(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if _name(child) == "tc":
            yield child
        elif _name(child) not in _NOT_SHOWN:
            yield from _cells(child)


def _words(element: Element, boxes: list[str]) -> Iterator[str]:
    """What a paragraph says; the lines of text boxes that hang on it go into `boxes`."""
    for child in element:
        match _name(child):
            case "t":
                yield child.text or ""
            case "txbxContent":
                boxes.extend(_lines(child))
            case name if name in _BREAKS:
                yield _BREAKS[name]
            case name if name not in _NOT_SHOWN:
                yield from _words(child, boxes)
