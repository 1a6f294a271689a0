"""Whose fault an exception is: the visitor's, for a request that makes no sense, or ours.

Datasette leaves many parameters unchecked; a bad one fails where it is used: a text in place of a
number, a number too large for SQLite, JSON that is cut, a method that it does not have. What is
raised in its code, or in a library below it, is the visitor's fault (400); what passed through our
own code is ours, and is logged with a traceback. The log has no values and no messages: both may
hold what a visitor searched for.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
import traceback
from pathlib import Path
from typing import Final

from kho_tin.web.bounds import TooMuch
from kho_tin.web.queues.process import AnswerTooLarge

WRONG: Final = 400
SERVER: Final = 500
_HERE: Final = str(Path(__file__).resolve().parent)
# These wrap Datasette, or its queries: what only passes through them is not their fault.
_BETWEEN: Final = {
    str(Path(_HERE) / name)
    for name in (
        *("bounds.py", "deadline.py", "quiet.py"),
        *("request_checks.py", "headers.py", "queues/wrapper.py", "queues/worker.py"),
    )
}
_OF_VISITORS: Final = (
    *(ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError),
    *(RecursionError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError),
)
# Datasette's class for errors such as an unknown sort column, which may have no other status.
_SAID_BY: Final = "DatasetteError"

log = logging.getLogger("kho_tin.web")


def status_of(exception: BaseException) -> int:
    """The status of the answer to it."""
    if isinstance(exception, TooMuch | AnswerTooLarge | MemoryError):
        return WRONG
    status = int(getattr(exception, "status", SERVER))
    if status != SERVER:
        return status
    if type(exception).__name__ == _SAID_BY:
        return WRONG
    is_of_visitor = isinstance(exception, _OF_VISITORS) or (
        isinstance(exception, OSError) and exception.errno == errno.ENAMETOOLONG
    )
    return WRONG if is_of_visitor and not _is_ours(exception) else SERVER


def message_of(exception: BaseException) -> str:
    """What a visitor may read of it: what Datasette and our pages raise on purpose."""
    if not hasattr(exception, "status"):
        return ""
    message = getattr(exception, "message", None)
    return str(message or (exception.args[0] if exception.args else ""))


def record(exception: BaseException, path: str) -> None:
    """Log it: our fault with where it happened, a bad request in one line."""
    name = type(exception).__name__
    frames = traceback.extract_tb(exception.__traceback__)
    if status_of(exception) == SERVER:
        where = "".join(traceback.format_list(frames)).rstrip()
        log.error("%s: %s\n%s", path, name, where)
    elif not hasattr(exception, "status"):
        last = frames[-1] if frames else None
        place = f"{Path(last.filename).name}:{last.lineno}" if last else "nowhere"
        log.warning("%s: no sense in the request (%s, %s)", path, name, place)


def _is_ours(exception: BaseException) -> bool:
    names = [frame.filename for frame in traceback.extract_tb(exception.__traceback__)]
    passed = {*names[-1:], *(set(names) - _BETWEEN)}
    return any(name.startswith(_HERE) for name in passed)
