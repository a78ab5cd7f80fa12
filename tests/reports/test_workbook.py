"""The bill of materials as a workbook: numbers are numbers, formulas agree with their values."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from glmopt.catalog import Catalog
from glmopt.catalog.audit import figures as catalog_figures
from glmopt.quotes import titles
from glmopt.reports.figure_names import figure_name, figure_names
from glmopt.reports.workbook import workbook
from glmopt.reports.workbook.book import Book
from glmopt.result import Saved, answer, document, dumps, parse_result
from glmopt.scenario import catalog_for, load_scenario
from glmopt.study import BASE, Studies, compared

HOSTILE = """=HYPERLINK("http://evil.example","x")"""
SCENARIO = """
name: {zh: "=1+1 两卡", en: "@SUM(1,2)"}
demand: {streams: 12, full_finetune: true}
cards:
  define:
    small: {vram_gb: 40, fp16_tflops: 80, streams: {low: 3, high: 4}, vendor: west,
            name: {zh: "+cmd|' /C calc'!A0", en: '=HYPERLINK("http://evil.example","x")'}}
    large: {vram_gb: 80, fp16_tflops: 160, streams: {low: 8, high: 9}, vendor: east}
    dear: {vram_gb: 80, fp16_tflops: 160, streams: {low: 8, high: 9}, vendor: east}
    unpriced: {vram_gb: 80, fp16_tflops: 160}
  allow: []
  price: {small: 1000.55, large: 2500, dear: 9000}
