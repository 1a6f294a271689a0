"""The whole catalogue, with the checks' sentences: reasons on record in either language, and the
tables of docs/operations.md, which `python -m kho_tin.outcome.catalogue` writes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

from kho_tin.base import reasons
from kho_tin.base.reasons import sentence
from kho_tin.base.reasons.problem_kinds import KINDS
from kho_tin.base.reasons.sentence import Group, Language, Sentence
from kho_tin.outcome.checks import bounds, checks
from kho_tin.outcome.exits import MEANINGS, VERDICTS

checks()

PAGE: Final = Path(__file__).parents[2] / "docs" / "operations.md"
# Each declares its sentences when it is imported.
_MODULES: Final = [
    import_module(f"{reasons.__name__}.{module.name}")
    for module in iter_modules(reasons.__path__)
    if module.name.startswith("of_")
]
_END: Final = "<!-- end -->"
_NO_CHECKS: Final = 1_000_000  # the place of sentences that are of no check


def in_language(text: str, language: Language) -> str:
    """A run's reasons as the database has them, in a language."""
    return sentence.translated(text, language)


def problem_in_language(message: str, language: Language) -> str:
    """The message of a problem in a language, where it is one of this program's."""
    return sentence.on_record(message, "run", "archive", "problem").rendered(language)


def tables() -> dict[str, str]:
    """The tables that docs/operations.md shows, by the names in their marks."""
    return {
        "exit codes": _table(
            ("code", "meaning", "nghĩa"),
            ((str(code), said, said.rendered("vi")) for code, said in MEANINGS.items()),
        ),
        "bounds": _table(
            ("bound", "default", "of"),
            ((f"`{each.name}`", str(each.default), each.of) for each in bounds()),
        ),
        "reasons": _table(
            ("reason", "lý do", "verdict", "why, and what to do"), map(_reason, _of_runs())
        ),
        "kinds": _table(
            ("kind", "meaning", "nghĩa"),
            ((f"`{kind}`", meaning.en, meaning.vi) for kind, meaning in KINDS.items()),
        ),
        "refusals": _table(
            ("message", "thông báo", "what to do"),
            ((*_words(each), each.to_do) for each in _in_order("archive", "refusal")),
        ),
    }


def written(text: str) -> str:
    """A page with today's tables in the places that are marked for them.

    Raises ValueError for one without such a place."""
    for name, table in tables().items():
        before, mark, rest = text.partition(f"<!-- {name}:")
        if not mark:
            raise ValueError(f"no place for the table {name}")
        note, _, rest = rest.partition("\n")
        text = f"{before}{mark}{note}\n{table}\n{_END}{rest.partition(_END)[2]}"
    return text


def _of_runs() -> list[Sentence[...]]:
    """Those of red runs first, in the order of the checks."""
    verdicts: list[str] = ["red", "ok", *VERDICTS]
    places = {
        each: check.order
        for check in checks()
        for each in vars(type(check)).values()
        if isinstance(each, Sentence)
    }
    return sorted(
        _in_order("run"),
        key=lambda each: (verdicts.index(each.verdict or ""), places.get(each, _NO_CHECKS)),
    )


def _in_order(*groups: Group) -> list[Sentence[...]]:
    """In the order of their modules, whatever was imported first."""
    modules = [module.__name__ for module in _MODULES]
    return sorted(
        sentence.of(*groups),
        key=lambda each: modules.index(each.__module__) if each.__module__ in modules else -1,
    )


def _reason(each: Sentence[...]) -> tuple[str, ...]:
    return (*_words(each), f"`{each.verdict}`", each.to_do)


def _words(each: Sentence[...]) -> tuple[str, str]:
    return f"`{each.pattern('en')}`", f"`{each.pattern('vi')}`"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    return "\n".join(_lines(tuple(heads), rows))


def _lines(heads: tuple[str, ...], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |".replace("|  |", "| |")


if __name__ == "__main__":
    path = Path(sys.argv[1]) if sys.argv[1:] else PAGE
    path.write_text(written(path.read_text("utf-8")), "utf-8")
