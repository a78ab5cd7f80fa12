"""A plan to start from: one of a few offers, found before the program of all of them is built.

It costs V. No better plan costs more than V, which bounds every count before the long search begins; and
where that search is stopped before it has a better one, this is the plan to tell.

First the cheapest fleet of one kind of card (solve/fleets.py) that keeps to every rule: its counts follow
from what it serves, and each need and limit is computed in whole numbers (solve/fleet.py). Where none is
known to keep to them, and then for a cheaper plan, a handful of offers make a program that HiGHS solves in
hundredths of a second, near enough: those of the cheapest fleets, then, of the offers that no other one
dominates, those of the fluid optimum (solve/fluid.py). Its solution is rounded, and every row computed anew
in whole numbers, as always: so it is a plan of the whole problem.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from glmopt.dataclass import dataclass
from glmopt.errors import SolverFailure
from glmopt.problem import Offer, Problem
from glmopt.program import Program, build
from glmopt.scenario.model import SolverTerms
from glmopt.solve.alone import FEW_CARDS
from glmopt.solve.clock import Clock
from glmopt.solve.fleet import cost_of_plan
from glmopt.solve.fleets import cheapest_fleets
from glmopt.solve.fluid import fluid_cards
from glmopt.solve.run import Run, run_of

# So many kinds with cheap fleets: networks may make the second the cheaper one, or both do as a program.
FLEETS = 2
# Any plan of these will do: the next ones are cheaper.
SOON = 0.2
# So many offers are a small program, and have a plan near the optimum; where they have none, twice as many.
OFFERS = (6, 12)
# Bounds are hardly worse for a plan that costs one part in twenty more.
GAP = 0.05
# Seconds in which a plan that is known is told at the latest.
TOLD_S = 5.0
# The part of the time left that may be spent on a start.
SHARE = 0.05

Solved = tuple[Program, Run]


@dataclass(frozen=True, slots=True)
class Start:
    """A plan of a problem that costs `cost` minor units, made of the offers of `few`.

    The cost is what the goal counts: the purchase, or with tco what running costs as well. `solved`: the plan
    as a solution of the program of these offers, where it was found as one.
    """

    few: Problem
    cost: int
    solved: Solved | None = None

    def told(self) -> Start | None:
        """This plan, or one that costs no more, as a solution; None where none is found in time."""
        if self.solved:
            return self
        try:
            return _found(self.few, *_solved(self.few, Clock(TOLD_S), SOON, self.cost))
        except SolverFailure:
            return None


class Starts:
    """The cheapest plan so far to start a search from, kept as soon as it is there; `best` None without one.

    Only where cost is minimised over many offers and HiGHS is asked first. Ctrl-C ends the search for one.
    """

    def __init__(self, problem: Problem, terms: SolverTerms, clock: Clock) -> None:
        self.best: Start | None = None
        self.wanted = terms.name == "highs" and worth_a_start(problem)
        self.clock = Clock(SHARE * clock.left())

    def first(self, problem: Problem) -> None:
        """Take the cheapest fleet that is a plan; where none is known to be one, look for a plan of a few."""
        fleets = cheapest_fleets(problem, FLEETS) if self.wanted else []
        for fleet in fleets:
            cost = cost_of_plan(problem, fleet)
            if cost is not None and (self.best is None or cost < self.best.cost):
                self.best = Start(of_few(problem, [fleet.offer.card]), cost)
        if fleets and self.best is None:
            self._look(of_few(problem, [fleet.offer.card for fleet in fleets]), SOON)

    def nearer(self, problem: Problem) -> None:
        """Look for a plan of the offers of the fluid optimum, cheaper than what is there.

        With classes only where nothing is: a cheaper plan bounds nothing but the counts there, for shares are
        no whole numbers to be narrowed, and that saves less than it takes.
        """
        if self.best is not None and problem.workload is not None:
            return
        likely = fluid_cards(problem) if self.wanted else []
        for many in OFFERS if likely else ():
            self._look(of_few(problem, likely[:many]), GAP)
            if self.best is not None or not self.wanted:
                return

    def _look(self, few: Problem, gap: float) -> None:
        """Take over the plan of a few offers that HiGHS finds, where it is cheaper."""
        most = None if self.best is None else self.best.cost
        try:
            program, run = _solved(few, self.clock, gap, most)
        except SolverFailure:
            self.wanted = False
            return
        found = _found(few, program, run)
        if found is not None and (most is None or found.cost < most):
            self.best = found
        if run.solution.interrupted:
            raise KeyboardInterrupt


def _solved(few: Problem, clock: Clock, gap: float, most: int | None) -> Solved:
    """What HiGHS finds of the plans of a few offers that cost no more than `most`, as near as `gap`."""
    program = build(few, most)
    return program, run_of(program, "highs", clock, gap=gap)


def _found(few: Problem, program: Program, run: Run) -> Start | None:
    """The plan of `run`; None where it has none."""
    cost = run.objective
    if cost is None:
        return None
    # What was proved of a few offers is no bound for all of them.
    run = replace(run, solution=replace(run.solution, bound=None))
    return Start(few, cost * program.problem.price_unit, (program, run))


def worth_a_start(problem: Problem) -> bool:
    """Whether a cost bounds the counts, and the program is so large that this saves more than it takes."""
    return problem.goal in ("capex", "tco") and len(problem.open_offers) >= FEW_CARDS


def of_few(problem: Problem, likely: Iterable[str]) -> Problem:
    """`problem` with these cards and those that its rules ask for, its other offers left out."""
    kept = {*likely, *(card for card, _ in problem.earlier)}
    return replace(problem, offers=tuple(o for o in problem.offers if o.card in kept or _asked(o)))


def _asked(offer: Offer) -> bool:
    """Whether it must be bought, or is there."""
    return bool(offer.minimum or offer.owned)
