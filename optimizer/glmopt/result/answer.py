"""Solve a scenario, check the plan, explain it: everything that glmopt has to say in one record."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import SolverFailure
from glmopt.explain import Audit, Binding, audit, binding
from glmopt.notices import Notice, notices
from glmopt.opinion import Opinion, opinion
from glmopt.plan import Plan
from glmopt.scenario import CardPrice, Scenario, price_for
from glmopt.solve import Solved, solve
from glmopt.solve.clock import Clock

if TYPE_CHECKING:
    from glmopt.explain import Alternatives, Conflicting, Nearest, OtherConflicts, Staying
    from glmopt.explain.alternatives import By
    from glmopt.result.why import Reasons


@dataclass(frozen=True, slots=True)
class Result:
    """A scenario with everything that glmopt has to say to it.

    `binding` and `audit` go with a plan, `conflict` and `nearest` with an infeasible scenario. `prices` are
    those of the cards bought. `staying` compares with the earlier plan of `rules.near`, where there is one.
    `seconds` is the time of the whole answer.
    """

    scenario: Scenario
    catalog: Catalog
    solved: Solved
    binding: tuple[Binding, ...]
    conflict: tuple[Conflicting, ...]
    nearest: tuple[Nearest, ...]
    audit: Audit | None
    opinion: Opinion | None
    notices: tuple[Notice, ...]
    prices: tuple[CardPrice, ...]
    seconds: float
    alternatives: Alternatives | None = None
    staying: Staying | None = None
    others: OtherConflicts | None = None
    reasons: Reasons | None = None

    @property
    def plan(self) -> Plan | None:
        """What to buy; None where there is no plan."""
        return self.solved.plan

    @property
    def status(self) -> str:
        """optimal, feasible, infeasible or unknown."""
        return self.solved.ending.status


@dataclass(slots=True)
class _Why:
    """Explanations as they come: what is there stays, should Ctrl-C or the time limit end the rest."""

    binding: tuple[Binding, ...] = ()
    conflict: tuple[Conflicting, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    opinion: Opinion | None = None
    alternatives: Alternatives | None = None
    others: OtherConflicts | None = None
    reasons: Reasons | None = None
    staying: Staying | None = None


def answer(
    scenario: Scenario,
    catalog: Catalog,
    *,
    others: int = 3,
    within: Decimal = Decimal("0.02"),
    by: By = "types",
    wants_reasons: bool = False,
) -> Result:
    """Solve `scenario` over `catalog`, check the plan, and explain it. Raises what `solve` raises.

    The time limit covers all of it: an explanation that it or Ctrl-C leaves no time for is left out; a note
    of `solved` says so. Up to `others` alternatives no worse than the share `within`; each is a solve of its
    own. `wants_reasons`: everything that `glmopt explain` says too.
    """
    started = time.perf_counter()
    clock = Clock(float(scenario.solver.time_limit_s))
    solved = solve(scenario, catalog)
    why = _Why()
    if not solved.ending.interrupted:
        try:
            _explain(why, scenario, catalog, solved, clock)
            best = solved.ending.objective
            if others and solved.ending.status == "optimal" and solved.plan and best is not None:
                from glmopt.explain import alternatives

                why.alternatives = alternatives(
                    solved.problem,
                    scenario,
                    catalog,
                    solved.plan,
                    best,
                    most=others,
                    within=within,
                    by=by,
                    clock=clock,
                )
            if wants_reasons:
                from glmopt.result.why import reasons

                why.reasons = reasons(scenario, catalog, solved)
        except KeyboardInterrupt:
            solved = _interrupted(solved)
        except SolverFailure as failure:
            solved = replace(solved, notes=(*solved.notes, f"not explained: {failure}"))
    if why.reasons and why.reasons.interrupted:
        solved = _interrupted(solved)
    plan = solved.plan
    bought = [price_for(scenario, catalog, line.card, line.bought) for line in plan.lines] if plan else []
    return Result(
        scenario=scenario,
        catalog=catalog,
        solved=solved,
        binding=why.binding,
        conflict=why.conflict,
        nearest=why.nearest,
        audit=audit(scenario, catalog, plan) if plan and plan.lines else None,
        opinion=why.opinion,
        notices=notices(scenario, catalog),
        prices=tuple(p for p in bought if p),
        seconds=time.perf_counter() - started,
        alternatives=why.alternatives,
        others=why.others,
        reasons=why.reasons,
        staying=why.staying,
    )


def _interrupted(solved: Solved) -> Solved:
    """`solved` with the note that Ctrl-C came before all was explained."""
    ending = replace(solved.ending, interrupted=True)
    return replace(solved, ending=ending, notes=(*solved.notes, "not explained: interrupted"))


def _explain(why: _Why, scenario: Scenario, catalog: Catalog, solved: Solved, clock: Clock) -> None:
    """Fill `why`: what binds an optimum, or what is in conflict and the nearest ways out; another opinion."""
    problem, ending, plan = solved.problem, solved.ending, solved.plan
    if ending.status == "optimal" and ending.objective is not None:
        why.binding = binding(problem, scenario, ending.objective, clock)
    elif ending.status == "infeasible":
        from glmopt.explain import conflict, nearest, other_conflicts

        why.conflict = conflict(problem, scenario, clock)
        why.nearest = nearest(problem, scenario, catalog, tuple(c.rule for c in why.conflict), clock)
        why.others = other_conflicts(problem, scenario)
    if scenario.rules.near:
        from glmopt.explain import staying

        why.staying = staying(problem, scenario, catalog)
    if plan and plan.lines:
        why.opinion = opinion(scenario, catalog, plan, clock)