budget: {max: 2万}
solver: {prove: once}
what_if: {poor: {budget: {max: 10}}, rich: {demand: {streams: 40}}}
"""


def make(write: Callable[..., Path], text: str) -> Saved:
    scenario = load_scenario(write(text))
    return parse_result(dumps(document(answer(scenario, catalog_for(scenario)))), "result.json")


def studied(saved: Saved) -> Studies:
    planned = [(BASE, (), saved.scenario), *((name, (), one) for name, one in saved.variations)]
    return Studies(comparison=compared(planned, lambda _: saved.catalog))


def opened(data: bytes, *, values: bool = True) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


@pytest.fixture
def saved(write: Callable[..., Path]) -> Saved:
    return make(write, SCENARIO.replace("    unpriced: {vram_gb: 80, fp16_tflops: 160}\n", ""))


@pytest.fixture
def data(saved: Saved) -> bytes:
    return workbook(saved, studied(saved), "en")


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return [row for row in sheet.iter_rows(values_only=True) if any(v is not None for v in row)]


def test_sheets_are_named_in_the_language(saved: Saved) -> None:
    assert opened(workbook(saved, None, "en")).sheetnames == [
        "Summary",
        "BOM",
        "Servers",
        "Compare",
        "Assumptions",
        "Lock",
    ]
    assert opened(workbook(saved, None, "zh")).sheetnames == [
        "摘要",
        "物料",
        "服务器",
        "比较",
        "假设",
        "复现",
    ]


def test_equal_results_give_equal_bytes(saved: Saved) -> None:
    assert workbook(saved, None, "zh") == workbook(saved, None, "zh")


def test_the_bill_is_the_plan(saved: Saved, data: bytes) -> None:
    sheet = opened(data)["BOM"]
    head = next(row for row in sheet.iter_rows() if row[1].value == "card id")
    names = {cell.value: cell.column - 1 for cell in head}
    assert list(names) == list(titles("en").values())
    assert saved.plan is not None
    for line, row in zip(saved.plan.lines, sheet.iter_rows(min_row=head[0].row + 1), strict=False):
        shown = [row[names[k]].value for k in ("card id", "quantity", "unit price", "subtotal", "currency")]
        assert shown == [line.card, line.count, float(line.unit_price or 0), float(line.subtotal or 0), "CNY"]
        assert row[names["unit price"]].number_format == "#,##0.00"
        assert row[names["quoted unit price"]].fill.fgColor.rgb == "FFFFF2CC"
    total = next(row for row in sheet.iter_rows() if row[0].value == "total")
    assert Decimal(str(total[names["subtotal"]].value)) == saved.plan.totals.cost
    offered = [row[1].value for row in sheet.iter_rows(min_row=total[0].row + 1) if row[1].value]
    assert offered == sorted({"small", "large", "dear"} - {line.card for line in saved.plan.lines})


def test_every_amount_is_a_number_or_a_formula_of_this_package(data: bytes) -> None:
    """The only formulas are those written here: sums, subtotals, differences."""
    book = opened(data, values=False)
    formulas = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert formulas
    assert all(f.startswith(("=SUM(", "=B", "=D", "='BOM'!$I$")) for f in formulas), formulas


def test_hostile_names_stay_texts(saved: Saved) -> None:
    """A name that looks like a formula is a text in the file itself: no formula, no link."""
    for lang in ("zh", "en"):
        data = workbook(saved, studied(saved), lang)
        book = opened(data, values=False)
        cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
        names = [c for c in cells if str(c.value).startswith(("=HYPERLINK", "+cmd", "=1+1", "@SUM"))]
        assert names
        assert {c.data_type for c in names} == {"s"}
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            texts = {n: packed.read(n).decode() for n in packed.namelist()}
        assert not [
            n for n, text in texts.items() if "<f>HYPERLINK" in text or "relationships/hyperlink" in text
        ]


def test_heads_are_frozen_and_the_summary_has_a_chart(data: bytes) -> None:
    book = opened(data)
    assert {sheet.title: sheet.freeze_panes for sheet in book} == {
        "Summary": "A4",
        "BOM": "A5",
        "Servers": None,
        "Compare": "A4",
        "Assumptions": "A4",
        "Lock": "A4",
    }
    assert len(book["Summary"]._charts) == 1


def test_the_comparison_has_what_ifs_with_their_differences(saved: Saved, data: bytes) -> None:
    found = {row[0]: row for row in rows(opened(data)["Compare"])}
    comparison = studied(saved).comparison
    assert comparison is not None
    rich = next(v for v in comparison.variations if v.name == "rich")
    assert rich.cost is not None
    assert comparison.base.cost is not None
    assert found["rich"][1:3] == (float(rich.cost), pytest.approx(float(rich.cost - comparison.base.cost)))
    assert found["poor"][1:7] == (None, None, None, None, None, "infeasible")
    assert found["poor"][7].startswith("budget.max ")
    assert "bare cards" in rows(opened(data)["Servers"])[-1][0]


def test_a_long_source_has_a_row_as_high_as_it_needs_and_numbers_their_heads_above_them(data: bytes) -> None:
    book = Book("CNY")
    page = book.sheet("one")
    page.heads(["text", "number"])
    page.text(0, "long " * 30, "wrap")
    page.number(1, 5)
    page.finish()
    sheet = opened(book.done())["one"]
    assert sheet.row_dimensions[2].height > 3 * 15
    assert [sheet.cell(1, k).alignment.horizontal for k in (1, 2)] == ["left", "right"]
    head = next(row for row in opened(data)["BOM"].iter_rows() if row[1].value == "card id")
    assert {c.value for c in head if c.alignment.horizontal == "right"} >= {
        "quantity",
        "unit price",
        "subtotal",
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_are_numbers_and_cards_without_a_price_have_names(
    lang: str, write: Callable[..., Path]
) -> None:
    text = "demand: {streams: 30}\nprices: cn-2026\nsolver: {prove: once}\n"
    sheets = opened(workbook(make(write, text), None, lang)).worksheets
    summary, assumed = rows(sheets[0]), rows(sheets[4])
    (streams,) = (row[1] for row in summary if row[0] in ("streams", "并发"))
    assert isinstance(streams, int)
    assert streams >= 30
    told = {row[7]: row[2] for row in assumed if str(row[7]).startswith("rtx-4090-24g.")}
    assert isinstance(told["rtx-4090-24g.published.fp16_tflops"], int | float)
    assert not any(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", v) for v in told.values() if isinstance(v, str))
    other = opened(workbook(make(write, f"figures: datasheet\n{text}"), None, lang)).worksheets
    (unpriced,) = (row for row in rows(other[1]) if row[1] == "a30-24g")
    assert unpriced[:3] == ("A30 24G", "a30-24g", "nvidia")
    charts = sheets[0]._charts
    assert "(CNY)" in str(charts[0].title.tx.rich.p[0].r[0].t)


@pytest.mark.parametrize(
    ("lang", "both", "buy"), [("en", "to buy and to run", "to buy: "), ("zh", "（含运行）", "采购：")]
)
def test_totals_that_count_different_things_are_not_subtracted(
    lang: str, both: str, buy: str, write: Callable[..., Path]
) -> None:
    """Under `tco` a total has running costs in it: the purchases are compared, with a word."""
    text = """
