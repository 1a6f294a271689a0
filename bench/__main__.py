"""`python -m bench` runs the benchmarks that take minutes and prints their tables, `python -m bench
full` all, and the others with more pages; `python -m bench NAME …` some."""

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
# Makes an archive of 100,000 articles first: three quarters of an hour.
LONG = ("reading_room",)


def main(chosen: list[str]) -> int:
    """Run the benchmarks named, or all of them. 0, or 2 where there is none of that name."""
    is_full = chosen == ["full"]
    if is_full:
        chosen = NAMES
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    for name in chosen or [name for name in NAMES if name not in LONG]:
        print(f"== {name}", flush=True)
        benchmark = importlib.import_module(f"bench.{name}")
        benchmark.full() if is_full and hasattr(benchmark, "full") else benchmark.main()
        print(flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
