"""A plan to start from: the best of a few offers, found before the program of all of them is built.

A handful of offers that a cheap plan is made of make a program that HiGHS solves in hundredths of a second,
near enough. Its solution is rounded, and every row computed anew in whole numbers, as always: so it is a plan
of the whole problem, which costs V. No better plan costs more than V, which bounds every count before the
long search begins; and where that search is stopped before it has a better one, this is the plan to tell.

Which offers: first those with the cheapest fleets of one kind (solve/fleets.py), for a plan at once; then, of
the offers that no other one dominates, those of the fluid optimum (solve/fluid.py), for a cheaper plan.
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
from glmopt.solve.fleets import cheapest_fleets
from glmopt.solve.fluid import fluid_cards
from glmopt.solve.run import Run, run_of

# So many kinds with cheap fleets: a tiny program, and a second kind where a rule forbids the first alone.
FLEETS = 2
# Any plan of these will do: the next ones are cheaper.
SOON = 0.2
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


class Starts:
    """The cheapest plan so far to start a search from, kept as soon as it is there; `best` None without one.

    Only where cost is minimised over many offers and HiGHS is asked first. Ctrl-C ends the search for one.
    """

    def __init__(self, problem: Problem, terms: SolverTerms, clock: Clock) -> None:
        self.best: Start | None = None
        self.wanted = terms.name == "highs" and worth_a_start(problem)
        self.clock = Clock(SHARE * clock.left())

    def first(self, problem: Problem) -> None:
        """Look for a plan of one or two kinds of card."""
        if self.wanted and (fleets := cheapest_fleets(problem, FLEETS)):
            self._look(of_few(problem, fleets), SOON)

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
        program = build(few, None if self.best is None else self.best.cost)
        try:
            run = run_of(program, "highs", self.clock, gap=gap)
        except SolverFailure:
            self.wanted = False
            return
        if run.objective is not None:
            cost = run.objective * program.problem.price_unit
            if self.best is None or cost < self.best.cost:
                # What was proved of a few offers is no bound for all of them.
                self.best = Start(program, replace(run, solution=replace(run.solution, bound=None)), cost)
        if run.solution.interrupted:
            raise KeyboardInterrupt


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
