"""How a command says no: one line on standard error, and its exit code."""

from __future__ import annotations

import sys
from typing import NoReturn

from crawling.exits import USAGE


def refuse(message: str, code: int = USAGE) -> NoReturn:
    print(f"kho-tin: {' '.join(message.split())}", file=sys.stderr)
    raise SystemExit(code)