demand: {streams: 30}
prices: cn-2026
cards: {allow: [a100-80g]}
solver: {prove: once}
what_if:
  run: {objective: tco, money: {electricity_per_kwh: 1}}
  more: {demand: {streams: 40}}
"""
    saved = make(write, text)
    data = workbook(saved, studied(saved), lang)
    _, _, one, run, more = rows(opened(data)["Compare" if lang == "en" else "比较"])
    assert run[1].endswith(both)
    assert run[2] == f"{buy}0"
    assert more[2] == more[1] - one[1] > 0
    _, _, _, run, more = rows(opened(data, values=False)["Compare" if lang == "en" else "比较"])
    assert not str(run[2]).startswith("=")
    assert str(more[2]).startswith("=")


def test_without_studies_the_sheet_says_so(saved: Saved) -> None:
    assert "nothing was compared" in rows(opened(workbook(saved, None, "en"))["Compare"])[-1][0]


def test_the_assumptions_name_source_date_and_confidence_of_every_figure(write: Callable[..., Path]) -> None:
    saved = make(
        write, "demand: {streams: 10}\ncards: {allow: [a100-80g]}\nprices: cn-2026\nsolver: {prove: once}"
    )
    found = rows(opened(workbook(saved, None, "en"))["Assumptions"])
    price = next(row for row in found if row[7] == "a100-80g.cn-2026")
    assert price[0] == "A100 80G"
    assert str(price[1]).startswith("price, ")
    assert price[2:6] == ("11500 USD", "MCT26", "2026", "C")
    cited = {code for row in found if row[5] in ("A", "B", "C", "D") for code in str(row[3]).split(", ")}
    explained = {row[0] for row in found if row[2] and row[5] is None}
    assert cited
    assert cited <= explained


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_of_the_assumptions_have_names_and_their_path_beside_them(
    write: Callable[..., Path], lang: str
) -> None:
    """Cards, servers, networks, the llm, efficiencies, rates: no path where a name should be."""
    saved = make(
        write,
        "demand: {streams: 10, full_finetune: true}\nfigures: datasheet\nsizing: roofline\nprices: cn-2026\n"
        "cards: {allow: [a100-80g]}\nnodes: {chassis: [pcie-8x-4u-switched], fabric: roce-100g}\n"
        "objective: tco\nsolver: {prove: once}",
    )
    sheet = opened(workbook(saved, None, lang)).worksheets
    found = next(s for s in sheet if s.title in ("Assumptions", "假设"))
    told = [row for row in rows(found) if row[7] and "." in str(row[7])]
    assert len(told) > 100
    # q4_k_m and the like are names of formats
    raw = re.compile(r"[a-z]{2,}_[a-z]|[a-z]+\.[a-z]")
    assert [row[:2] for row in told if raw.search(f"{row[0]} {row[1]}")] == []
    kinds = {str(row[7]).split(".")[1] for row in told}
    assert {"datasheet", "network", "architecture", "speed", "precisions", "rates", "bus"} <= kinds
    if lang == "zh":
        latin = [row[1] for row in told if not re.search("[一-鿿]", str(row[1]))]
        assert set(latin) <= {"BF16"} | {name for name in latin if "TFLOPS" in str(name)}


def test_every_figure_of_the_shipped_catalog_has_a_name(shipped: Catalog) -> None:
    names = figure_names(str)
    groups = (shipped.cards, shipped.chassis, shipped.fabrics, shipped.llms, shipped.rules)
    records = [r for group in (*groups, shipped.efficiencies) for r in group.values()]
    paths = {path for record in records for path, _ in catalog_figures(record)}
    assert [path for path in sorted(paths) if figure_name(path, names, str) == path] == []
    # and each name is said of one figure of an entry only
    assert len(set(names.values())) == len(names)


def test_the_lock_holds_a_scenario_that_asks_the_same_again(
    saved: Saved, data: bytes, write: Callable[..., Path]
) -> None:
    found = [row[0] for row in opened(data)["Lock"].iter_rows(values_only=True)]
    start = found.index("{")
    text = "\n".join(line for line in found[start:] if line)
    again = make(write, text)
    assert again.plan == saved.plan


def test_an_infeasible_answer_has_a_workbook_too(write: Callable[..., Path]) -> None:
    saved = make(
        write, SCENARIO.replace("2万", "1").replace("    unpriced: {vram_gb: 80, fp16_tflops: 160}\n", "")
    )
    book = opened(workbook(saved, None, "en"))
    assert "infeasible: no purchase meets every rule" in [row[1] for row in rows(book["Summary"])]
    assert len(book["Summary"]._charts) == 0


def test_a_currency_without_minor_units_has_no_decimals(write: Callable[..., Path]) -> None:
    text = """
    demand: {streams: 10}
    cards: {allow: [a100-80g], price: {a100-80g: 1500000}}
    money: {currency: JPY}
    solver: {prove: once}
    """
    sheet = opened(workbook(make(write, text), None, "en"))["BOM"]
    assert sheet["E5"].number_format == "#,##0"
    assert sheet["E5"].value == 1_500_000


SERVERS = """
demand: {streams: 60, full_finetune: true}
cards: {allow: [a100-80g], price: {a100-80g: 80000}}
nodes:
  chassis: [pcie-8x-4u-direct]
  price: {pcie-8x-4u-direct: {amount: 100000, source: offer 7, date: 2026-11-20}}
