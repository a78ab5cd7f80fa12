"""How much of a data sheet an engine reaches: factors of one engine generation, each with its origin."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from glmopt.records import Date, Number, Record, Text

NotNegative = Annotated[Number, Field(ge=0, le=100_000)]
EfficiencyId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]*$", max_length=60)]
PrecisionName = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=20)]


class Factor(Record):
    """One factor with its range: `low` is the end with fewer streams, `high` the end with more."""

    value: NotNegative
    low: NotNegative | None = None
    high: NotNegative | None = None
    source: tuple[str, ...] = Field(min_length=1)
    date: Date
    confidence: Literal["A", "B", "C", "D"]
    note: str | None = None

    def at(self, end: Literal["low", "value", "high"]) -> float:
        """The factor at one end of its range, or its value where it has none."""
        chosen = getattr(self, end)
        return float(self.value if chosen is None else chosen)


class Share(Factor):
    """A factor that divides: an efficiency must be more than nothing."""

    @model_validator(mode="after")
    def _positive_and_ordered(self) -> Self:
        low, high = self.at("low"), self.at("high")
        if low <= 0 or not low <= float(self.value) <= high:
            raise ValueError("an efficiency needs 0 < low <= value <= high")
        return self


class Duration(Factor):
    """A factor that adds time: its low end, the one with fewer streams, is the longer time."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.at("high") <= float(self.value) <= self.at("low"):
            raise ValueError("a time needs low >= value >= high, for low is the end with fewer streams")
        return self


class Speed(Record):
    """The factors of the roofline's times; letters as in docs/sizing.md."""

    eta_b: Share
    eta_c: Share
    eta_d: Share
    eta_k: Share
    t0_ms: Duration
    t1_us: Duration


class Precision(Record):
    """How weights are kept: bytes of a weight of linear layers and of embeddings, and of one KV value.

    `compute` names the card's rate that multiplies them: weights of 8 or 4 bits that are only stored so are
    multiplied as fp16. `fp16acc` is FP16 with FP16 accumulate, twice as fast on cards for gamers.
    """

    linear_bytes: Share
    embedding_bytes: Share
    kv_bytes: Share
    compute: Literal["fp16", "fp16acc", "fp8"] = "fp16"


class Serving(Record):
    """What an engine keeps free of the card's memory, and how it batches prompts.

    `kv_copies`: KV caches that exist at once for each stream, 1 where they are paged. `prompt_logit_bytes`:
    for each prompt token and vocabulary entry, 0 where only the last token's logits are computed.
    """

    utilisation: Share
    non_torch_gib: Factor
    max_batched_tokens: Factor
    kv_copies: Share
    prompt_logit_bytes: Factor


class GroupLink(Record):
    """All-reduce between the cards of a tensor-parallel group: start time and share of the link's rate."""

    alpha_us: Duration
    eta_l: Share


class Training(Record):
    """Memory factors of fine-tuning, and the share of the peak that it computes at."""

    context_gib: Factor
    static: Share
    activations: Share
    zero_gib: Factor
    usable: Share
    eta_t: Share


class Efficiency(Record):
    """The factors of one engine generation. Parts that are left out are those of the set `default`.

    `engines` lists the names under which measurements call this engine; `precisions` those it keeps in its
    own way. `vendors` are those for whose cards this set stands where none is asked for.
    """

    schema_: Literal["glmopt/efficiency@1"] = Field(default="glmopt/efficiency@1", alias="schema")
    id: EfficiencyId
    name: Text
    obtained: Text
    engines: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    speed: Speed
    precisions: dict[PrecisionName, Precision] = Field(default_factory=dict)
    serving: Serving | None = None
    group_link: GroupLink | None = None
    training: Training | None = None
