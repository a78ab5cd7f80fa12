"""Two criteria against each other: every undominated plan, by epsilon-constraints (explain/pareto.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, NotProvedError
from glmopt.explain import best_of_both
from glmopt.explain.terms import once
from glmopt.plan import Plan
from glmopt.problem import Offer, Problem, formulate
from glmopt.program import GOALS
from glmopt.program.objective import cards, types
from glmopt.program.power import power
from glmopt.program.rack_units import rack
from glmopt.scenario import Scenario
from glmopt.sizing import tdp_w
from glmopt.solve import Aim
from glmopt.study.counts import plain_counts
from glmopt.study.journal import Journal
from glmopt.study.proving import marks, plan_from

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is compared: `aim` is minimised; `sign` -1 where more is better, `unit` for people."""

    name: str
    unit: str
    sign: int
    aim: Callable[[Problem, Catalog], Aim]


def _power(problem: Problem, catalog: Catalog) -> Aim:
    unknown = [o.card for o in problem.open_offers if tdp_w(catalog.cards[o.card], catalog) is None]
    if unknown:
        message = f"no figure of power for {', '.join(unknown)}"
        raise InputError(Fault("no-figure", message, field="--against", action="add them to cards.deny"))
    return power


def _rack(problem: Problem, _catalog: Catalog) -> Aim:
    if problem.housing is None:
        message = "bare cards take no rack units"
        raise InputError(Fault("no-figure", message, field="--against", action="name servers under nodes"))
    return rack


def _served(streams: Callable[[Offer], int]) -> Callable[[Problem, Catalog], Aim]:
    return lambda _problem, _catalog: lambda program: -program.serving(streams)


CRITERIA: dict[str, Criterion] = {
    c.name: c
    for c in (
        Criterion("cost", "", 1, lambda _p, _c: GOALS["capex"]),
        Criterion("tco", "", 1, lambda _p, _c: GOALS["tco"]),
        Criterion("cards", "cards", 1, lambda _p, _c: cards),
        Criterion("types", "card types", 1, lambda _p, _c: types),
        Criterion("power", "W", 1, _power),
        Criterion("rack_units", "U", 1, _rack),
        Criterion("streams_low", "streams", -1, _served(lambda o: o.capacity.streams_low)),
        Criterion("streams_high", "streams", -1, _served(lambda o: o.capacity.streams_high)),
    )
}


MONEY = ("cost", "tco")
_NAMES = {"capex": "cost", "tco": "tco", "cards": "cards"}


@dataclass(frozen=True, slots=True)
class Point:
    """An undominated plan: values of both criteria, in minor units where it is cost."""

    first: int
    second: int
    plan: Plan
    new_mix: bool


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """Points, the best of the first criterion first; `complete` is False where it was interrupted."""

    scenario: Scenario
    first: Criterion
    second: Criterion
    points: tuple[Point, ...]
    complete: bool
    interrupted: bool = False


def tradeoff(
    scenario: Scenario,
    catalog: Catalog,
    against: str,
    progress: Progress | None = None,
    journal: Journal | None = None,
) -> Tradeoff:
    """The scenario's goal against the criterion `against`, under all its rules.

    Ctrl-C and the time limit of a solve end it with the points that are done. Raises InputError for a
    criterion that there is not, that is the goal itself, or that has no end; CheckFailure for a plan that is
    not true.
    """
    problem = formulate(scenario, catalog)
    goal = _NAMES.get(problem.goal) or f"streams_{scenario.estimate}"
    others = [name for name in CRITERIA if name not in (goal, "tco")]
    if scenario.demand.classes:
        # There is no one kind of stream to count.
        others = [name for name in others if not name.startswith("streams")]
    if problem.goal == "tco":
        # It has no bound where streams are maximised, and its own unit of money.
        others = [name for name in others if not name.startswith(("streams", "cost"))]
    if against not in others:
        known = ", ".join(others)
        fault = Fault("usage", f"{goal} against {against}", field="--against", action=f"known: {known}")
        raise InputError(fault)
    first, second = CRITERIA[goal], CRITERIA[against]
    _has_end(problem, first, second)
    # Where nothing is maximised a plan with needless cards is no point: the bounds of the needs hold.
    # Total cost has a goal of its own, which counts money in its own unit.
    small = "tco" if problem.goal == "tco" else "cards"
    trial = replace(problem, goal="streams" if -1 in (first.sign, second.sign) else small)
    aims = first.aim(problem, catalog), second.aim(problem, catalog)
    points: list[Point] = []
    limit, complete, interrupted = None, True, False
    try:
        while row := _row(trial, scenario, aims, limit, against, journal or Journal()):
            plan = plan_from(row, trial, scenario, catalog)
            points.append(Point(_value(first, trial, row["first"]), 0, plan, new_mix=False))
            points[-1] = replace(points[-1], second=_value(second, trial, row["second"]))
            limit = row["second"] - 1
            if progress:
                progress(len(points), len(points) + 1)
    except KeyboardInterrupt:
        complete, interrupted = False, True
    except NotProvedError:
        complete = False
    new = marks([p.plan for p in points])
    marked = tuple(replace(p, new_mix=is_new) for p, is_new in zip(points, new, strict=True))
    return Tradeoff(scenario, first, second, marked, complete, interrupted)


def _row(
    trial: Problem,
    scenario: Scenario,
    aims: tuple[Aim, Aim],
    limit: int | None,
    against: str,
    journal: Journal,
) -> dict[str, Any] | None:
    def solve() -> dict[str, Any] | None:
        point = best_of_both(trial, once(scenario), *aims, limit)
        if point is None:
            return None
        return {"first": point.first, "second": point.second, **plain_counts(trial, point.counts)}

    row: dict[str, Any] | None = journal.recall(f"{against} <= {limit}", solve)
    return row


def _value(criterion: Criterion, problem: Problem, value: int) -> int:
    return value * criterion.sign * (problem.price_unit if criterion.name in MONEY else 1)


def _has_end(problem: Problem, *criteria: Criterion) -> None:
    """Raise InputError where more is better without limit, and where cost counts and a price is missing."""
    offers = problem.open_offers
    if any(c.name in MONEY for c in criteria) and not problem.priced:
        card = next((o.card for o in offers if o.buyable and o.price is None), "a server")
        raise InputError(Fault("no-price", f"{card} has no price", field=f"cards.price.{card}"))
    if all(c.sign > 0 for c in criteria):
        return
    for o in offers:
        if o.buyable and o.stock is None and (problem.budget is None or o.free):
            message = f"the most streams without a budget: {o.card} has no limit"
            raise InputError(Fault("contradiction", message, field="--against", action="add budget.max"))
