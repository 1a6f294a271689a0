"""How long the reading room takes to answer from 100,000 articles, and what a page itself costs.

The server is `kho-tin serve`, warm, and the pages are requested from another process. Beside the
time stands the server's processor time an answer, which a busy machine does not change as much.
`python -m bench reading_room`; docs/performance.md has the table.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit

from bench.hostile_visitors import crawled, serving
from bench.large_archive import Texts, made
from kho_tin.archive.search.fold import fold
from kho_tin.web import functions
from kho_tin.web.articles.neighbours import similar
from kho_tin.web.context import rows
from kho_tin.web.search.expression import expressions
from kho_tin.web.search.find import count_of
from kho_tin.web.search.query import parse

ARTICLES: Final = 100_000
EACH: Final = 40  # requests of a kind
CLIENTS: Final = 8
SECONDS: Final = 20  # of the clients
THREADS: Final = 3  # in which Datasette reads, each with a cache of its own
# What eight readers ask for, of a hundred requests.
MIX: Final = {
    "rare words": 30, "common words": 15, "nothing typed": 5, "page 500": 2, "overview": 8,
    "article": 33, "suggestions": 4, "feed": 3,
}  # fmt: skip
# Milliseconds, 95 of 100 answers, on two idle cores.
TARGETS: Final = {
    "rare words": 150, "common words": 400, "nothing typed": 400, "page 500": 400, "overview": 60,
    "article": 60, "suggestions": 100, "feed": 100,
}  # fmt: skip


class Taken(NamedTuple):
    """What an answer took, in milliseconds: the median, 95 of 100, the server's processor."""

    median: float
    most: float
    processor: float


def main() -> None:
    """Print the tables."""
    path = made(ARTICLES)
    print(f"{ARTICLES} articles, {path.stat().st_size / 1e9:.1f} GB; milliseconds")
    print(f"{'':16}{'target':>8}{'median':>8}{'95 %':>8}{'processor':>11}")
    kinds = addresses(path)
    with serving(path) as (address, server):
        for name, pages in kinds.items():
            taken = measured(address, server.pid, pages)
            print(f"{name:16}{TARGETS[name]:8}{_row(taken)}", flush=True)
        print(f"{CLIENTS} clients, of 100: {', '.join(f'{n} {name}' for name, n in MIX.items())}")
        begun = processor(server.pid)
        count = answers(address, kinds)
        each = (processor(server.pid) - begun) * 1000 / count
        print(f"{count / SECONDS:.1f} answers a second (target 15), processor {each:.1f}")
    print(f"similar articles, in the process itself: {_row(similar_articles(path))}")
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(crawled(Path(folder))) as (address, server),
    ):
        pages = [f"/search?q={quote(text)}&lang=vi" for text in ("đầu tư", "khu kinh te", "cang")]
        taken = measured(address, server.pid, pages)
        print(f"a search page of 120 articles, processor (target 20): {_row(taken)}")


def _row(taken: Taken) -> str:
    return f"{taken.median:8.0f}{taken.most:8.0f}{taken.processor:11.1f}"


def addresses(path: Path) -> dict[str, list[str]]:
    """The pages of each kind: words by the share of the articles that have them."""
    chosen = random.Random(0)
    with closing(_connected(path)) as connection:
        words = Texts().words[:8_000]
        chosen.shuffle(words)
        rare = list(itertools.islice(_in_share(connection, words, 0.002, 0.05), EACH))
        common = list(itertools.islice(_in_share(connection, words, 0.3, 1), EACH))
        pids = [pid for (pid,) in connection.execute("SELECT pid FROM articles WHERE id % 499 = 7")]
    # Every second one is typed without marks.
    searches = {
        name: [quote(fold(text) if n % 2 else text) for n, text in enumerate(texts)]
        for name, texts in (("rare words", rare), ("common words", common))
    }
    mistyped = [_mistyped(chosen, text) for text in chosen.sample(words, EACH)]
    return {
        **{name: [f"/search?q={text}" for text in texts] for name, texts in searches.items()},
        "nothing typed": ["/search", "/search?year=2020", "/search?sort=oldest"],
        "page 500": [f"/search?q={text}&page=500" for text in searches["common words"]],
        "overview": ["/"],
        "article": [f"/a/{pid}" for pid in pids[:EACH]],
        "suggestions": [f"/search?q={quote(text)}" for text in mistyped],
        "feed": [f"/search.atom?q={text}" for text in searches["rare words"]],
    }


def _in_share(
    connection: sqlite3.Connection, words: Sequence[str], least: float, most: float
) -> Iterator[str]:
    """Those of the words that, typed without marks, are in such a share of the articles."""
    for word in words:
        count = count_of(connection, expressions(parse(fold(word)), lift=False))
        if least <= count / ARTICLES < most:
            yield word


def _mistyped(chosen: random.Random, text: str) -> str:
    """Two letters of the longest word have changed places, in a text without marks."""
    letters = list(fold(max(text.split(), key=len)))
    place = chosen.randrange(len(letters) - 1) if len(letters) > 1 else 0
    letters[place : place + 2] = reversed(letters[place : place + 2])
    return "".join(letters) + "q"


def measured(address: str, server: int, pages: Sequence[str]) -> Taken:
    """EACH requests, one after another, when the threads of the server know every page."""
    fetch = _client(address)
    for page in [*pages] * THREADS:
        fetch(page)
    begun = processor(server)
    times = [fetch(page) for page in itertools.islice(itertools.cycle(pages), EACH)]
    cpu = (processor(server) - begun) * 1000 / EACH
    return Taken(statistics.median(times), sorted(times)[int(len(times) * 0.95)], cpu)


def _client(address: str) -> Callable[[str], float]:
    """What requests a page and returns how long it took, in milliseconds."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)

    def fetch(page: str) -> float:
        begun = time.perf_counter()
        connection.request("GET", page)
        answer = connection.getresponse()
        answer.read()
        # 400 says that the search took too long: its time counts too.
        if answer.status not in (200, 400):
            raise RuntimeError(f"{page}: {answer.status}")
        return (time.perf_counter() - begun) * 1000

    return fetch


def processor(pid: int) -> float:
    """Seconds of processor time that all threads of a process have had."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def answers(address: str, kinds: dict[str, list[str]]) -> int:
    """How many answers CLIENTS get in SECONDS, each asking for the next as soon as it has one."""
    end = time.perf_counter() + SECONDS
    counts = [0] * CLIENTS

    def ask(number: int) -> None:
        chosen, fetch = random.Random(number), _client(address)
        while time.perf_counter() < end:
            (kind,) = chosen.choices(list(MIX), list(MIX.values()))
            fetch(chosen.choice(kinds[kind]))
            counts[number] += 1

    clients = [threading.Thread(target=ask, args=[number]) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(counts)


def similar_articles(path: Path) -> Taken:
    """What the articles that are like one take of its page."""
    times: list[float] = []
    with closing(_connected(path)) as connection:
        sql = "SELECT id, title, body FROM articles WHERE id % 499 = 7 LIMIT ?"
        for article in rows(connection.execute(sql, [EACH])):
            begun = time.process_time()
            similar(connection, article)
            times.append((time.process_time() - begun) * 1000)
    most = sorted(times)[int(len(times) * 0.95)]
    return Taken(statistics.median(times), most, statistics.mean(times))


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    functions.register(connection)
    return connection
