"""What a check that makes a run red declares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from kho_tin.base.reasons.sentence import Reason
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.facts import Facts

FEW: Final = 5  # an editor takes down a page or two, one page always fails: so many tell nothing


@dataclass(frozen=True)
class Bound:
    """What a site may do, until its spider says otherwise; `of` tells what it is a share of."""

    name: str
    default: float | None
    of: str

    def set_by(self, facts: Facts) -> Any:
        """As it is for the site of this run."""
        return getattr(facts.bounds, self.name)


class Check(ABC):
    """One way in which a run can be red. Its sentence is declared in it, with `reason`; `bound` is
    what it goes by, where a site may set it. Reasons are given in the order of `order`, so what is
    worst, or explains others, comes first."""

    order: ClassVar[int] = 1000
    bound: ClassVar[Bound | None] = None

    @abstractmethod
    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        """Why the run is red by this check; nothing where it is well."""


def many(number: int, of: int, most: float) -> bool:
    """Of a quiet night's pages, one that always fails is a large share: it takes some, or most."""
    return number > most * of and (number > FEW or (number > 2 and 2 * number > of))
