"""The baseline equals the source document's table in every cell, and says which cells follow no rule."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest

from glmopt.catalog import load_catalog
from glmopt.reports.baseline import baseline, baseline_rules
from glmopt.reports.baseline_table import baseline_table
from glmopt.reports.derivation import derivation, derivation_table
from glmopt.reports.tabular import Screen, Table, render
from glmopt.reports.wording import seed_note
from glmopt.sizing.rules import anchored_stream_tflops

# The summary table as the document prints it, spaces and all.
DOCUMENT = """\
| 型号  | 显存  | 算力FP16（TFLOPS）  | 支持虚拟化  | 支持并发  | GLM推理 | GLM轻量微调 | GLM 全量微调|
| ------------ | ------------ | ------------ | ------------ | ------------ | ------------ | ------------ | ------------ |
| 4060ti  | 16G  | 22  |  否 | 1～2 | 1 x 实例  | 不支持 | 需要 x 20卡 |
| 4090  | 24G  | 164  | 否   | 8  | 1 x 实例  |支持  | 需要 x 14卡 |
| 3090  | 24G  | 164  | 否   | 8  | 1 x 实例  |支持  | 需要 x 14卡 |
| A6000  | 48G  | 77  | 是  |  2～3  | 3 x 实例|  支持  | 需要 x 7卡|
| A100  | 40G  | 165  | 是  |  8  | 2 x 实例|  支持  | 需要 x 8卡 |
| A100  | 80G  | 312  | 是  |  15  | 5 x 实例|  支持  | 需要 x 4卡 |
| H100  | 80G  | 1513,1979,3979（不同接口）  | 是  | 75～200  | 5 x 实例|  支持  | 需要 x 4卡 |
| 昇腾910 | 32G  | 313  | 是  |  15  | 2 x 实例|  支持  | 需要 x 10卡 |
| 昇腾910B  | 64G | 370  | 是  |  18 | 4 x 实例  | 支持  | 需要 x 5卡 |
"""  # noqa: E501
COLUMNS = 8


def cells(markdown: str) -> list[list[str]]:
    """The rows of the Markdown table in a text, without the rule under its head."""
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in [lines[0], *lines[2:]]]


def table(figures: str, lang: str) -> Table:
    catalog = load_catalog()
    return baseline_table(baseline(catalog, figures), lang, baseline_rules(catalog).stream_tflops.value)


@pytest.fixture(scope="module")
def seed_rows():
    return baseline(load_catalog(), "seed")


def test_markdown_equals_the_document_cell_by_cell():
    printed = cells(render(table("seed", "zh"), "md"))
    assert printed == cells(DOCUMENT)
    assert len(printed) == 1 + 9


def test_csv_begins_with_the_document_s_columns():
    printed = list(csv.reader(io.StringIO(render(table("seed", "zh"), "csv"))))
    assert [row[:COLUMNS] for row in printed] == cells(DOCUMENT)


def test_english_says_the_same():
    printed = cells(render(table("seed", "en"), "md"))
    assert printed[0] == [
        "Card",
        "VRAM",
        "FP16 (TFLOPS)",
        "Virtualization",
        "Concurrency",
        "GLM inference",
        "GLM light fine-tuning",
        "GLM full fine-tuning",
    ]
    expected = ["RTX 4060 Ti", "16 GB", "22", "no", "1~2", "1 x instance", "not supported", "needs 20 cards"]
    assert printed[1] == expected


def test_three_computed_cells_differ_from_the_document_and_all_are_concurrency(seed_rows):
    differing = {row.card: row.computed.differing(row.published) for row in seed_rows}
    assert {card: names for card, names in differing.items() if names} == {
        "rtx-4060ti-16g": ("streams",),
        "a6000-48g": ("streams",),
        "h100-80g": ("streams",),
    }
    computed = {row.card: row.computed.streams for row in seed_rows}
    # 22 / 20.8 = 1.06; 77 / 20.8 = 3.70; 1513 / 20.8 = 72.7 and 3979 / 20.8 = 191.3
    assert computed["rtx-4060ti-16g"] == (1, 1)
    assert computed["a6000-48g"] == (4, 4)
    assert computed["h100-80g"] == (73, 191)


def test_exactly_the_differing_cells_are_overridden_and_give_a_reason(seed_rows):
    for row in seed_rows:
        assert tuple(row.overrides) == row.computed.differing(row.published)
        assert row.shown == row.published


def test_the_published_stream_demand_follows_from_the_anchor():
    catalog = load_catalog()
    rules = baseline_rules(catalog)
    assert anchored_stream_tflops(rules, catalog) == rules.stream_tflops.value == Decimal("20.8")


def test_the_note_counts_the_contradicted_rows(seed_rows):
    assert "in 7 of 9 rows" in seed_note((row.errata for row in seed_rows), "en")
    assert "9 行中有 7 行" in seed_note((row.errata for row in seed_rows), "zh")
    assert seed_note((row.errata for row in seed_rows), "en") in render(table("seed", "en"), "table")
    assert seed_note((row.errata for row in seed_rows), "en") not in render(table("seed", "en"), "json")


def test_data_sheet_figures_stand_beside_the_document_s():
    rows = cells(render(table("datasheet", "en"), "md"))[1:]
    by_part = {row[-1]: row for row in rows}
    assert by_part["RTX 3090 24G"][2:5] == ["71.2 (164)", "no", "3 (8)"]
    assert by_part["A100 PCIe 80G"][2:5] == ["312", "yes", "15"]
    assert by_part["H100 PCIe 80G"][2:5] == ["756.5 (1513,1979,3979)", "yes", "36 (75~200)"]


def test_data_sheet_streams_are_those_of_20_8_tflops_each():
    streams = [row.shown.streams[0] for row in baseline(load_catalog(), "datasheet")]
    # 44.1, 165.2, 71.2, 154.8, 312, 312, 756.5, 256 and 353.9 TFLOPS over 20.8
    assert streams == [2, 8, 3, 7, 15, 15, 36, 12, 17]


def test_json_carries_exact_values():
    rows = json.loads(render(table("seed", "zh"), "json"), parse_float=Decimal)
    h100 = next(row for row in rows if row["card"] == "h100-80g")
    assert h100["fp16_tflops"] == [1513, 1979, 3979]
    assert (h100["streams_low"], h100["streams_high"]) == (75, 200)
    assert (h100["computed_streams_low"], h100["computed_streams_high"]) == (73, 191)
    assert h100["differs"] == ["streams"]
    assert h100["virtualization"] is True
    assert h100["why"]
    sheet = json.loads(render(table("datasheet", "zh"), "json"), parse_float=Decimal)
    rtx3090 = next(row for row in sheet if row["card"] == "rtx-3090-24g")
    assert rtx3090["fp16_tflops"] == [Decimal("71.2")]
    assert rtx3090["published_fp16_tflops"] == [164]
    assert rtx3090["differs"] == ["fp16_tflops", "streams"]


def test_every_derived_cell_shows_its_numbers():
    steps = derivation(load_catalog(), "seed")
    numbers = {(entry.card, entry.step.cell): entry.step.numbers for entry in steps}
    assert numbers["", "anchor_streams"] == "126 / 8 = 15.75"
    assert numbers["", "stream_tflops"] == "313 / 15 = 20.8667"
    assert numbers["rtx-4090-24g", "streams"] == "164 / 20.8 = 7.8846"
    assert numbers["rtx-4090-24g", "full_finetune_cards"] == "320 / 24 = 13.3333"
    assert numbers["rtx-4060ti-16g", "relative_fp32"] == "22.06 / 82.06 = 0.2688"
    derived = ("streams", "instances", "light_finetune", "full_finetune_cards")
    assert sum(entry.step.cell in derived for entry in steps) == 9 * 4


def test_a_derived_cell_that_differs_says_why():
    steps = [entry.step for entry in derivation(load_catalog(), "seed") if entry.step.cell == "streams"]
    assert [bool(step.why) for step in steps] == [step.computed != step.published for step in steps]
    assert sum(bool(step.why) for step in steps) == 3


def test_the_document_s_words_on_light_fine_tuning_refuse_both_cards_of_24_gb():
    words = [e for e in derivation(load_catalog(), "seed") if e.step.cell == "light_finetune_words"]
    assert [e.card for e in words] == ["rtx-4090-24g", "rtx-3090-24g"]
    assert {e.step.numbers for e in words} == {"24 >= 2 * 13 = 26"}
    assert not any(e.step.computed for e in words)


def test_published_fp32_figures_stand_beside_the_data_sheet_s():
    steps = {e.card: e.step for e in derivation(load_catalog(), "seed") if e.step.cell == "fp32_tflops"}
    published = {card: step.published for card, step in steps.items()}
    assert published == {
        "rtx-4060ti-16g": Decimal("22.06"),
        "rtx-4090-24g": Decimal("82.06"),
        "a6000-48g": Decimal("38.7"),
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("figures", ["seed", "datasheet"])
def test_the_derivation_shows_in_every_width(figures, lang):
    shown = derivation_table(load_catalog(), figures, lang)
    for width in (40, 80, 120, 200, None):
        text = render(shown, "table", Screen(width))
        assert text.count("126 / 8 = 15.75") == 1
        assert len(json.loads(render(shown, "json"))) == len(shown.rows)
