"""Everything `glmopt explain` has to say in one record; `solve --why` puts it into its result.

Each question is asked on its own: one that a time limit leaves without a proof is named with the reason, and
after Ctrl-C what was answered stays.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, SolverFailure
from glmopt.explain import (
    Alternatives,
    Binding,
    BreakEven,
    Conflicts,
    Decision,
    Marginal,
    Ways,
    WhyNot,
    alternatives,
    binding,
    breakeven,
    conflicts,
    deciding,
    marginal,
    ways,
    why_not,
)
from glmopt.explain.alternatives import By
from glmopt.explain.breakeven import refusal
from glmopt.explain.terms import Recall, made
from glmopt.plan import Plan
from glmopt.problem import Problem
from glmopt.records.faults import suggest
from glmopt.scenario import Scenario
from glmopt.solve import Solved, solve

T = TypeVar("T")
Progress = Callable[[int, int], None]
# A whole question counts as so many steps of progress.
STEPS = 100
NOT_PROVED, INTERRUPTED = "the time limit came before the proof", "interrupted"


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why this plan: break-even prices, what one more costs, which figures decide; or why there is none.

    There it is all conflicts and the ways out. `refused` says what is not answered, and why, as
    `question: why`; `why_not` which cards could not be chosen, and which group of a server was too small.
    """

    breakeven: tuple[BreakEven, ...] = ()
    marginal: tuple[Marginal, ...] = ()
    decision: Decision | None = None
    conflicts: Conflicts | None = None
    ways: Ways | None = None
    refused: tuple[str, ...] = ()
    why_not: tuple[WhyNot, ...] = ()

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C left questions unanswered."""
        return any(text.endswith(f": {INTERRUPTED}") for text in self.refused)


@dataclass(frozen=True, slots=True)
class Why:
    """A solved scenario with its reasons, the plans near its optimum and what binds it."""

    scenario: Scenario
    solved: Solved
    reasons: Reasons
    alternatives: Alternatives | None = None
    binding: tuple[Binding, ...] = ()


class _Questions:
    """Asks one question after another, and keeps what was refused; after Ctrl-C it asks no more."""

    def __init__(self, number: int, tell: Progress | None) -> None:
        self.number, self.asked, self.tell = number, 0, tell
        self.refused: list[str] = []
        self.interrupted = False

    def ask(self, name: str, make: Callable[[Progress], T]) -> T | None:
        """What `make` answers, None where it does not; it is given a way to tell of its own progress."""
        answer = None
        self._progress(0, 1)
        try:
            answer = None if self.interrupted else make(self._progress)
        except KeyboardInterrupt:
            self.interrupted = True
        except SolverFailure:
            self.refused.append(f"{name}: {NOT_PROVED}")
        if self.interrupted:
            self.refused.append(f"{name}: {INTERRUPTED}")
        self.asked += 1
        return answer

    def _progress(self, done: int, total: int) -> None:
        if self.tell:
            self.tell(STEPS * self.asked + STEPS * done // max(total, 1), STEPS * self.number)


def why(
    scenario: Scenario,
    catalog: Catalog,
    *,
    cards: tuple[str, ...] = (),
    most: int = 3,
    within: Decimal = Decimal("0.02"),
    by: By = "types",
    tell: Progress | None = None,
    recall: Recall = made,
) -> Why:
    """Solve `scenario` and explain it; of `cards` alone where some are named, as far as cards are concerned.

    `tell` is called with (done, all) as it goes on; `recall` keeps what is proved, solve by solve. Raises
    InputError for an unknown card, and what `solve` raises; KeyboardInterrupt only where Ctrl-C came before
    there was a plan.
    """
    unknown = [
        Fault("unknown-name", f"no card {c!r}", None, "--card", suggest(c, catalog.cards))
        for c in cards
        if c not in catalog.cards
    ]
    if unknown:
        raise InputError(unknown)
    solved = solve(scenario, catalog)
    if solved.ending.interrupted:
        raise KeyboardInterrupt
    problem, plan, objective = solved.problem, solved.plan, solved.ending.objective
    if solved.ending.status != "optimal" or plan is None or objective is None:
        return Why(scenario, solved, reasons(scenario, catalog, solved, cards, tell, recall))
    asked = _Questions(5, tell)

    def near(_tell: Progress) -> Alternatives:
        return alternatives(problem, scenario, catalog, plan, objective, most=most, within=within, by=by)

    others = asked.ask("other plans", near)

    def rules(tell: Progress) -> tuple[Binding, ...]:
        return binding(problem, scenario, objective, None, tell, _under("rule", recall))

    binds = asked.ask("what rules cost", rules) or ()
    return Why(scenario, solved, _of_plan(scenario, catalog, solved, cards, asked, recall), others, binds)


def reasons(
    scenario: Scenario,
    catalog: Catalog,
    solved: Solved,
    cards: tuple[str, ...] = (),
    tell: Progress | None = None,
    recall: Recall = made,
) -> Reasons:
    """The reasons of what was solved; those of a plan only where it is proved best."""
    problem = solved.problem
    if solved.ending.status == "infeasible":
        asked = _Questions(2, tell)
        every = asked.ask("conflicts", lambda _tell: conflicts(problem, scenario))
        sets = [frozenset(c.rule for c in one) for one in (every.sets if every else ())]
        rules = tuple(r for r in problem.rules() if any(r in one for one in sets))
        out = asked.ask("ways out", lambda _tell: ways(problem, scenario, catalog, rules, sets))
        excluded = why_not(problem, scenario, catalog, cards)
        return Reasons(conflicts=every, ways=out, refused=tuple(asked.refused), why_not=excluded)
    return _of_plan(scenario, catalog, solved, cards, _Questions(3, tell), recall)


def _of_plan(
    scenario: Scenario,
    catalog: Catalog,
    solved: Solved,
    cards: tuple[str, ...],
    asked: _Questions,
    recall: Recall,
) -> Reasons:
    """The reasons of a plan that is proved best; none of another."""
    problem, plan, objective = solved.problem, solved.plan, solved.ending.objective
    if solved.ending.status != "optimal" or plan is None or objective is None:
        excluded = why_not(problem, scenario, catalog, cards)
        return Reasons(refused=("no reasons: the plan is not proved best",), why_not=excluded)
    prices: list[BreakEven] = []

    def each_card(tell: Progress) -> None:
        for done, offer in enumerate(problem.open_offers):
            tell(done, len(problem.open_offers))
            if not cards or offer.card in cards:
                row = recall(
                    f"price {offer.card}", functools.partial(_plain, problem, scenario, plan, offer.card)
                )
                prices.extend(map(_price, row))

    def more_of_each(_tell: Progress) -> tuple[Marginal, ...]:
        return marginal(problem, scenario, catalog, plan, objective, _under("one more", recall))

    def figures(tell: Progress) -> Decision:
        return deciding(problem, scenario, catalog, plan, tell, _under("figure", recall))

    asked.ask("break-even prices", each_card)
    more = asked.ask("what one more costs", more_of_each)
    decision = asked.ask("figures that decide", figures)
    refused = refusal(problem)
    return Reasons(
        breakeven=tuple(prices),
        marginal=more or (),
        decision=decision,
        refused=(*([refused] if refused else ()), *asked.refused),
        why_not=why_not(problem, scenario, catalog, cards),
    )


def _under(question: str, recall: Recall) -> Recall:
    """`recall` of the rows of one question."""
    return lambda key, make: recall(f"{question} {key}", make)


def _plain(problem: Problem, scenario: Scenario, plan: Plan, card: str) -> list[list[Any]]:
    """The break-even price of a card as plain data."""
    found = breakeven(problem, scenario, plan, (card,))
    return [[b.card, b.bought, str(b.now), None if b.price is None else str(b.price), b.then] for b in found]


def _price(row: list[Any]) -> BreakEven:
    card, bought, now, price, then = row
    return BreakEven(card, bought, Decimal(now), None if price is None else Decimal(price), then)
