"""Rows into JSON Lines and CSV."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from kho_tin.exporters.columns import COLUMNS
from kho_tin.exporters.formulas import GuardedWriter
from kho_tin.exporters.rows import Row


def write_jsonl(file: BinaryIO, rows: Iterable[Row]) -> None:
    """One JSON object a line, UTF-8, letters as they are; what is missing is null."""
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def write_csv(file: BinaryIO, rows: Iterable[Row]) -> None:
    """RFC 4180, made for spreadsheets.

    A byte order mark goes first, without which Excel takes UTF-8 for Windows-1252. A text that
    a spreadsheet would run as a formula gets an apostrophe before it. Lists are JSON; what is
    missing is empty.
    """
    file.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = GuardedWriter(csv.writer(text))
    writer.writerow(column.name for column in COLUMNS)
    for row in rows:
        writer.writerow(map(_cell, row.values()))
    text.detach()  # which writes what is left, and leaves the file open


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return value
