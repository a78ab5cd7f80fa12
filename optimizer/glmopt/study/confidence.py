"""How often the plan stays right when prices are drawn at random within their ranges."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.explain.ranges import price_range
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario, price_of
from glmopt.solve import ending as ending_of
from glmopt.study.journal import Journal
from glmopt.study.proving import NotProvedError, proved_row

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Confidence:
    """Of `draws` draws: in how many the plan stays optimal, and in how many within `within` of the optimum.

    `wanted` draws were asked for; fewer were done where it was interrupted.
    """

    counts: dict[str, int]
    wanted: int
    draws: int
    optimal: int
    near: int
    within: Decimal
    seed: int


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

    Prices are drawn on their own, each in whole minor units; the same seed gives the same draws. A budget
    is left out: the question is the mix. None where the base has no optimum, or the goal is not cost.
    """
    problem = replace(formulate(scenario, catalog), budget=None)
    kept = journal or Journal()
    try:
        base = proved_row(problem, scenario, kept, f"{seed}: base") if problem.goal == "capex" else None
    except NotProvedError:
        return None
    if base is None:
        return None
    counts: dict[str, int] = base["cards"]
    ranges = {}
    for offer in problem.open_offers:
        price = price_of(scenario, catalog, offer.card)
        if price is not None:
            ranges[offer.card] = int(price.minor * price_range(price.kind))
    bought = {card: count - base["owned"].get(card, 0) for card, count in counts.items()}
    # Not for secrets: a study must come out the same every time.
    dice = random.Random(seed)  # noqa: S311
    done = optimal = near = 0
    try:
        for number in range(1, draws + 1):
            trial = _drawn(problem, ranges, dice)
            best = kept.recall(f"{seed}: draw {number}", functools.partial(_least_cost, trial, scenario))
            # hosts and networks cost what they did; owned cards cost nothing at any price
            cost = base["objective"] + sum(
                ((now.price or 0) - (then.price or 0)) * bought.get(now.card, 0)
                for now, then in zip(trial.offers, problem.offers, strict=True)
            )
            done = number
            optimal += cost == best
            near += cost <= best * (1 + within)
            if progress:
                progress(number, draws)
    except (KeyboardInterrupt, NotProvedError):
        pass
    return Confidence(counts, draws, done, optimal, near, within, seed)


def _least_cost(trial: Problem, scenario: Scenario) -> int:
    ending = ending_of(trial, scenario.solver)
    if ending.interrupted:
        raise KeyboardInterrupt
    if ending.status != "optimal" or ending.objective is None:
        raise NotProvedError
    return ending.objective


def _drawn(problem: Problem, ranges: Mapping[str, int], dice: random.Random) -> Problem:
    offers = []
    for o in problem.offers:
        width = ranges.get(o.card, 0)
        shift = dice.randint(-width, width) if width else 0
        offers.append(o.at((o.price or 0) + shift) if shift else o)
    return replace(problem, offers=tuple(offers))
