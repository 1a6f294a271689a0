"""Settings by name, wherever they were read: by Scrapy for a crawl, or without it."""

from __future__ import annotations

from typing import Any, Protocol


class SettingValues(Protocol):
    """What is asked of settings: Scrapy's `Settings`, and commands.project_settings.

    `getbool`, `getint` and `getfloat` raise ValueError for a text that is none.
    """

    def __getitem__(self, name: str, /) -> Any:
        """The value; None where the setting is not there."""

    def getbool(self, name: str, /) -> bool: ...

    def getint(self, name: str, /) -> int: ...

    def getfloat(self, name: str, /) -> float: ...

    def setdict(self, values: Any, /, priority: str) -> None: ...

    def set(self, name: str, value: Any, /, priority: str) -> None: ...
