"""Price breaks: from so many cards of a kind on, every one of them costs less."""

import itertools
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from glmopt.records import Later, Money, Number, Record
from glmopt.units import MAX_COUNT


class Break(Record):
    """Who buys `from` cards or more pays `price` for each of them, or `percent_off` less than for one."""

    from_: Annotated[int, Field(ge=2, le=MAX_COUNT, alias="from")]
    price: Money | None = None
    percent_off: Annotated[Number, Field(gt=0, le=100)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.price is None) == (self.percent_off is None):
            raise ValueError("give either price or percent_off")
        return self


def _rising(breaks: tuple[Break, ...]) -> tuple[Break, ...]:
    if not breaks:
        raise ValueError("an empty list; leave the card out")
    for before, after in itertools.pairwise(breaks):
        if after.from_ <= before.from_:
            raise ValueError(f"from {after.from_} comes after from {before.from_}: let the numbers rise")
    return breaks


Breaks = Annotated[tuple[Later[Break], ...], Field(max_length=12), AfterValidator(_rising)]
