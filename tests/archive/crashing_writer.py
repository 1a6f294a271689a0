"""Stores articles for ever and says on standard output how far it is with each: to be killed."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from kho_tin.archive.content import ParsedArticle
from kho_tin.warc.writer import Response

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kho_tin.archive import articles, captures
from kho_tin.warc.writer import Sent, WarcFile
from tests.archive.making import FIELDS, Shelf, at


def main(folder: Path, round_: str) -> None:
    # As in a crawl: the file first, then the run.
    warc = WarcFile.create(folder / "captures", "sample", info={"isPartOf": "archive.db"})
    shelf = Shelf(folder / "archive.db")
    for number in count():
        identity = f"{round_}.{number}"
        url = f"https://vungsuong.example/{identity}.html"
        written = warc.write(
            Response(
                url,
                fetched_at=at(number),
                status=200,
                reason="OK",
                headers=[],
                body=identity.encode() * 500,
            ),
            sent=Sent("GET", "/", []),
        )
        warc.sync()
        print("synced", identity, flush=True)
        capture = captures.add(
            shelf.db,
            captures.Capture(
                run=shelf.run,
                url=url,
                fetched_at=at(number),
                status=200,
                warc=written.warc,
                offset=written.offset,
                length=written.length,
                record_id=written.record_id,
                payload_sha256=written.payload_sha256,
                page_url=url,
            ),
        )
        print("captured", identity, flush=True)
        articles.store(
            shelf.db,
            shelf.site,
            ParsedArticle({**FIELDS, "identity": identity, "url": url}),
            articles.Observation(shelf.run, at(number), capture),
        )
        print("stored", identity, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
