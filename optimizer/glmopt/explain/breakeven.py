"""The price at which a card comes into the optimum or leaves it: proved one minor unit to each side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pulp

from glmopt.explain.terms import once, proved
from glmopt.plan import Plan
from glmopt.problem import Offer, Problem
from glmopt.program import GOALS, Program
from glmopt.program.exact import value_of
from glmopt.scenario import Scenario
from glmopt.solve import ending, optimum
from glmopt.units import MAX_MINOR, from_minor

# Newton's method on a concave function of whole numbers needs few steps; more would be a fault.
MOST_STEPS = 60


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Up to `price` a card is bought in an optimal plan, one minor unit above it in none.

    Owned cards cost nothing at any price: of those that are there already only further ones count.

    `price` None: for a card that is not bought, not even a gift would bring it in; for one that is bought,
    it stays at any price, for nothing else meets the rules. `then` says what comes above: another plan, or
    nothing ("infeasible": the budget does not pay for the other plan).
    """

    card: str
    bought: bool
    now: Decimal
    price: Decimal | None
    then: str


def refusal(problem: Problem) -> str:
    """Why no break-even price can be told; empty where one can."""
    if problem.goal not in ("capex", "tco"):
        return "break-even prices: only where cost is minimised"
    if problem.goal == "tco" and problem.budget is not None:
        return "break-even prices: not for total cost within a budget, which limits the purchase only"
    return ""


def breakeven(
    problem: Problem, scenario: Scenario, plan: Plan, cards: tuple[str, ...] = ()
) -> tuple[BreakEven, ...]:
    """For each open card, or each of `cards`: the price at which the optimum changes its mind about it.

    Empty where `refusal` says why. Proved: at the price some plan with the card
    costs no more than the best without it, and one unit above none does.
    """
    if refusal(problem):
        return ()
    found = []
    for offer in problem.open_offers:
        if offer.price is None or not offer.buyable or (cards and offer.card not in cards):
            continue
        found.append(_one(problem, scenario, offer, plan.bought(offer.card) > 0))
    return tuple(found)


def _one(problem: Problem, scenario: Scenario, offer: Offer, bought: bool) -> BreakEven:
    now = from_minor(offer.price or 0, problem.currency)
    rival, then = _without(problem, scenario, offer), "another plan"
    if problem.budget is not None and (rival is None or rival > problem.budget):
        rival, then = problem.budget, "infeasible"
    if rival is None:
        return BreakEven(offer.card, bought, now, None, "no other plan")
    price = highest_price(problem, scenario, offer.card, rival)
    told = None if price is None else from_minor(price, problem.currency)
    return BreakEven(offer.card, bought, now, told, then)


def _without(problem: Problem, scenario: Scenario, offer: Offer) -> int | None:
    """The least cost without the card, in minor units and regardless of the budget; None where none fits."""
    if offer.minimum:
        return None
    free = replace(priced_at(problem, offer.card, offer.price or 0, stock=0), budget=None)
    return proved(ending(free, scenario.solver))


def highest_price(problem: Problem, scenario: Scenario, card: str, rival: int) -> int | None:
    """The highest whole price of `card` at which some plan with at least one costs at most `rival`.

    f(p), the least cost of a plan with the card at price p, is a minimum of lines, so concave: the root
    of a line lies at or below that of f, and steps from there climb. It ends with f(p + 1) > rival proved.
    None where even f(0) > rival, or where no plan has the card.
    """
    line = _cheapest_with(problem, scenario, card, 0)
    if line is None or line[0] > rival:
        return None
    for _ in range(MOST_STEPS):
        others, count = line
        price = (rival - others) // count
        if price * 10 >= MAX_MINOR:
            return None
        line = _cheapest_with(problem, scenario, card, price + 1)
        if line is None or line[0] + line[1] * (price + 1) > rival:
            return price
    raise RuntimeError(f"no end to the break-even price of {card}")


def _cheapest_with(problem: Problem, scenario: Scenario, card: str, price: int) -> tuple[int, int] | None:
    """Of the cheapest plan that buys `card` at `price`: the cost of all the rest, and its own count."""
    trial = replace(priced_at(problem, card, price), budget=None)

    def bought(program: Program) -> Any:
        return next(program.bought(o) for o in program.offers if o.card == card)

    def aim(program: Program) -> object:
        program.require("bought", bought(program) >= 1)
        return GOALS[problem.goal](program)

    solved = optimum(trial, once(scenario), aim)
    cost = proved(solved.ending)
    if cost is None or solved.whole is None:
        return None
    count = value_of(pulp.LpAffineExpression(bought(solved.program)), solved.whole)
    return cost * trial.price_unit - price * count, count


def priced_at(problem: Problem, card: str, price: int, stock: int | None = None) -> Problem:
    """`problem` with another price for one card, and where `stock` is given, no more than that of it."""
    offers = (
        replace(o, price=price, stock=o.stock if stock is None else stock) if o.card == card else o
        for o in problem.offers
    )
    return replace(problem, offers=tuple(offers))
