"""Twelve invented boards' sites, of as many systems, over HTTP on loopback.

A reader is measured with them, so they are not made to suit one: what they print is what the
systems' own themes print, written anew, with what tempts a reader about it. They stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.boards.board import Board
from tests.boards.catalogue import ALL
from tests.boards.model import ALL_SOURCES, Source, Story, Truth
from tests.boards.news import write_news
from tests.boards.server import BoardServer

BOARDS: Mapping[str, Board] = {board.name: board for board in ALL}
__all__ = [
    "ALL_SOURCES",
    "BOARDS",
    "Board",
    "BoardServer",
    "Source",
    "Story",
    "Truth",
    "write_news",
]
