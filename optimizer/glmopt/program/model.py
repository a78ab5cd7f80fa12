"""The program under construction: its variables, and the way back from solver values to whole numbers."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import pulp

from glmopt.problem import Offer, Problem, affordable, upper_bound
from glmopt.program import exact
from glmopt.program.counts import Counts, counts_of
from glmopt.program.servers import Servers


class Program:
    """An integer program in pulp, with its variables by card id.

    n[i]  cards in use, 0 <= n_i <= U_i    z[i]  gangs of bare cards, where full fine-tuning is asked
    b[i]  cards bought, where some are owned already
    u[i]  1 where the card type is used at all, only where a rule counts types
    d[i]  cards fewer than in an earlier plan, only where changes are counted
    e[i, t]  cards bought at price break t, where a card has any: all of them, or none
    servers  every variable of nodes, networks and gangs in them; None for bare cards

    Where classes are served: groups[j], the groups of pool j, and those of them that are variables of their
    own, g[j]; slices[c, j]; the names of `continuous` variables; how many cuts were added; and what was
    `judged` of groups before. `fixed`: whether rows hold every n[i] at one value.

    With `most`, only plans that cost so much or less in minor units need be in it: U_i is what they pay for.
    """

    def __init__(self, problem: Problem, most: int | None = None) -> None:
        self.problem = problem
        self.offers = problem.open_offers
        self.lp = pulp.LpProblem("glmopt", pulp.LpMinimize)
        self.groups: dict[int, Any] = {}
        self.g: dict[int, Any] = {}
        self.e: dict[tuple[str, int], Any] = {}
        self.slices: dict[tuple[int, int], Any] = {}
        self.continuous: set[str] = set()
        self.cuts = 0
        self.fixed = False
        self.judged: dict[tuple[tuple[int, int], ...], Any] = {}
        self.upper = {o.card: _upper(problem, o, most) for o in self.offers}
        self.n = {o.card: self._integer("n", o.card, self.upper[o.card]) for o in self.offers}
        self.b = {
            o.card: self._integer("b", o.card, self.upper[o.card])
            for o in self.offers
            if o.owned and problem.housing is None
        }
        self.servers = Servers(self, problem.housing) if problem.housing else None
        self.z = {
            o.card: self._integer("z", o.card, most) for o in self.offers if (most := self._most_gangs(o))
        }

    def _integer(self, letter: str, card: str, upper: int) -> Any:
        return self.lp.add_variable(f"{letter}_{card.replace('-', '_')}", 0, upper, "Integer")

    def _most_gangs(self, offer: Offer) -> int:
        """Bare cards i can hold floor(U_i / K_i) gangs, and more than G are never needed."""
        if self.servers:
            return 0
        return min(offer.capacity.gangs(self.upper[offer.card]), self.problem.gangs)

    @cached_property
    def u(self) -> dict[str, Any]:
        """The type indicators, with n_i <= U_i u_i; made when a rule first counts types."""
        indicators = {}
        for o in self.offers:
            indicators[o.card] = self._integer("u", o.card, 1)
            self.only_if(f"used_{o.card}", self.n[o.card], self.upper[o.card], indicators[o.card])
        return indicators

    @cached_property
    def light(self) -> dict[str, Any]:
        """l_i: groups of L serving bare cards, L l_i <= m_i; made where light jobs take several cards."""
        groups = {}
        for o in self.offers:
            groups[o.card] = self._integer("l", o.card, self.upper[o.card] // self.problem.light_cards)
            taken = self.problem.light_cards * groups[o.card] - self.serving_of(o.card)
            self.require(f"light_groups_{o.card}", taken <= 0)
        return groups

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

    @property
    def housed(self) -> Servers:
        """The servers; ValueError for bare cards."""
        if self.servers is None:
            raise ValueError("bare cards have no servers")
        return self.servers

    def bought(self, offer: Offer) -> Any:
        """Cards that are paid for: those in use, less the owned ones."""
        if self.servers:
            return pulp.lpSum(p.bought for p in self.servers.of(offer.card))
        return self.b.get(offer.card, self.n[offer.card])

    def purchased(self, coefficient: Callable[[Offer], int]) -> Any:
        """Sum over all cards of coefficient times those bought."""
        return pulp.lpSum(coefficient(o) * self.bought(o) for o in self.offers if coefficient(o))

    @property
    def gangs(self) -> list[tuple[str, int, Any]]:
        """Card, cards of one gang, and the count of such gangs, for each way to wire one."""
        if self.servers:
            return [(p.pool.card, g.way.option.cards, g.z) for p in self.servers.pools for g in p.gangs]
        by_card = {o.card: o.capacity.gang_cards for o in self.offers}
        return [(card, by_card[card], z) for card, z in self.z.items()]

    def serving(self, coefficient: Callable[[Offer], int]) -> Any:
        """Sum over the cards that serve: n_i, less the K_i z_i cards of dedicated gangs."""
        total = self.total(coefficient)
        if self.problem.dedicated:
            by_card = {o.card: coefficient(o) for o in self.offers}
            total -= pulp.lpSum(by_card[card] * cards * z for card, cards, z in self.gangs)
        return total

    def serving_of(self, card: str) -> Any:
        """m_i: the cards of one kind that serve."""
        return self.serving(lambda o: int(o.card == card))

    def require(self, name: str, row: Any) -> None:
        """Add a constraint under a name that solvers and people can read.

        A row without variables is kept as `0 >= need`, so that an impossible need stays in the program.
        """
        self.lp.addConstraint(row, name.replace("-", "_"))

    def at_most(self, name: str, expression: Any, most: int) -> None:
        """Add `expression <= most` so that no solver's tolerance can bend it by a whole unit."""
        for row_name, row in exact.at_most(self.lp, name.replace("-", "_"), expression, most):
            self.require(row_name, row)

    def at_least(self, name: str, expression: Any, least: int) -> None:
        """Add `expression >= least` so that no solver's tolerance can bend it by a whole unit."""
        for row_name, row in exact.at_least(self.lp, name.replace("-", "_"), expression, least):
            self.require(row_name, row)

    def only_if(self, name: str, expression: Any, most: int, indicator: Any) -> None:
        """Add: up to `most` where `indicator` is 1, nothing where it is 0, whatever a solver's tolerance."""
        for row_name, row in exact.only_if(self.lp, name.replace("-", "_"), expression, most, indicator):
            self.require(row_name, row)

    def variant(self) -> Program:
        """A copy that can be given further rows without touching this program."""
        twin = copy.copy(self)
        twin.lp = self.lp.copy()
        return twin

    def whole(self, values: Mapping[str, float]) -> dict[str, int]:
        """The whole numbers nearest to solver values; 0 for a variable that stands in no row. No shares."""
        missing = dict.fromkeys(self._whole_names, 0)
        return missing | {name: round(value) for name, value in values.items() if name not in self.continuous}

    @cached_property
    def _whole_names(self) -> list[str]:
        return [v.name for v in self.lp.variables() if v.name not in self.continuous] + [
            v.name for letter in (self.n, self.b, self.z, self.g) for v in letter.values()
        ]

    def broken(self, whole: Mapping[str, int]) -> list[str]:
        """Names of the rows that a whole point does not meet, exactly; rows with shares are left out."""
        broken = []
        for row in self.lp.constraints():
            if self.continuous and any(v.name in self.continuous for v in row):
                continue
            value = exact.value_of(row, whole)
            if (row.sense <= 0 and value > 0) or (row.sense >= 0 and value < 0):
                broken.append(row.name)
        return broken

    def minimise(self, expression: Any) -> None:
        """Make `expression` the objective."""
        self.lp.setObjective(pulp.LpAffineExpression(expression))

    def read_back(self, whole: Mapping[str, int]) -> Counts:
        """The counts of a whole point; whether they make a true plan is for the check to say."""
        return counts_of(self, whole)

    def groups_of(self, whole: Mapping[str, int]) -> dict[int, int]:
        """The groups g_j of every pool of the classes at a whole point."""
        return {j: exact.value_of(expression, whole) for j, expression in self._group_rows.items()}

    @cached_property
    def _group_rows(self) -> dict[int, Any]:
        return {j: pulp.LpAffineExpression(expression) for j, expression in self.groups.items()}


def _upper(problem: Problem, offer: Offer, most: int | None) -> int:
    """U_i: what no optimal plan exceeds, nor any plan that costs `most` or less where that is known."""
    paid_for = None if most is None else affordable(problem, offer, most)
    needed = upper_bound(problem, offer)
    return needed if paid_for is None else min(needed, paid_for)
