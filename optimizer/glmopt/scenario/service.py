"""What each stream is promised and how the llm runs: the keys of `demand` that `sizing: roofline` reads."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from glmopt.records import Number, Record

Tokens = Annotated[int, Field(ge=1, le=10_000_000)]
Rate = Annotated[Number, Field(gt=0, le=100_000)]
Precision = Literal["fp16", "fp8", "int8", "int4"]


class Service(Record):
    """One stream.

    Prompt and output of a typical request and the context reserved for it in tokens, the speed it is promised
    in tokens/s and, where asked, the time to its first token in s. `cards` is the size of a tensor-parallel
    group; 1 is an llm on each card.
    """

    prompt: Tokens = 512
    output: Tokens = 256
    context: Tokens = 2048
    tokens_per_s: Rate = Decimal(20)
    ttft_s: Rate | None = None
    cards: Annotated[int, Field(ge=1, le=64)] = 1
    min_bandwidth_gb_s: Number = Field(default=Decimal(0), ge=0)

    @model_validator(mode="after")
    def _context_holds_a_request(self) -> Self:
        if self.context < self.prompt + self.output:
            request = self.prompt + self.output
            raise ValueError(f"context {self.context} is less than prompt + output {request}")
        return self


class LightJob(Record):
    """A light fine-tuning job: an adapter beside frozen weights, all of it on each of its cards.

    `cards` identical ones, data parallel; in servers they sit in one node and reach each other at
    `min_bandwidth_gb_s` or more, GB/s per direction. These two are read under every sizing.
    """

    method: Literal["lora", "qlora", "p-tuning"] = "lora"
    sequence: Tokens = 2048
    batch: Annotated[int, Field(ge=1, le=10_000)] = 1
    rank: Annotated[int, Field(ge=1, le=10_000)] = 8
    targets: Literal["qkv", "all"] = "qkv"
    checkpointing: bool = True
    cards: Annotated[int, Field(ge=1, le=64)] = 1
    min_bandwidth_gb_s: Number = Field(default=Decimal(0), ge=0)


class FullJob(Record):
    """A full fine-tuning job: mixed-precision AdamW in a ZeRO stage; batch and sequence of each card."""

    zero: Literal[0, 1, 2, 3] = 3
    sequence: Tokens = 2048
    batch: Annotated[int, Field(ge=1, le=10_000)] = 1
    checkpointing: bool = True


class Tuning(Record):
    """What a light and a full fine-tuning job is."""

    light: LightJob = LightJob.model_construct()
    full: FullJob = FullJob.model_construct()
