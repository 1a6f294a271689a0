"""The archive that a command is about."""

from __future__ import annotations

from pathlib import Path

from scrapy.settings import BaseSettings

from kho_tin.base.errors import ArchiveError
from kho_tin.base.location import locate
from kho_tin.commands.refusal import refuse


def archive_of(settings: BaseSettings | None) -> Path:
    """The real file of the archive that ARCHIVE names; ends the command, in one line, for what can
    be none."""
    assert settings is not None
    try:
        return locate(settings["ARCHIVE"])
    except ArchiveError as error:
        refuse(error.reason)
