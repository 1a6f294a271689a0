"""Which syllables of given texts the index takes for one: `python -m bench.spellings FOLDER …`.

Prints each pair by its class, with how often each is written, as docs/searching.md has it.
"""

from __future__ import annotations

import gzip
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from unicodedata import normalize

from selectolax.lexbor import LexborHTMLParser

from kho_tin.archive.search.query import words_in
from kho_tin.archive.search.spelling import one_spelling
from kho_tin.sample import load_news

ENDINGS: Final = (".html", ".htm", ".txt", ".md", ".json", ".gz", ".warc")
MOST_BYTES: Final = 5_000_000  # of one file


def texts(folders: list[Path]) -> Iterator[str]:
    """The sample site's news, and every page and text below the folders."""
    yield from (f"{item.title}\n{item.summary}\n{item.body}" for item in load_news())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in ENDINGS and path.stat().st_size <= MOST_BYTES:
                yield from _text_of(path)


def _text_of(path: Path) -> Iterator[str]:
    """What a reader sees of a file."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return
    text = data.decode("utf-8", errors="ignore")
    if "<" not in text[:2000]:
        yield text
        return
    if (body := LexborHTMLParser(text).body) is not None:
        for node in body.css("script, style"):
            node.decompose()
        yield body.text(separator=" ")


def class_of(written: str, spelt: str) -> str:
    """The class of docs/searching.md by which two spellings are one."""
    if any(char.isdigit() for char in written):
        return "numbers"
    if len(spelt) > 1 and spelt[-1] in "yỳýỷỹỵ" and written[-1] in "iìíỉĩị":
        return "i and y"
    if "ð" in written:
        return "eth"
    if "ăk" in written:
        return "ăk"
    return "placing"


def pairs(read: Iterator[str]) -> dict[str, Counter[tuple[str, str]]]:
    """By class, the pairs of a spelling and the index's, with how often the first is written."""
    counted: Counter[str] = Counter()
    for text in read:
        text = normalize("NFC", text).lower()
        counted.update(text[start:end] for start, end in words_in(text))
    made: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for word, count in counted.items():
        spelt = one_spelling(word)
        if spelt != word:
            made[class_of(word, spelt)][word, spelt] = count
            made["both written"][word, spelt] = counted[spelt]
    return made


def main() -> None:
    """Print the table of the sample site's news."""
    show([])


def show(folders: list[Path]) -> None:
    """Print the table of the sample site's news, and of what lies below the folders."""
    made = pairs(texts(folders))
    both = made.pop("both written", Counter())
    for name, rows in sorted(made.items()):
        print(f"{name}: {len(rows)} pairs, {rows.total()} words")
        print(", ".join(f"{a}/{b} {n}/{both[a, b]}" for (a, b), n in rows.most_common()))


if __name__ == "__main__":
    show([Path(each) for each in sys.argv[1:]])
