"""Recorded answers of the Wayback Machine, where the shared folder holds them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

FOLDER = ROOT.parent / "shared" / "wayback"


@dataclass(frozen=True)
class Recorded:
    url: str
    status: int
    headers: dict[str, str]
    body: bytes  # without Content-Encoding


def recorded(name: str) -> list[Recorded]:
    """The answers of one cassette, in order; skips where it is not there."""
    path: Path = FOLDER / f"{name}.yaml"
    if not path.exists():
        pytest.skip(f"no recorded answers at {path}")
    cassette: dict[str, Any] = yaml.safe_load(path.read_text())
    return [
        Recorded(
            each["request"]["uri"],
            each["response"]["status"]["code"],
            {key.lower(): values[0] for key, values in each["response"]["headers"].items()},
            _plain(each["response"]["body"]["string"]),
        )
        for each in cassette["interactions"]
    ]


def _plain(body: str | bytes) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
