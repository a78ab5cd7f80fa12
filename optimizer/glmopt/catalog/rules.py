"""The source document's sizing rules, as data: the anchor and the memory figures."""

from typing import Annotated, Literal

from pydantic import Field

from glmopt.records import Figure, Id, Number, Record, Text

Positive = Annotated[Number, Field(gt=0)]
Whole = Annotated[int, Field(gt=0)]


class Anchor(Record):
    """The one observation that the document derives its demand per stream from."""

    card: Id
    cards: Figure[Whole]
    streams: Figure[Whole]
    note: str | None = None


class SizingRules(Record):
    """Inputs of `sizing: rules`; `stream_tflops` is published and also follows from the anchor."""

    schema_: Literal["glmopt/rules@1"] = Field(default="glmopt/rules@1", alias="schema")
    id: Id
    llm: str
    name: Text
    anchor: Anchor
    stream_tflops: Figure[Positive]
    instance_vram_gb: Figure[Positive]
    light_finetune_vram_gb: Figure[Positive]
    light_finetune_text_factor: Figure[Positive]
    inference_vram_gb: Figure[Positive]
    inference_vram_32k_gb: Figure[Positive]
    inference_vram_peak_gb: Figure[Positive]
    full_finetune_vram_gb: Figure[Positive]
