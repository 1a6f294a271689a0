"""tantivy and DuckDB, each at one task: `bench.past_sqlite` runs it in their environment.

Reads one JSON object from standard input, and writes one to standard output. Knows nothing of the
program: neither is a part of it.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

ROUNDS: Final = 5
TOP: Final = 20
HEAP: Final = 256_000_000  # bytes that tantivy gathers before it writes
TOKENIZER: Final = "kho_tin"


class Taken(NamedTuple):
    """Milliseconds of the wall clock and of the processor, each the least of ROUNDS."""

    wall: float
    processor: float


def timed(run: Callable[[], Any], rounds: int = ROUNDS) -> tuple[Any, Taken]:
    """What `run` returns, and what it takes."""
    taken = []
    for _ in range(rounds):
        wall, processor = time.perf_counter(), time.process_time()
        result = run()
        taken.append((time.perf_counter() - wall, time.process_time() - processor))
    return result, Taken(*(min(kind) * 1000 for kind in zip(*taken, strict=True)))


def tantivy(columns: dict[str, float], documents: str, folder: str, queries: list[str]) -> Any:
    """Index the documents (JSON lines: a number, and a text for each of the `columns`), and ask:
    the best TOP, by bm25 with the columns' weights. No text is kept, as FTS5 keeps none here."""
    engine = importlib.import_module("tantivy")
    builder = engine.SchemaBuilder()
    builder.add_integer_field("id", stored=True)
    for column in columns:
        builder.add_text_field(column, tokenizer_name=TOKENIZER, index_option="position")
    index = engine.Index(builder.build(), path=folder)
    words = engine.TextAnalyzerBuilder(engine.Tokenizer.simple()).filter(engine.Filter.lowercase())
    index.register_tokenizer(TOKENIZER, words.build())
    begun = time.process_time()
    writer = index.writer(HEAP, num_threads=1)
    with Path(documents).open(encoding="utf-8") as lines:
        for line in lines:
            number, *texts = json.loads(line)
            fields = dict(zip(columns, texts, strict=True))
            writer.add_document(engine.Document(id=number, **fields))
    writer.commit()
    writer.wait_merging_threads()
    processor = time.process_time() - begun
    index.reload()
    searcher = index.searcher()

    def best(text: str) -> Any:
        query = index.parse_query(text, list(columns), field_boosts=columns)
        answer = searcher.search(query, limit=TOP)
        return answer.count, [searcher.doc(place)["id"][0] for _, place in answer.hits]

    answers = [timed(partial(best, text)) for text in queries]
    size = sum(path.stat().st_size for path in Path(folder).iterdir())
    return {
        "version": importlib.metadata.version("tantivy"),
        "bytes": size,
        "processor": processor,
        "counts": [count for (count, _), _ in answers],
        "taken": [taken for _, taken in answers],
    }


def duckdb(queries: list[str]) -> Any:
    """What each query gives, and takes, when DuckDB has been started."""
    engine = importlib.import_module("duckdb")
    connection = engine.connect()

    def rows(sql: str) -> Any:
        return connection.execute(sql).fetchall()

    answers = [timed(partial(rows, sql)) for sql in queries]
    return {
        "version": engine.__version__,
        "rows": [given for given, _ in answers],
        "taken": [taken for _, taken in answers],
    }


if __name__ == "__main__":
    tasks: dict[str, Callable[..., Any]] = {"tantivy": tantivy, "duckdb": duckdb}
    task = tasks[sys.argv[1]]
    json.dump(task(**json.load(sys.stdin)), sys.stdout)
