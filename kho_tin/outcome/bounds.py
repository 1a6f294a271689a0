"""What a site may do before a run of it is red: a spider sets its own."""

from __future__ import annotations

from dataclasses import make_dataclass
from typing import TYPE_CHECKING, Any

from kho_tin.outcome.checks import bounds

if TYPE_CHECKING:

    class Bounds:
        """Each check declares its own: docs/operations.md has the table."""

        def __init__(self, **given: float | None) -> None: ...

        def __getattr__(self, name: str) -> Any: ...

else:
    # Raises TypeError for a bound that no check has declared.
    Bounds = make_dataclass(
        "Bounds",
        [(bound.name, float | None, bound.default) for bound in bounds()],
        frozen=True,
        kw_only=True,
    )
    Bounds.__doc__ = "What a site may do before a run of it is red."
    Bounds.__module__ = __name__
