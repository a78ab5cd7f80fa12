"""What the answer rests on: every price and figure of the cards bought, with source, date and confidence."""

from __future__ import annotations

from collections.abc import Iterator

from glmopt.catalog import Card
from glmopt.catalog.audit import figures
from glmopt.catalog.efficiencies import Factor
from glmopt.reports.figure_names import figure_name, figure_names
from glmopt.reports.numbers import exact
from glmopt.reports.prices import price_name
from glmopt.reports.remarks import remark
from glmopt.reports.sections.case import Case, Grid
from glmopt.reports.sections.cited import Row, cited, row
from glmopt.reports.sections.evidence_servers import server_rows
from glmopt.reports.tabular import Column, Table
from glmopt.result.basis import Basis, card_basis, prices_of, rests_on
from glmopt.units import plain_number

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
    rows = (
        *_prices(case),
        *_rates(case),
        *_cards(case),
        *server_rows(case),
        *_rules(case),
        *_efficiencies(case),
    )
    return Grid(Table(columns, tuple((*r[:-1], remark(str(r[-1]), case.lang)) for r in rows)))


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


def _priced(case: Case) -> tuple[Basis, ...]:
    """Every price in the bill; where there is none those of the cards in the plan, else of all on offer."""
    scenario, catalog, plan = case.scenario, case.saved.catalog, case.plan
    rests = rests_on(scenario, catalog, plan)
    owned = [line for line in plan.lines if not line.bought] if plan and rests else plan.lines if plan else []
    names = [line.card for line in owned] if plan else sorted(catalog.cards)
    beside = (card_basis(scenario, catalog, name, plan.bought(name) if plan else 0) for name in names)
    return (*prices_of(rests), *(b for b in beside if b))


def _prices(case: Case) -> Iterator[Row]:
    _ = case.words
    for b in _priced(case):
        yield (
            price_name(case.saved.catalog, b, _, case.lang),
            f"{exact(b.amount)} {case.currency} ({_(b.kind)})",
            b.date or "–",
            b.confidence or "–",
            ", ".join(b.source) or _("the scenario"),
            b.how,
        )


def _rates(case: Case) -> Iterator[Row]:
    _ = case.words
    used = {b.how for b in _priced(case)}
    own = case.scenario.money.rates
    listed = case.saved.catalog.prices.get(case.scenario.prices or "")
    for code in sorted({*own, *(listed.rates if listed else {})}):
        if not any(f" {code} x " in how for how in used):
            continue
        what = _("rate of {code}").format(code=code)
        if code in own:
            yield (what, plain_number(own[code]), "–", "–", _("the scenario"), "")
        elif listed:
            yield row(what, listed.rates[code])


def _cards(case: Case) -> Iterator[Row]:
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
                    yield row(f"{case.card(card)}: {_label(case, name)}", getattr(p, name))
        elif spec and (sheet := case.saved.catalog.cards[spec.part].datasheet):
            part = case.saved.catalog.cards[spec.part].name.get(case.lang)
            for name in DATASHEET:
                figure = getattr(sheet, name)
                if figure is not None and (name != "mem_bw_gb_s" or case.scenario.sizing == "roofline"):
                    yield row(f"{part}: {_label(case, name)}", figure)
            yield row(f"{part}: {_label(case, 'virtualization')}", sheet.virtualization.kinds)


def _given(case: Case, card: Card) -> Iterator[Row]:
    _ = case.words
    given = card.given
    if given is None:
        return
    name = card.name.get(case.lang)
    for key, value in (("vram_gb", given.vram_gb), ("fp16_tflops", given.fp16_tflops)):
        if value is not None:
            yield (f"{name}: {_label(case, key)}", plain_number(value), "–", "–", _("the scenario"), "")


def _rules(case: Case) -> Iterator[Row]:
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
        yield row(what, figure)


def _efficiencies(case: Case) -> Iterator[Row]:
    _ = case.words
    if case.scenario.sizing != "roofline":
        return
    wanted, names = set(case.scenario.demand.efficiency.values()) or {"default"}, figure_names(_)
    for one in case.saved.catalog.efficiencies.values():
        if one.id not in wanted:
            continue
        for path, factor in figures(one):
            if isinstance(factor, Factor):
                low, high = (
                    plain_number(factor.value if v is None else v) for v in (factor.low, factor.high)
                )
                span = f" ({low} ~ {high})" if low != high else ""
                what = _("efficiency set {id}: {name}").format(id=one.id, name=figure_name(path, names, _))
                yield (what, f"{plain_number(factor.value)}{span}", *cited(factor))


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
