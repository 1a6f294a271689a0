"""A process that has imported what the tool imports, and forks for each verb of a life.

    python -m tests.lives.process

An order is a line of JSON on standard input, and its answer, the exit code (as `subprocess` gives
it), a line on standard output. A fork is the tool itself on a clock of its own; one that crawls
meets the site of the life in its own process.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
from copy import copy
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from time import monotonic
from typing import NoReturn, Self

from tests.lives.script import Life, life
from tests.starting import import_all
from tests.waiting import STUCK

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Order:
    """One start of the tool. `clock` is UTC, `…Z`; `output` gets what it says. Of a crawl, the
    life's `seed` and how many `nights` it has, which `night` it is, and the file for the site's
    `record`. `without` a branch of what interprets answers, if one is named."""

    arguments: list[str]
    archive: str
    clock: str
    output: str
    seed: int = -1
    nights: int = 0
    night: int = -1
    record: str = ""
    without: str = ""


class Tool:
    """The process above."""

    _without = ""

    def __init__(self) -> None:
        environment = {**os.environ, "ENV_FILE": os.devnull, "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.lives.process"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._orders, self._answers = self._process.stdin, self._process.stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._orders.close()
        self._process.wait(timeout=STUCK)
        self._answers.close()

    def without(self, branch: str) -> Self:
        """The same process, whose forks have one branch of what interprets answers switched off."""
        other = copy(self)
        other._without = branch
        return other

    def run(self, order: Order) -> int:
        """The exit code; negative: the signal that ended it."""
        given = asdict(replace(order, without=self._without))
        print(json.dumps(given), file=self._orders, flush=True)
        return int(self._answers.readline())


def main() -> None:
    import_all()
    for name in ("tests.lives.downloader", "tests.lives.spiders.lang_board"):
        importlib.import_module(name)
    gc.freeze()  # or each fork would copy it all, to no end
    for line in sys.stdin:
        order = Order(**json.loads(line))
        lived = made(order.seed, order.nights) if order.night >= 0 else None
        pid = os.fork()
        if not pid:
            become(order, lived)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def switch_off(branch: str) -> None:
    """Have one function of those that interpret answers do nothing, in every verb."""
    from kho_tin.outcome import interpret

    assert callable(getattr(interpret.Interpreter, branch))
    setattr(interpret.Interpreter, branch, lambda *_: None)


@cache
def made(seed: int, nights: int) -> Life:
    return life(seed, nights)


def become(order: Order, lived: Life | None) -> NoReturn:
    """The tool itself, in a fork."""
    from kho_tin.base import times
    from kho_tin.commands.main import main as tool
    from tests.lives import downloader
    from tests.lives.kill import Killer

    signal.alarm(STUCK)  # ends it
    if order.without:
        switch_off(order.without)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    output = os.open(order.output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for standard in (1, 2):
        os.dup2(output, standard)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    os.environ["ARCHIVE"] = order.archive
    os.environ["CONTACT"] = "archivist@kho.vn"
    vars(times).update(_REHEARSED=order.clock, _BEGUN=monotonic())
    if lived:
        record = os.open(order.record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        killer = Killer(lived.nights[order.night].kill)
        killer.watch()
        downloader.enter(lived, order.night, record, killer)
    sys.argv = ["kho-tin", *order.arguments]
    code = 1
    try:
        tool()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:
        import traceback

        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
