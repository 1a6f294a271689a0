"""What must hold after a life: a line for each thing that does not."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

from tests.lives.crawled import Crawled, run
from tests.lives.ledger import Ledger
from tests.lives.process import Tool
from tests.lives.rows import differences, differences_of_import, kept, rows, strangers


def faults(tool: Tool, crawled: Crawled, *, twice: bool = False) -> list[str]:
    """`twice`: what was made again is made again once more."""
    return [
        *_whole(tool, crawled),
        *against_the_ledger(crawled, crawled.archive),
        *rebuilt(tool, crawled, crawled.archive),
        *imported(tool, crawled, twice=twice),
    ]


def _whole(tool: Tool, crawled: Crawled) -> Iterator[str]:
    for number, (code, said) in enumerate(zip(crawled.codes, crawled.said, strict=True)):
        if code not in (0, 3, 4, -signal.SIGKILL):
            yield f"night {number}: exit {code}: {said}"
        if "Traceback" in said:
            yield f"night {number}: a traceback: {said.splitlines()[-1]}"
    code, said = run(tool, crawled, "verify")
    if code:
        yield f"verify: exit {code}: {said}"


def against_the_ledger(crawled: Crawled, archive: Path) -> Iterator[str]:
    """What an archive of the life holds, and must not."""
    ledger = Ledger(crawled.life, crawled.records, crawled.codes)
    runs = rows(archive, "SELECT * FROM runs ORDER BY id")
    walked = {ledger.night_at(each["started"]) for each in runs if each["walked"]}
    for identity in strangers(archive):
        if any(identity.endswith(f"-{number}.html") for number in ledger.foundlings):
            continue
        yield f"ledger: {identity}: stored as an article, and is none"
    for line in (
        *ledger.runs(runs),
        *ledger.visited(),
        *ledger.articles(kept(archive), walked),
    ):
        yield f"ledger: {line}"


def rebuilt(tool: Tool, crawled: Crawled, archive: Path) -> Iterator[str]:
    """What a rebuild has otherwise than the archive."""
    new = archive.with_name("rebuilt.db")
    code, said = run(tool, crawled, "rebuild", "--into", new, "--jobs", "1", archive=archive)
    if code or "Nothing differs" not in said:
        yield f"rebuild: exit {code}: {said}"
    if new.exists():
        yield from (f"rebuild: {line}" for line in differences(archive, new))


def imported(tool: Tool, crawled: Crawled, *, twice: bool) -> Iterator[str]:
    """The exit code tells of the pages in the files, too: many may have failed."""
    folder = crawled.folder / "imported"
    folder.mkdir()
    new = folder / "archive.db"
    files = sorted((crawled.folder / "captures").glob("*.warc.gz"))
    for time in ("import", "import again")[: 1 + twice]:
        code, said = run(tool, crawled, "import", "--site", "lang_board", *files, archive=new)
        if code not in (0, 3):
            yield f"{time}: exit {code}: {said}"
        if new.exists():
            yield from (f"{time}: {line}" for line in differences_of_import(crawled.archive, new))
    if twice:
        yield from (f"imported, {line}" for line in rebuilt(tool, crawled, new))
