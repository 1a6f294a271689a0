from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.making import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path / "archive.db")
    yield shelf
    shelf.db.close()
