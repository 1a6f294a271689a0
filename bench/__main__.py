"""`python -m bench` runs every benchmark and prints its tables; `python -m bench NAME …` some."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

# Each benchmark is a module of this package with a `main()`; the others help them.
NAMES = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if not path.stem.startswith("_") and "\ndef main() -> None:\n" in path.read_text("utf-8")
)


def main(chosen: list[str]) -> int:
    """Run the benchmarks named, or all of them. 0, or 2 where there is none of that name."""
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    for name in chosen or NAMES:
        print(f"== {name}", flush=True)
        importlib.import_module(f"bench.{name}").main()
        print(flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
