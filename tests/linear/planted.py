"""Patterns of known growth, which the tests must tell."""

from __future__ import annotations

from typing import Final

from tests.linear.patterns import Used


def _used(pattern: str, way: str) -> Used:
    return Used(pattern, 0, places={"planted"}, ways={way})


BAD: Final = {
    "nested": _used(r"(a+)+$", "match"),
    "overlapping": _used(r"id:\d+\d+$", "match"),
    "near-miss": _used(r".*a.*b.*c", "search"),
    "never closed": _used(r"(?s)<!--.*?-->", "sub"),
    "blanks at the end": _used(r"\s+$", "sub"),
    "words of a sentence": _used(r"^(?:\w+\s?)*\.$", "match"),
    "alternatives alike": _used(r"^(?:site|web ?site|website| )*$", "match"),
}
GOOD: Final = {
    "one class": _used(r"<[^<>]*>", "findall"),
    "words": _used(r"\b\w+@\w+\b", "search"),
    "blanks once": _used(r"^\s*(\w+)\s*:\s*(\S.*)$", "match"),
    "alternatives apart": _used(r"(?:ab|cd)+e", "match"),
    "figures": _used(r"\d{1,4}-\d{1,4}", "search"),
    "anchored": _used(r".*a", "match"),
    "possessive": _used(r"(?<!\s)\s++$", "sub"),
}
PLANTED: Final = {**BAD, **GOOD}
