"""For whom the reading room is open: people at their desks, or the public behind a proxy.

Named by `kho-tin serve --profile`, which hands the name on in the environment: the server has it,
and so have the processes that it starts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

VARIABLE: Final = "KHO_TIN_PROFILE"


@dataclass(frozen=True)
class Profile:
    """`settings` are Datasette's, beside those of every profile. `keeps` is for how many seconds a
    proxy, or a browser, may keep a page; None: pages say nothing of it. `most_exported`: articles
    of one export, None without a bound. `logs_addresses`: whether the access log names who asks."""

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    keeps: int | None = None
    most_exported: int | None = None
    logs_addresses: bool = True

    @property
    def arguments(self) -> list[str]:
        """Its settings as `datasette serve` takes them."""
        return [part for setting in self.settings.items() for part in ("--setting", *setting)]


DESK: Final = Profile("desk")
PUBLIC: Final = Profile(
    "public",
    {
        "default_allow_sql": "off",
        "max_returned_rows": "1000",
        "max_csv_mb": "16",
        # As `keeps`, for Datasette's own pages.
        "default_cache_ttl": "300",
    },
    # What is withheld now is gone from a proxy as long after. A page of the overview costs 30 ms.
    keeps=300,
    # Of 3,000 letters each some 20 MB as JSON Lines. Whoever needs all takes them year by year.
    most_exported=5000,
    logs_addresses=False,
)
PROFILES: Final = {profile.name: profile for profile in (DESK, PUBLIC)}


def current() -> Profile:
    """That of this process; DESK where none is named, as in plain Datasette. Raises ValueError for
    a name that is none."""
    name = os.environ.get(VARIABLE) or DESK.name
    if name not in PROFILES:
        raise ValueError(f"{VARIABLE}={name}: no such profile: name one of {', '.join(PROFILES)}")
    return PROFILES[name]
