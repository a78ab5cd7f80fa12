"""The rows of the baseline as a table: the document's eight columns, and exact values for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal

from glmopt.language import translator
from glmopt.reports import wording
from glmopt.reports.baseline import BaselineRow, Cells
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.units import plain_number

# Columns for machines beside the card's: the cells as shown, as computed and as published.
_SETS = {"": "shown", "computed_": "computed", "published_": "published"}


def baseline_table(rows: Sequence[BaselineRow], lang: str, stream_tflops: Decimal | None = None) -> Table:
    """The document's table in `lang`. Cells that differ from the document stand beside what it says.

    `stream_tflops` is the demand of one stream that the rows were computed with, for the note.
    """
    _ = translator(lang)
    datasheet = any(row.figures == "datasheet" for row in rows)
    shown = [
        Column("label", _("Card")),
        Column("vram", _("VRAM")),
        Column("fp16", _("FP16 (TFLOPS)")),
        Column("shared", _("Virtualization")),
        Column("concurrency", _("Concurrency")),
        Column("inference", _("GLM inference")),
        Column("light", _("GLM light fine-tuning")),
        Column("full", _("GLM full fine-tuning")),
    ]
    if datasheet:
        shown.append(Column("part_name", _("Data-sheet part")))
    return Table(
        columns=(*shown, *(Column(key, key, machine=True) for key in _machine_keys())),
        rows=tuple((*_shown(row, lang, datasheet), *_machine(row, lang)) for row in rows),
        title=_("Summary table, from data-sheet figures") if datasheet else _("Summary table"),
        notes=baseline_notes(rows, lang, stream_tflops),
        yes=_("yes"),
        no=_("no"),
    )


def baseline_notes(
    rows: Sequence[BaselineRow], lang: str, stream_tflops: Decimal | None = None
) -> tuple[str, ...]:
    """What a reader of the rows must know, in one line each."""
    _ = translator(lang)
    if not any(row.figures == "datasheet" for row in rows):
        return (wording.seed_note((row.errata for row in rows), lang),)
    notes = [_("In brackets: what the source document prints, where it differs.")]
    if stream_tflops is not None:
        demand = _("The demand of one stream stays the document's: {c} TFLOPS, derived from its own figure.")
        notes.append(demand.format(c=plain_number(stream_tflops)))
    return tuple(notes)


def _shown(row: BaselineRow, lang: str, datasheet: bool) -> list[Cell]:
    new, old = _worded(row, row.shown, lang), _worded(row, row.published, lang)
    changed = row.shown.differing(row.published) if datasheet else ()
    cells: list[Cell] = [row.label.get(lang)]
    cells += [wording.marked(new[c], old[c], lang) if c in changed else new[c] for c in new]
    return [*cells, row.part_name.get(lang)] if datasheet else cells


def _worded(row: BaselineRow, cells: Cells, lang: str) -> dict[str, str | int | Decimal]:
    """The cells in the document's words, in the order of its columns."""
    # The remark on interfaces belongs to the document's own table; in brackets it would be a second bracket.
    interfaces = row.interfaces if row.figures == "seed" else None
    return {
        "vram_gb": wording.vram(cells.vram_gb, lang),
        "fp16_tflops": wording.throughput(cells.fp16_tflops, interfaces, lang),
        "virtualization": wording.yes_no(cells.virtualization, lang),
        "streams": wording.span(*cells.streams, lang),
        "instances": wording.instances(cells.instances, lang),
        "light_finetune": wording.supported(cells.light_finetune, lang),
        "full_finetune_cards": wording.cards_needed(cells.full_finetune_cards, lang),
    }


def _machine_keys() -> list[str]:
    names = [name for field in fields(Cells) for name in _split(field.name)]
    values = [prefix + name for prefix in _SETS for name in names]
    return ["card", "part", "figures", "confidence", *values, "differs", "overrides", "why", "errata"]


def _machine(row: BaselineRow, lang: str) -> list[Cell]:
    values: list[Cell] = [
        part
        for name in _SETS.values()
        for field in fields(Cells)
        for part in _values(getattr(getattr(row, name), field.name), field.name)
    ]
    differs = row.computed.differing(row.published)
    why = [
        text.get(lang) for cell, text in row.overrides.items() if row.figures == "seed" and cell in differs
    ]
    errata = [text.get(lang) for figure, text in row.errata.items() if hasattr(row.published, figure)]
    return [
        row.card,
        row.part,
        row.figures,
        row.confidence,
        *values,
        differs,
        tuple(row.overrides) if row.figures == "seed" else (),
        " ".join(why) or None,
        " ".join(errata) or None,
    ]


def _split(cell: str) -> list[str]:
    return ["streams_low", "streams_high"] if cell == "streams" else [cell]


def _values(value: Cell, cell: str) -> list[Cell]:
    return list(value) if cell == "streams" and isinstance(value, tuple) else [value]
