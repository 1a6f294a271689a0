"""What spiders hand to the pipelines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kho_tin.parsers.model import Article


@dataclass
class ArticleItem:
    """An article as read from capture `capture`, fetched at `seen_at` (UTC, ISO 8601 with Z)."""

    article: Article
    capture: int
    seen_at: str


@dataclass
class MediaItem:
    """A picture (`kind` is `image`) or an `attachment`, held as capture `capture`.

    `url` is the address by which articles name it; `sha256` (hex) and `size` (bytes) are of the
    file itself, without Content-Encoding. `body` is the file, for an attachment only.
    """

    kind: Literal["image", "attachment"]
    url: str
    capture: int
    media_type: str | None
    size: int
    sha256: str
    body: bytes = field(default=b"", repr=False)
