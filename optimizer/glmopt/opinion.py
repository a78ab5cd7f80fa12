"""A second opinion: a purchase judged by the other sizing method, and what the same need costs by it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import InputError, SolverFailure
from glmopt.explain.terms import proved
from glmopt.plan import Plan
from glmopt.problem import formulate
from glmopt.scenario import Scenario
from glmopt.sizing import roofline, sizer_for
from glmopt.solve import ending
from glmopt.solve.clock import Clock
from glmopt.units import from_minor


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the purchase carries by the method `sizing`.

    `streams` is the estimate between `streams_low` and `streams_high`; `tokens_per_s` the speed each of them
    gets, where the method knows of speed. `cost` is the least that meets the scenario's needs by this method,
    None where none does or where no prices are asked; `met` whether any purchase does. `unknown` are cards
    that the method has no figures of.
    """

    sizing: Literal["rules", "roofline"]
    streams: int
    streams_low: int
    streams_high: int
    tokens_per_s: Decimal | None
    cost: Decimal | None
    met: bool
    unknown: tuple[str, ...]


def opinion(scenario: Scenario, catalog: Catalog, plan: Plan, clock: Clock | None = None) -> Opinion | None:
    """`plan` judged by the method that the scenario does not use; None where that one cannot in time."""
    if scenario.demand.classes:
        return None
    other: Literal["rules", "roofline"] = "roofline" if scenario.sizing == "rules" else "rules"
    judged = scenario.model_copy(update={"sizing": other})
    try:
        streams, unknown = _streams(judged, catalog, plan)
        cost, met = _least_cost(judged, catalog, clock)
    except (InputError, SolverFailure):
        return None
    floor = scenario.demand.service.tokens_per_s if other == "roofline" else None
    low, value, high = streams
    return Opinion(other, value, low, high, floor, cost, met, unknown)


def _streams(judged: Scenario, catalog: Catalog, plan: Plan) -> tuple[tuple[int, int, int], tuple[str, ...]]:
    """Streams at the low end, the estimate and the high end; cards without figures."""
    sums, unknown = [0, 0, 0], []
    sizer = sizer_for(judged, catalog)
    for line in plan.lines:
        serving = line.count - line.dedicated_cards
        if judged.sizing == "roofline":
            each = roofline.size(catalog, roofline.question_of(judged, catalog), line.card).streams
        else:
            spec = catalog.spec(line.card, judged.figures)
            if spec is None:
                unknown.append(line.card)
                continue
            capacity = sizer(spec)
            each = (capacity.streams_low, capacity.streams(judged.estimate), capacity.streams_high)
        sums = [total + serving * one for total, one in zip(sums, each, strict=True)]
    return (sums[0], sums[1], sums[2]), tuple(unknown)


def _least_cost(judged: Scenario, catalog: Catalog, clock: Clock | None) -> tuple[Decimal | None, bool]:
    """The least cost of the scenario's needs, budget aside, and whether they can be met at all.

    Where the most streams for a budget are asked there is no need to price.
    """
    problem = formulate(judged, catalog)
    if not problem.priced or problem.goal == "streams":
        return None, True
    free = replace(problem, goal="capex", budget=None)
    least = proved(ending(free, judged.solver, clock))
    if least is None:
        return None, False
    return from_minor(least, problem.currency), True
