"""Text as wide as a terminal, whatever letters it has."""

from __future__ import annotations

import fcntl
import os
import struct
import termios
import unicodedata
from functools import partial
from pathlib import Path

import pytest

from kho_tin.base.terminal import LEAST, clipped, columns, fitted, width
from tests.linear.judging import judge

TITLE = "Đẩy nhanh tiến độ giải phóng mặt bằng Khu công nghiệp Đồng Gió"


@pytest.mark.parametrize(
    ("text", "wide"),
    [("", 0), ("Đồng Gió", 8), (unicodedata.normalize("NFD", "Đồng Gió"), 8), ("経済区", 6)],
)
def test_width(text: str, wide: int) -> None:
    assert width(text) == wide


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_clipped(form: str) -> None:
    text = unicodedata.normalize(form, TITLE)  # type: ignore[arg-type]
    assert clipped(text, None) == text
    assert clipped(text, width(text)) == text
    for most in range(LEAST, width(text)):
        short = clipped(text, most)
        assert width(short) <= most
        assert short.endswith("…")
        # No letter loses its marks.
        whole = unicodedata.normalize("NFC", text)
        assert whole.startswith(unicodedata.normalize("NFC", short[:-1]))


@pytest.mark.parametrize("most", [20, 40, 80, 200])
def test_fitted(most: int) -> None:
    wide = "経済区" * 5
    text = f"  tiêu đề    {TITLE}\nNext: {TITLE}, {wide}\n  {'x' * 500}\n\nngắn"
    lines = fitted(text, most).split("\n")
    assert max(map(width, lines)) <= most
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert lines[-2:] == ["", "ngắn"]
    assert fitted(text, None) == text


def test_what_goes_on_stands_below_the_label() -> None:
    assert fitted("  archive    một hai ba bốn năm sáu bảy", 30).split("\n") == [
        "  archive    một hai ba bốn",
        "             năm sáu bảy",
    ]
    assert fitted("Next: một hai ba bốn năm sáu bảy", 20).split("\n") == [
        "Next: một hai ba bốn",
        "  năm sáu bảy",
    ]


def test_an_address_is_left_whole() -> None:
    address = "https://bqlkkt.daklak.gov.vn/" + "a" * 60
    lines = fitted(f"xem {address} rồi thôi", 40).split("\n")
    assert f"  {address}" in lines


def test_a_long_line_takes_time_by_its_length() -> None:
    for function in (fitted, clipped):
        run = partial(function, most=40)
        assert judge(run, lambda letters: "  nhãn  " + "ệ" * letters) is None


def test_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    with (tmp_path / "out").open("w") as file:
        assert columns(file) is None
        for named, wide in (("", None), ("0", None), ("x", None), ("7", LEAST), ("120", 120)):
            monkeypatch.setenv("COLUMNS", named)
            assert columns(file) == wide
    monkeypatch.delenv("COLUMNS")
    ours, theirs = os.openpty()
    with os.fdopen(ours, "wb"), os.fdopen(theirs, "w") as terminal:
        assert columns(terminal) is None  # it does not know its size
        fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 61, 0, 0))
        assert columns(terminal) == 61
