"""A plan to start from: the best of a few offers, found before the program of all of them is built.

A handful of offers that a cheap plan is made of (solve/fluid.py) make a program that HiGHS solves in
hundredths of a second, near enough. Its solution is rounded, and every row computed anew in whole numbers, as
always: so it is a plan of the whole problem, which costs V. No better plan costs more than V, which bounds
every count before the long search begins; and where that search is stopped before it has a better one, this
is the plan to tell.
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
from glmopt.solve.fluid import fluid_cards
from glmopt.solve.run import Run, run_of

# So many offers are a small program, and have a plan near the optimum; where they have none, twice as many.
OFFERS = (6, 12)
# Bounds are hardly worse for a plan that costs one part in twenty more.
GAP = 0.05
# The part of the time left that may be spent on a start.
SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Start:
    """A plan of a problem, as a solution of the `program` of some of its offers; `cost` in minor units.

    The cost is what the goal counts: the purchase, or with tco what running costs as well.
    """

    program: Program
    run: Run
    cost: int

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C came while it was searched."""
        return self.run.solution.interrupted


def start(problem: Problem, terms: SolverTerms, clock: Clock) -> Start | None:
    """A plan of `problem` where one of few offers is soon found; None where it is not, or is not worth it.

    Only where cost is minimised over many offers and HiGHS is asked first. KeyboardInterrupt on Ctrl-C before
    there is a plan.
    """
    if terms.name != "highs" or not worth_a_start(problem):
        return None
    likely = fluid_cards(problem)
    short = Clock(SHARE * clock.left())
    for many in OFFERS if likely else ():
        program = build(of_few(problem, likely[:many]))
        try:
            run = run_of(program, "highs", short, gap=GAP)
        except SolverFailure:
            return None
        if run.objective is not None:
            # What was proved of a few offers is no bound for all of them.
            cost = run.objective * program.problem.price_unit
            return Start(program, replace(run, solution=replace(run.solution, bound=None)), cost)
        if run.solution.interrupted:
            raise KeyboardInterrupt
    return None


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
