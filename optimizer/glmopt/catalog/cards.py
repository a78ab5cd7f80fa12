"""A card: what the source document printed about it, and what its data sheet says. The two never mix."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from glmopt.dataclass import dataclass
from glmopt.records import Count, Date, Figure, Id, Name, Number, Record, Text

FigureSet = Literal["seed", "datasheet"]
Positive = Annotated[Number, Field(gt=0)]
Vram = Annotated[Number, Field(gt=0, le=10_000)]
Tflops = Annotated[Number, Field(gt=0, le=1_000_000)]
WeightPrecision = Literal["fp16", "fp8", "int8", "int4"]


class Range(Record):
    """A published range of whole numbers, such as 75~200 streams."""

    low: Count
    high: Count

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")
        return self


class RelativeFigure(Record):
    """A statement such as "about a quarter of that card"."""

    to: Id
    figure: Figure[Positive]


class Published(Record):
    """One row of the source document's table, cell by cell as printed there.

    The four derived cells are kept to be compared with what the rules compute. `overrides` names the
    cells that follow no rule and are printed as published, with the reason; `errata` the input figures
    that the data sheet contradicts.
    """

    order: int = Field(ge=1)
    label: Text
    vram_gb: Figure[Vram]
    fp16_tflops: Figure[Annotated[tuple[Tflops, ...], Field(min_length=1)]]
    interfaces: Text | None = None
    fp32_tflops: Figure[Tflops] | None = None
    relative_fp32: RelativeFigure | None = None
    virtualization: Figure[bool]
    streams: Figure[Range]
    instances: Figure[Count]
    light_finetune: Figure[bool]
    full_finetune_cards: Figure[Count]
    overrides: dict[Literal["streams", "instances", "light_finetune", "full_finetune_cards"], Text] = Field(
        default_factory=dict
    )
    errata: dict[Literal["vram_gb", "fp16_tflops", "fp32_tflops", "virtualization"], Text] = Field(
        default_factory=dict
    )


class Link(Record):
    """How cards of one kind reach each other inside a server."""

    kind: Figure[Name]
    gb_s_bidirectional: Figure[Positive] | None = None
    cards: Figure[Count] | None = None


class Virtualization(Record):
    """How a card can be shared: hard partitions (MIG, vNPU) and time slices (vGPU)."""

    kinds: Figure[tuple[Literal["mig", "vgpu", "vnpu", "partition", "sr-iov"], ...]]
    hard_max: Figure[Count] | None = None
    profiles: Figure[tuple[Name, ...]] | None = None
    instances_16gb_hard: Figure[Count] | None = None
    instances_16gb_time_sliced: Figure[Count] | None = None


class Datasheet(Record):
    """Figures of one part as its data sheet gives them.

    Throughput has fields that never stand in for each other: dense with FP32 accumulate (the one that
    sizing reads), dense with FP16 accumulate, with sparsity, the figure the vendor advertises, and dense FP8
    (read for FP8 weights). `weights` lists how the weights of an llm can be kept on the card.
    """

    part: Figure[Name]
    launch: Date | None = None
    form: Figure[Name]
    slot_width: Figure[Count] | None = None
    vram_gb: Figure[Vram]
    memory_type: Figure[Name] | None = None
    mem_bw_gb_s: Figure[Positive] | None = None
    fp16_dense_tflops: Figure[Tflops]
    fp16_dense_fp16acc_tflops: Figure[Tflops] | None = None
    fp16_sparse_tflops: Figure[Tflops] | None = None
    fp8_dense_tflops: Figure[Tflops] | None = None
    weights: Figure[tuple[WeightPrecision, ...]] | None = None
    vendor_nominal_tflops: Figure[Tflops] | None = None
    fp32_tflops: Figure[Tflops] | None = None
    bf16: Figure[bool] | None = None
    tdp_w: Figure[Positive] | None = None
    host_bus: Figure[Name] | None = None
    link: Link | None = None
    virtualization: Virtualization
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _dense_is_not_sparse(self) -> Self:
        sparse = self.fp16_sparse_tflops
        if sparse and sparse.value <= self.fp16_dense_tflops.value:
            raise ValueError(
                f"fp16_dense_tflops {self.fp16_dense_tflops.value} is not below fp16_sparse_tflops "
                f"{sparse.value}: one of the two is the other's figure"
            )
        return self


class Parts(Record):
    """A generic name points to the parts it may mean; one of them stands for it under data-sheet figures."""

    default: Id
    candidates: tuple[Id, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _default_is_candidate(self) -> Self:
        if self.default not in self.candidates:
            raise ValueError(f"the default {self.default} is not among the candidates")
        return self


class CardFigures(Record):
    """A card that a scenario defines in place: `cards.define`. Its figures count as given.

    Without `vram_gb` and `fp16_tflops` it does only what a measured table says of it.
    `form`, `slot_width`, `tdp_w` and `host_bus` are asked for where it is to sit in a server or draw power.
    """

    name: Text | None = None
    vendor: Id = "own"
    vram_gb: Vram | None = None
    fp16_tflops: Tflops | None = None
    mem_bw_gb_s: Positive | None = None
    virtualization: bool = False
    streams: Range | None = None
    form: Name | None = None
    slot_width: Annotated[int, Field(ge=1, le=8)] | None = None
    tdp_w: Positive | None = None
    host_bus: Name | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.vram_gb is None) != (self.fp16_tflops is None):
            raise ValueError("vram_gb and fp16_tflops go together")
        return self


class Card(Record):
    """One accelerator: a GPU or an NPU."""

    schema_: Literal["glmopt/card@1"] = Field(default="glmopt/card@1", alias="schema")
    id: Id
    name: Text
    vendor: Id
    published: Published | None = None
    datasheet: Datasheet | None = None
    parts: Parts | None = None
    given: CardFigures | None = None

    @model_validator(mode="after")
    def _has_figures(self) -> Self:
        if not (self.published or self.datasheet or self.parts or self.given):
            raise ValueError("has no figures: give published, datasheet or parts")
        return self

    @classmethod
    def defined(cls, card_id: str, figures: CardFigures) -> Self:
        """The card that a scenario defines in place under the id `card_id`."""
        name = figures.name or Text(zh=card_id, en=card_id)
        return cls(id=card_id, name=name, vendor=figures.vendor, given=figures)


@dataclass(frozen=True, slots=True)
class Spec:
    """The figures of a card that sizing reads, all from one figure set.

    `fp16_tflops` has one entry, or one for each interface variant the document prints (H100: three).
    `published_streams` is set where the document's cell follows no rule and stands instead of the computed.
    A card that is known only from a measured table has figures of 0. `part` is the data-sheet part that a
    generic name was resolved to; `confidence` the worst of the figures.
    """

    card: str
    figures: FigureSet
    vram_gb: Decimal
    fp16_tflops: tuple[Decimal, ...]
    virtualization: bool
    published_streams: Range | None
    part: str
    confidence: str


def spec(card: Card, figures: FigureSet, parts: Mapping[str, Card]) -> Spec | None:
    """What sizing reads of `card` under `figures`; None where the card has no such figures.

    `parts` holds the cards that a generic name may be resolved to.
    """
    if card.given:
        g = card.given
        tflops = (g.fp16_tflops or Decimal(0),)
        vram = g.vram_gb or Decimal(0)
        return Spec(card.id, figures, vram, tflops, g.virtualization, g.streams, card.id, "given")
    if figures == "seed":
        return _published_spec(card)
    part = parts.get(card.parts.default) if card.parts else card
    if part is None or part.datasheet is None:
        return None
    d = part.datasheet
    used: tuple[Figure[Any], ...] = (d.vram_gb, d.fp16_dense_tflops, d.virtualization.kinds)
    return Spec(
        card=card.id,
        figures=figures,
        vram_gb=d.vram_gb.value,
        fp16_tflops=(d.fp16_dense_tflops.value,),
        virtualization=bool(d.virtualization.kinds.value),
        published_streams=None,
        part=part.id,
        confidence=max(f.confidence for f in used),
    )


def _published_spec(card: Card) -> Spec | None:
    p = card.published
    if p is None:
        return None
    used: tuple[Figure[Any], ...] = (p.vram_gb, p.fp16_tflops, p.virtualization)
    return Spec(
        card=card.id,
        figures="seed",
        vram_gb=p.vram_gb.value,
        fp16_tflops=p.fp16_tflops.value,
        virtualization=p.virtualization.value,
        published_streams=p.streams.value if "streams" in p.overrides else None,
        part=card.id,
        confidence=max(f.confidence for f in used),
    )
