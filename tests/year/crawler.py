"""A process that has imported everything and forks for each crawl: a year of nightly processes,
each with a start of its own, without a second of imports a night.

    python -m tests.year.crawler

A line of JSON on standard input, {"arguments": [...], "environment": {...}, "path": "...",
"output": "..."}, begins a crawl; its pid is answered at once, in a line, and its exit code (as
`subprocess` gives it) in another when it has ended.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, Self

ROOT = Path(__file__).resolve().parents[2]
# What a crawl imports and what knows no settings: these are read from the environment, after.
IMPORTED = (
    "commands.crawl",
    "pipelines.recovery",
    "scrapy.cmdline",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.engine",
    "scrapy.downloadermiddlewares.httpproxy",
    "scrapy.downloadermiddlewares.redirect",
    "scrapy.utils.test",
    "spiders.base",
    "twisted.plugin",
    "uvloop",
    "watching.watch",
)


def main() -> None:
    for name in IMPORTED:
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules  # each crawl has an event loop of its own
    for line in sys.stdin:
        order = json.loads(line)
        sys.stdout.flush()
        pid = os.fork()
        if not pid:
            _crawl(order)
        print(pid, flush=True)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        print(code, flush=True)


def _crawl(order: dict[str, Any]) -> NoReturn:
    os.setsid()
    os.environ.update(order["environment"])
    output = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, descriptor in enumerate((nothing, output, output)):
        os.dup2(descriptor, number)
    sys.path.insert(0, order["path"])
    import archive.times

    importlib.reload(archive.times)  # the clock begins with the process
    from scrapy.cmdline import execute

    try:
        execute(["scrapy", *order["arguments"]])
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        code = end.code
        os._exit(code if isinstance(code, int) else int(code is not None))
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


class Crawler:
    """The same from a test: `start` begins a crawl and tells its pid, `wait` its exit code."""

    def __init__(self, path: Path, output: Path) -> None:
        """`path` is a folder with more modules, `output` the file for what the crawl prints."""
        self.path, self.output = path, output

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.year.crawler"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()

    def start(self, arguments: Sequence[str], **environment: str) -> int:
        assert self._process.stdin
        order = {
            "arguments": list(arguments),
            "environment": environment,
            "path": str(self.path),
            "output": str(self.output),
        }
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return self._line()

    def wait(self) -> int:
        return self._line()

    def _line(self) -> int:
        assert self._process.stdout
        return int(self._process.stdout.readline())


if __name__ == "__main__":
    main()
