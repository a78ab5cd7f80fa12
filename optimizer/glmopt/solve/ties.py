"""Ties settled by rule, so that equal inputs give equal answers whichever solver is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pulp

from glmopt.errors import SolverFailure
from glmopt.program import Program, Servers, tie_breakers
from glmopt.program.exact import value_of
from glmopt.solve.alone import alone, impossible, more_than, worth_a_look
from glmopt.solve.clock import Clock
from glmopt.solve.exactly import exactly
from glmopt.solve.moves import moved
from glmopt.solvers import SECOND, Outcome

Whole = dict[str, int]

OUT_OF_TIME = "the time limit was reached"


class _UnsettledError(Exception):
    """No solver's answer that a rule could be applied with: the reason is its text."""


def settle(program: Program, whole: Whole, clock: Clock, *, only: bool = False) -> tuple[Whole, str]:
    """Among all optimal plans the one that the tie rules name (docs/formulation.md), and why it is not it.

    `only` where it is proved that no plan with other counts of cards is as good. The reason is empty where
    all ties are settled. Uses up `program`: it is left with the rows that hold the optimum.
    """
    try:
        if not only and _nothing_to_settle(program, whole, clock):
            return whole, ""
        if only or _only_counts(program, whole, clock):
            _fix(program, whole)
            if _one_housing(program, whole, clock):
                return whole, ""
        for number, breaker in enumerate(tie_breakers(program)):
            _hold(program, whole, f"tie_{number}")
            program.minimise(breaker(program))
            whole = _best(program, clock)
        _hold(program, whole, "tie_last")
        if not program.fixed and _another(program, whole, clock):
            whole = _first_by_id(program, whole, "n", clock)
        _fix(program, whole)
        if program.servers:
            whole = _stand_first(program, program.servers, whole, clock)
        if len(program.z) > 1:
            whole = _first_by_id(program, whole, "z", clock)
    except _UnsettledError as reason:
        return whole, str(reason)
    return whole, ""


def _nothing_to_settle(program: Program, whole: Whole, clock: Clock) -> bool:
    """Whether no other counts cost as little: one look instead of one solve a rule, where solves are long.

    Other counts of the same cost buy more of some card, for every card costs something (with price breaks
    fewer may cost as much).
    """
    problem = program.problem
    costs = all(o.price and not o.owned and not o.breaks for o in problem.open_offers)
    costs = costs and problem.goal == "capex"
    if problem.workload is None or program.servers or len(program.z) > 1 or not costs:
        return False
    trial = program.variant()
    _hold(trial, whole, "tie_only")
    return not _another(trial, whole, clock)


def _only_counts(program: Program, whole: Whole, clock: Clock) -> bool:
    """Whether no other counts of cards are as good: one long solve, after which all others may be short."""
    if worth_a_look(program):
        return alone(program, whole, clock)
    trial = program.variant()
    _hold(trial, whole, "tie_only")
    return not _differs(trial, program.n.values(), whole, clock)


def _one_housing(program: Program, whole: Whole, clock: Clock) -> bool:
    """Whether the fixed counts of cards can be housed in one way only, and hold their gangs in one."""
    if program.servers is None:
        return len(program.z) < 2 and not program.b
    trial = program.variant()
    _hold(trial, whole, "tie_only")
    return not _differs(trial, _housing_choices(program, program.servers, whole), whole, clock)


def _fix(program: Program, whole: Whole) -> None:
    """Keep the counts of cards."""
    if not program.fixed:
        for card, n in program.n.items():
            program.require(f"bought_{card}", n == whole[n.name])
        program.fixed = True


def _hold(program: Program, whole: Whole, name: str) -> None:
    """Keep the objective at its value while the next one is minimised."""
    objective = program.lp.objective
    if objective:
        program.at_most(name, objective, value_of(objective, whole))


def _best(program: Program, clock: Clock) -> Whole:
    """The optimum of `program`, which has a point for sure.

    With rows that leave no room and right sides of many millions HiGHS now and then finds none, or bends a
    row: then CBC is asked.
    """
    reasons = []
    for solver in ("highs", SECOND["highs"]):
        try:
            return _answered(program, solver, clock)
        except (SolverFailure, _UnsettledError) as reason:
            reasons.append(str(reason))
    raise _UnsettledError(reasons[0])


def _answered(program: Program, solver: str, clock: Clock) -> Whole:
    solution = exactly(program, solver, clock)
    if solution.interrupted:
        raise KeyboardInterrupt
    if solution.outcome is Outcome.INFEASIBLE:
        raise _UnsettledError(f"{solution.solver} does not find the optimum again")
    if solution.outcome is not Outcome.OPTIMAL or solution.values is None:
        raise _UnsettledError(OUT_OF_TIME)
    whole = program.whole(solution.values)
    if broken := program.broken(whole):
        raise _UnsettledError(f"{solution.solver}'s answer breaks {', '.join(broken)}")
    return whole


def _another(program: Program, whole: Whole, clock: Clock) -> bool:
    """Whether other counts are as good: some card must then be bought more often than here."""
    trial = program.variant()
    more = [
        more_than(trial, n, whole[n.name])
        for card, n in program.n.items()
        if whole[n.name] < program.upper[card]
    ]
    if not more:
        return False
    trial.require("another", pulp.lpSum(more) >= 1)
    return not impossible(trial, clock)


def _stand_first(program: Program, servers: Servers, whole: Whole, clock: Clock) -> Whole:
    """Among equal ways to house cards: owned ones stay, nodes in the first pools, then each count high."""
    if moves := moved(program, servers):
        program.minimise(moves)
        whole = _best(program, clock)
        _hold(program, whole, "tie_moves")
    program.minimise(servers.positions())
    whole = _best(program, clock)
    _hold(program, whole, "tie_positions")
    if not _other_housing(program, servers, whole, clock):
        return whole
    for number, variable in enumerate(_housing_choices(program, servers, whole)):
        program.minimise(-variable)
        whole = _best(program, clock)
        program.require(f"first_choice_{number}", variable == whole[variable.name])
    return whole


def _other_housing(program: Program, servers: Servers, whole: Whole, clock: Clock) -> bool:
    """Whether some count of nodes, cards in them or gangs can differ."""
    return _differs(program.variant(), _housing_choices(program, servers, whole), whole, clock)


def _housing_choices(program: Program, servers: Servers, whole: Whole) -> Iterator[Any]:
    """Every count of the pools whose card is in the plan: in the others all are 0."""
    return servers.choices({card for card, n in program.n.items() if whole[n.name]})


def _differs(trial: Program, variables: Iterable[Any], whole: Whole, clock: Clock) -> bool:
    """Whether some variable can differ from what it is; uses up `trial`."""
    different = []
    for variable in variables:
        here, most = whole[variable.name], int(variable.upBound)
        if here < most:
            different.append(more_than(trial, variable, here))
        if here:
            less = trial.lp.add_variable(f"less_{variable.name}", 0, 1, "Integer")
            trial.require(f"less_{variable.name}", variable + (most - here + 1) * less <= most)
            different.append(less)
    if not different:
        return False
    trial.require("different", pulp.lpSum(different) >= 1)
    return not impossible(trial, clock)


def _first_by_id(program: Program, whole: Whole, letter: str, clock: Clock) -> Whole:
    """As many as possible of the card whose id comes first, then of the next, and so on."""
    for card, variable in getattr(program, letter).items():
        program.minimise(-variable)
        whole = _best(program, clock)
        program.require(f"first_{letter}_{card}", variable == whole[variable.name])
    return whole
