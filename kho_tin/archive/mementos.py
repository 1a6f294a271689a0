"""The captures of an address that answered with its page: its mementos (RFC 7089)."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from kho_tin.archive.address_lookup import forms_of
from kho_tin.base.times import digits, moment
from kho_tin.parsers.addresses import canonical

# What is withheld has another status and no address.
_OF_ADDRESS: Final = (
    "SELECT id, page_url, fetched_at, media_type FROM captures "
    "WHERE page_url IN (SELECT value FROM json_each(?)) AND status = 200 ORDER BY fetched_at, id"
)


@dataclass(frozen=True)
class Memento:
    """`at` is when it was captured (UTC, `…Z`), `media_type` as the server named it."""

    capture: int
    url: str
    at: str
    media_type: str | None

    @property
    def digits(self) -> str:
        """`at` as web archives have it in addresses."""
        return digits(self.at)


def mementos_of(connection: sqlite3.Connection, url: str) -> list[Memento]:
    """Those of an address, the oldest first; http and https, with and without `www.` or a slash at
    the end, are the same."""
    address = canonical(url)
    if not address:
        return []
    rows = connection.execute(_OF_ADDRESS, [json.dumps(forms_of(address))])
    return [Memento(*row) for row in rows]


def nearest(mementos: Sequence[Memento], at: str) -> Memento:
    """Of some mementos, the oldest first, the one nearest in time to a moment (UTC, `…Z`); of two
    as near, the earlier. Raises ValueError where there is none."""
    place = bisect_left(mementos, at, key=attrgetter("at"))
    around = mementos[max(0, place - 1) : place + 1]
    wanted = moment(at)
    return min(around, key=lambda each: abs(moment(each.at) - wanted))
