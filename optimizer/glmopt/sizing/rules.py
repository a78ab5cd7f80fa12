"""The source document's rules: one function for each of its formulas, with the letters of docs/sizing.md.

T  FP16 TFLOPS of the card        V  VRAM of the card, GB
c  TFLOPS of one stream           m  VRAM of one instance, GB
l  VRAM of a light fine-tuning    F  VRAM of a full fine-tuning, GB in all
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from glmopt.catalog import Catalog, SizingRules, Spec
from glmopt.errors import Fault, InputError
from glmopt.kept import Kept
from glmopt.sizing.capacity import Capacity
from glmopt.units import cut, round_half_up

STREAM_TFLOPS_DECIMALS = 1
KEPT: Kept[Callable[[Spec], Capacity]] = Kept(8)


def streams_of_anchor_card(anchor_streams: int, anchor_cards: int) -> int:
    """floor(S0 / N0): streams of one card of the anchor, in whole streams (126 / 8 = 15.75 -> 15)."""
    return anchor_streams // anchor_cards


def stream_tflops(anchor_tflops: Decimal, anchor_streams: int, anchor_cards: int) -> Fraction:
    """c = T0 / floor(S0 / N0), cut to one decimal, TFLOPS a stream (313 / 15 = 20.87 -> 20.8)."""
    per_card = streams_of_anchor_card(anchor_streams, anchor_cards)
    return cut(Fraction(anchor_tflops) / per_card, STREAM_TFLOPS_DECIMALS)


def streams(fp16_tflops: Decimal, c: Fraction, q: int) -> int:
    """a = round half up(T / c), streams (164 / 20.8 = 7.88 -> 8); none on a card that holds no instance."""
    return round_half_up(Fraction(fp16_tflops) / c) if q else 0


def instances(vram_gb: Decimal, instance_vram_gb: Decimal) -> int:
    """q = floor(V / m), instances (80 / 16 -> 5)."""
    return math.floor(Fraction(vram_gb) / Fraction(instance_vram_gb))


def light_finetune(vram_gb: Decimal, light_finetune_vram_gb: Decimal) -> int:
    """r = 1 if V >= l, else 0, jobs (24 >= 21 -> 1)."""
    return int(vram_gb >= light_finetune_vram_gb)


def full_finetune_cards(vram_gb: Decimal, full_finetune_vram_gb: Decimal) -> int:
    """K = ceil(F / V), cards (320 / 24 = 13.33 -> 14)."""
    return math.ceil(Fraction(full_finetune_vram_gb) / Fraction(vram_gb))


def anchored_stream_tflops(rules: SizingRules, catalog: Catalog) -> Fraction:
    """C of `rules`, from the published throughput of its anchor card.

    The anchor is the document's observation, so it stands on the document's figure of that card,
    whichever figures the other cards are judged by.
    """
    anchor = catalog.spec(rules.anchor.card, "seed")
    if anchor is None:
        fault = Fault("bad-data", f"the anchor card {rules.anchor.card} has no published figures")
        raise InputError(fault)
    return stream_tflops(anchor.fp16_tflops[0], rules.anchor.streams.value, rules.anchor.cards.value)


def rules_for(catalog: Catalog, llm: str) -> SizingRules:
    """The rules that were written for `llm`; InputError where there are none."""
    found = next((r for r in catalog.rules.values() if r.llm == llm), None)
    if found is None:
        known = ", ".join(sorted({r.llm for r in catalog.rules.values()}))
        message, action = (
            f"no sizing rules for {llm!r}",
            f"write sizing: roofline; there are rules for {known}",
        )
        raise InputError(Fault("unknown-name", message, field="demand.llm", action=action))
    return found


def sizer(catalog: Catalog, llm: str) -> Callable[[Spec], Capacity]:
    """The function that sizes a card by the rules written for `llm`; it remembers the cards it has sized."""
    return KEPT.get(catalog, llm, lambda: functools.cache(_sizer(catalog, llm)))


def _sizer(catalog: Catalog, llm: str) -> Callable[[Spec], Capacity]:
    rules = rules_for(catalog, llm)
    c = anchored_stream_tflops(rules, catalog)

    def capacity(spec: Spec) -> Capacity:
        q = instances(spec.vram_gb, rules.instance_vram_gb.value)
        computed = [streams(t, c, q) for t in spec.fp16_tflops]
        published = spec.published_streams
        return Capacity(
            streams_low=published.low if published else min(computed),
            streams_high=published.high if published else max(computed),
            instances=q,
            light_finetune=light_finetune(spec.vram_gb, rules.light_finetune_vram_gb.value),
            gang_cards=full_finetune_cards(spec.vram_gb, rules.full_finetune_vram_gb.value)
            if spec.vram_gb
            else 0,
        )

    return capacity
