"""Everything `glmopt explain` has to say in one record."""

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
    Marginal,
    Nearest,
    WhyNot,
    alternatives,
    binding,
    breakeven,
    conflicts,
    marginal,
    nearest,
    why_not,
)
from glmopt.explain.alternatives import By
from glmopt.records.faults import suggest
from glmopt.scenario import Scenario
from glmopt.solve import Solved, solve


@dataclass(frozen=True, slots=True)
class Why:
    """A solved scenario with its reasons: those of the plan, or those why there is none."""

    scenario: Scenario
    solved: Solved
    alternatives: Alternatives | None
    breakeven: tuple[BreakEven, ...]
    marginal: tuple[Marginal, ...]
    binding: tuple[Binding, ...]
    conflicts: Conflicts | None
    nearest: tuple[Nearest, ...]
    why_not: tuple[WhyNot, ...] = ()


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
    problem, plan, objective = solved.problem, solved.plan, solved.ending.objective
    reasons = why_not(problem, scenario, catalog, cards)
    if solved.ending.status == "infeasible":
        all_of_them = conflicts(problem, scenario)
        rules = tuple(dict.fromkeys(c.rule for one in all_of_them.sets for c in one))
        near = nearest(problem, scenario, rules)
        # The cheapest change first: the smallest share of what was asked.
        near = tuple(sorted(near, key=lambda n: abs(n.change) / max(Decimal(1), abs(n.value - n.change))))
        return Why(scenario, solved, None, (), (), (), all_of_them, near, reasons)
    if solved.ending.status != "optimal" or plan is None or objective is None:
        return Why(scenario, solved, None, (), (), (), None, (), reasons)
    others = alternatives(problem, scenario, catalog, plan, objective, most=most, within=within, by=by)
    return Why(
        scenario,
        solved,
        others,
        breakeven(problem, scenario, plan, cards),
        marginal(problem, scenario, objective),
        binding(problem, scenario, objective),
        None,
        (),
        reasons,
    )
