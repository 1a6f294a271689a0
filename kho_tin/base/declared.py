"""What modules declare of themselves, collected: nothing else lists them."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

Declared = TypeVar("Declared")


class Undeclared(Exception):
    """A module does not declare what its package is for; the message says which, and what to do."""


def collect(package: ModuleType, name: str, kind: type[Declared]) -> list[Declared]:
    """What the modules and packages directly in `package` declare as `name`, by their own names.

    What such a module shares with another stands elsewhere; what it keeps for itself alone may
    stand beside it where it is a package. Raises Undeclared for one without a `kind` of that name,
    which would else be left out in silence.
    """
    values = []
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        full = f"{package.__name__}.{module.name}"
        value = getattr(importlib.import_module(full), name, None)
        if not isinstance(value, kind):
            raise Undeclared(
                f"{full}: declares no {name}: give it one, a {kind.__module__}.{kind.__name__}, "
                f"or move it out of {package.__name__}"
            )
        values.append(value)
    return values
