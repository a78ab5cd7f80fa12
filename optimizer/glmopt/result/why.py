"""Everything `glmopt explain` has to say in one record; `solve --why` puts it into its result."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError
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
from glmopt.records.faults import suggest
from glmopt.scenario import Scenario
from glmopt.solve import Solved, solve


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why this plan: break-even prices, what one more costs, which figures decide; or why there is none.

    There it is all conflicts and the ways out. `refused` says in a sentence what is not answered, and
    why; `why_not` which cards could not be chosen, and which group of a server was too small.
    """

    breakeven: tuple[BreakEven, ...] = ()
    marginal: tuple[Marginal, ...] = ()
    decision: Decision | None = None
    conflicts: Conflicts | None = None
    ways: Ways | None = None
    refused: tuple[str, ...] = ()
    why_not: tuple[WhyNot, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """A solved scenario with its reasons, the plans near its optimum and what binds it."""

    scenario: Scenario
    solved: Solved
    reasons: Reasons
    alternatives: Alternatives | None = None
    binding: tuple[Binding, ...] = ()


def why(
    scenario: Scenario,
    catalog: Catalog,
    *,
    cards: tuple[str, ...] = (),
    most: int = 3,
    within: Decimal = Decimal("0.02"),
    by: By = "types",
) -> Why:
    """Solve `scenario` and explain it; of `cards` alone where some are named, as far as cards are concerned.

    Raises InputError for an unknown card, and what `solve` raises.
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
    told = reasons(scenario, catalog, solved, cards)
    problem, plan, objective = solved.problem, solved.plan, solved.ending.objective
    if solved.ending.status != "optimal" or plan is None or objective is None:
        return Why(scenario, solved, told)
    others = alternatives(problem, scenario, catalog, plan, objective, most=most, within=within, by=by)
    return Why(scenario, solved, told, others, binding(problem, scenario, objective))


def reasons(scenario: Scenario, catalog: Catalog, solved: Solved, cards: tuple[str, ...] = ()) -> Reasons:
    """The reasons of what was solved; those of a plan only where it is proved best."""
    problem, plan, objective = solved.problem, solved.plan, solved.ending.objective
    excluded = why_not(problem, scenario, catalog, cards)
    if solved.ending.status == "infeasible":
        every = conflicts(problem, scenario)
        rules = tuple(dict.fromkeys(c.rule for one in every.sets for c in one))
        return Reasons(conflicts=every, ways=ways(problem, scenario, catalog, rules), why_not=excluded)
    if solved.ending.status != "optimal" or plan is None or objective is None:
        return Reasons(refused=("no reasons: the plan is not proved best",), why_not=excluded)
    refused = refusal(problem)
    return Reasons(
        breakeven=breakeven(problem, scenario, plan, cards),
        marginal=marginal(problem, scenario, catalog, plan, objective),
        decision=deciding(problem, scenario, catalog, plan),
        refused=(refused,) if refused else (),
        why_not=excluded,
    )
