"""Whose fault an exception is: the visitor's, who asked for what makes no sense, or ours.

Datasette leaves many a senseless parameter to whatever stumbles over it: a number that is none, a
number too large for SQLite, JSON that is cut, a method that it does not have. What stumbled in its
code, or in a library's below it, over what a visitor sent is told as his (400); what passed through
a page of ours is ours, with a traceback on record. A traceback here has no values in it, and no
message: both may hold what somebody searched for.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
import traceback
from pathlib import Path
from typing import Final

from kho_tin.web.bounds import TooMuch
from kho_tin.web.lanes.process import AnswerTooLarge

WRONG: Final = 400
SERVER: Final = 500
_HERE: Final = str(Path(__file__).resolve().parent)
# These stand before Datasette, or between it and its own queries: what passes through them is not
# theirs.
_BETWEEN: Final = {
    str(Path(_HERE) / name)
    for name in (
        *("bounds.py", "deadline.py", "quiet.py"),
        *("door.py", "headers.py", "lanes/wrapper.py", "lanes/worker.py"),
    )
}
_STUMBLED: Final = (
    *(ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError),
    *(RecursionError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError),
)
# Datasette's for "sorted by no column" and its like; its plain errors have no other status.
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
    stumbled = isinstance(exception, _STUMBLED) or (
        isinstance(exception, OSError) and exception.errno == errno.ENAMETOOLONG
    )
    return WRONG if stumbled and not _is_ours(exception) else SERVER


def message_of(exception: BaseException) -> str:
    """What a visitor may be told of it: what Datasette and our pages have said on purpose."""
    if not hasattr(exception, "status"):
        return ""
    said = getattr(exception, "message", None)
    return str(said or (exception.args[0] if exception.args else ""))


def record(exception: BaseException, path: str) -> None:
    """Put it on the log: a fault with where it happened, a senseless request in one line."""
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
