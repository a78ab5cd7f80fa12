"""How many instances of 16 GB a plan has on shared cards, as `rules.virtualization` counts them."""

from __future__ import annotations

from glmopt.check.case import Case
from glmopt.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Shares:
    """One kind of card: `each` instances on a card, `count` of them on all that serve."""

    card: str
    each: int
    count: int


@dataclass(frozen=True, slots=True)
class Partitioned:
    """`kind` hard or any, None by the published figures; `need` of the `have` instances are asked for."""

    kind: str | None
    have: int
    need: int
    cards: tuple[Shares, ...]


def counted(case: Case) -> Partitioned | None:
    """Sum v_i m_i over the cards with virtualization; None where no rule counts it."""
    rule = case.scenario.rules.virtualization
    if not rule.min_instances and (rule.kind is None or not (rule.all_cards or rule.min_streams)):
        return None
    cards = tuple(
        Shares(b.line.card, b.virtual_instances, case.serving(b) * b.virtual_instances)
        for b in case.bought
        if b.virtualization
    )
    return Partitioned(rule.kind, sum(c.count for c in cards), rule.min_instances, cards)
