"""Texts that try loops: repeated markers, long lines, short lines, nested tags, similar words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

Maker = Callable[[int], str]  # a text of so many letters

_MARKERS: Final = (
    "a", " ", "a ", "\n", "a\n", "a\n\n", "à", "a\u0301", "\u0301", "-", ".", ",", ":", "(", ")",
    "&", "&amp;", "%41", "/", "?", "=", "a=b&", "1", "1/", "01/02/2021 ", "10:30 ",
    "ngày 2 tháng 6, ",
    "tin bài ", "Theo ", "nguồn: ", "Nguyễn Văn An, ", "A.", "th.bs.", "trang 1/", "⟦", '"',
    '"a b" -',
    "@a ", "www.a.vn ", "C«ng t¸c ", "Coâng taùc ", "amp;", "&amp;amp;", "data:;base64,",
    "url=", "đã ký ",
)  # fmt: skip
_TAGS: Final = (
    "<table><tr><td>a", "<div>", "<b>", "<p>a</p>", "<ul><li>", "<!--", "<", "<p>", "<div>a",
    "<a href=/a>", "<li>a",
    "<script>", "<br>", "<img src=a>", "<p>Nguyễn Văn An</p>",
    "</p>", "<font>", "<h1>a</h1>",
    "<meta name=a content=b>", "<time datetime=2021-01-01>", "<span class=date>1/2/2021</span>",
    "<span style='display:none'>", "<ul><li>a</ul>", "<figure><img src=a><figcaption>a</figure>",
)  # fmt: skip


def _again(unit: str) -> Maker:
    return lambda letters: unit * (letters // len(unit))


def _counted(unit: str) -> Maker:
    """The unit again and again, with a number in the place of "N"."""

    def make(letters: int) -> str:
        return "".join(unit.replace("N", str(n)) for n in range(letters // len(unit)))

    return make


TEXTS: Final[dict[str, Maker]] = {
    **{f"{unit!r} again and again": _again(unit) for unit in _MARKERS},
    "many similar words": _counted("tinN tin "),
    "many short lines": _counted("N tin\n"),
    "many paragraphs": _counted("Tin N.\n\n"),
    "many addresses": _counted("https://a.example/N "),
}
PAGES: Final[dict[str, Maker]] = {
    **{f"{unit!r} again and again": _again(unit) for unit in _TAGS},
    "many links": _counted("<a href='/tin-N.html'>Tin số N</a>"),
    "many paragraphs": _counted("<p>Cảng Mũi Én đón tàu thứ N trong ngày.</p>"),
    "one tag of many attributes": lambda letters: f"<p {'a=1 ' * (letters // 4)}>a</p>",
    "one long paragraph": lambda letters: f"<p>{'Cảng Mũi Én. ' * (letters // 13)}</p>",
    "one long title": lambda letters: f"<title>{'bảo trì website ' * (letters // 16)}</title>",
    "one long byline": lambda letters: f"<p>Hết.</p><p>{'tin bài ' * (letters // 8)}: An</p>",
}


def takes_pages(name: str) -> bool:
    """Whether a function is tried with HTML: pages cost more to make than texts."""
    return "kho_tin.parsers" in name and not any(
        part in name for part in ("vietnamese", "addresses", "wordings", "pagers.page_number")
    )


def texts_for(name: str) -> Iterator[tuple[str, Maker]]:
    """What a function is tried with, each with a name."""
    if takes_pages(name):
        yield from PAGES.items()
    yield from TEXTS.items()
