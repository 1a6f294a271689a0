"""A crawl that fails in a way that cannot be put on record in the archive."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kho_tin.base.errors import ArchiveError, explain
from kho_tin.base.reasons.sentence import Reason, verbatim

logger = logging.getLogger(__name__)


class Unrecorded(ArchiveError):
    """A crawl was begun, and how it ended is not on record: the next start will record it as
    crashed."""


@contextmanager
def recorded(archive: Path) -> Iterator[None]:
    """Raises Unrecorded for whatever goes wrong in the block, errors of this program included."""
    try:
        yield
    except ArchiveError as error:
        raise Unrecorded(error.reason) from error
    except sqlite3.Error as error:
        raise Unrecorded(explain(error, archive).reason) from error
    except Exception as error:
        raise Unrecorded(unexpected(error)) from error


def unexpected(error: Exception) -> Reason:
    """One line about an error of this program; the log has its traceback."""
    logger.error("an error of the program itself", exc_info=error)
    return verbatim(f"{type(error).__name__}: {error}")
