"""Which figures of the catalog decide the plan: those that, changed within their range, flip its mix."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.explain.case import Case
from glmopt.explain.figures import uncertain
from glmopt.explain.terms import Recall, in_units, made, once, proved
from glmopt.plan import Plan
from glmopt.problem import Offer, Problem
from glmopt.scenario import Scenario
from glmopt.solve import optimum


@dataclass(frozen=True, slots=True)
class Deciding:
    """A figure off by `change` makes the optimum buy `mix`; both it and `objective` None where nothing fits.

    `objective` in the goal's unit: money, cards, or streams.
    """

    figure: str
    change: str
    mix: tuple[str, ...] | None
    objective: Decimal | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was varied, how many figures, and which of them decide."""

    varied: int
    deciding: tuple[Deciding, ...]


def deciding(
    problem: Problem,
    scenario: Scenario,
    catalog: Catalog,
    plan: Plan,
    tell: Callable[[int, int], None] | None = None,
    recall: Recall = made,
) -> Decision:
    """Each price and figure at both ends of its range, one at a time; those where other types are bought.

    Other types are bought where no optimal plan has those of `plan`. Raises SolverFailure where a limit came
    before a proof. `tell` is called with (done, all) after each figure; `recall` keeps what was found of it.
    """
    mine = tuple(sorted(line.card for line in plan.lines))
    cases = list(uncertain(problem, scenario, catalog))
    found: list[Deciding] = []
    for done, case in enumerate(cases):
        if tell:
            tell(done, len(cases))
        row = recall(case.key, functools.partial(_flips, case, problem, scenario, plan, mine))
        found += (
            Deciding(
                case.key,
                change,
                None if mix is None else tuple(mix),
                None if best is None else in_units(problem, best),
            )
            for change, mix, best in row
        )
    return Decision(len(cases), tuple(found))


def _flips(
    case: Case, problem: Problem, scenario: Scenario, plan: Plan, mine: tuple[str, ...]
) -> list[tuple[str, list[str] | None, int | None]]:
    """Change, mix and optimum of each end at which other types are bought, or nothing fits."""
    found: list[tuple[str, list[str] | None, int | None]] = []
    for change, trial in ((case.low, case.at_low), (case.high, case.at_high)):
        if trial == problem or _only_dearer(problem, trial, plan):
            continue
        solved = optimum(trial, once(scenario))
        best = proved(solved.ending)
        if best is None or solved.whole is None:
            found.append((change, None, None))
            continue
        mix = sorted(solved.program.read_back(solved.whole).cards)
        if tuple(mix) != mine and _least_with(trial, scenario, mine) != best:
            found.append((change, mix, best))
    return found


def _only_dearer(problem: Problem, trial: Problem, plan: Plan) -> bool:
    """Whether the trial only raises prices of cards that the plan does not buy: then it stays the best."""
    now = {o.card: o for o in problem.offers}
    if replace(trial, offers=problem.offers) != problem:
        return False
    return all(
        o == now[o.card] or (not plan.bought(o.card) and _dearer(o, now[o.card])) for o in trial.offers
    )


def _dearer(one: Offer, other: Offer) -> bool:
    if one.price is None or other.price is None or one.price < other.price:
        return False
    return one == other.at(one.price)


def _least_with(trial: Problem, scenario: Scenario, mix: tuple[str, ...]) -> int | None:
    """The optimum with these card types or some of them only."""
    if any(o.minimum for o in trial.offers if o.card not in mix):
        return None
    offers = tuple(o for o in trial.offers if o.card in mix)
    return proved(optimum(replace(trial, offers=offers), once(scenario)).ending)
