"""A language model: its architecture, from which memory and speed follow."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from glmopt.records import Figure, Record, Text

LlmId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]*$", max_length=60)]
Size = Annotated[int, Field(gt=0, le=10**13)]


class Architecture(Record):
    """Shape of a decoder-only transformer."""

    layers: Figure[Size]
    hidden: Figure[Size]
    heads: Figure[Size]
    kv_groups: Figure[Size]
    head_dim: Figure[Size]
    ffn: Figure[Size]
    vocabulary: Figure[Size]


class Llm(Record):
    """One language model."""

    schema_: Literal["glmopt/llm@1"] = Field(default="glmopt/llm@1", alias="schema")
    id: LlmId
    name: Text
    vendor: str
    architecture: Architecture
    parameters: Figure[Size]
    note: Any = None
