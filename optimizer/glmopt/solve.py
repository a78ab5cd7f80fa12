"""Problem to proved counts, counts to a plan, the plan to its check: the method in named steps.

    program  -> first proof -> second proof, compared -> ties settled -> plan -> check
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from glmopt.catalog import Catalog
from glmopt.check import check
from glmopt.errors import CheckFailure, Disagreement, SolverFailure
from glmopt.plan import Ending, Line, Plan, Proof, Totals
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario
from glmopt.scenario.model import SolverTerms
from glmopt.units import from_minor


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
    ending, cards, gangs, notes = prove(problem, scenario.solver)
    if cards is None:
        return Solved(problem, ending, None, notes)
    plan = plan_of(problem, cards, gangs)
    findings = check(plan, scenario, catalog)
    if findings:
        raise CheckFailure(findings)
    return Solved(problem, ending, plan, notes)


Counts = dict[str, int]
Answer = tuple[Ending, Counts | None, Counts, tuple[str, ...]]


def prove(problem: Problem, terms: SolverTerms | None = None) -> Answer:
    """Ending, cards, gangs and notes of the best plan of `problem`; cards is None where there is none."""
    from glmopt.program import build
    from glmopt.solvers import SECOND, SOLVERS, Outcome

    terms = terms or SolverTerms()
    limit = float(terms.time_limit_s)
    if any(o.minimum and o.barred_by for o in problem.offers):
        return Ending("infeasible", problem.goal, None, None, ()), None, {}, ()
    program = build(problem)
    first = SOLVERS[terms.name](program.lp, limit)
    proofs, notes = [_proof(problem, program, first)], []
    if terms.prove == "twice" and first.outcome in (Outcome.OPTIMAL, Outcome.INFEASIBLE):
        try:
            second = SOLVERS[SECOND[terms.name]](program.lp, limit)
        except SolverFailure as failure:
            notes.append(f"proved once: {failure}")
        else:
            if second.outcome in (Outcome.OPTIMAL, Outcome.INFEASIBLE):
                proofs.append(_proof(problem, program, second))
                _compare(*proofs)
            else:
                notes.append(f"proved once: {second.solver} reached the time limit")
    if first.values is None:
        status = "infeasible" if first.outcome is Outcome.INFEASIBLE else "unknown"
        bound = _exact_bound(problem, first.bound)
        return Ending(status, problem.goal, None, bound, tuple(proofs), first.interrupted), None, {}, tuple(notes)
    whole = _whole(first.values)
    objective = proofs[0].objective
    proved = first.outcome is Outcome.OPTIMAL
    bound = objective if proved else _exact_bound(problem, first.bound)
    status = "optimal" if proved else "feasible"
    ending = Ending(status, problem.goal, objective, bound, tuple(proofs), first.interrupted)
    if over := _over_budget(problem, ending):
        return over, None, {}, tuple(notes)
    if proved:
        whole = _settle_ties(program, whole, limit)
    counts = program.read_back(whole)
    return ending, counts.cards, counts.gangs, tuple(notes)


def _whole(values: Mapping[str, float]) -> dict[str, int]:
    return {name: round(value) for name, value in values.items()}


def _proof(problem: Problem, program: Any, solution: Any) -> Proof:
    """What a run showed, its objective computed anew in whole numbers."""
    objective = None
    if solution.values is not None:
        whole = _whole(solution.values)
        _refuse_fractions(solution)
        objective = _in_goal_units(problem, _value(program.lp.objective, whole))
    return Proof(solution.solver, solution.version, solution.outcome.value, objective, solution.seconds)


def _refuse_fractions(solution: Any) -> None:
    """A value that is not near a whole number means that the answer is none."""
    for name, value in solution.values.items():
        if abs(value - round(value)) > 1e-4:
            raise SolverFailure(f"{solution.solver} answers {name} = {value}, not a whole number")


def _value(expression: Any, whole: Mapping[str, int]) -> int:
    """An expression of whole coefficients at a whole point, exactly."""
    return sum(int(c) * whole[v.name] for v, c in expression.items()) + int(expression.constant)


def _in_goal_units(problem: Problem, value: int) -> int:
    """The program's objective in the goal's unit: minor units for capex, streams with their own sign."""
    return value * problem.price_unit if problem.goal == "capex" else abs(value)


def _exact_bound(problem: Problem, bound: float | None) -> int | None:
    """A solver's bound as the whole number it proves, with room for its tolerance."""
    if bound is None:
        return None
    return _in_goal_units(problem, math.ceil(bound - 1e-6 * max(1.0, abs(bound))))


def _compare(first: Proof, second: Proof) -> None:
    if (first.outcome, first.objective) != (second.outcome, second.objective):
        told = " and ".join(f"{p.solver} says {p.outcome} {p.objective}" for p in (first, second))
        raise Disagreement(f"two proofs of one optimum differ: {told}. No plan is shown.")


def _over_budget(problem: Problem, ending: Ending) -> Ending | None:
    """Where cost is minimised: the ending for an optimum that the budget does not pay for."""
    if problem.goal != "capex" or problem.budget is None or (ending.objective or 0) <= problem.budget:
        return None
    if ending.bound is not None and ending.bound > problem.budget:
        return replace(ending, status="infeasible", objective=None)
    return replace(ending, status="unknown", objective=None)


def _settle_ties(program: Any, whole: dict[str, int], limit: float) -> dict[str, int]:
    """Among all optimal plans the one that the tie rules name (docs/formulation.md)."""
    from glmopt.program import tie_breakers

    for number, breaker in enumerate(tie_breakers(program)):
        _hold(program, whole, f"tie_{number}")
        expression = breaker(program)
        program.minimise(expression)
        whole = _run(program, limit) or whole
    _hold(program, whole, "tie_last")
    if _another(program, whole, limit):
        whole = _first_by_id(program, whole, "n", limit)
    for name, n in program.n.items():
        program.require(f"bought_{name}", n == whole[n.name])
    return _first_by_id(program, whole, "z", limit) if len(program.z) > 1 else whole


def _hold(program: Any, whole: dict[str, int], name: str) -> None:
    """Keep the objective at its value while the next one is minimised."""
    objective = program.lp.objective
    if objective:
        program.require(name, objective <= _value(objective, whole))


def _run(program: Any, limit: float) -> dict[str, int] | None:
    from glmopt.solvers import SOLVERS, Outcome

    solution = SOLVERS["highs"](program.lp, limit)
    return _whole(solution.values) if solution.outcome is Outcome.OPTIMAL else None


def _another(program: Any, whole: dict[str, int], limit: float) -> bool:
    """Whether other counts are as good: some card must then be bought more often than here."""
    import pulp

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
    from glmopt.solvers import SOLVERS, Outcome

    return SOLVERS["highs"](trial, limit).outcome is not Outcome.INFEASIBLE


def _first_by_id(program: Any, whole: dict[str, int], letter: str, limit: float) -> dict[str, int]:
    """As many as possible of the card whose id comes first, then of the next, and so on."""
    for card, variable in getattr(program, letter).items():
        program.minimise(-variable)
        whole = _run(program, limit) or whole
        program.require(f"first_{letter}_{card}", variable == whole[variable.name])
    return whole


def plan_of(problem: Problem, cards: Counts, gangs: Counts) -> Plan:
    """The plan that buys `cards` and runs `gangs` on them."""
    lines = []
    for o in problem.offers:
        count = cards.get(o.card, 0)
        if not count:
            continue
        of_gangs = gangs.get(o.card, 0)
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
