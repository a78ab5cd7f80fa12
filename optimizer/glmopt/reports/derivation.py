"""How each cell of the baseline comes about: formula, numbers, result, and what the document says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from glmopt.catalog import Card, Catalog, FigureSet, SizingRules, Spec
from glmopt.dataclass import dataclass
from glmopt.language import translator
from glmopt.records import Text
from glmopt.reports import wording
from glmopt.reports.baseline import baseline, baseline_rules
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.sizing import Step, Value, rules
from glmopt.sizing.derive import derive, derive_anchor, derive_by_words
from glmopt.units import plain_number

# Figures that the document states and no rule computes: checked against the data sheet instead.
DATA_SHEET = "data sheet"

_MACHINE = ("card", "cell", "computed_value", "published_value", "differs")


@dataclass(frozen=True, slots=True)
class Derived:
    """One step of one card; `card` is empty for steps that belong to the anchor."""

    card: str
    label: Text
    step: Step


def derivation(catalog: Catalog, figures: FigureSet) -> tuple[Derived, ...]:
    """The anchor first, then card by card: input figures, derived cells, statements of the document."""
    seed = baseline_rules(catalog)
    c = rules.anchored_stream_tflops(seed, catalog)
    found = [Derived("", seed.name, step) for step in derive_anchor(seed, catalog)]
    for row in baseline(catalog, figures):
        card, spec = catalog.cards[row.card], catalog.spec(row.card, figures)
        if spec is not None:
            found += [Derived(row.card, card.name, s) for s in _steps(card, spec, catalog, seed, c)]
    return tuple(found)


def _steps(card: Card, spec: Spec, catalog: Catalog, seed: SizingRules, c: Fraction) -> Iterator[Step]:
    yield from _inputs(card, catalog)
    for step in derive(spec, seed, c, card):
        yield step
        words = derive_by_words(spec, seed, card)
        if step.cell == "light_finetune" and words.computed != step.computed:
            yield words
    yield from _relative(card, catalog)


def _inputs(card: Card, catalog: Catalog) -> Iterator[Step]:
    """The throughput figures of the document beside those of the data sheet."""
    published = card.published
    part = catalog.cards[card.parts.default] if card.parts else card
    sheet = part.datasheet
    if published is None or sheet is None:
        return
    errata = dict(published.errata)
    why = errata.get("fp16_tflops")
    fp16 = sheet.fp16_dense_tflops.value
    yield Step("fp16_tflops", DATA_SHEET, part.id, fp16, published.fp16_tflops.value, why)
    if published.fp32_tflops and sheet.fp32_tflops:
        fp32, said = sheet.fp32_tflops.value, published.fp32_tflops.value
        yield Step("fp32_tflops", DATA_SHEET, part.id, fp32, said, errata.get("fp32_tflops"))


def _relative(card: Card, catalog: Catalog) -> Iterator[Step]:
    """A statement such as "about a quarter of a 4090", from the published FP32 figures of both cards."""
    published = card.published
    if published is None or published.relative_fp32 is None or published.fp32_tflops is None:
        return
    other = catalog.cards[published.relative_fp32.to].published
    if other is None or other.fp32_tflops is None:
        return
    a, b = published.fp32_tflops.value, other.fp32_tflops.value
    ratio = round(a / b, 4)
    numbers = f"{plain_number(a)} / {plain_number(b)} = {plain_number(ratio)}"
    said = published.relative_fp32.figure.value
    yield Step("relative_fp32", f"FP32 / FP32({published.relative_fp32.to})", numbers, ratio, said)


def derivation_table(catalog: Catalog, figures: FigureSet, lang: str) -> Table:
    """The derivation as a table in `lang`."""
    _ = translator(lang)
    seed = baseline_rules(catalog)
    names = _cell_names(lang)
    rows: list[tuple[Cell, ...]] = []
    for entry in derivation(catalog, figures):
        step = entry.step
        differs = step.published is not None and step.computed != _single(step.published)
        rows.append(
            (
                entry.label.get(lang),
                names[step.cell],
                _("data sheet") if step.formula == DATA_SHEET else step.formula,
                step.numbers,
                wording.value(step.computed, lang),
                None if step.published is None else wording.value(step.published, lang),
                _remark(step, seed, lang) if differs else None,
                entry.card or None,
                step.cell,
                step.computed,
                step.published,
                differs,
            )
        )
    return Table(
        columns=(
            Column("label", _("Card"), prose=True),
            Column("cell_name", _("Cell"), prose=True),
            Column("formula", _("Formula")),
            Column("numbers", _("With numbers")),
            Column("computed", _("Computed")),
            Column("published", _("Published")),
            Column("why", _("Remark"), prose=True),
            *(Column(key, key, machine=True) for key in _MACHINE),
        ),
        rows=tuple(rows),
        title=_("How each cell comes about"),
        notes=(*_legend(seed, catalog, lang), *_seed_notes(catalog, figures, lang)),
        yes=_("yes"),
        no=_("no"),
    )


def _single(value: Value | None) -> Value | None:
    """A figure that stands alone, out of its tuple."""
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def _remark(step: Step, seed: SizingRules, lang: str) -> str | None:
    _ = translator(lang)
    if step.cell == "light_finetune_words":
        said = _("The document's own words would refuse this card; the rule used is V >= {l}.")
        return said.format(l=plain_number(seed.light_finetune_vram_gb.value))
    if step.cell == "relative_fp32":
        return _("The document rounds it: about 1/4.")
    if step.why:
        return step.why.get(lang)
    computed, published = step.computed, _single(step.published)
    if isinstance(computed, Decimal) and isinstance(published, Decimal):
        percent = plain_number(round((computed / published - 1) * 100, 1))
        return _("The data sheet's figure differs by {percent}%.").format(percent=percent)
    return None


def _cell_names(lang: str) -> dict[str, str]:
    _ = translator(lang)
    return {
        "anchor_streams": _("streams of one anchor card"),
        "stream_tflops": _("demand of one stream (TFLOPS)"),
        "fp16_tflops": _("FP16 (TFLOPS)"),
        "fp32_tflops": _("FP32 (TFLOPS)"),
        "streams": _("Concurrency"),
        "instances": _("GLM inference"),
        "light_finetune": _("GLM light fine-tuning"),
        "light_finetune_words": _("GLM light fine-tuning, by the document's words"),
        "full_finetune_cards": _("GLM full fine-tuning"),
        "relative_fp32": _("FP32 beside another card's"),
    }


def _legend(seed: SizingRules, catalog: Catalog, lang: str) -> tuple[str, ...]:
    _ = translator(lang)
    anchor = seed.anchor
    legend = _(
        "T FP16 TFLOPS of the card; V its VRAM in GB; c TFLOPS of one stream; m = {m} GB of one instance; "
        "l = {l} GB of a light fine-tuning; F = {F} GB of a full fine-tuning; i = {i} GB to load the LLM; "
        "k = {k}. round_half_up: a half goes up. cut: further digits are dropped."
    )
    anchored = _(
        "Anchor: {n} x {card} carry {s} streams (S0 = {s}, N0 = {n}, T0 = the card's published FP16)."
    )
    return (
        legend.format(
            m=plain_number(seed.instance_vram_gb.value),
            l=plain_number(seed.light_finetune_vram_gb.value),
            F=plain_number(seed.full_finetune_vram_gb.value),
            i=plain_number(seed.inference_vram_gb.value),
            k=plain_number(seed.light_finetune_text_factor.value),
        ),
        anchored.format(
            n=anchor.cards.value, s=anchor.streams.value, card=catalog.cards[anchor.card].name.get(lang)
        ),
    )


def _seed_notes(catalog: Catalog, figures: FigureSet, lang: str) -> tuple[str, ...]:
    return (
        (wording.seed_note((row.errata for row in baseline(catalog, figures)), lang),)
        if figures == "seed"
        else ()
    )
