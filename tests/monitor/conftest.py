from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.monitor.listening import Hook, Mailbox
from tests.monitor.making import Diary


@pytest.fixture
def diary(archive: Path) -> Iterator[Diary]:
    diary = Diary(archive)
    yield diary
    diary.db.close()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as hook:
        yield hook
