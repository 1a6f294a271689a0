"""A process that ends without a word, at a moment that was chosen before it began."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import suppress
from typing import Any

from tests.lives.script import Kill


class Killer:
    """Counts down to the moment of a `Kill`; without one nothing happens."""

    def __init__(self, kill: Kill | None) -> None:
        self.what = kill.what if kill else ""
        self.left = kill.count if kill else 0
        self.has_sealed = False
        self._on_disk: dict[tuple[int, int], int] = {}  # bytes, by device and inode

    def at(self, what: str) -> None:
        """This moment is of that sort."""
        if self._is_over(what):
            _end()

    def watch(self) -> None:
        """Have this process count its syncs, renamings and commits, from now on."""
        if self.what in ("sync", "torn"):
            self._watch_syncs()
        if self.what in ("sealing", "ending"):
            self._watch_renamings()
        if self.what in ("commit", "ending"):
            self._watch_commits()

    def _is_over(self, what: str) -> bool:
        if what != self.what:
            return False
        self.left -= 1
        return self.left == 0

    def _watch_syncs(self) -> None:
        usual = os.fsync

        def sync(descriptor: Any) -> None:
            if self._is_over("torn"):
                self._tear(descriptor)
                _end()
            usual(descriptor)
            status = os.fstat(descriptor)
            self._on_disk[status.st_dev, status.st_ino] = status.st_size
            self.at("sync")

        vars(os)["fsync"] = sync

    def _tear(self, descriptor: Any) -> None:
        """As after a power cut: of what was not on the disk yet, half is there."""
        status = os.fstat(descriptor)
        size_on_disk = self._on_disk.get((status.st_dev, status.st_ino), 0)
        with suppress(OSError):  # a folder
            os.ftruncate(descriptor, (size_on_disk + status.st_size) // 2)

    def _watch_renamings(self) -> None:
        usual = os.rename

        def rename(*arguments: Any, **options: Any) -> None:
            self.at("sealing")
            usual(*arguments, **options)
            self.has_sealed = True
            self.at("sealing")

        vars(os)["rename"] = rename

    def _watch_commits(self) -> None:
        killer = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
                done = super().execute(sql, *parameters)
                if sql == "COMMIT":
                    killer.at("commit")
                    if killer.has_sealed:
                        killer.at("ending")
                return done

        usual = sqlite3.connect

        def connect(*arguments: Any, **options: Any) -> Any:
            return usual(*arguments, **{"factory": Connection, **options})

        vars(sqlite3)["connect"] = connect


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
