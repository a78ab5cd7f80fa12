"""What every explanation needs: one proof a solve, whole numbers in the goal's unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from glmopt.errors import NotProvedError
from glmopt.plan import Ending, Plan
from glmopt.problem import Problem
from glmopt.scenario import Scenario
from glmopt.scenario.model import SolverTerms
from glmopt.solve import once as proved_once
from glmopt.solve import status
from glmopt.solve.clock import Clock
from glmopt.units import from_minor, to_minor

# The row kept under a key as plain data, else what the function makes.
Recall = Callable[[str, Callable[[], Any]], Any]


def made(_key: str, make: Callable[[], Any]) -> Any:
    """The row where none is kept."""
    return make()


def feasible(problem: Problem, scenario: Scenario, clock: Clock | None = None) -> bool:
    """Whether some plan meets every rule; by least cost where there are prices, for that is exact.

    Raises NotProvedError where a limit came before the proof: what is not proved explains nothing.
    """
    in_time(clock)
    goal = "capex" if problem.priced else "cards"
    asked = problem if problem.goal == goal else replace(problem, goal=goal)
    told = status(asked, scenario.solver, clock)
    if told == "unknown":
        raise NotProvedError
    return told != "infeasible"


def in_time(clock: Clock | None) -> None:
    """Raise NotProvedError where the time of `clock` is used up."""
    if clock is not None and clock.over:
        raise NotProvedError


def once(scenario: Scenario) -> SolverTerms:
    """The scenario's solver with one proof: an explanation is compared with a proved optimum anyway."""
    return proved_once(scenario.solver)


def in_units(problem: Problem, value: int) -> Decimal:
    """`value` of the goal in units that people use: money, cards, or streams."""
    return from_minor(value, problem.currency) if problem.goal in ("capex", "tco") else Decimal(value)


def worth_of(problem: Problem, plan: Plan) -> int | None:
    """What the plan is worth to the goal, in its own unit: minor units, cards bought, streams."""
    worth = plan.worth(problem.goal)
    if worth is None or problem.goal not in ("capex", "tco"):
        return None if worth is None else int(worth)
    return to_minor(Decimal(worth), problem.currency)


def plain(value: Decimal) -> str:
    """A number as it is written in `--set`: no exponent, no needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_option(setting: str) -> str:
    """A `--set` as it is typed, in quotes where a shell would read more than text in it."""
    if setting.startswith("--"):
        return setting
    quoted = f'"{setting}"' if set(setting) & set(" []{}()*?;&|<>#~'") else setting
    return f"--set {quoted}"


def proved(ending: Ending) -> int | None:
    """The optimum that `ending` proves, None where it proves that nothing fits.

    Raises NotProvedError where a limit came before the proof: what is not proved explains nothing.
    """
    if ending.status not in ("optimal", "infeasible"):
        raise NotProvedError
    return ending.objective if ending.status == "optimal" else None
