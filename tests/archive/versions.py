"""A small archive of every version of the tables, each written by that version's own program.

    python -m tests.archive.versions

writes `version-N.db.gz` of the last migration, from its last text on, and commits nothing. What
is there already is never made again: today's program cannot write what an earlier one wrote.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from pathlib import Path

from kho_tin.archive import notices, runs
from kho_tin.archive.database import transaction
from kho_tin.archive.schema import migrations
from tests.archive.making import DOCUMENT, PICTURE, Shelf, at

HERE = Path(__file__).parent
NAMES = tuple(step.name for step in migrations._migrations)


def place(version: str) -> Path:
    """Where the archive of a migration is kept (`version_2`)."""
    return HERE / f"{version.replace('_', '-')}.db.gz"


def make(path: Path) -> None:
    """Two readings of an article, a problem, a run that has ended, and what was told of it."""
    shelf = Shelf(path)
    shelf.read(at(0), title="Vườn ươm doanh nghiệp", images=[PICTURE], attachments=[DOCUMENT])
    shelf.read(at(1), title="Vườn ươm doanh nghiệp trẻ", images=[PICTURE], attachments=[DOCUMENT])
    runs.problem(shelf.db, shelf.run, kind="no_date", message="no date", url=PICTURE["url"])
    end = runs.Finished("red", 3, "a page has no date")
    runs.finish(shelf.db, shelf.run, end, counts={"pages": 2, "new": 1, "changed": 1})
    with transaction(shelf.db):
        shelf.db.execute(
            "INSERT INTO notices (site, run, kind, channel, at, sent) "
            "VALUES (?, ?, 'trouble', 'command', ?, ?)",
            [shelf.site, shelf.run, at(2), at(2)],
        )
    assert notices.last_kinds(shelf.db, shelf.site) == {"command": "trouble"}
    shelf.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shelf.db.close()


def main() -> int:
    target = place(NAMES[-1])
    if target.exists():
        print(f"{target}: is there already, and is never made again", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        make(path)
        target.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
