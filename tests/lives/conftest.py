"""The tool that lives are crawled with, imported once for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lives.process import Tool


@pytest.fixture(scope="session")
def tool() -> Iterator[Tool]:
    with Tool() as tool:
        yield tool
