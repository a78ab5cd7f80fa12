"""The catalog for people: the list of cards, and one entry with every figure's past."""

from __future__ import annotations

from typing import Any

from glmopt.catalog import Catalog
from glmopt.catalog.audit import figures
from glmopt.catalog.prices import Price, Quote
from glmopt.language import translator
from glmopt.reports.remarks import remark
from glmopt.reports.tabular import Column, Table
from glmopt.result import jsonable


def cards_table(catalog: Catalog, lang: str) -> Table:
    """Every card: published and data-sheet VRAM and FP16, virtualization, and the lists that price it."""
    _ = translator(lang)
    columns = (
        Column("id", _("card")),
        Column("vendor", _("vendor")),
        Column("published_vram_gb", _("VRAM, document (GB)"), "right"),
        Column("published_fp16_tflops", _("FP16, document (TFLOPS)"), "right"),
        Column("vram_gb", _("VRAM, data sheet (GB)"), "right"),
        Column("fp16_tflops", _("FP16 dense, data sheet (TFLOPS)"), "right"),
        Column("virtualization", _("virtualization")),
        Column("prices", _("prices")),
    )
    rows = []
    for card in sorted(catalog.cards.values(), key=lambda c: c.id):
        p, d = card.published, card.datasheet
        lists = tuple(
            f"{name}: {price.amount}" for name, pl in catalog.prices.items() if (price := pl.get(card.id))
        )
        kinds = "/".join(d.virtualization.kinds.value) if d else ""
        rows.append(
            (
                card.id,
                card.vendor,
                p.vram_gb.value if p else None,
                p.fp16_tflops.value if p else None,
                d.vram_gb.value if d else None,
                d.fp16_dense_tflops.value if d else None,
                kinds or (f"-> {card.parts.default}" if card.parts else ""),
                lists,
            )
        )
    return Table(columns, tuple(rows))


def figures_table(record: Any, catalog: Catalog, lang: str) -> Table:
    """Every sourced figure of a card, llm or price list, one a line."""
    _ = translator(lang)
    columns = (
        Column("figure", _("figure")),
        Column("value", _("value"), "right"),
        Column("date", _("date")),
        Column("confidence", _("confidence")),
        Column("source", _("source"), prose=True),
        Column("note", _("note"), prose=True),
    )
    rows = []
    for path, figure in figures(record):
        if isinstance(figure, Price):
            name, value = figure.card, f"{figure.amount} ({_(figure.kind)})"
        elif isinstance(figure, Quote):
            name, value = path, f"{figure.value} ({_(figure.kind)})"
        else:
            name, value = path, _shown(figure.value)
        titles = tuple(
            f"{code}: {catalog.sources[code].title}" for code in figure.source if code in catalog.sources
        )
        note = remark(figure.note or "", lang)
        rows.append((name, value, figure.date, figure.confidence, titles, note))
    return Table(columns, tuple(rows), title=f"{record.id}  {record.name.get(lang)}")


def _shown(value: Any) -> str:
    plain = jsonable(value.model_dump() if hasattr(value, "model_dump") else value)
    if isinstance(plain, dict):
        return "~".join(str(v) for v in dict.fromkeys(plain.values()))
    return ", ".join(map(str, plain)) if isinstance(plain, list) else str(plain)
