"""What cards can do by the roofline, as tables: capacities with their limits, and how each comes about."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.language import translator
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.sizing.roofline import Sized
from glmopt.sizing.roofline.derive import derive, gib
from glmopt.sizing.roofline.memory import kv_held, kv_share, reserve, weights


def capacity_table(sized: Sequence[Sized], catalog: Catalog, lang: str) -> Table:
    """One row for each card; limits of its group of cards at the efficiencies' values."""
    _ = translator(lang)
    columns = (
        Column("card", _("card")),
        Column("part", _("part"), machine=True),
        Column("efficiency", _("efficiency set")),
        Column("streams_low", _("streams, low"), "right"),
        Column("streams", _("streams"), "right"),
        Column("streams_high", _("streams, high"), "right"),
        Column("binds", _("limited by")),
        Column("limit_kv", _("KV limit"), "right"),
        Column("limit_bandwidth", _("bandwidth limit"), "right"),
        Column("limit_compute", _("compute limit"), "right"),
        Column("limit_rate", _("speed limit"), "right"),
        Column("limit_ttft", _("TTFT limit"), "right", machine=True),
        Column("weights_gib", _("weights, GiB"), "right"),
        Column("reserve_gib", _("reserve, GiB"), "right", machine=True),
        Column("kv_gib_per_stream", _("KV a stream, GiB"), "right"),
        Column("instances", _("instances"), "right"),
        Column("partition", _("partition"), machine=True),
        Column("light_finetune", _("light fine-tuning")),
        Column("light_gib", _("light fine-tuning, GiB"), "right", machine=True),
        Column("full_cards", _("full fine-tuning, cards"), "right"),
        Column("full_gib", _("GiB on each"), "right"),
        Column("epoch_h", _("hours an epoch"), "right", machine=True),
        Column("why", _("why no stream"), prose=True),
        Column("derivation", _("derivation"), machine=True),
    )
    rows = tuple(_row(one, catalog, lang) for one in sized)
    return Table(columns, rows, _title(sized, lang), _notes(sized, catalog, lang), _("yes"), _("no"))


def derivation_table(sized: Sequence[Sized], catalog: Catalog, lang: str) -> Table:
    """Each step of each card: formula, numbers, result."""
    _ = translator(lang)
    columns = (
        Column("card", _("card")),
        Column("cell", _("cell")),
        Column("formula", _("formula")),
        Column("numbers", _("numbers")),
        Column("result", _("result"), "right"),
    )
    rows = [
        (catalog.cards[one.card].name.get(lang), s.cell, s.formula, s.numbers, str(s.computed))
        for one in sized
        for s in derive(one)
    ]
    return Table(columns, tuple(rows), _("Derivation"))


def _row(one: Sized, catalog: Catalog, lang: str) -> tuple[Cell, ...]:
    _ = translator(lang)
    words = {
        "kv": _("KV memory"),
        "bandwidth": _("bandwidth"),
        "compute": _("compute"),
        "overhead": _("overhead"),
        "ttft": _("first token"),
    }
    low, value, high = one.streams
    found, case = one.limits[1], one.cases[1] if one.cases else None
    context = one.question.service.context
    held = kv_held(case) * kv_share(case) * context if case else None
    steps = tuple(f"{s.cell}: {s.formula} = {s.numbers} -> {s.computed}" for s in derive(one))
    return (
        catalog.cards[one.card].name.get(lang) if lang == "zh" else one.card,
        one.part,
        one.efficiency,
        low,
        value,
        high,
        words[found.binds] if value else None,
        found.kv,
        found.bandwidth,
        found.compute,
        found.rate,
        found.ttft,
        gib(weights(case) / case.group) if case else None,
        gib(reserve(case)) if case else None,
        Decimal(f"{held / 2**30:.4f}") if held is not None else None,
        one.instances,
        one.profile or None,
        one.light,
        gib(one.light_bytes),
        one.gang_cards or None,
        gib(one.full_bytes) if one.gang_cards else None,
        None if one.epoch_s is None else Decimal(f"{one.epoch_s / 3600:.2f}"),
        None if one.why is None else one.why.get(lang),
        steps,
    )


def _title(sized: Sequence[Sized], lang: str) -> str:
    _ = translator(lang)
    if not sized:
        return ""
    q = sized[0].question
    title = _(
        "{llm}, {precision}: {p} + {o} tokens, {ctx} reserved, at least {floor} tokens/s a stream"
    ).format(
        llm=q.llm.name.get(lang),
        precision=q.precision,
        p=q.service.prompt,
        o=q.service.output,
        ctx=q.service.context,
        floor=f"{q.service.tokens_per_s:g}",
    )
    return title if q.group == 1 else title + _("; groups of {n} cards").format(n=q.group)


def _notes(sized: Sequence[Sized], catalog: Catalog, lang: str) -> tuple[str, ...]:
    used = sorted({one.efficiency for one in sized})
    return tuple(f"{name}: {catalog.efficiencies[name].obtained.get(lang)}" for name in used)
