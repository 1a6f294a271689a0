"""The process that reads documents: `python -m kho_tin.attachments.reader SECONDS`.

Documents come from anywhere, and PDFium is C++: what crashes it, or never ends, must end this
process and not a crawl. Each question on standard input is a line of JSON (`media_type`,
`filename`, `bytes`) and so many bytes; each answer is a line of JSON.
"""

from __future__ import annotations

import json
import math
import os
import re
import resource
import sys
from dataclasses import asdict

from kho_tin.attachments import docx, kinds, pdf, sheets
from kho_tin.attachments.model import MEMORY, READY, DocumentText, NotRead
from kho_tin.base import legacy_fonts
from kho_tin.base.text import squeeze

# Letters drawn as one: NFC keeps them, and a search would miss them.
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
# TCVN3 has ư where Windows has the soft hyphen, and PDFium shows that as a hyphen: "®Çu t-".
_LOST_LETTER = re.compile(r"(?<=[a-z\xa1-\xff])-|-(?=[a-z\xa1-\xff])")


def read(body: bytes, media_type: str | None, filename: str) -> DocumentText:
    """What `documents.text_of` promises, but for what ends the process."""
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
        return DocumentText(None, f"too large: needs more than {MEMORY >> 20} MB of memory")
    except Exception as error:  # whatever a library makes of bytes that nobody foresaw
        return DocumentText(None, f"damaged: {type(error).__name__}: {error}"[:300])
    text = raw.replace("\r", "\n").translate(_LIGATURES)
    if encoding := legacy_fonts.detect(text):
        if encoding == "TCVN3" and pages is not None:
            text = _LOST_LETTER.sub("\xad", text)
        text = legacy_fonts.to_unicode(text, encoding)
        notes.append(f"{encoding} text was turned into Unicode")
    text = "\n".join(filter(None, map(squeeze, text.split("\n"))))
    if not text and not notes:
        notes.append("no text")
    return DocumentText(text or None, "; ".join(notes) or None, pages)


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: int) -> None:
    """Processor time, so that what is read does not hang on how busy the machine is."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def main() -> None:
    seconds = int(sys.argv[1])
    limit_memory()
    sys.stdout.write(READY)
    sys.stdout.flush()
    with open(os.devnull, "w") as nowhere:  # what libraries say as they die says nothing to anyone
        os.dup2(nowhere.fileno(), sys.stderr.fileno())
    while line := sys.stdin.buffer.readline():
        limit_time(seconds)
        asked = json.loads(line)
        body = sys.stdin.buffer.read(asked["bytes"])
        answer = asdict(read(body, asked["media_type"], asked["filename"]))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
