"""From a document's bytes to its text, in this process."""

from __future__ import annotations

import re

from kho_tin.attachments import docx, kinds, pdf, sheets
from kho_tin.attachments.model import DocumentText, NotRead, joined, layout_of
from kho_tin.base import legacy_fonts
from kho_tin.base.text import squeeze

# Letters drawn as one: NFC keeps them, and a search would miss them.
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
# TCVN3 has ư where Windows has the soft hyphen, and PDFium shows that as a hyphen: "®Çu t-".
_LOST_LETTER = re.compile(r"(?<=[a-z\xa1-\xff])-|-(?=[a-z\xa1-\xff])")


def read(body: bytes, media_type: str | None, filename: str) -> DocumentText:
    """As `attachments.text_of`, but without bounds of time and memory. Raises MemoryError."""
    pages = None
    try:
        match kinds.kind_of(body, media_type, filename):
            case "pdf":
                raw, notes, pages = pdf.read(body)
            case "docx":
                raw, notes = docx.read(body)
            case "sheet":
                raw, notes = sheets.read(body)
    except NotRead as error:
        return DocumentText(None, str(error))
    except MemoryError:
        raise  # the process has no more
    except Exception as error:  # a library may raise anything for damaged bytes
        return DocumentText(None, f"damaged: {type(error).__name__}: {error}"[:300])
    text = raw.replace("\r", "\n").translate(_LIGATURES)
    if encoding := legacy_fonts.detect(text):
        if encoding == "TCVN3" and pages is not None:
            text = _LOST_LETTER.sub("\xad", text)
        text = legacy_fonts.to_unicode(text, encoding)
        notes.append(f"{encoding} text was turned into Unicode")
    text, starts = joined(list(map(in_text_form, text.split(pdf.PAGE_BREAK))))
    if not text and not notes:
        notes.append("no text")
    layout = layout_of(starts) if text and pages is not None else None
    return DocumentText(text or None, "; ".join(notes) or None, pages, layout)


def in_text_form(text: str) -> str:
    """The lines of a document in the form of `base.text`, without empty ones."""
    return "\n".join(filter(None, map(squeeze, text.replace("\r", "\n").split("\n"))))
