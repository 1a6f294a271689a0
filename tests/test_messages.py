"""docs/operations.md has a row for everything that an operator can be told, and no other."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kho_tin.archive.kinds import KINDS
from kho_tin.archive.runs import COUNTS
from kho_tin.archive.status import SiteStatus
from kho_tin.base.environment import ENVIRONMENT
from kho_tin.monitor import metrics
from kho_tin.monitor.notice import ADVICE
from kho_tin.outcome.exits import VERDICTS
from tests import messages

Rows = dict[str, str]


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "docs" / "operations.md").read_text("utf-8")


def rows(text: str, name: str) -> list[list[str]]:
    """The cells of the table that is marked with this name."""
    table = text.partition(f"<!-- {name}:")[2].partition("<!-- end -->")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split(" |")] for line in lines]


def message(cell: str) -> str:
    """A message as the code has it: between the outer of its backticks, which may hold others."""
    assert cell.startswith("`")
    assert cell.endswith("`")
    return cell[1:-1]


def test_every_reason_of_a_verdict(root: Path, text: str) -> None:
    table = rows(text, "reasons")
    assert sorted(message(cells[0]) for cells in table) == sorted(messages.reasons(root))
    assert {message(cells[1]) for cells in table} == set(VERDICTS)


def test_every_verdict_and_what_to_do(text: str) -> None:
    table = text.partition("## Verdicts")[2].partition("\n\nA verdict has")[0]
    found = re.findall(r"^\| `(\w+)` \| (\d) \| .* \| (.*) \|$", table, re.MULTILINE)
    assert found == [
        (verdict, str(VERDICTS[verdict]), ADVICE[verdict][1])
        for verdict in ("ok", "red", "blocked", "crashed")
    ]


def test_every_refusal(root: Path, text: str) -> None:
    table = rows(text, "refusals")
    assert sorted(message(cells[0]) for cells in table) == sorted(messages.refusals(root))


def test_every_kind_of_problem(root: Path, text: str) -> None:
    assert {message(kind): says for kind, says in rows(text, "kinds")} == KINDS
    assert messages.kinds(root) == set(KINDS)


def test_every_setting(root: Path, text: str) -> None:
    assert {message(name): says for name, says in rows(text, "settings")} == ENVIRONMENT
    settings = (root / "kho_tin" / "settings.py").read_text("utf-8")
    read = re.findall(r"\b(?:get|file_named)\(\"(\w+)\"", settings)
    assert {*read, "ENV_FILE"} == set(ENVIRONMENT)
    example = (root / "deploy" / "kho-tin.env.example").read_text("utf-8")
    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == set(ENVIRONMENT)


def test_every_key_of_the_status(text: str) -> None:
    told = [name for cells in rows(text, "keys") for name in re.findall(r"`(\w+)`", cells[0])]
    fields = [field.name for field in dataclasses.fields(SiteStatus) if field.name != "spell"]
    assert told == fields
    (counts,) = [cells[1] for cells in rows(text, "keys") if cells[0] == "`counts`"]
    assert counts == f"of that crawl: {', '.join(COUNTS)}"


def test_every_metric(text: str, tmp_path: Path) -> None:
    told = {name for cells in rows(text, "metrics") for name in re.findall(r"`(\w+)`", cells[0])}
    metrics.write(tmp_path / "m.prom", tmp_path / "archive.db", [])
    written = (tmp_path / "m.prom").read_text()
    assert {family.name for family in text_string_to_metric_families(written)} == told
