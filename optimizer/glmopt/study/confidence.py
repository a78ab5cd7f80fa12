"""How often the plan stays right when prices are drawn at random within their ranges."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, NotProvedError
from glmopt.explain.housing_figures import housing_shares, priced
from glmopt.explain.ranges import price_range
from glmopt.explain.terms import worth_of
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario, price_of
from glmopt.solve import ending as ending_of
from glmopt.solve import plan_of
from glmopt.study.counts import counts_from
from glmopt.study.journal import Journal
from glmopt.study.proving import proved_row
from glmopt.units import to_minor

Progress = Callable[[int, int], None]
# Factors are drawn in steps of a hundred-thousandth.
FINE = 100_000


@dataclass(frozen=True, slots=True)
class Confidence:
    """Of `draws` draws: in how many the plan stays optimal, and in how many within `within` of the optimum.

    `wanted` draws were asked for; fewer were done where it was interrupted. `varied` prices were drawn. Where
    `goal` counts cards or streams the plan must also stay within the budget.
    """

    counts: dict[str, int]
    wanted: int
    draws: int
    optimal: int
    near: int
    within: Decimal
    seed: int
    goal: str = "capex"
    varied: int = 0


@dataclass(frozen=True, slots=True)
class _Ranges:
    """How far each price may be off: minor units by card, shares by the key of a host or network."""

    cards: Mapping[str, int]
    servers: Mapping[str, Decimal]


def confidence(
    scenario: Scenario,
    catalog: Catalog,
    draws: int,
    *,
    seed: int = 0,
    within: Decimal = Decimal("0.02"),
    progress: Progress | None = None,
    journal: Journal | None = None,
) -> Confidence | None:
    """Draw every price evenly within the range of its kind, `draws` times, and solve anew each time.

    Prices of cards, hosts and networks are drawn on their own; the same seed gives the same draws. Where
    cost is minimised a budget is left out: the question is the mix. None where the base has no optimum.
    Raises InputError where no price plays a part.
    """
    problem = formulate(scenario, catalog)
    if problem.goal in ("capex", "tco"):
        problem = replace(problem, budget=None)
    elif problem.budget is None or not problem.priced:
        action = "glmopt whatif FILE --confidence N --set objective=capex"
        raise InputError(Fault("usage", "no price plays a part here", field="--confidence", action=action))
    kept = journal or Journal()
    try:
        base = proved_row(problem, scenario, kept, f"{seed}: base")
    except NotProvedError:
        return None
    if base is None:
        return None
    ranges = _ranges(problem, scenario, catalog)
    # Not for secrets: a study must come out the same every time.
    dice = random.Random(seed)  # noqa: S311
    done = optimal = near = 0
    try:
        for number in range(1, draws + 1):
            trial = _drawn(problem, ranges, dice)
            best = kept.recall(f"{seed}: draw {number}", functools.partial(_best, trial, scenario))
            worth = _worth(trial, base)
            done = number
            if worth is not None and best is not None:
                optimal += worth == best
                near += _near(problem.goal, worth, best, within)
            if progress:
                progress(number, draws)
    except (KeyboardInterrupt, NotProvedError):
        pass
    varied = sum(1 for width in ranges.cards.values() if width) + len(ranges.servers)
    counts: dict[str, int] = base["cards"]
    return Confidence(counts, draws, done, optimal, near, within, seed, problem.goal, varied)


def _ranges(problem: Problem, scenario: Scenario, catalog: Catalog) -> _Ranges:
    cards = {}
    for offer in problem.open_offers:
        price = price_of(scenario, catalog, offer.card)
        if price is not None:
            cards[offer.card] = int(price.minor * price_range(price.kind))
    return _Ranges(cards, housing_shares(problem, scenario, catalog))


def _near(goal: str, worth: int, best: int, within: Decimal) -> bool:
    return worth >= best * (1 - within) if goal == "streams" else worth <= best * (1 + within)


def _worth(trial: Problem, base: dict[str, Any]) -> int | None:
    """What the plan is worth at the prices of `trial`; None where the budget does not pay for it."""
    plan = plan_of(trial, counts_from(trial, base))
    if trial.budget is not None:
        cost = plan.totals.cost
        if cost is None or to_minor(cost, trial.currency) > trial.budget:
            return None
    return worth_of(trial, plan)


def _best(trial: Problem, scenario: Scenario) -> int | None:
    """The optimum at these prices; None where the budget pays for nothing."""
    ending = ending_of(trial, scenario.solver)
    if ending.interrupted:
        raise KeyboardInterrupt
    if ending.status == "infeasible":
        return None
    if ending.status != "optimal":
        raise NotProvedError
    return ending.objective


def _drawn(problem: Problem, ranges: _Ranges, dice: random.Random) -> Problem:
    offers = []
    for o in problem.offers:
        width = ranges.cards.get(o.card, 0)
        shift = dice.randint(-width, width) if width else 0
        offers.append(o.at((o.price or 0) + shift) if shift else o)
    factors = {
        key: 1 + share * dice.randint(-FINE, FINE) / FINE for key, share in sorted(ranges.servers.items())
    }
    housing = problem.housing and priced(problem.housing, factors)
    return replace(problem, offers=tuple(offers), housing=housing)
