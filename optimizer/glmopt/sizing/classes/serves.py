"""What one group of cards does for one class."""

from __future__ import annotations

from fractions import Fraction

from glmopt.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Serves:
    """`cards` cards of one kind that serve together with `llm` loaded carry `capacity` of class `name`.

    The capacity is in the unit of the class, concurrent streams or requests/s; always above 0, for a card
    that cannot serve a class has no such record.
    """

    name: str
    cards: int
    llm: str
    capacity: Fraction
