"""The source document's summary table, computed: nine cards, what each is and what each can do.

Every cell has three values that never mix: as computed by the rules, as published in the document, and
as shown. Shown is the computed one, except for the few cells that the catalog lists as overrides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from decimal import Decimal

from glmopt.catalog import Card, Catalog, FigureSet, SizingRules
from glmopt.catalog.cards import Published
from glmopt.dataclass import dataclass
from glmopt.records import Text
from glmopt.sizing import rules as sizing

# The rules of the document, in catalog/rules.
RULES = "seed"


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one row. VRAM in GB, throughput in FP16 TFLOPS (one figure an interface)."""

    vram_gb: Decimal
    fp16_tflops: tuple[Decimal, ...]
    virtualization: bool
    streams: tuple[int, int]
    instances: int
    light_finetune: bool
    full_finetune_cards: int

    def differing(self, other: Cells) -> tuple[str, ...]:
        """The names of the cells whose values differ from `other`'s."""
        return tuple(f.name for f in fields(self) if getattr(self, f.name) != getattr(other, f.name))


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """One card of the table. `part` is the data-sheet part that its figures were taken from."""

    card: str
    label: Text
    part: str
    part_name: Text
    figures: FigureSet
    interfaces: Text | None
    computed: Cells
    published: Cells
    overrides: Mapping[str, Text]
    errata: Mapping[str, Text]
    confidence: str

    @property
    def shown(self) -> Cells:
        """The computed cells; under the document's own figures, the overrides as published."""
        if self.figures != "seed":
            return self.computed
        return replace(self.computed, **{cell: getattr(self.published, cell) for cell in self.overrides})


def baseline(catalog: Catalog, figures: FigureSet) -> tuple[BaselineRow, ...]:
    """The rows of the document's table in its order, computed by its rules from `figures`."""
    rules = baseline_rules(catalog)
    cards = sorted(
        (card for card in catalog.cards.values() if card.published), key=lambda c: (_published(c).order, c.id)
    )
    return tuple(row for card in cards if (row := _row(card, catalog, figures, rules)))


def baseline_rules(catalog: Catalog) -> SizingRules:
    """The document's rules."""
    return catalog.rules[RULES]


def _row(card: Card, catalog: Catalog, figures: FigureSet, rules: SizingRules) -> BaselineRow | None:
    spec = catalog.spec(card.id, figures)
    if spec is None:
        return None
    # Without the published range, so that the rule's own answer comes out for every card.
    capacity = sizing.sizer(catalog, rules.llm)(replace(spec, published_streams=None))
    p = _published(card)
    return BaselineRow(
        card=card.id,
        label=p.label,
        part=spec.part,
        part_name=catalog.cards[spec.part].name,
        figures=figures,
        interfaces=p.interfaces,
        computed=Cells(
            vram_gb=spec.vram_gb,
            fp16_tflops=spec.fp16_tflops,
            virtualization=spec.virtualization,
            streams=(capacity.streams_low, capacity.streams_high),
            instances=capacity.instances,
            light_finetune=bool(capacity.light_finetune),
            full_finetune_cards=capacity.gang_cards,
        ),
        published=Cells(
            vram_gb=p.vram_gb.value,
            fp16_tflops=p.fp16_tflops.value,
            virtualization=p.virtualization.value,
            streams=(p.streams.value.low, p.streams.value.high),
            instances=p.instances.value,
            light_finetune=p.light_finetune.value,
            full_finetune_cards=p.full_finetune_cards.value,
        ),
        overrides={str(cell): text for cell, text in p.overrides.items()},
        errata={str(figure): text for figure, text in p.errata.items()},
        confidence=spec.confidence,
    )


def _published(card: Card) -> Published:
    if card.published is None:
        raise ValueError(f"{card.id} has no published row")
    return card.published
