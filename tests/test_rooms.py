"""What the rooms load when they are used; `make lint` holds what they import to their order."""

from __future__ import annotations

import subprocess
import sys

LOAD = """
import pkgutil, sys
from importlib import import_module

import_module("kho_tin.replay.importers.site_addresses")
for room in ("reader", "outcome", "replay"):
    package = import_module(f"kho_tin.{room}")
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.startswith("kho_tin.replay.importers"):  # they lead a crawl's run
            import_module(module.name)
assert "kho_tin.replay.rebuild.rebuild" in sys.modules
print(*({"scrapy", "twisted", "datasette"} & set(sys.modules)))
"""


def test_captures_are_read_again_without_scrapy() -> None:
    done = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
