"""Reading pages: pure functions from a page's bytes to what it says.

`read` is loaded, with every parser, when it is first used: other rooms use what is small here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kho_tin.parsers.model import Page as Page
    from kho_tin.parsers.model import Reading as Reading
    from kho_tin.parsers.reading import read as read

_WHERE = {
    "Page": "kho_tin.parsers.model",
    "Reading": "kho_tin.parsers.model",
    "read": "kho_tin.parsers.reading",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
