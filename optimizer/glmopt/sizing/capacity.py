"""The answer of every sizing method: whole-number coefficients of one card, and how they came about."""

from __future__ import annotations

from decimal import Decimal

from glmopt.dataclass import dataclass
from glmopt.records import Text

# What a cell holds: a yes or no, a number, a low and a high end, or one figure for each interface.
Value = bool | int | Decimal | tuple[int, int] | tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One cell of a card: its formula, the formula with numbers, and what came out.

    `published` is what the source document prints there; `why` says why the two differ, where they do.
    Formulas and numbers are the same in every language.
    """

    cell: str
    formula: str
    numbers: str
    computed: Value
    published: Value | None = None
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """What one card does, in whole numbers.

    streams_low, streams_high  a_i  concurrent streams (low and high end of the estimate)
    instances                  q_i  loaded copies of the llm
    light_finetune             r_i  light fine-tuning jobs
    gang_cards                 K_i  cards that one full fine-tuning job takes; 0 where no number of them can
    """

    streams_low: int
    streams_high: int
    instances: int
    light_finetune: int
    gang_cards: int

    def gangs(self, cards: int) -> int:
        """floor(cards / K_i): the gangs that so many cards hold; none where no number of them can."""
        return cards // self.gang_cards if self.gang_cards else 0

    def streams(self, estimate: str) -> int:
        """a_i at the `low` or `high` end of the range."""
        return self.streams_low if estimate == "low" else self.streams_high