objective: tco
prices: cn-2026
solver: {prove: once}
"""


@pytest.fixture
def housed(write: Callable[..., Path]) -> Saved:
    """Four A100 80G in one server, and their electricity."""
    return make(write, SERVERS)


def test_servers_are_on_the_bill_and_on_a_sheet_of_their_own(housed: Saved) -> None:
    book = opened(workbook(housed, None, "en"))
    assert book.sheetnames == ["Summary", "BOM", "Servers", "Compare", "Assumptions", "Lock"]
    found = {row[1]: row for row in rows(book["BOM"])}
    host = found["pcie-8x-4u-direct"]
    assert (host[3], host[4], host[8], host[10]) == (1, 100_000, 100_000, "offer 7 2026-11-20")
    assert housed.plan is not None
    total = next(row for row in rows(book["BOM"]) if row[0] == "total of the purchase")
    assert Decimal(str(total[8])) == housed.plan.totals.cost == 420_000
    servers = rows(book["Servers"])
    assert [row[:8] for row in servers if row[1] == "pcie-8x-4u-direct"] == [
        (servers[2][0], "pcie-8x-4u-direct", "main", "none", 1, "A100 80G", 4, 4)
    ]
    assert any(row[0] == "A100 80G" and row[1:4] == (1, 4, 1) for row in servers)


def test_running_costs_stand_beside_the_purchase(housed: Saved) -> None:
    found = rows(opened(workbook(housed, None, "en"))["BOM"])
    totals = [Decimal(str(row[8])) for row in found if str(row[0]).startswith("total")]
    assert housed.plan is not None
    t = housed.plan.totals
    assert totals == [t.cost, t.running, t.spent]
    assert any(str(row[0]).startswith("Running costs of 36 months") for row in found)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("kind", ["cards", "servers"])
def test_libreoffice_reckons_the_cached_values(kind: str, data: bytes, housed: Saved, tmp_path: Path) -> None:
    """A copy without cached values, recalculated by LibreOffice, has the values that glmopt wrote."""
    data = data if kind == "cards" else workbook(housed, None, "zh")
    bare = tmp_path / "bare.xlsx"
    opened(data, values=False).save(bare)
    out = tmp_path / "out"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(bare)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    cached, reckoned, written = (
        opened(data),
        openpyxl.load_workbook(out / "bare.xlsx", data_only=True),
        opened(data, values=False),
    )
    compared_cells = 0
    for sheet in written:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    compared_cells += 1
                    value = reckoned[sheet.title][cell.coordinate].value
                    assert value == pytest.approx(cached[sheet.title][cell.coordinate].value), cell.coordinate
    assert compared_cells > 5
