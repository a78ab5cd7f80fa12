"""What was proved before, kept by a study so that it is not proved again; recall.py says what it settles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from fractions import Fraction

from glmopt.dataclass import dataclass
from glmopt.plan import Ending
from glmopt.problem import Offer, Problem
from glmopt.program import Counts

# Proofs that are kept, and how many of them of problems that differ in limits and prices alone.
MOST = 2_000
MOST_OF_ONE = 200

_active: ContextVar[Memory | None] = ContextVar("glmopt_memory", default=None)


@dataclass(frozen=True, slots=True)
class Proved:
    """One proof: the problem without what is compared afterwards, its ending, its best counts if any.

    `settled` where ties are settled, `twice` where two proofs agree, `bought` cards that are paid for.
    """

    problem: Problem
    ending: Ending
    counts: Counts | None
    settled: bool
    twice: bool

    @property
    def bought(self) -> dict[str, int]:
        """Cards by id that are not owned already."""
        counts = self.counts
        return {} if counts is None else {c: n - counts.owned.get(c, 0) for c, n in counts.cards.items()}


class Memory:
    """Proofs by the problems' common core; the oldest go when there are too many."""

    def __init__(self) -> None:
        self._groups: list[tuple[Problem, list[Proved]]] = []
        self.size = 0
        self._last: tuple[Problem, Problem] | None = None

    def keep(self, proved: Proved) -> None:
        """Remember a proof."""
        group = self._group(proved.problem)
        group.append(proved)
        self.size += 1
        if len(group) > MOST_OF_ONE:
            del group[0]
            self.size -= 1
        while self.size > MOST and len(self._groups) > 1:
            self.size -= len(self._groups.pop(0)[1])

    def of(self, problem: Problem) -> list[Proved]:
        """The proofs of problems that differ from `problem` in limits and prices alone, the latest first."""
        return list(reversed(self._found(problem)[1] or ()))

    def _found(self, problem: Problem) -> tuple[Problem, list[Proved] | None]:
        if self._last is None or self._last[0] is not problem:
            self._last = (problem, _core(problem))
        core = self._last[1]
        return core, next((found for known, found in self._groups if known == core), None)

    def _group(self, problem: Problem) -> list[Proved]:
        core, found = self._found(problem)
        if found is None:
            found = []
            self._groups.append((core, found))
        return found


@contextmanager
def remembering(memory: Memory) -> Iterator[None]:
    """Proofs made in the block go to `memory`, and are looked for there first."""
    token = _active.set(memory)
    try:
        yield
    finally:
        _active.reset(token)


def active() -> Memory | None:
    """The memory of the study that runs, if it has one."""
    return _active.get()


def asked_of_memory(problem: Problem) -> Problem:
    """`problem` without the budget where that is compared with the least cost afterwards."""
    return replace(problem, budget=None) if problem.goal == "capex" else problem


def same(memory: Memory, problem: Problem) -> Proved | None:
    """A proof of `problem` itself, whether or not its ties are settled."""
    return next((p for p in memory.of(problem) if p.problem == problem), None)


def _core(problem: Problem) -> Problem:
    """`problem` without the limits and prices that are compared here."""
    work = problem.workload
    return replace(
        problem,
        streams=0,
        budget=None,
        power_w=None,
        rack=None,
        offers=tuple(_bare(o) for o in problem.offers),
        workload=None
        if work is None
        else replace(work, loads=tuple(dict.fromkeys(x, Fraction(0)) for x in work.loads)),
    )


def _bare(offer: Offer) -> Offer:
    return replace(offer, stock=None, price=None if offer.price is None else 0)
