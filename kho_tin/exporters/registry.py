"""The export formats, as the modules in `formats/` declare them: tables, then packages."""

from __future__ import annotations

from typing import Final

from kho_tin.base.declared import collect
from kho_tin.exporters import formats
from kho_tin.exporters.format import Format, PackageFormat, TableFormat

_ALL: Final[list[Format]] = collect(formats, "FORMAT", Format)
TABLES: Final = {each.suffix: each for each in _ALL if isinstance(each, TableFormat)}
FORMATS: Final[dict[str, Format]] = {each.name: each for each in TABLES.values()}
FORMATS.update((each.name, each) for each in _ALL if isinstance(each, PackageFormat))


def as_markdown() -> str:
    """The table for docs/exports.md."""
    lines = ["| format | file | media type | |", "|---|---|---|---|"]
    lines += [
        f"| `{each.name}` | `{each.suffix}` | `{each.media_type}` | {each.meaning} |"
        for each in FORMATS.values()
    ]
    return "\n".join(lines) + "\n"
