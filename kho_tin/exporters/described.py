"""Writes the descriptions of columns and formats in documents, from the program's own tables.

    python -m kho_tin.exporters.described

makes anew, in the project of the current folder, the tables of docs/exports.md and, in
datasette-metadata.json, the descriptions of the columns of `articles` and `revisions`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kho_tin.archive import columns as archive
from kho_tin.exporters import columns, registry

_COMMAND = "python -m kho_tin.exporters.described"
# Columns that mean something else in a revision than in its article.
_OF_REVISION = {"url": "Địa chỉ bài lúc ấy. · The article's address then."}


def document(text: str) -> str:
    """docs/exports.md with its tables as they are today; each stands between two comments."""
    for name, table in (("columns", columns.as_markdown()), ("formats", registry.as_markdown())):
        before, begin, rest = text.partition(f"<!-- {name}: {_COMMAND} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        text = before + begin + table + end + after
    return text


def metadata(data: dict[str, Any]) -> dict[str, Any]:
    """The metadata with its descriptions as they are today; all else stays."""
    tables = data["databases"]["archive"]["tables"]
    tables["articles"]["columns"] = {each.name: each.description for each in archive.COLUMNS}
    tables["revisions"]["columns"] |= {
        name: _OF_REVISION.get(name, archive.BY_NAME[name].description)
        for name in archive.IN_REVISIONS
    }
    return data


def main() -> None:
    path = Path("docs/exports.md")
    path.write_text(document(path.read_text("utf-8")), "utf-8")
    path = Path("datasette-metadata.json")
    data = metadata(json.loads(path.read_text("utf-8")))
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
