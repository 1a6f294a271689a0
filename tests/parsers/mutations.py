"""Broken pages: every seed makes one, always the same, of the fixtures and the saved pages.

`python -m tests.parsers.mutations FIRST COUNT` reads the pages of COUNT seeds from FIRST on and
prints a line of JSON before each and one after it.
"""

from __future__ import annotations

import json
import random
import re
import resource
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from kho_tin.parsers import Page, read
from kho_tin.parsers.report import as_json
from tests.parsers.cases import HERE, SHARED, Case, cases

# The process may never grow beyond this, whatever a page does to it (bytes of address space).
_ADDRESS_SPACE = 2 << 30
_FIVE_MEGABYTES = 5_000_000
_TAG = re.compile(rb"</?[a-zA-Z][^<>]*>")
_NESTED = (
    b"<div>", b"<span>", b"<b>", b"<table><tr><td>", b"<ul><li>", b"<p>", b"<font size=1>",
    b'<div class="article-content">', b"<blockquote>", b"<section><p>x", b"<a href=x>", b"<svg>",
)  # fmt: skip
_JUNK = (
    b"\x00", b"\xff\xfe", b"&#0;", b"&#xD800;", b"<", b">", b'"', b"'", b"&", b"<!--", b"]]>",
    b"<script>", b"</body>", b"<!DOCTYPE", b"<p", b"\xe1\xbb", b"&nbsp;" * 50, b"<base href='//['>",
    b"<a href='http://[::1'>x</a>", b"31/13/2021", b"99/99/9999", b"0" * 400, b"<plaintext>",
    b"<title>", b"<textarea>", b"<template>", b"\xcc\x81" * 30,
    b'<time datetime="9999-12-31T23:59:59-12:00">', b'<meta name=pubdate content="0001-01-01">',
)  # fmt: skip
_NAMES = re.compile(rb"\b(class|id|href|src|itemprop|property|name|content|style|datetime)=")


@cache
def sources() -> list[Case]:
    """The pages to break, in order: the project's own, and the saved ones where there are any."""
    return [*cases(HERE / "pages"), *(cases(SHARED) if SHARED.is_dir() else [])]


def mutated(seed: int) -> Page:
    """The page of a seed: one of the sources with one to five things done to it."""
    dice = random.Random(seed)
    case = dice.choice(sources())
    meta = case.meta
    body = (case.path / "page.html").read_bytes()
    for _ in range(dice.randint(1, 5)):
        body = dice.choice(_MUTATIONS)(body, dice)
    if dice.random() < 0.01:
        body = _nest_five_megabytes(body, dice)
    return Page(meta["url"], body, meta.get("encoding"))


def _cut(body: bytes, dice: random.Random) -> tuple[int, int]:
    """Where one tag begins and a later one, not too far from it."""
    starts = [tag.start() for tag in _TAG.finditer(body)] or [0]
    first = dice.randrange(len(starts))
    last = min(len(starts) - 1, first + int(dice.expovariate(1 / 20)) + 1)
    return starts[first], starts[last]


def _drop(body: bytes, dice: random.Random) -> bytes:
    start, end = _cut(body, dice)
    return body[:start] + body[end:]


def _drop_tag(body: bytes, dice: random.Random) -> bytes:
    tags = list(_TAG.finditer(body))
    if not tags:
        return body
    tag = dice.choice(tags)
    return body[: tag.start()] + body[tag.end() :]


def _drop_closing(body: bytes, dice: random.Random) -> bytes:
    name = dice.choice((b"p", b"div", b"span", b"a", b"b", b"strong", b"td", b"li", b"font", b"h1"))
    return body.replace(b"</" + name + b">", b"")


def _repeat(body: bytes, dice: random.Random) -> bytes:
    start, end = _cut(body, dice)
    return body[:end] + body[start:end] * dice.choice((1, 2, 5, 40)) + body[end:]


def _nest(body: bytes, dice: random.Random) -> bytes:
    start, _ = _cut(body, dice)
    tag = dice.choice(_NESTED)
    return body[:start] + tag * dice.choice((1, 3, 50, 400, 3000)) + body[start:]


def _nest_five_megabytes(body: bytes, dice: random.Random) -> bytes:
    start, _ = _cut(body, dice)
    tag = dice.choice(_NESTED)
    return body[:start] + tag * (_FIVE_MEGABYTES // len(tag)) + body[start:]


def _swap(body: bytes, dice: random.Random) -> bytes:
    start, end = _cut(body, dice)
    piece, rest = body[start:end], body[:start] + body[end:]
    place, _ = _cut(rest, dice)
    return rest[:place] + piece + rest[place:]


def _graft(body: bytes, dice: random.Random) -> bytes:
    other = (dice.choice(sources()).path / "page.html").read_bytes()
    start, end = _cut(other, dice)
    place, _ = _cut(body, dice)
    return body[:place] + other[start:end] + body[place:]


def _rename(body: bytes, dice: random.Random) -> bytes:
    old = dice.choice(_NAMES.findall(body) or [b"class"])
    new = dice.choice((b"data-x", b"class", b"id", b"", b"x" * 300))
    count = dice.choice((1, 5, -1))
    return body.replace(old + b"=", new + b"=", count)


def _flip(body: bytes, dice: random.Random) -> bytes:
    flipped = bytearray(body)
    for _ in range(dice.choice((1, 10, 200)) if body else 0):
        flipped[dice.randrange(len(flipped))] ^= 1 << dice.randrange(8)
    return bytes(flipped)


def _truncate(body: bytes, dice: random.Random) -> bytes:
    return body[: dice.randrange(len(body) + 1)]


def _junk(body: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.choice((1, 5))):
        place = dice.randrange(len(body) + 1)
        body = body[:place] + dice.choice(_JUNK) + body[place:]
    return body


def _transcode(body: bytes, dice: random.Random) -> bytes:
    charset = dice.choice(("utf-16", "utf-16-be", "cp1258", "latin-1", "utf-32", "shift-jis"))
    return body.decode("utf-8", "replace").encode(charset, "replace")


_MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _drop, _drop, _drop_tag, _drop_tag, _drop_closing, _repeat, _repeat, _nest, _swap, _graft,
    _rename, _rename, _flip, _truncate, _junk, _transcode,
)  # fmt: skip


def _most_memory() -> int:
    """MB of this program at its largest. Not `ru_maxrss`, which begins with the size of whoever
    started it (Linux keeps it across exec)."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def main(first: int, count: int) -> None:
    """Read the pages, and print for each how long it took and what it was read as."""
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    for seed in range(first, first + count):
        page = mutated(seed)
        print(json.dumps({"seed": seed}), flush=True)
        start = time.process_time()
        reading = read(page)
        seconds = time.process_time() - start
        # A character that is none (half of a surrogate pair) could not be stored.
        json.dumps(as_json(reading), ensure_ascii=False).encode("utf-8")
        megabytes = _most_memory()
        done = {"kind": type(reading).__name__, "seconds": seconds, "megabytes": megabytes}
        print(json.dumps({"seed": seed, **done}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
