"""What a check that makes a run red declares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from kho_tin.base.reasons.sentence import Reason
from kho_tin.outcome.counts import Counts
from kho_tin.outcome.facts import Facts

FEW: Final = 5  # an editor takes down a page or two, one page always fails: so few show nothing


@dataclass(frozen=True)
class Bound:
    """What a site may do, unless its spider says otherwise; `of` is what it is a share of."""

    name: str
    default: float | None
    of: str

    def set_by(self, facts: Facts) -> Any:
        """Its value for the site of this run."""
        return getattr(facts.bounds, self.name)


class Check(ABC):
    """One way in which a run can be red. Its sentence is declared in it, with `reason`; `bound` is
    its limit, where a site may set it. Reasons are given by `order`: the worst, and those that
    explain others, first."""

    order: ClassVar[int] = 1000
    bound: ClassVar[Bound | None] = None

    @abstractmethod
    def reasons(self, counts: Counts, facts: Facts) -> Iterator[Reason]:
        """Why the run is red by this check; nothing where all is well."""


def many(number: int, of: int, most: float) -> bool:
    """Whether too many pages are concerned. In a quiet night one page that always fails is a large
    share: more than a few must be, or more than half."""
    return number > most * of and (number > FEW or (number > 2 and 2 * number > of))
