"""Fixture directories: a page, where and when it was fetched, and what must be read from it."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from kho_tin.parsers import Page, read
from kho_tin.parsers.model import Listing
from kho_tin.parsers.report import as_json

HERE = Path(__file__).parent
# Pages saved from public sites; they are not part of the project.
SHARED = Path(os.environ.get("KHO_TIN_SHARED") or HERE.parents[1].parent / "shared") / "pages"
NO_EXPECTATION = {"notes"}


@dataclass(frozen=True)
class Case:
    """One fixture directory."""

    path: Path

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def meta(self) -> dict[str, Any]:
        return dict(json.loads((self.path / "meta.json").read_text("utf-8")))

    @property
    def expected_file(self) -> Path:
        return self.path / "expected.json"

    def expected(self) -> dict[str, Any]:
        return dict(json.loads(self.expected_file.read_text("utf-8")))

    def read(self) -> dict[str, Any]:
        """What the parsers make of the page, as plain data."""
        meta = self.meta
        fetched = meta.get("fetched_at")
        page = Page(
            meta["url"],
            (self.path / "page.html").read_bytes(),
            meta.get("encoding"),
            dt.datetime.fromisoformat(fetched) if fetched else None,
        )
        reading = read(page)
        data = as_json(reading)
        if isinstance(reading, Listing):
            # `kho-tin read` prints less of an item than a parser reads.
            data["items"] = [asdict(item) for item in reading.items]
        return dict(json.loads(json.dumps(data)))

    def fields(self) -> list[str]:
        """Those of which something is expected, in order."""
        return [name for name in self.expected() if name not in NO_EXPECTATION]

    def check(self, got: dict[str, Any]) -> None:
        """Assert every expectation; the message has all that are not met, by field."""
        wrong = {}
        for name in self.fields():
            want = self.expected()[name]
            try:
                check(name, want, got, self.meta["url"])
            except AssertionError:
                read = got.get(name, got.get(name.rpartition("_")[0]))
                wrong[name] = f"expected: {want!r}\nread: {read!r}"
        assert not wrong, "\n\n".join(f"{name}: {why}" for name, why in wrong.items())


def cases(root: Path) -> list[Case]:
    return [Case(page.parent) for page in sorted(root.glob("*/*/page.html"))]


def expecting(root: Path) -> list[Case]:
    """Those below `root` of which somebody has written down what is expected."""
    return [case for case in cases(root) if case.expected_file.exists()]


def fields(root: Path) -> Iterator[tuple[Case, str]]:
    """Every field that some fixture below `root` expects, in order."""
    return ((case, name) for case in expecting(root) for name in case.fields())


def check(name: str, want: Any, got: dict[str, Any], url: str) -> None:
    """Assert one expectation. `…_starts`, `…_ends` and `…_excludes` are about the text of the
    field before the underscore; addresses may be relative to the page's."""
    field, _, how = name.rpartition("_")
    if how == "starts":
        assert (got[field] or "").startswith(want)
    elif how == "ends":
        assert (got[field] or "").rstrip(".").endswith(want.rstrip("."))
    elif how == "excludes":
        assert [text for text in want if text in (got[field] or "")] == []
    elif name == "article":
        assert (got["kind"] == "article") is want
    elif name == "items":
        assert [_subset(each, like) for each, like in zip(got[name], want, strict=True)] == [
            {**each, "url": urljoin(url, each["url"])} for each in want
        ]
    elif name == "next":
        assert got[name] == (urljoin(url, want) if want else None)
    elif name == "images" and want and set(want[0]) == {"caption"}:
        assert [each["caption"] for each in got[name]] == [each["caption"] for each in want]
    elif name == "attachments" and want and isinstance(want[0], str):
        assert [each["filename"] for each in got[name]] == want
    else:
        assert got[name] == want


def _subset(values: dict[str, Any], like: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in like}
