"""An export format is one module, for the verb and the reading room."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from kho_tin.base.declared import Undeclared
from kho_tin.exporters.registry import FORMATS, checked
from tests.conftest import run_scrapy
from tests.declared.toys import Toy, files_of

MODULE = '''\
"""Rows into lines with tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from kho_tin.exporters.columns import Column
from kho_tin.exporters.format import TableFormat
from kho_tin.exporters.rows import Row


@contextmanager
def opened(file: BinaryIO, columns: Sequence[Column]) -> Iterator[Callable[[Row], object]]:
    """A line of names, then a line an article; lists and blanks of the layout are left out."""
    names = [column.name for column in columns if isinstance(column.kind, str)]
    file.write(("\\t".join(names) + "\\n").encode())

    def write(row: Row) -> None:
        cells = (" ".join(str(row[name] or "").split()) for name in names)
        file.write(("\\t".join(cells) + "\\n").encode())

    yield write
    file.write(b"end\\n")


FORMAT = TableFormat(
    name="toy",
    suffix=".toy",
    media_type="text/x-toy; charset=utf-8",
    meaning="lines with tabs",
    open=opened,
)
'''
# The reading room as `kho-tin serve` sets it up, asked for a search, a page and an address.
ASK = """\
import asyncio, json, sys
from pathlib import Path
from datasette.cli import serve
from kho_tin.web.serving import arguments

context = serve.make_context("serve", arguments(Path(sys.argv[1]), "127.0.0.1", 0, [])[1:])
with context:
    datasette = serve.callback(**context.params, return_instance=True)

async def ask():
    answers = []
    for path in ("/search.toy?q=cảng", "/search?q=cảng", "/search.other?q=cảng"):
        answer = await datasette.client.get(path)
        answers.append((answer.status_code, answer.headers.get("content-type"), answer.text))
    return answers

print(json.dumps(asyncio.run(ask())))
"""


def test_one_module_is_enough(sample_archive: Path, tmp_path: Path) -> None:
    toy = Toy(tmp_path)
    toy.add("kho_tin/exporters/formats/toy.py", MODULE)
    assert toy.written == files_of("How to add an export format", "toy")
    toy.describe()
    assert "| `toy` | `.toy` | `text/x-toy; charset=utf-8` | lines with tabs |" in toy.document

    archive = str(sample_archive)
    done = toy.project.run("export", "toy", "-", ARCHIVE=archive)
    assert done.returncode == 0, done.stderr
    heading, *lines, end = done.stdout.splitlines()
    assert (heading.split("\t")[:2], len(lines), end) == (["pid", "site"], 120, "end")
    done = toy.project.run("export", "nonsense", "-", ARCHIVE=archive)
    assert f"({', '.join(sorted([*FORMATS, 'toy']))})" in done.stderr
    assert "toy, lines with tabs" in " ".join(
        toy.project.run("export", "--help", ARCHIVE=archive).stdout.split()
    )

    done = toy.python("-c", ASK, archive, ARCHIVE=archive)
    assert done.returncode == 0, done.stderr
    sent, page, other = json.loads(done.stdout)
    assert sent[:2] == [200, "text/x-toy; charset=utf-8"]
    heading_sent, *lines_sent, end = sent[2].splitlines()
    assert heading_sent == f"{heading}\tid\tarchive_url"
    assert end == "end"
    assert 3 < len(lines_sent) < 120
    assert {line.rsplit("\t", 2)[0] for line in lines_sent} < set(lines)
    assert "/search.toy?" in page[2]
    assert other[0] == 404


@pytest.mark.parametrize("changes", [{"name": "csv"}, {"suffix": ".csv"}, {"suffix": ".json"}])
def test_no_format_takes_the_place_of_another(changes: dict[str, str]) -> None:
    other = {"name": "other", "suffix": ".other", **changes}
    toy = dataclasses.replace(FORMATS["jsonl"], **other)  # type: ignore[arg-type]
    with pytest.raises(Undeclared, match=f"export format {toy.name}|export format csv"):
        checked([*FORMATS.values(), toy])


def test_our_own_program_does_not_know_the_toy(sample_archive: Path) -> None:
    done = run_scrapy("export", "toy", "-", archive=sample_archive)
    assert done.returncode == 2
