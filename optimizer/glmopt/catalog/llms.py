"""A language model: its architecture, from which parameters, memory and speed follow."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from glmopt.records import Figure, Record, Text

LlmId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]*$", max_length=60)]
Size = Annotated[int, Field(gt=0, le=10**13)]
Dimension = Annotated[int, Field(gt=0, le=10**7)]


class Experts(Record):
    """Mixture of experts: `routed` experts of which each token passes `active`, and `shared` ones for all.

    The first `dense_layers` layers have one plain feed-forward part of width `dense_ffn` instead.
    """

    routed: Figure[Dimension]
    shared: Figure[Annotated[int, Field(ge=0, le=10**4)]]
    active: Figure[Dimension]
    ffn: Figure[Dimension]
    dense_layers: Figure[Annotated[int, Field(ge=0, le=10**4)]]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.active.value > self.routed.value:
            raise ValueError(f"{self.active.value} active experts of {self.routed.value}")
        return self


class Latent(Record):
    """Multi-head latent attention: keys and values are kept as one compressed vector and a rotary part."""

    rank: Figure[Dimension]
    rotary_dim: Figure[Dimension]
    value_dim: Figure[Dimension]


class Architecture(Record):
    """Shape of a decoder-only transformer.

    What is left out is the common case: no bias, a gated feed-forward part, RMS norms before both parts of a
    layer, an output embedding of its own, no experts, plain keys and values.
    """

    layers: Figure[Dimension]
    hidden: Figure[Dimension]
    heads: Figure[Dimension]
    kv_groups: Figure[Dimension]
    head_dim: Figure[Dimension]
    ffn: Figure[Dimension]
    vocabulary: Figure[Dimension]
    qkv_bias: Figure[bool] | None = None
    out_bias: Figure[bool] | None = None
    ffn_bias: Figure[bool] | None = None
    head_bias: Figure[bool] | None = None
    norm_bias: Figure[bool] | None = None
    norms_per_layer: Figure[Dimension] | None = None
    gated: Figure[bool] | None = None
    tied_embeddings: Figure[bool] | None = None
    experts: Experts | None = None
    latent: Latent | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.heads.value % self.kv_groups.value:
            raise ValueError(f"{self.heads.value} heads do not divide into {self.kv_groups.value} KV groups")
        if self.experts and self.experts.dense_layers.value > self.layers.value:
            raise ValueError("more dense layers than layers")
        return self


class Llm(Record):
    """One language model. `parameters` is the published count; the computed one must equal it."""

    schema_: Literal["glmopt/llm@1"] = Field(default="glmopt/llm@1", alias="schema")
    id: LlmId
    name: Text
    vendor: str
    architecture: Architecture
    parameters: Figure[Size]
    aliases: tuple[str, ...] = ()
    note: Any = None
