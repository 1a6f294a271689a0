"""What spiders hand to the pipelines."""

from __future__ import annotations

from dataclasses import dataclass

from kho_tin.outcome.answered import Answered, Outcome


@dataclass
class Item:
    """An answer, or the lack of one, and what it means once that is known. `turn` is its place in
    the order of the run."""

    answered: Answered
    turn: int
    outcome: Outcome | None = None

    def __repr__(self) -> str:
        return f"Item({self.answered.requested!r})"
