"""How a solver ended, in our own words: pulp's and the solvers' status codes stop here."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from glmopt.dataclass import dataclass


class Outcome(enum.Enum):
    """What one run of a solver showed."""

    OPTIMAL = "optimal"  # a solution, and proof that none is better
    FEASIBLE = "feasible"  # a solution, stopped before the proof
    INFEASIBLE = "infeasible"  # proof that there is none
    UNKNOWN = "unknown"  # stopped with neither


@dataclass(frozen=True, slots=True)
class Solution:
    """One run: outcome, raw values by variable name, proved bound on the objective, and who said so.

    `values` is None unless the outcome is OPTIMAL or FEASIBLE. `bound` is None where nothing was proved.
    """

    outcome: Outcome
    values: Mapping[str, float] | None
    bound: float | None
    solver: str
    version: str
    seconds: float
    interrupted: bool = False

    def __post_init__(self) -> None:
        has_values = self.values is not None
        if has_values != (self.outcome in (Outcome.OPTIMAL, Outcome.FEASIBLE)):
            raise ValueError(f"{self.outcome} with values {has_values}")
