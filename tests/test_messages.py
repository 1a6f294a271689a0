"""What an operator can be told is of the catalogue, and docs/operations.md has a row for each."""

from __future__ import annotations

import dataclasses
import pickle
import re
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kho_tin.archive.runs import COUNTS
from kho_tin.archive.status import SiteStatus
from kho_tin.base.environment import ENVIRONMENT
from kho_tin.base.errors import ArchiveError, UsageError
from kho_tin.base.reasons import of_archives, sentence
from kho_tin.base.reasons.problem_kinds import KINDS, ProblemKind
from kho_tin.commands.refusal import refuse
from kho_tin.monitor import metrics
from kho_tin.monitor.notice import ADVICE
from kho_tin.outcome import catalogue
from kho_tin.outcome.exits import VERDICTS

Rows = dict[str, str]
REFUSALS = sentence.of("archive", "refusal")
VIETNAMESE = re.compile(r"[^\W\d_a-zA-Z]")


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


def test_tables_are_those_of_the_catalogue(root: Path, text: str) -> None:
    """`python -m kho_tin.outcome.catalogue` writes them."""
    assert catalogue.written(text) == text
    for name, group in (("reasons", sentence.of("run")), ("refusals", REFUSALS)):
        table = rows(text, name)
        assert sorted(message(cells[0]) for cells in table) == sorted(
            each.pattern() for each in group
        )
        for english, vietnamese, *_ in table:
            assert VIETNAMESE.search(vietnamese) or not re.search(r"[a-z]{2} [a-z]{2}", english)
    table = rows(text, "reasons")
    assert {message(cells[2]) for cells in table} == set(VERDICTS)
    assert all(cells[3] for cells in table)


def test_what_is_not_of_the_catalogue_cannot_be_said() -> None:
    """mypy says so where it is written; and at once where it is said."""
    with pytest.raises(TypeError, match="no sentence of the catalogue: 'no archive'"):
        ArchiveError(cast(Any, "no archive"))
    with pytest.raises(TypeError, match="no sentence of the catalogue"):
        UsageError(cast(Any, f"{of_archives.busy(Path('a.db'))}!"))
    with pytest.raises(TypeError, match="no sentence of the catalogue"):
        refuse(cast(Any, "no"))
    with pytest.raises(TypeError, match="folder"):
        of_archives.no_folder(Path("a.db"))  # type: ignore[call-arg]


def test_what_is_declared_wrongly_is_told_at_once() -> None:
    def broken(path: Path) -> None: ...

    for english, vietnamese in (("{path}: {why}", "{path}"), ("{path}", "không"), ("x", "{path}")):
        with pytest.raises(ValueError, match="does not take the values declared"):
            sentence.refusal(english, vietnamese)(broken)
    with pytest.raises(ValueError, match="is a sentence of the catalogue already"):
        sentence.unfit("{path}", "{path}")(vars(of_archives)["busy"].declared)


def test_every_sentence_is_said_somewhere(root: Path) -> None:
    """What nobody says any more would stand in the tables for good."""
    files = [*(root / "kho_tin").rglob("*.py"), *(root / "pipelines").rglob("*.py")]
    source = "\n".join(
        path.read_text("utf-8")
        for path in files
        if path.parent != root / "kho_tin/base/reasons" or path.name == "sentence.py"
    )
    called = set(re.findall(r"\b(?:of_\w+\.|self\.|(?=\w+\())(\w+)\b", source))
    codes = {each.code.rpartition(".")[2] for each in sentence.Sentence.every.values()}
    assert codes - called == set()
    named = set(re.findall(r'"(\w+)"', source))
    assert set(KINDS) - named == set()


def test_a_reason_goes_from_process_to_process() -> None:
    error = ArchiveError(of_archives.no_folder(Path("/srv/a.db"), Path("/srv")))
    again = pickle.loads(pickle.dumps(error))
    assert again.reason.rendered("vi") == error.reason.rendered("vi")
    assert str(again) == str(error) == error.reason


def test_every_verdict_and_what_to_do(text: str) -> None:
    table = text.partition("## Verdicts")[2].partition("\n\nA verdict has")[0]
    verdict_rows = re.findall(r"^\| `(\w+)` \| (\d) \| .* \| (.*) \|$", table, re.MULTILINE)
    assert verdict_rows == [
        (verdict, str(VERDICTS[verdict]), ADVICE[verdict][1])
        for verdict in ("ok", "red", "blocked", "crashed")
    ]


def test_every_kind_of_problem(text: str) -> None:
    table = rows(text, "kinds")
    assert {message(kind): (en, vi) for kind, en, vi in table} == KINDS
    assert set(get_args(ProblemKind)) == set(KINDS)
    assert all(VIETNAMESE.search(meaning.vi) for meaning in KINDS.values())


def test_every_setting(root: Path, text: str) -> None:
    assert {message(name): says for name, says in rows(text, "settings")} == ENVIRONMENT
    settings = (root / "kho_tin" / "settings.py").read_text("utf-8")
    read = re.findall(r"\b(?:get|file_named)\(\"(\w+)\"", settings)
    assert {*read, "ENV_FILE"} == set(ENVIRONMENT)
    example = (root / "deploy" / "kho-tin.env.example").read_text("utf-8")
    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == set(ENVIRONMENT)


def test_every_key_of_the_status(text: str) -> None:
    keys = [name for cells in rows(text, "keys") for name in re.findall(r"`(\w+)`", cells[0])]
    fields = [field.name for field in dataclasses.fields(SiteStatus) if field.name != "spell"]
    assert keys == fields
    (counts,) = [cells[1] for cells in rows(text, "keys") if cells[0] == "`counts`"]
    assert counts == f"of that crawl: {', '.join(COUNTS)}"


def test_every_metric(text: str, tmp_path: Path) -> None:
    names = {name for cells in rows(text, "metrics") for name in re.findall(r"`(\w+)`", cells[0])}
    metrics.write(tmp_path / "m.prom", tmp_path / "archive.db", [])
    written = (tmp_path / "m.prom").read_text()
    assert {family.name for family in text_string_to_metric_families(written)} == names
