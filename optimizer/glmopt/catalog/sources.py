"""Where figures come from: each code that a figure names, with what it is and where to find it."""

from typing import Literal

from pydantic import Field

from glmopt.records import Date, Record


class Source(Record):
    """A document, data set or offer that figures were taken from."""

    title: str
    where: str
    date: Date
    licence: str | None = None


class Sources(Record):
    """The file sources.yaml."""

    schema_: Literal["glmopt/sources@1"] = Field(default="glmopt/sources@1", alias="schema")
    sources: dict[str, Source]
