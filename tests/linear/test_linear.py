"""Every pattern and every public function that reads what strangers write takes time that grows
with its length, and not with its square. How that is told: `attack`, `growth`, `functions`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.linear.planted import BAD, GOOD

pytestmark = pytest.mark.more

MODES = ["quick", pytest.param("long", marks=pytest.mark.long)]


@pytest.fixture(scope="module", params=MODES)
def tried(request: pytest.FixtureRequest, root: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.linear", request.param],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def test_every_pattern_is_linear(tried: dict[str, Any]) -> None:
    assert tried["bad patterns"] == []
    assert tried["patterns"] > 200


def test_no_pattern_is_overlooked(tried: dict[str, Any]) -> None:
    assert (tried["unknown"], tried["engines"]) == ([], [])


def test_every_function_is_linear(tried: dict[str, Any]) -> None:
    assert tried["bad functions"] == []
    assert tried["untried"] == []
    assert tried["functions"] > 100


@pytest.mark.parametrize("name", BAD)
def test_a_bad_pattern_is_told(name: str, tried: dict[str, Any]) -> None:
    assert tried["planted"][name]


@pytest.mark.parametrize("name", GOOD)
def test_a_good_pattern_is_not_accused(name: str, tried: dict[str, Any]) -> None:
    assert tried["planted"][name] is None
