"""The program under construction: its variables, and the way back from solver values to whole numbers."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pulp

from glmopt.problem import Offer, Problem, upper_bound
from glmopt.program import exact


@dataclass(frozen=True, slots=True)
class Counts:
    """Whole numbers of a plan: cards n_i and gangs z_i, only those that are not zero."""

    cards: dict[str, int]
    gangs: dict[str, int]


class Program:
    """An integer program in pulp, with its variables by card id.

    n[i]  cards, 0 <= n_i <= U_i       z[i]  gangs, only where full fine-tuning is asked
    u[i]  1 where the card type is bought at all, only where a rule counts types
    d[i]  cards fewer than in an earlier plan, only where changes are counted
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.offers = problem.open_offers
        self.lp = pulp.LpProblem("glmopt", pulp.LpMinimize)
        self.upper = {o.card: upper_bound(problem, o) for o in self.offers}
        self.n = {o.card: self._integer("n", o.card, self.upper[o.card]) for o in self.offers}
        self.z = {
            o.card: self._integer("z", o.card, most) for o in self.offers if (most := self._most_gangs(o))
        }

    def _integer(self, letter: str, card: str, upper: int) -> Any:
        return self.lp.add_variable(f"{letter}_{card.replace('-', '_')}", 0, upper, "Integer")

    def _most_gangs(self, offer: Offer) -> int:
        """Card i can hold floor(U_i / K_i) gangs, and more than G are never needed."""
        return min(offer.capacity.gangs(self.upper[offer.card]), self.problem.gangs)

    @cached_property
    def u(self) -> dict[str, Any]:
        """The type indicators, with n_i <= U_i u_i; made when a rule first counts types."""
        indicators = {}
        for o in self.offers:
            indicators[o.card] = self._integer("u", o.card, 1)
            self.require(f"used_{o.card}", self.n[o.card] - self.upper[o.card] * indicators[o.card] <= 0)
        return indicators

    @cached_property
    def changes(self) -> Any:
        """Sum |n_i - n*_i| over all cards, written n_i - n*_i + 2 d_i with d_i >= n*_i - n_i and d_i >= 0.

        A card of the earlier plan that cannot be bought now counts n*_i.
        """
        earlier = dict(self.problem.earlier)
        gone = sum(count for card, count in earlier.items() if card not in self.n)
        terms = []
        for card, n in self.n.items():
            before = earlier.get(card, 0)
            terms.append(n - before)
            if before:
                fewer = self._integer("d", card, before)
                self.require(f"fewer_{card}", fewer + n >= before)
                terms.append(2 * fewer)
        return pulp.lpSum(terms) + gone

    def total(self, coefficient: Callable[[Offer], int]) -> Any:
        """Sum over all cards of coefficient times n_i."""
        return pulp.lpSum(coefficient(o) * self.n[o.card] for o in self.offers if coefficient(o))

    def serving(self, coefficient: Callable[[Offer], int]) -> Any:
        """Sum over the cards that serve: n_i, less the K_i z_i cards of dedicated gangs."""
        total = self.total(coefficient)
        if self.problem.dedicated and self.z:
            by_card = {o.card: o for o in self.offers}
            total -= pulp.lpSum(
                coefficient(by_card[c]) * by_card[c].capacity.gang_cards * z for c, z in self.z.items()
            )
        return total

    def require(self, name: str, row: Any) -> None:
        """Add a constraint under a name that solvers and people can read.

        A row without variables is kept as `0 >= need`, so that an impossible need stays in the program.
        """
        self.lp.addConstraint(row, name.replace("-", "_"))

    def at_most(self, name: str, expression: Any, most: int) -> None:
        """Add `expression <= most` so that no solver's tolerance can bend it by a whole unit."""
        for row_name, row in exact.at_most(self.lp, name.replace("-", "_"), expression, most):
            self.require(row_name, row)

    def variant(self) -> Program:
        """A copy that can be given further rows without touching this program."""
        twin = copy.copy(self)
        twin.lp = self.lp.copy()
        return twin

    def whole(self, values: Mapping[str, float]) -> dict[str, int]:
        """The whole numbers nearest to solver values; 0 for a variable that stands in no row."""
        missing = {v.name: 0 for v in (*self.n.values(), *self.z.values())}
        return missing | {name: round(value) for name, value in values.items()}

    def broken(self, whole: Mapping[str, int]) -> list[str]:
        """Names of the rows that a whole point does not meet, exactly."""
        broken = []
        for row in self.lp.constraints():
            value = exact.value_of(row, whole)
            if (row.sense <= 0 and value > 0) or (row.sense >= 0 and value < 0):
                broken.append(row.name)
        return broken

    def minimise(self, expression: Any) -> None:
        """Make `expression` the objective."""
        self.lp.setObjective(pulp.LpAffineExpression(expression))

    def read_back(self, whole: Mapping[str, int]) -> Counts:
        """The counts of a whole point; whether they make a true plan is for the check to say."""
        cards = {c: whole[v.name] for c, v in self.n.items()}
        gangs = {c: whole[v.name] for c, v in self.z.items()}
        return Counts({c: k for c, k in cards.items() if k}, {c: k for c, k in gangs.items() if k})
