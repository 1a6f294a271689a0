"""`python -m bench` runs the benchmarks that take minutes and prints their tables, `python -m bench
full` all of them, with more pages; `python -m bench [full] NAME …` some."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from bench.environments import machine

# Each benchmark is a module of this package with a `main()`; the others help them.
NAMES = sorted(
    path.stem
    for path in Path(__file__).parent.glob("*.py")
    if not path.stem.startswith("_") and "\ndef main() -> None:\n" in path.read_text("utf-8")
)
# Makes an archive of 100,000 articles first.
LONG = ("reading_room",)


def main(chosen: list[str]) -> int:
    """Run the benchmarks named, or all of them. 0, or 2 where there is none of that name."""
    is_full = chosen[:1] == ["full"]
    chosen = chosen[is_full:]
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    for name in chosen or [name for name in NAMES if is_full or name not in LONG]:
        print(f"== {name}", machine(), sep="\n", flush=True)
        benchmark = importlib.import_module(f"bench.{name}")
        begun = os.times()
        benchmark.full() if is_full and hasattr(benchmark, "full") else benchmark.main()
        print(f"({_taken(begun, os.times())})", end="\n\n", flush=True)
    return 0


def _taken(begun: os.times_result, ended: os.times_result) -> str:
    """What a benchmark and all that it started has taken."""
    processor = sum(ended[:4]) - sum(begun[:4])
    return f"{ended.elapsed - begun.elapsed:.0f} s, {processor:.0f} s of processor"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
