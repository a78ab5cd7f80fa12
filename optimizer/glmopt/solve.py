"""Problem to proved counts, counts to a plan, the plan to its check: the method in named steps.

program  -> first proof -> second proof, compared -> ties settled -> plan -> check
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pulp

from glmopt.catalog import Catalog
from glmopt.check import check
from glmopt.errors import CheckFailure, Disagreement, SolverFailure
from glmopt.plan import Ending, Line, Plan, Proof, Status, Totals
from glmopt.problem import Problem, formulate
from glmopt.program import Counts, Program, build, tie_breakers
from glmopt.scenario import Scenario
from glmopt.scenario.model import SolverTerms
from glmopt.solvers import SECOND, SOLVERS, Outcome, Solution
from glmopt.units import from_minor

Aim = Callable[[Program], Any]

# A solver's whole number may be off by its tolerance, never by more.
FRACTION = 1e-4

_STATUS: dict[Outcome, Status] = {
    Outcome.OPTIMAL: "optimal",
    Outcome.FEASIBLE: "feasible",
    Outcome.INFEASIBLE: "infeasible",
    Outcome.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Solved:
    """A problem with its ending and, where one was found, the plan, already checked.

    `notes` says what was not proved as usual, for example that the second solver was not to be had.
    """

    problem: Problem
    ending: Ending
    plan: Plan | None
    notes: tuple[str, ...] = ()


def solve(scenario: Scenario, catalog: Catalog) -> Solved:
    """The best plan for `scenario` over `catalog`, with what was proved about it.

    Raises InputError for wishes that make no sense, SolverFailure where no solver answers, Disagreement
    where two proofs differ, CheckFailure where the plan does not stand up to its check.
    """
    problem = formulate(scenario, catalog)
    ending, counts, notes = prove(problem, scenario.solver)
    if counts is None:
        return Solved(problem, ending, None, notes)
    plan = plan_of(problem, counts)
    findings = check(plan, scenario, catalog)
    if findings:
        raise CheckFailure(findings)
    return Solved(problem, ending, plan, notes)


@dataclass(frozen=True, slots=True)
class Optimum:
    """What the solvers proved, before ties are settled: the program, and its solution as whole numbers."""

    ending: Ending
    program: Program
    whole: dict[str, int] | None
    notes: tuple[str, ...] = ()


def prove(problem: Problem, terms: SolverTerms) -> tuple[Ending, Counts | None, tuple[str, ...]]:
    """Ending, counts and notes of the best plan of `problem`, ties settled; no counts where there is none."""
    found = optimum(problem, terms)
    if found.whole is None:
        return found.ending, None, found.notes
    whole = found.whole
    if found.ending.status == "optimal":
        whole = settle(found.program, whole, float(terms.time_limit_s))
    return found.ending, found.program.read_back(whole), found.notes


def optimum(problem: Problem, terms: SolverTerms, aim: Aim | None = None) -> Optimum:
    """The optimum of `problem`, proved as `terms` ask; `aim` minimises something else than the goal."""
    program = build(problem)
    if aim is not None:
        program.minimise(aim(program))
    first, second, notes = _two_runs(program, terms)
    proofs = [_proof(program, run) for run in (first, second) if run is not None]
    if len(proofs) == 2:
        _compare(*proofs)
    status = _STATUS[first.outcome]
    objective = proofs[0].objective
    bound = objective if status == "optimal" else _exact_bound(first.bound)
    ending = Ending(status, problem.goal, objective, bound, tuple(proofs), first.interrupted)
    whole = _whole(first.values) if first.values is not None else None
    if aim is None:
        ending, whole = _within_budget(problem, _in_goal_units(problem, ending), whole)
    return Optimum(ending, program, whole, notes)


def _two_runs(program: Program, terms: SolverTerms) -> tuple[Solution, Solution | None, tuple[str, ...]]:
    """The first solver's run and, where asked and possible, the second's; and why there is no second."""
    limit = float(terms.time_limit_s)
    first = SOLVERS[terms.name](program.lp, limit)
    if terms.prove == "once" or first.outcome not in (Outcome.OPTIMAL, Outcome.INFEASIBLE):
        return first, None, ()
    try:
        second = SOLVERS[SECOND[terms.name]](program.lp, limit)
    except Disagreement:
        raise
    except SolverFailure as failure:
        return first, None, (f"proved once: {failure}",)
    if second.outcome not in (Outcome.OPTIMAL, Outcome.INFEASIBLE):
        return first, None, (f"proved once: {second.solver} reached the time limit",)
    return first, second, ()


def _whole(values: Mapping[str, float]) -> dict[str, int]:
    return {name: round(value) for name, value in values.items()}


def _proof(program: Program, run: Solution) -> Proof:
    """What a run showed, its objective computed anew in whole numbers."""
    objective = None
    if run.values is not None:
        for name, value in run.values.items():
            if abs(value - round(value)) > FRACTION:
                raise SolverFailure(f"{run.solver} answers {name} = {value}, not a whole number")
        objective = value_of(program.lp.objective, _whole(run.values))
    return Proof(run.solver, run.version, run.outcome.value, objective, run.seconds)


def value_of(expression: Any, whole: Mapping[str, int]) -> int:
    """An expression of whole coefficients at a whole point, exactly."""
    return sum(int(c) * whole[v.name] for v, c in expression.items()) + int(expression.constant)


def _exact_bound(bound: float | None) -> int | None:
    """A solver's bound as the whole number it proves, with room for its tolerance."""
    return None if bound is None else math.ceil(bound - 1e-6 * max(1.0, abs(bound)))


