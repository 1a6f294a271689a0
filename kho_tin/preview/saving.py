"""The fetched pages as files, for a report of what could not be read."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

from kho_tin.preview.findings import LookReport


def is_free(folder: Path) -> bool:
    """Whether pages may be saved in `folder`: nothing is there that they could overwrite."""
    return not os.path.lexists(folder) or (folder.is_dir() and not any(folder.iterdir()))


def save(report: LookReport, bodies: dict[int, bytes], folder: Path) -> None:
    """Keep each page as page-N.html, and the report with their addresses as report.json."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in report.pages:
        if page.number in bodies:
            path = folder / f"page-{page.number}.html"
            path.write_bytes(bodies[page.number])
            page.saved = str(path)
    (folder / "report.json").write_text(f"{as_json(report)}\n", encoding="utf-8")


def as_json(report: LookReport) -> str:
    """The report as JSON: the fields of preview/findings.py."""
    return json.dumps(dataclasses.asdict(report), ensure_ascii=False, indent=2)
