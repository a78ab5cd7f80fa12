"""How much of a class of requests can be met: whole streams, or whole hundredths of a rate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from glmopt.dataclass import dataclass
from glmopt.explain.terms import feasible, plain
from glmopt.problem import Problem, Rule
from glmopt.scenario import Scenario
from glmopt.scenario.classes import AMOUNTS
from glmopt.solve.clock import Clock

HUNDREDTHS = 100
# Of a class in a pair with another rule.
QUARTERS = (Fraction(3, 4), Fraction(1, 2), Fraction(1, 4), Fraction(0))


@dataclass(frozen=True, slots=True)
class Amount:
    """A class in so many `parts`: `value(k)` is its amount in k of them, `problem(k)` asks for that."""

    asked: Problem
    rule: Rule
    unit: str
    whole: Decimal
    parts: int

    def value(self, k: int) -> Decimal:
        """The amount in the class's own unit."""
        return self.whole * k / self.parts

    def setting(self, k: int) -> str:
        """The `--set` that asks for so much."""
        return f"{self.rule.key}.{self.unit}={plain(self.value(k))}"

    def problem(self, k: int) -> Problem:
        """The problem with k parts of the class."""
        workload, name = self.asked.workload, self.rule.path[-1]
        if workload is None:
            return self.asked
        met = workload.times(Fraction(k, self.parts), name) if k else workload.without(name)
        return replace(self.asked, workload=met)


def is_class(rule: Rule) -> bool:
    """Whether a rule is the need of one class."""
    return rule.constraint == "classes" and len(rule.path) > 2


def amount_of(problem: Problem, scenario: Scenario, rule: Rule) -> Amount:
    """The class of `rule` as the scenario asks for it."""
    wanted = scenario.demand.classes[rule.path[-1]]
    unit = next(name for name in AMOUNTS if getattr(wanted, name) is not None)
    whole = getattr(wanted, unit)
    return Amount(problem, rule, unit, Decimal(whole), whole if unit == "streams" else HUNDREDTHS)


def most_of(amount: Amount, scenario: Scenario, clock: Clock | None = None) -> int | None:
    """The most parts that can be met, by halving: with more of a class nothing gets easier; None for none."""
    if not feasible(amount.problem(0), scenario, clock):
        return None
    low, high = 0, amount.parts - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if feasible(amount.problem(middle), scenario, clock) else (low, middle - 1)
    return low


def quarters(amount: Amount) -> Iterator[int]:
    """Three quarters, half, a quarter and nothing of it, in parts."""
    yield from dict.fromkeys(int(amount.parts * share) for share in QUARTERS)
