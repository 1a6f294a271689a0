"""The export formats, as the modules in `formats/` declare them: tables, then packages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kho_tin.base.declared import Undeclared, collect
from kho_tin.exporters import formats
from kho_tin.exporters.format import Format, PackageFormat, TableFormat

# The suffixes of the reading room's own answers to a search.
_TAKEN: Final = (".json", ".atom")


def checked(formats: Sequence[Format]) -> dict[str, Format]:
    """The formats by name. Raises Undeclared where two have the same name or suffix."""
    kinds = (TableFormat, PackageFormat)
    in_order = [each for kind in kinds for each in formats if isinstance(each, kind)]
    suffixes = [*_TAKEN, *(each.suffix for each in in_order)]
    for each in in_order:
        names = [other.name for other in in_order]
        if names.count(each.name) > 1 or suffixes.count(each.suffix) > 1:
            raise Undeclared(
                f"export format {each.name}: its name or its suffix ({each.suffix}) is taken: "
                "choose another"
            )
    return {each.name: each for each in in_order}


FORMATS: Final = checked(collect(formats, "FORMAT", Format))
TABLES: Final = {each.suffix: each for each in FORMATS.values() if isinstance(each, TableFormat)}


def as_markdown() -> str:
    """The table for docs/exports.md."""
    lines = ["| format | file | media type | |", "|---|---|---|---|"]
    lines += [
        f"| `{each.name}` | `{each.suffix}` | `{each.media_type}` | {each.meaning} |"
        for each in FORMATS.values()
    ]
    return "\n".join(lines) + "\n"
