"""A named need or limit of the scenario."""

from __future__ import annotations

from glmopt.dataclass import dataclass
from glmopt.records.faults import dotted

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One named need or limit: which constraint it feeds, where it was written, what it says.

    `sign` and `value` are what it says: ">=" and "200". Signs that are words are translated in reports.
    """

    constraint: str
    path: tuple[str, ...]
    sign: str
    value: str

    @property
    def says(self) -> str:
        """What the rule demands, in a few words: >= 200."""
        return f"{self.sign} {self.value}".strip()

    @property
    def key(self) -> str:
        """The rule's place in the scenario, as people write it: cards.stock.a100-80g.max."""
        return dotted(self.path)
