"""Keeps what is private out of what Datasette and its server log and send.

Nothing that readers search for is logged, no folder of the server is named, and no cell of a CSV is
run by a spreadsheet.
"""

from __future__ import annotations

import csv
import logging
import re
import sys
from types import SimpleNamespace
from typing import Any, Final, NoReturn

import datasette.views.base as views  # type: ignore[import-untyped]
from datasette.database import Database  # type: ignore[import-untyped]

from kho_tin.exporters.formulas import GuardedWriter
from kho_tin.web import profiles

# A path with folders, as the names of tasks and databases have them.
_FOLDERS: Final = re.compile(r"(?<![\w.])/(?:[^/\s'\"<>:]+/)+")
# Their places among uvicorn's arguments for a line of its access log.
_ADDRESS: Final = 0
_PATH_WITH_QUERY: Final = 2


class _NoQueries(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and len(record.args) > _PATH_WITH_QUERY:
            arguments = list(record.args)
            path = str(arguments[_PATH_WITH_QUERY])
            arguments[_PATH_WITH_QUERY] = path.partition("?")[0]
            if not profiles.current().logs_addresses:
                arguments[_ADDRESS] = "-"
            record.args = tuple(arguments)
        return True


class _Raising:
    """Stands in for the stderr on which Datasette's CSV reports an error, and raises it instead."""

    def write(self, _: str) -> NoReturn:
        error = sys.exc_info()[1]
        assert error is not None
        raise error

    def flush(self) -> None:
        pass


_ACCESS: Final = _NoQueries()
_execute: Final = Database.execute


async def _unlogged(self: Any, *arguments: Any, **named: Any) -> Any:
    return await _execute(self, *arguments, **{**named, "log_sql_errors": False})


def install() -> None:
    """Do so for all of Datasette in this process. Safe to call again."""
    logging.getLogger("uvicorn.access").addFilter(_ACCESS)
    Database.execute = _unlogged
    views.sys = SimpleNamespace(stderr=_Raising())
    views.csv = SimpleNamespace(writer=lambda file: GuardedWriter(csv.writer(file)))


def without_folders(datasette: Any) -> None:
    """Have `/-/databases` and `/-/threads` name files without their folders."""
    databases, threads = datasette._connected_databases, datasette._threads
    datasette._connected_databases = lambda: _bare(databases())
    datasette._threads = lambda: _bare(threads())


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _bare(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_bare(item) for item in value]
    return _FOLDERS.sub("", value) if isinstance(value, str) else value
