"""A price that the scenario gives itself: a bare amount, or a quote with its source and date."""

from typing import Annotated, Any

from pydantic import BeforeValidator, SerializerFunctionWrapHandler, model_serializer

from glmopt.records import Date, Later, Money, Name, Record


class Priced(Record):
    """What a card or server costs here; a quote says who gave it (`source`) and when."""

    amount: Money
    source: Name | None = None
    date: Date | None = None
    note: Name | None = None

    @property
    def quoted(self) -> bool:
        """Whether it is said where the price is from, or of when."""
        return bool(self.source or self.date)

    @model_serializer(mode="wrap")
    def _short(self, whole: SerializerFunctionWrapHandler) -> Any:
        """A bare amount stays one."""
        return whole(self) if self.quoted or self.note else str(self.amount)


def _own_price(value: Any) -> Any:
    return value if isinstance(value, dict | Priced) else {"amount": value}


OwnPrice = Annotated[Later[Priced], BeforeValidator(_own_price, json_schema_input_type=Money | Later[Priced])]