def _compare(first: Proof, second: Proof) -> None:
    if (first.outcome, first.objective) != (second.outcome, second.objective):
        told = " and ".join(f"{p.solver} says {p.outcome} {p.objective}" for p in (first, second))
        raise Disagreement(f"two proofs of one optimum differ: {told}. No plan is shown.")


def _in_goal_units(problem: Problem, ending: Ending) -> Ending:
    """The program's numbers in the goal's unit: minor units for capex, streams with their own sign."""
    factor = {"capex": problem.price_unit, "cards": 1, "streams": -1}[problem.goal]

    def scaled(value: int | None) -> int | None:
        return None if value is None else value * factor

    proofs = tuple(replace(p, objective=scaled(p.objective)) for p in ending.proofs)
    return replace(ending, objective=scaled(ending.objective), bound=scaled(ending.bound), proofs=proofs)


def _within_budget(
    problem: Problem, ending: Ending, whole: dict[str, int] | None
) -> tuple[Ending, dict[str, int] | None]:
    """Where cost is minimised: compare the least cost with the budget, exactly, outside the solver."""
    budget = problem.budget
    if problem.goal != "capex" or budget is None or ending.objective is None or ending.objective <= budget:
        return ending, whole
    proved = ending.bound is not None and ending.bound > budget
    return replace(ending, status="infeasible" if proved else "unknown", objective=None), None


def settle(program: Program, whole: dict[str, int], limit: float) -> dict[str, int]:
    """Among all optimal plans the one that the tie rules name (docs/formulation.md).

    Uses up `program`: it is left with the rows that hold the optimum.
    """
    for number, breaker in enumerate(tie_breakers(program)):
        _hold(program, whole, f"tie_{number}")
        program.minimise(breaker(program))
        whole = _best(program, limit) or whole
    _hold(program, whole, "tie_last")
    if _another(program, whole, limit):
        whole = _first_by_id(program, whole, "n", limit)
    for name, n in program.n.items():
        program.require(f"bought_{name}", n == whole[n.name])
    return _first_by_id(program, whole, "z", limit) if len(program.z) > 1 else whole


def _hold(program: Program, whole: dict[str, int], name: str) -> None:
    """Keep the objective at its value while the next one is minimised."""
    objective = program.lp.objective
    if objective:
        program.require(name, objective <= value_of(objective, whole))


def _best(program: Program, limit: float) -> dict[str, int] | None:
    solution = SOLVERS["highs"](program.lp, limit)
    if solution.outcome is not Outcome.OPTIMAL or solution.values is None:
        return None
    return _whole(solution.values)


def _another(program: Program, whole: dict[str, int], limit: float) -> bool:
    """Whether other counts are as good: some card must then be bought more often than here."""
    trial = program.lp.copy()
    more = []
    for card, n in program.n.items():
        here = whole[n.name]
        if here < program.upper[card]:
            d = trial.add_variable(f"more_{n.name}", 0, 1, "Integer")
            trial.addConstraint(n - (here + 1) * d >= 0, f"more_{n.name}")
            more.append(d)
    if not more:
        return False
    trial.addConstraint(pulp.lpSum(more) >= 1, "another")
    return SOLVERS["highs"](trial, limit).outcome is not Outcome.INFEASIBLE


def _first_by_id(program: Program, whole: dict[str, int], letter: str, limit: float) -> dict[str, int]:
    """As many as possible of the card whose id comes first, then of the next, and so on."""
    for card, variable in getattr(program, letter).items():
        program.minimise(-variable)
        whole = _best(program, limit) or whole
        program.require(f"first_{letter}_{card}", variable == whole[variable.name])
    return whole


def plan_of(problem: Problem, counts: Counts) -> Plan:
    """The plan that buys the cards of `counts` and runs its gangs on them."""
    lines = []
    for o in problem.offers:
        count = counts.cards.get(o.card, 0)
        if not count:
            continue
        of_gangs = counts.gangs.get(o.card, 0)
        dedicated = of_gangs * o.capacity.gang_cards if problem.dedicated else 0
        serving = count - dedicated
        unit = None if o.price is None else from_minor(o.price, problem.currency)
        lines.append(
            Line(
                card=o.card,
                count=count,
                unit_price=unit,
                subtotal=None if unit is None else unit * count,
                streams_low=serving * o.capacity.streams_low,
                streams_high=serving * o.capacity.streams_high,
                instances=serving * o.capacity.instances,
                light_finetune=serving * o.capacity.light_finetune,
                gangs=of_gangs,
                gang_cards=o.capacity.gang_cards,
                dedicated_cards=dedicated,
            )
        )
    served = {o.card: o.streams for o in problem.offers}
    subtotals = [line.subtotal for line in lines]
    totals = Totals(
        cost=None if None in subtotals else sum((s for s in subtotals if s is not None), Decimal(0)),
        cards=sum(line.count for line in lines),
        streams=sum((line.count - line.dedicated_cards) * served[line.card] for line in lines),
        streams_low=sum(line.streams_low for line in lines),
        streams_high=sum(line.streams_high for line in lines),
        instances=sum(line.instances for line in lines),
        light_finetune=sum(line.light_finetune for line in lines),
        gangs=sum(line.gangs for line in lines),
    )
    return Plan(problem.currency, tuple(lines), totals)
