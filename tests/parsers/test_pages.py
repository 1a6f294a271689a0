"""Whole pages: every field of every fixture, and of the pages saved from public sites."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tests.parsers.cases import HERE, SHARED, Case, cases, expecting

OWN = HERE / "pages"


@cache
def _read(case: Case) -> dict[str, Any]:
    return case.read()


@pytest.mark.parametrize("case", cases(OWN), ids=lambda case: case.name)
def test_somebody_has_read_what_is_expected(case: Case) -> None:
    if not case.expected_file.exists():
        text = json.dumps(_read(case), ensure_ascii=False, indent=2) + "\n"
        case.expected_file.write_text(text, "utf-8")
        pytest.fail(f"{case.expected_file} was missing and has been written: read it, then go on")
    assert set(case.expected()) == set(_read(case))


@pytest.mark.parametrize("case", expecting(OWN), ids=lambda case: case.name)
def test_every_field(case: Case) -> None:
    case.check(_read(case))


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the saved public pages are not at {SHARED}")
@pytest.mark.parametrize("case", expecting(SHARED), ids=lambda case: case.name)
def test_every_field_of_a_public_page(case: Case) -> None:
    case.check(_read(case))
