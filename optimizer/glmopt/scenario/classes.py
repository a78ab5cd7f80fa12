"""Classes of requests: what comes in, how much of it, what it is promised, and when it may be served."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from glmopt.records import Count, Name, Number, Record
from glmopt.scenario.service import Rate, Tokens

SECONDS_OF_A_DAY = 86_400
HOURS_OF_A_DAY = 24

# What a class is promised where it says nothing: speed while it waits for the answer, or in a batch.
TOKENS_PER_S = Decimal(20)
BATCH_TOKENS_PER_S = Decimal(1)

Length = Tokens | tuple[Tokens, Tokens]
Amount = Annotated[Number, Field(ge=0, le=1_000_000_000)]
AMOUNTS = ("streams", "requests_per_s", "requests_per_day", "share")

_SPLIT = r"any|slices\(([1-9][0-9]{0,3})\)"


class ServiceClass(Record):
    """One class of requests.

    Its amount is one of `streams` (concurrent), `requests_per_s`, `requests_per_day`, or `share` (of
    demand.requests_per_s). `prompt` and `output` are tokens, or ranges of them: a range is sized at its
    upper end. `batch`: `night` for work that is gathered by day and served at night, `any` for work that
    may be served at any hour; its amount is then the mean over the day. `at_night` is the part of the day's
    rate that comes at night. `cards` is the size of a tensor-parallel group.
    """

    prompt: Length | None = None
    output: Length | None = None
    streams: Count | None = None
    requests_per_s: Amount | None = None
    requests_per_day: Amount | None = None
    share: Annotated[Number, Field(ge=0, le=1_000_000)] | None = None
    tokens_per_s: Rate | None = None
    ttft_s: Rate | None = None
    context: Tokens | None = None
    llm: str | None = None
    cards: Annotated[int, Field(ge=1, le=64)] = 1
    batch: Literal["night", "any"] | None = None
    at_night: Annotated[Number, Field(ge=0, le=1)] = Decimal(1)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        given = [a for a in AMOUNTS if getattr(self, a) is not None]
        if len(given) != 1:
            said = " and ".join(given) or "none of them"
            raise ValueError(f"one of {', '.join(AMOUNTS)} is needed, found {said}")
        for name in ("prompt", "output"):
            length = getattr(self, name)
            if isinstance(length, tuple) and length[0] > length[1]:
                raise ValueError(f"{name} {list(length)}: the first is above the second")
        if self.context is not None and self.context < (self.longest[0] or 0) + (self.longest[1] or 0):
            raise ValueError(f"context {self.context} is less than the longest prompt + output")
        if self.batch and self.streams is not None:
            raise ValueError("a batch has no concurrent streams: give requests_per_s or requests_per_day")
        if self.batch and self.at_night != 1:
            raise ValueError("at_night is for requests that are served as they come, not for a batch")
        return self

    @model_serializer(mode="wrap")
    def _only_what_was_said(self, inner: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data: dict[str, Any] = inner(self)
        return {k: v for k, v in data.items() if v is not None and v != type(self).model_fields[k].default}

    @property
    def longest(self) -> tuple[int | None, int | None]:
        """The longest prompt and the longest output."""
        first, second = (x[1] if isinstance(x, tuple) else x for x in (self.prompt, self.output))
        return first, second

    @property
    def unit(self) -> Literal["streams", "requests/s"]:
        """What the class is counted in."""
        return "requests/s" if self.streams is None else "streams"

    @property
    def floor(self) -> Decimal:
        """The speed that each request is promised, tokens/s."""
        return self.tokens_per_s or (BATCH_TOKENS_PER_S if self.batch else TOKENS_PER_S)

    def need(self, total: Decimal | None) -> Fraction:
        """The amount in the class's unit, exactly; `total` is demand.requests_per_s."""
        if self.streams is not None:
            return Fraction(self.streams)
        if self.requests_per_day is not None:
            return Fraction(self.requests_per_day) / SECONDS_OF_A_DAY
        if self.requests_per_s is not None:
            return Fraction(self.requests_per_s)
        # one fraction for the product, for a demand may have thousands of classes
        part, of_one = (self.share or Decimal(0)).as_integer_ratio()
        whole, of_whole = (total or Decimal(0)).as_integer_ratio()
        return Fraction(part * whole, of_one * of_whole)


class CapacityTable(Record):
    """A measured throughput table: the path of a CSV file, or the text of one in place."""

    table: Name | None = None
    text: str | None = None

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if self.table is None and self.text is None:
            raise ValueError("give the path of a table, or its text")
        return self


def split_of(text: str) -> str:
    """Check `any` or `slices(N)`; ValueError for anything else."""
    if not re.fullmatch(_SPLIT, text):
        raise ValueError("not a way to split; write any or slices(8)")
    return text


def slices_of(split: str) -> int | None:
    """N of `slices(N)`; None where shares may be any."""
    match = re.fullmatch(_SPLIT, split)
    return int(match[1]) if match and match[1] else None
