"""The frozen record that every file becomes, and the plain values in it.

A Record refuses unknown keys and converts nothing: "200" is not 200, true is not 1. Modules that define
records do without `from __future__ import annotations`: pydantic would have to evaluate each text again,
which took a third of the time of their import.
"""

import datetime as dt
import functools
import re
import unicodedata
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    PlainSerializer,
    WithJsonSchema,
)

from glmopt.records.later import WholeJsonSchema
from glmopt.records.reading import HIDDEN
from glmopt.units import MAX_COUNT, parse_money
from glmopt.units import Money as MoneyValue

MAX_COMBINING = 20


class Record(BaseModel):
    """Base of all records: immutable, unknown keys refused, no conversion between types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    @classmethod
    def model_json_schema(cls, *args: Any, **given: Any) -> dict[str, Any]:
        """As pydantic says it, with the records that are built later."""
        return super().model_json_schema(*args, **{"schema_generator": WholeJsonSchema} | given)

    def __deepcopy__(self, _memo: dict[int, Any] | None = None) -> Self:
        """Itself, for it never changes: pydantic copies a default each time that it is needed."""
        return self


def _to_decimal(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _date(value: Any) -> str:
    """A year, a month or a day: 2023, 2025-09, 2025-12-11."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _is_date(text):
        raise ValueError("not a date; write 2025, 2025-09 or 2025-09-30")
    return text


@functools.lru_cache(maxsize=256)
def _is_date(text: str) -> bool:
    """Whether it is written as one; ValueError for a day that there is not. Many figures share few dates."""
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        return False
    dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    return True


def _name(value: str) -> str:
    if not value.strip():
        raise ValueError("blank")
    if HIDDEN.search(value) or any(c in value for c in "\n\r\t"):
        raise ValueError("holds a line break, a tab or another character that cannot be shown")
    if sum(unicodedata.combining(c) > 0 for c in value) > MAX_COMBINING:
        raise ValueError(f"holds more than {MAX_COMBINING} combining marks")
    return value


# What editors are told of amounts and dates, which people write in several ways.
MONEY_SCHEMA = {
    "anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "examples": ["800000 CNY", "80万"]}]
}
DATE_SCHEMA = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}]}

Number = Annotated[Decimal, BeforeValidator(_to_decimal)]
Count = Annotated[int, Field(ge=0, le=MAX_COUNT)]
Date = Annotated[str, BeforeValidator(_date), WithJsonSchema(DATE_SCHEMA)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Name = Annotated[str, Field(max_length=200), AfterValidator(_name)]
Money = Annotated[
    InstanceOf[MoneyValue],
    BeforeValidator(parse_money),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(MONEY_SCHEMA),
]


class Text(Record):
    """A text for people in both languages."""

    zh: Name
    en: Name

    def get(self, lang: str) -> str:
        """The text in `lang`, zh or en."""
        return self.zh if lang == "zh" else self.en
