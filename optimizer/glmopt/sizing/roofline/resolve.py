"""Catalog to SI units: the rates of a card, the factors and weights of an engine. Data sheets only."""

from __future__ import annotations

from typing import Literal

from glmopt.catalog import Card, Catalog, Efficiency, Precision
from glmopt.errors import Fault, InputError
from glmopt.records import Text
from glmopt.records.faults import suggest
from glmopt.sizing.roofline.case import GIB, Factors, Rates, Weights
from glmopt.sizing.roofline.finetune import TrainingFactors

End = Literal["low", "value", "high"]
DEFAULT = "default"


class NoFigures(Exception):
    """A card cannot be sized; `why` says what is missing."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.en)


def part_of(catalog: Catalog, card_id: str) -> Card:
    """The card whose data sheet stands for `card_id`: itself, or the default part of a generic name."""
    card = catalog.cards[card_id]
    return catalog.cards[card.parts.default] if card.parts and not card.datasheet else card


def rates_of(catalog: Catalog, card_id: str) -> Rates:
    """The rates of a card in SI units. Raises NoFigures, with the missing figure in words."""
    card = part_of(catalog, card_id)
    if card.given:
        g = card.given
        if g.mem_bw_gb_s is None:
            key = f"cards.define.{card_id}.mem_bw_gb_s"
            raise NoFigures(
                Text(zh=f"未给出显存带宽：请填写 {key}", en=f"no memory bandwidth is given: add {key}")
            )
        if g.vram_gb is None or g.fp16_tflops is None:
            raise NoFigures(Text(zh="只有实测吞吐，没有规格数据", en="known only from a measured table"))
        compute = float(g.fp16_tflops) * 1e12
        return Rates(compute, compute, 0.0, float(g.mem_bw_gb_s) * 1e9, float(g.vram_gb) * GIB)
    d = card.datasheet
    if d is None:
        raise NoFigures(Text(zh="没有规格书数据", en="no data-sheet figures"))
    if d.mem_bw_gb_s is None:
        raise NoFigures(Text(zh="规格书没有显存带宽", en="the data sheet has no memory bandwidth"))
    link = d.link.gb_s_bidirectional if d.link and d.link.cards and d.link.cards.value > 1 else None
    return Rates(
        compute=float(d.fp16_dense_tflops.value) * 1e12,
        compute_fp16acc=float((d.fp16_dense_fp16acc_tflops or d.fp16_dense_tflops).value) * 1e12,
        compute_fp8=float(d.fp8_dense_tflops.value) * 1e12 if d.fp8_dense_tflops else 0.0,
        bandwidth=float(d.mem_bw_gb_s.value) * 1e9,
        memory=float(d.vram_gb.value) * GIB,
        link=float(link.value) / 2 * 1e9 if link else 0.0,
    )


def link_cards(catalog: Catalog, card_id: str) -> int:
    """How many cards the data sheet links to each other; 1 where there is no link."""
    d = part_of(catalog, card_id).datasheet
    return d.link.cards.value if d and d.link and d.link.cards else 1


def weights_kept(catalog: Catalog, card_id: str) -> tuple[str, ...]:
    """The precisions in which a card can keep weights; where none are listed, all but fp8."""
    d = part_of(catalog, card_id).datasheet
    return d.weights.value if d and d.weights else ("fp16", "int8", "int4")


def efficiency(catalog: Catalog, name: str) -> Efficiency:
    """The set `name`. Raises InputError for a name that the catalog does not have."""
    if name not in catalog.efficiencies:
        action = suggest(name, catalog.efficiencies) or f"known: {', '.join(catalog.efficiencies)}"
        raise InputError(
            Fault("unknown-name", f"no efficiency set {name!r}", None, "demand.efficiency", action)
        )
    return catalog.efficiencies[name]


def factors_of(catalog: Catalog, name: str, end: End = "value") -> Factors:
    """The factors of set `name` at one end of their ranges; the default set's where it has none."""
    chosen, default = efficiency(catalog, name), efficiency(catalog, DEFAULT)
    serving, link = chosen.serving or default.serving, chosen.group_link or default.group_link
    if serving is None or link is None:
        raise InputError(Fault("bad-data", "the default efficiency set has no serving or group_link part"))
    speed = chosen.speed
    return Factors(
        eta_b=speed.eta_b.at(end),
        eta_c=speed.eta_c.at(end),
        eta_d=speed.eta_d.at(end),
        eta_k=speed.eta_k.at(end),
        t0=speed.t0_ms.at(end) * 1e-3,
        t1=speed.t1_us.at(end) * 1e-6,
        utilisation=serving.utilisation.at(end),
        non_torch=serving.non_torch_gib.at(end) * GIB,
        max_batched_tokens=serving.max_batched_tokens.at(end),
        kv_copies=serving.kv_copies.at(end),
        prompt_logit_bytes=serving.prompt_logit_bytes.at(end),
        alpha=link.alpha_us.at(end) * 1e-6,
        eta_l=link.eta_l.at(end),
    )


def precision_of(catalog: Catalog, name: str, precision: str) -> Precision | None:
    """How set `name` keeps weights in `precision`; None where neither it nor the default set knows."""
    chosen = efficiency(catalog, name).precisions.get(precision)
    return chosen or efficiency(catalog, DEFAULT).precisions.get(precision)


def weights_of(p: Precision) -> Weights:
    """A catalog precision as the equations read it."""
    return Weights(
        p.linear_bytes.at("value"), p.embedding_bytes.at("value"), p.kv_bytes.at("value"), p.compute
    )


def training_of(catalog: Catalog, name: str, end: End = "value") -> TrainingFactors:
    """The fine-tuning factors of set `name`, or of the default set."""
    chosen = efficiency(catalog, name).training or efficiency(catalog, DEFAULT).training
    four_bits = precision_of(catalog, name, "int4")
    if chosen is None or four_bits is None:
        raise InputError(Fault("bad-data", "the default efficiency set has no training part or no int4"))
    return TrainingFactors(
        context=chosen.context_gib.at(end) * GIB,
        static=chosen.static.at(end),
        activations=chosen.activations.at(end),
        zero=chosen.zero_gib.at(end) * GIB,
        usable=chosen.usable.at(end),
        four_bits=four_bits.linear_bytes.at("value"),
    )
