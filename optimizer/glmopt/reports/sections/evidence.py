"""What the answer rests on: every price and figure of the cards bought, with source, date and confidence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from glmopt.catalog import Card
from glmopt.catalog.audit import figures
from glmopt.catalog.efficiencies import Factor
from glmopt.records import Figure
from glmopt.reports.numbers import amount
from glmopt.reports.remarks import remark
from glmopt.reports.sections.case import Case, Grid
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.scenario import CardPrice, price_for
from glmopt.units import from_minor, plain_number

# What sizing reads of a card, by where it stands.
PUBLISHED = ("vram_gb", "fp16_tflops", "virtualization", "streams")
DATASHEET = ("vram_gb", "fp16_dense_tflops", "mem_bw_gb_s")


def evidence_grid(case: Case) -> Grid:
    """One row for each price, rate and figure, in the order in which they matter."""
    _ = case.words
    columns = (
        Column("what", _("what"), prose=True),
        Column("value", _("value"), "right"),
        Column("date", _("date")),
        Column("confidence", _("confidence")),
        Column("source", _("source"), prose=True),
        Column("note", _("remark"), prose=True),
    )
    rows = (*_prices(case), *_rates(case), *_cards(case), *_rules(case), *_efficiencies(case))
    return Grid(Table(columns, tuple((*row[:-1], remark(str(row[-1]), case.lang)) for row in rows)))


def confidence(case: Case) -> str:
    """What the letters of confidence mean."""
    _ = case.words
    return _(
        "Confidence: A two sources agree, B one good source, C inferred or a single weak source, "
        "D contradicted."
    )


def sources(case: Case) -> tuple[tuple[str, str, str, str], ...]:
    """Code, title, place and date of every source that the rows above name."""
    known = case.saved.catalog.sources
    codes = dict.fromkeys(
        code for row in evidence_grid(case).table.rows for code in str(row[4]).split(", ") if code in known
    )
    return tuple((c, known[c].title, known[c].where, known[c].date) for c in sorted(codes))


def _lines(case: Case) -> list[str]:
    return [line.card for line in case.plan.lines] if case.plan else []


def _priced(case: Case) -> list[CardPrice]:
    """The prices of the cards bought; without a plan those of every card on offer."""
    cards = _lines(case) or sorted(case.saved.catalog.cards)
    bought = case.plan.bought if case.plan else lambda _: 0
    found = (price_for(case.scenario, case.saved.catalog, card, bought(card)) for card in cards)
    return [price for price in found if price]


def _prices(case: Case) -> Iterator[tuple[Cell, ...]]:
    _ = case.words
    listed = case.saved.catalog.prices.get(case.scenario.prices or "")
    for price in _priced(case):
        entry = listed.get(price.card) if listed else None
        value = f"{amount(from_minor(price.minor, case.currency))} {case.currency}"
        yield (
            _("price of {card}").format(card=case.card(price.card)),
            f"{value} ({_(price.kind)})",
            price.date or "–",
            entry.confidence if entry and price.source else "–",
            ", ".join(price.source) or _("the scenario"),
            price.how,
        )


def _rates(case: Case) -> Iterator[tuple[Cell, ...]]:
    _ = case.words
    used = {price.how for price in _priced(case)}
    own = case.scenario.money.rates
    listed = case.saved.catalog.prices.get(case.scenario.prices or "")
    for code in sorted({*own, *(listed.rates if listed else {})}):
        if not any(f" {code} x " in how for how in used):
            continue
        what = _("rate of {code}").format(code=code)
        if code in own:
            yield (what, plain_number(own[code]), "–", "–", _("the scenario"), "")
        elif listed:
            yield _row(what, listed.rates[code])


def _cards(case: Case) -> Iterator[tuple[Cell, ...]]:
    for card in _lines(case):
        known = case.saved.catalog.cards[card]
        spec = case.saved.catalog.spec(card, case.scenario.figures)
        if known.given:
            yield from _given(case, known)
        elif case.scenario.figures == "seed" and case.scenario.sizing == "rules" and known.published:
            p = known.published
            for name in PUBLISHED:
                # Only where the document's cell stands instead of the computed one is it an input.
                if name != "streams" or "streams" in p.overrides:
                    yield _row(f"{case.card(card)}: {_label(case, name)}", getattr(p, name))
        elif spec and (sheet := case.saved.catalog.cards[spec.part].datasheet):
            part = case.saved.catalog.cards[spec.part].name.get(case.lang)
            for name in DATASHEET:
                figure = getattr(sheet, name)
                if figure is not None and (name != "mem_bw_gb_s" or case.scenario.sizing == "roofline"):
                    yield _row(f"{part}: {_label(case, name)}", figure)
            yield _row(f"{part}: {_label(case, 'virtualization')}", sheet.virtualization.kinds)


def _given(case: Case, card: Card) -> Iterator[tuple[Cell, ...]]:
    _ = case.words
    given = card.given
    if given is None:
        return
    name = card.name.get(case.lang)
    for key, value in (("vram_gb", given.vram_gb), ("fp16_tflops", given.fp16_tflops)):
        if value is not None:
            yield (f"{name}: {_label(case, key)}", plain_number(value), "–", "–", _("the scenario"), "")


def _rules(case: Case) -> Iterator[tuple[Cell, ...]]:
    _ = case.words
    found = next((r for r in case.saved.catalog.rules.values() if r.llm == case.scenario.demand.llm), None)
    if found is None or case.scenario.sizing != "rules":
        return
    anchor = case.card(found.anchor.card)
    named = (
        (
            _("anchor: streams on {n} x {card}").format(n=found.anchor.cards.value, card=anchor),
            found.anchor.streams,
        ),
        (_("demand of one stream (TFLOPS)"), found.stream_tflops),
        (_("memory of one loaded instance (GB)"), found.instance_vram_gb),
        (_("memory of a light fine-tuning (GB)"), found.light_finetune_vram_gb),
        (_("memory of a full fine-tuning (GB)"), found.full_finetune_vram_gb),
    )
    for what, figure in named:
        yield _row(what, figure)


def _efficiencies(case: Case) -> Iterator[tuple[Cell, ...]]:
    _ = case.words
    if case.scenario.sizing != "roofline":
        return
    wanted = set(case.scenario.demand.efficiency.values()) or {"default"}
    for one in case.saved.catalog.efficiencies.values():
        if one.id not in wanted:
            continue
        for path, factor in figures(one):
            if isinstance(factor, Factor):
                low, high = (
                    plain_number(factor.value if v is None else v) for v in (factor.low, factor.high)
                )
                span = f" ({low} ~ {high})" if low != high else ""
                what = _("efficiency set {id}: {name}").format(id=one.id, name=path)
                yield (what, f"{plain_number(factor.value)}{span}", *_cited(factor))


def _row(what: str, figure: Figure[Any]) -> tuple[Cell, ...]:
    return (what, _value(figure.value), *_cited(figure))


def _cited(figure: Any) -> tuple[Cell, ...]:
    date, confidence = getattr(figure, "date", None), getattr(figure, "confidence", None)
    return (
        str(date or "–"),
        str(confidence or "–"),
        ", ".join(figure.source),
        getattr(figure, "note", None) or "",
    )


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, int | Decimal):
        return plain_number(value)
    if isinstance(value, tuple):
        return " / ".join(map(_value, value)) or "✗"
    if hasattr(value, "low"):
        return f"{value.low} ~ {value.high}"
    return str(value)


def _label(case: Case, name: str) -> str:
    _ = case.words
    return {
        "vram_gb": _("memory (GB)"),
        "fp16_tflops": _("FP16 as published (TFLOPS)"),
        "fp16_dense_tflops": _("FP16 dense (TFLOPS)"),
        "mem_bw_gb_s": _("memory bandwidth (GB/s)"),
        "virtualization": _("virtualization"),
        "streams": _("streams, as published"),
    }[name]
