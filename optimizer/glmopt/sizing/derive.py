"""The rules with their numbers filled in: what `rules` computes, step by step, beside what was published.

The formulas are written with the letters of `rules`; S0, N0 and T0 are the streams, the cards and the
TFLOPS of the anchor, i the VRAM that loading the llm takes (GB), k the factor of the document's words.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from glmopt.catalog import Card, Catalog, SizingRules, Spec
from glmopt.records import Text
from glmopt.sizing import rules as rule
from glmopt.sizing.capacity import Step, Value
from glmopt.units import plain_number as num

# The input figure that each derived cell is read from.
READS = {
    "streams": "fp16_tflops",
    "instances": "vram_gb",
    "light_finetune": "vram_gb",
    "full_finetune_cards": "vram_gb",
}


def derive_anchor(rules: SizingRules, catalog: Catalog) -> tuple[Step, ...]:
    """How the demand of one stream follows from the anchor: 126 / 8 -> 15, then 313 / 15 -> 20.8."""
    anchor = rules.anchor
    streams, cards = anchor.streams.value, anchor.cards.value
    per_card = rule.streams_of_anchor_card(streams, cards)
    c = rule.anchored_stream_tflops(rules, catalog)
    figures = catalog.spec(anchor.card, "seed")
    t0 = figures.fp16_tflops[0] if figures else Decimal(0)
    demand = Decimal(c.numerator) / Decimal(c.denominator)
    return (
        Step("anchor_streams", "floor(S0 / N0)", _ratio(streams, cards), per_card),
        Step(
            "stream_tflops",
            "cut(T0 / floor(S0 / N0), 1)",
            _ratio(t0, per_card),
            demand,
            rules.stream_tflops.value,
        ),
    )


def derive(spec: Spec, rules: SizingRules, c: Fraction, card: Card) -> tuple[Step, ...]:
    """The four derived cells of `card` under the figures of `spec`, for a demand of `c` TFLOPS a stream."""
    v = spec.vram_gb
    m, light = rules.instance_vram_gb.value, rules.light_finetune_vram_gb.value
    full = rules.full_finetune_vram_gb.value
    q = rule.instances(v, m)
    a = [rule.streams(t, c, q) for t in spec.fp16_tflops]
    ratios = "; ".join(_ratio(t, c) for t in spec.fp16_tflops)
    r = bool(rule.light_finetune(v, light))
    k = rule.full_finetune_cards(v, full)
    return (
        _step(spec, card, "streams", "round_half_up(T / c)", ratios, one_or_range(min(a), max(a))),
        _step(spec, card, "instances", "floor(V / m)", _ratio(v, m), q),
        _step(spec, card, "light_finetune", "V >= l", f"{num(v)} >= {num(light)}", r),
        _step(spec, card, "full_finetune_cards", "ceil(F / V)", _ratio(full, v), k),
    )


def derive_by_words(spec: Spec, rules: SizingRules, card: Card) -> Step:
    """Light fine-tuning by the document's own words: twice the inference memory (2 x 13 = 26 GB)."""
    k, i = rules.light_finetune_text_factor.value, rules.inference_vram_gb.value
    numbers = f"{num(spec.vram_gb)} >= {num(k)} * {num(i)} = {num(k * i)}"
    published = _published(card, "light_finetune")
    return Step("light_finetune_words", "V >= k * i", numbers, spec.vram_gb >= k * i, published)


def one_or_range(low: int, high: int) -> int | tuple[int, int]:
    """One number where both ends agree."""
    return low if low == high else (low, high)


def _step(spec: Spec, card: Card, cell: str, formula: str, numbers: str, computed: Value) -> Step:
    published = _published(card, cell)
    differs = published is not None and published != computed
    return Step(cell, formula, numbers, computed, published, _reason(spec, card, cell) if differs else None)


def _published(card: Card, cell: str) -> Value | None:
    p = card.published
    if p is None:
        return None
    cells: dict[str, Value] = {
        "streams": one_or_range(p.streams.value.low, p.streams.value.high),
        "instances": p.instances.value,
        "light_finetune": p.light_finetune.value,
        "full_finetune_cards": p.full_finetune_cards.value,
    }
    return cells[cell]


def _reason(spec: Spec, card: Card, cell: str) -> Text | None:
    """Why the computed cell differs from the published one.

    Under the document's own figures its rules do not lead to the cell; under the data sheet's it started
    from another figure.
    """
    p = card.published
    if p is None:
        return None
    texts = p.overrides if spec.figures == "seed" else p.errata
    name = cell if spec.figures == "seed" else READS[cell]
    return next((text for key, text in texts.items() if key == name), None)


def _ratio(a: Decimal | Fraction | int, b: Decimal | Fraction | int) -> str:
    """`164 / 20.8 = 7.8846`, to four digits."""
    return f"{num(a)} / {num(b)} = {num(Fraction(a) / Fraction(b))}"
