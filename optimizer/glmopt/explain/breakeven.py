"""The price at which a card comes into the optimum or leaves it: proved one minor unit to each side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pulp

from glmopt.dataclass import dataclass
from glmopt.explain.terms import once, proved, worth_of
from glmopt.plan import Plan
from glmopt.problem import Offer, Problem
from glmopt.program import GOALS, Program
from glmopt.program.exact import value_of
from glmopt.program.objective import cards as cards_bought
from glmopt.scenario import Scenario
from glmopt.solve import Optimum, ending, optimum
from glmopt.units import MAX_MINOR, from_minor

# Newton's method on a concave function of whole numbers needs few steps; more would be a fault.
MOST_STEPS = 60

Also = Callable[[Program], None]


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Up to `price` a card is bought in an optimal plan, one minor unit above it in none.

    Owned cards cost nothing at any price: of those that are there already only further ones count. Price
    breaks keep their distance to the price.

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
    if problem.goal in ("capex", "tco") or (problem.budget is not None and problem.priced):
        return ""
    return "break-even prices: only where cost is minimised or limited"


def breakeven(
    problem: Problem, scenario: Scenario, plan: Plan, cards: tuple[str, ...] = ()
) -> tuple[BreakEven, ...]:
    """For each open card, or each of `cards`: the price at which the optimum changes its mind about it.

    `plan` is the best of `problem`, as proved. Empty where `refusal` says why. Proved: at the price some
    plan with the card is as good as the best without it, and one unit above none is.
    """
    if refusal(problem):
        return ()
    found = []
    for offer in problem.open_offers:
        if offer.price is None or not offer.buyable or (cards and offer.card not in cards):
            continue
        now, bought = from_minor(offer.price, problem.currency), plan.bought(offer.card) > 0
        price, then = _one(problem, scenario, offer, plan)
        told = None if price is None else from_minor(price, problem.currency)
        found.append(BreakEven(offer.card, bought, now, told, then))
    return tuple(found)


def _one(problem: Problem, scenario: Scenario, offer: Offer, plan: Plan) -> tuple[int | None, str]:
    """The highest price, None where there is none, and what comes above it."""
    budget, card = problem.budget, offer.card
    without = _without(problem, scenario, offer, plan)
    if without is None and budget is None:
        return None, "no other plan"
    if without is None:
        # above it the budget does not pay for any plan
        return highest_price(replace(problem, goal="capex"), scenario, card, budget or 0), "infeasible"
    if problem.goal in ("cards", "streams"):
        return _as_good_within(problem, scenario, card, without), "another plan"
    price = highest_price(problem, scenario, card, without, start=_line(problem, offer, plan))
    if problem.goal == "tco" and budget is not None and price is not None:
        price = _within_budget(problem, scenario, card, without, price)
    return price, "another plan"


def _without(problem: Problem, scenario: Scenario, offer: Offer, plan: Plan) -> int | None:
    """The optimum without the card, in the goal's own minor units; None where none fits.

    That of the plan, which is proved best, where it does not buy the card.
    """
    if offer.minimum:
        return None
    if not plan.bought(offer.card) and (known := worth_of(problem, plan)) is not None:
        return known
    return proved(ending(priced_at(problem, offer.card, offer.price or 0, stock=0), scenario.solver))


def _as_good_within(problem: Problem, scenario: Scenario, card: str, without: int) -> int | None:
    """Where cards or streams are counted: the highest price at which the budget pays for a plan as good."""
    needs = replace(problem, goal="capex")
    if problem.goal == "streams":
        needs = replace(needs, streams=max(without, problem.streams))
        return highest_price(needs, scenario, card, problem.budget or 0)

    def as_few(program: Program) -> None:
        program.at_most("as_few", cards_bought(program), without)

    return highest_price(needs, scenario, card, problem.budget or 0, as_few)


def _within_budget(problem: Problem, scenario: Scenario, card: str, without: int, high: int) -> int | None:
    """The highest price up to `high` at which a plan with the card costs no more and the budget pays for it.

    A higher price makes every plan dearer and lets in fewer, so halving finds it.
    """

    def does(price: int) -> bool:
        trial = priced_at(problem, card, price)
        cost = proved(_bought(trial, scenario, card).ending)
        return cost is not None and cost * trial.price_unit <= without

    low = _gift(problem, card)
    if not does(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if does(middle) else (low, middle - 1)
    return low


def _line(problem: Problem, offer: Offer, plan: Plan) -> tuple[int, int] | None:
    """The plan as the cost of all the rest and the count of a card that it buys: where the search begins."""
    count, worth = plan.bought(offer.card), worth_of(problem, plan)
    return None if worth is None or not count else (worth - (offer.price or 0) * count, count)


def highest_price(
    problem: Problem,
    scenario: Scenario,
    card: str,
    rival: int,
    also: Also | None = None,
    start: tuple[int, int] | None = None,
) -> int | None:
    """The highest whole price of `card` at which some plan with at least one costs at most `rival`.

    Whatever the budget; `also` adds rows that hold at every price, `start` is a plan that is known: the cost
    of all the rest and its count of the card. f(p), the least cost of a plan with the card at price p, is a
    minimum of lines, so concave: the root of a line lies at or below that of f, and
    steps from there climb. It ends with f(p + 1) > rival proved. None where even a gift costs more than
    `rival`, or where no plan has the card.
    """
    line = start or _cheapest_with(problem, scenario, card, _gift(problem, card), also)
    if line is None or line[0] > rival:
        return None
    for _ in range(MOST_STEPS):
        others, count = line
        price = (rival - others) // count
        if price * 10 >= MAX_MINOR:
            return None
        line = _cheapest_with(problem, scenario, card, price + 1, also)
        if line is None or line[0] + line[1] * (price + 1) > rival:
            return price
    raise RuntimeError(f"no end to the break-even price of {card}")


def _cheapest_with(
    problem: Problem, scenario: Scenario, card: str, price: int, also: Also | None
) -> tuple[int, int] | None:
    """Of the cheapest plan that buys `card` at `price`: the cost of all the rest, and its own count."""
    trial = replace(priced_at(problem, card, price), budget=None)
    solved = _bought(trial, scenario, card, also)
    cost = proved(solved.ending)
    if cost is None or solved.whole is None:
        return None
    count = value_of(pulp.LpAffineExpression(_count(solved.program, card)), solved.whole)
    return cost * trial.price_unit - price * count, count


def _gift(problem: Problem, card: str) -> int:
    """The price at which the card costs nothing after its last price break, and else what breaks leave."""
    return next(o.price_off for o in problem.offers if o.card == card)


def _bought(problem: Problem, scenario: Scenario, card: str, also: Also | None = None) -> Optimum:
    """The optimum with at least one `card` bought; its objective in the program's own unit."""

    def aim(program: Program) -> object:
        program.require("bought", _count(program, card) >= 1)
        if also is not None:
            also(program)
        return GOALS[problem.goal](program)

    return optimum(problem, once(scenario), aim)


def _count(program: Program, card: str) -> Any:
    return next(program.bought(o) for o in program.offers if o.card == card)


def priced_at(problem: Problem, card: str, price: int, stock: int | None = None) -> Problem:
    """`problem` with another price for one card, and where `stock` is given, no more than that of it."""
    offers = (
        replace(o.at(price), stock=o.stock if stock is None else stock) if o.card == card else o
        for o in problem.offers
    )
    return replace(problem, offers=tuple(offers))
