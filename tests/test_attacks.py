"""No text, however it is made, holds a parser or a page up. See `tests.attacks`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks import ATTACKS


@pytest.fixture(scope="module")
def ended(root: Path) -> dict[str, bool]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks"],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.more
@pytest.mark.parametrize("name", ATTACKS)
def test_it_ends(name: str, ended: dict[str, bool]) -> None:
    assert ended[name]
