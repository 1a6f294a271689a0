"""The checks that make a run red: the classes in the modules of this package, listed nowhere."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from inspect import isabstract
from pkgutil import iter_modules
from typing import Any

from kho_tin.outcome.checks.check import Bound, Check


@cache
def checks() -> tuple[Check, ...]:
    """All of them, in the order in which a verdict gives their reasons."""
    for module in iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return tuple(
        kind() for kind in sorted(_kinds(Check), key=lambda kind: (kind.order, kind.__name__))
    )


def bounds() -> tuple[Bound, ...]:
    """The bounds of the checks, each once. Raises ValueError for two of one name."""
    by_name: dict[str, Bound] = {}
    for check in checks():
        if check.bound and by_name.setdefault(check.bound.name, check.bound) != check.bound:
            raise ValueError(f"two bounds are called {check.bound.name}")
    return tuple(by_name.values())


def _kinds(kind: type[Any]) -> set[type[Any]]:
    below = {each for sub in kind.__subclasses__() for each in _kinds(sub)}
    return below if isabstract(kind) else below | {kind}
