"""One card under one question: limits at both ends of the range, instances, fine-tuning, what stops it."""

from __future__ import annotations

from glmopt.catalog import Card, Catalog
from glmopt.catalog.partitions import Partition, partitions_of
from glmopt.dataclass import dataclass
from glmopt.kept import Kept
from glmopt.records import Text
from glmopt.sizing.capacity import Capacity
from glmopt.sizing.roofline import finetune, gang, memory, reasons
from glmopt.sizing.roofline.case import Case
from glmopt.sizing.roofline.instances import instances
from glmopt.sizing.roofline.limits import Limits, limits
from glmopt.sizing.roofline.question import Question
from glmopt.sizing.roofline.resolve import (
    End,
    NoFigures,
    efficiency,
    factors_of,
    link_cards,
    part_of,
    precision_of,
    rates_of,
    training_of,
    weights_kept,
    weights_of,
)
from glmopt.sizing.roofline.shape import shape_of

ENDS: tuple[End, End, End] = ("low", "value", "high")
NOTHING = Limits(0, 0, 0, 0, None)


@dataclass(frozen=True, slots=True)
class Sized:
    """What one card does for a question. `why` says why it carries no stream, where it does not.

    cases, limits        at the low end of the efficiencies, at their values, at the high end; of the group
    instances, profile   q, and the partition that makes them
    light_bytes          memory of the light job; `light` whether it fits
    gang_cards           K, 0 where no number of cards holds the full job; full_bytes on each of them
    epoch_s              time of one pass over the data, where asked and where the gang exists
    """

    card: str
    part: str
    efficiency: str
    question: Question
    cases: tuple[Case, Case, Case] | None
    limits: tuple[Limits, Limits, Limits]
    instances: int
    profile: str
    light: bool
    light_bytes: float
    gang_cards: int
    full_bytes: float
    epoch_s: float | None
    why: Text | None

    @property
    def streams(self) -> tuple[int, int, int]:
        """Streams of one card at the low end, the value and the high end, in whole streams."""
        low, value, high = (one.streams // self.question.group for one in self.limits)
        return min(low, value), value, max(high, value)

    @property
    def capacity(self) -> Capacity:
        """The whole numbers that the program reads."""
        low, _, high = self.streams
        return Capacity(low, high, self.instances, int(self.light), self.gang_cards)


KEPT: Kept[Sized] = Kept()


def size(catalog: Catalog, question: Question, card_id: str) -> Sized:
    """Size one card. Raises InputError for an efficiency set that the catalog does not have.

    What was sized last is kept.
    """
    # The llm is held by the answer, so that its id is not another's.
    key = (card_id, id(question.llm), question.terms)
    return KEPT.get(catalog, key, lambda: _sized(catalog, question, card_id))


def _sized(catalog: Catalog, question: Question, card_id: str) -> Sized:
    card = catalog.cards[card_id]
    part = part_of(catalog, card_id)
    name = question.efficiency_of(card_id, card.vendor, catalog)
    efficiency(catalog, name)
    shape = shape_of(question.llm.architecture)
    factors = training_of(catalog, name)
    light_bytes = finetune.memory(shape, question.light, factors)
    whole = _memory(part)
    training_share = efficiency(catalog, name).training or efficiency(catalog, "default").training
    k = gang.gang_cards(shape, question.full, factors, whole) if whole else 0
    eta_t = training_share.eta_t.at("value") if training_share else 0.0
    try:
        cases = _cases(catalog, question, card_id, name)
        found = tuple(limits(case, question.service) for case in cases)
        why = _why(cases[1], found[1], question)
        held, profile = instances(cases[1], question.service.context, _partitions(part))
        compute = cases[1].card.compute
    except NoFigures as missing:
        cases, found, why, held, profile, compute = None, (NOTHING,) * 3, missing.why, 0, "", 0.0
    epoch = None
    if question.epoch_tokens and k and compute:
        epoch = gang.epoch_seconds(shape, question.full, question.epoch_tokens, compute, eta_t, k)
    return Sized(
        card=card_id,
        part=part.id,
        efficiency=name,
        question=question,
        cases=cases,
        limits=(found[0], found[1], found[2]),
        instances=held,
        profile=profile,
        light=light_bytes <= factors.usable * whole,
        light_bytes=light_bytes,
        gang_cards=k,
        full_bytes=finetune.memory(shape, question.full, factors, k) if k else 0.0,
        epoch_s=epoch,
        why=why,
    )


def _cases(catalog: Catalog, question: Question, card_id: str, name: str) -> tuple[Case, Case, Case]:
    """The case at both ends and the middle. Raises NoFigures with the reason that there is none."""
    kept = precision_of(catalog, name, question.precision)
    rates = rates_of(catalog, card_id)
    if kept is None or question.precision not in weights_kept(catalog, card_id):
        raise NoFigures(reasons.no_precision(question.precision))
    if kept.compute == "fp8" and not rates.compute_fp8:
        raise NoFigures(reasons.no_precision(question.precision))
    if question.group > 1 and (not rates.link or question.group > link_cards(catalog, card_id)):
        raise NoFigures(reasons.no_link(question.group, link_cards(catalog, card_id)))
    shape, weights = shape_of(question.llm.architecture), weights_of(kept)
    low, value, high = (
        Case(shape, rates, weights, factors_of(catalog, name, end), question.group) for end in ENDS
    )
    return low, value, high


def _why(case: Case, found: Limits, question: Question) -> Text | None:
    """The reason that there is no stream; None where there is one."""
    if found.streams:
        return None
    if memory.free_for_kv(case) <= 0:
        return reasons.does_not_fit(case)
    if found.kv == 0:
        return reasons.no_context(case, question.service.context)
    if found.rate == 0:
        return reasons.too_slow(case, question.service)
    return reasons.too_late(case, question.service)


def _memory(part: Card) -> float:
    if part.given:
        return float(part.given.vram_gb or 0) * 2**30
    return float(part.datasheet.vram_gb.value) * 2**30 if part.datasheet else 0.0


def _partitions(part: Card) -> tuple[Partition, ...]:
    return partitions_of(part.datasheet) if part.datasheet else ()
