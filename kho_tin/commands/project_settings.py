"""The project's settings without Scrapy, for verbs that request nothing from a site: loading Scrapy
takes longer than most of what they do."""

from __future__ import annotations

import os
from collections import UserDict
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

MODULE: Final = "SCRAPY_SETTINGS_MODULE"  # Scrapy's own variable; commands.main sets it
OURS: Final = "kho_tin.settings"
_SWITCHES: Final = {"true": True, "false": False}


class ProjectSettings(UserDict[str, Any]):
    """Values by name, None where there is none; read as Scrapy reads them. What is set later wins:
    the program's, the project's, the verb's, then the command line's."""

    def __missing__(self, name: str) -> None:
        return None

    def set(self, name: str, value: Any, /, priority: str) -> None:
        self[name] = value

    def setdict(self, values: Mapping[str, Any], /, priority: str) -> None:
        self.update(values)

    def getbool(self, name: str, /) -> bool:
        """Raises ValueError for what is neither a number nor `true` or `false`."""
        value = self[name]
        try:
            return bool(int(value or 0))
        except ValueError:
            if (switch := _SWITCHES.get(value.lower())) is None:
                raise
            return switch

    def getint(self, name: str, /) -> int:
        return int(self[name] or 0)

    def getfloat(self, name: str, /) -> float:
        return float(self[name] or 0)


def read() -> ProjectSettings:
    """The settings of the project that was entered."""
    settings = ProjectSettings()
    for module in dict.fromkeys((OURS, os.environ.get(MODULE, OURS))):
        declared = vars(import_module(module))
        settings.update({name: value for name, value in declared.items() if name.isupper()})
    return settings
