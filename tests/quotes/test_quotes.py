"""Quotes filled into the bill of materials: read back with their cells, or every wrong cell named at once."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from glmopt.errors import Fault, InputError
from glmopt.quotes import COLUMNS, read_quotes, titles, with_quotes
from glmopt.quotes import workbook as door
from glmopt.reports.workbook import workbook
from glmopt.result import answer, document, dumps, judge, parse_result
from glmopt.scenario import Scenario, catalog_for, load_scenario
from glmopt.units import Money

SCENARIO = """
demand: {streams: 20}
cards:
  define:
    small: {vram_gb: 40, fp16_tflops: 80, streams: {low: 4, high: 4}}
    large: {vram_gb: 80, fp16_tflops: 160, streams: {low: 10, high: 10}}
  allow: []
  price: {small: 1000, large: 2000}
solver: {prove: once}
"""
DATE = dt.date(2026, 11, 23)
Fill = Callable[..., Path]


@pytest.fixture
def scenario(write: Callable[..., Path]) -> Scenario:
    """Two large cards for 2,000 each are the plan; five small ones would be 5,000."""
    return load_scenario(write(SCENARIO))


@pytest.fixture(params=["zh", "en"])
def fill(request: pytest.FixtureRequest, scenario: Scenario, tmp_path: Path) -> Fill:
    """A workbook that glmopt wrote, with some cells filled in, named as in large.quote."""
    saved = parse_result(dumps(document(answer(scenario, catalog_for(scenario)))), "r")
    data = workbook(saved, None, request.param)

    def fill(cells: dict[str, Any], change: Callable[[Any], None] | None = None) -> Path:
        book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = book.worksheets[1]
        at = {row[1].value: row[0].row for row in sheet.iter_rows() if row[1].value in ("small", "large")}
        for name, value in cells.items():
            card, _, key = name.partition(".")
            sheet.cell(at[card], COLUMNS.index(key) + 1).value = value
        if change:
            change(sheet)
        path = tmp_path / "bom.xlsx"
        book.save(path)
        return path

    return fill


def faults(path: Path, scenario: Scenario) -> list[tuple[str, str]]:
    """Code and cell of everything that is wrong with a workbook."""
    with pytest.raises(InputError) as caught:
        read_quotes(path, catalog_for(scenario), "CNY")
    return [(f.code, str(f.place).rpartition("!")[2]) for f in caught.value.faults]


def test_a_quote_is_read_with_its_cell_and_date(fill: Fill, scenario: Scenario) -> None:
    path = fill(
        {
            "small.quote": 700.5,
            "small.quote_date": DATE,
            "small.supplier": "甲 公司",
            "small.remark": "ex\nstock",
        }
    )
    (quote,) = read_quotes(path, catalog_for(scenario), "CNY")
    sheet = openpyxl.load_workbook(path).sheetnames[1]
    assert (quote.item, quote.amount, quote.date) == ("small", Money(Decimal("700.5"), "CNY"), "2026-11-23")
    assert quote.source.startswith(f"quote bom.xlsx {sheet}!F")
    assert quote.note == "甲 公司; ex stock"


def test_a_quote_changes_the_plan_and_is_the_source_of_its_price(fill: Fill, scenario: Scenario) -> None:
    """Small cards for 700.5: five are 3,502.50, less than two large ones for 4,000."""
    catalog = catalog_for(scenario)
    path = fill({"small.quote": 700.5, "small.quote_date": "2026-11-23"})
    quoted = with_quotes(scenario, read_quotes(path, catalog, "CNY"))
    result = answer(quoted, catalog)
    assert result.plan is not None
    assert [(line.card, line.count, line.subtotal) for line in result.plan.lines] == [
        ("small", 5, Decimal("3502.5"))
    ]
    (price,) = result.prices
    assert (price.kind, price.date) == ("quote", "2026-11-23")
    assert price.source[0].startswith("quote bom.xlsx ")
    saved = parse_result(dumps(document(result)), "result.json")
    assert judge(saved) == ()
    assert saved.document["plan"][0]["price"]["source"] == list(price.source)
    assert saved.document["lock"]["newest_price"] == "2026-11-23"


def test_tax_is_laid_on_the_quote_and_rounded_to_the_fen(fill: Fill, scenario: Scenario) -> None:
    path = fill({"small.quote": 1000.05, "small.tax": 0.13, "small.quote_date": DATE})
    (quote,) = read_quotes(path, catalog_for(scenario), "CNY")
    assert quote.amount.amount == Decimal("1130.06")  # 1000.05 * 1.13 = 1130.0565


def test_the_sheet_may_be_renamed_and_moved(fill: Fill, scenario: Scenario) -> None:
    path = fill({"large.quote": 5, "large.quote_date": DATE})
    book = openpyxl.load_workbook(path)
    book.worksheets[1].title = "offers"
    book.move_sheet("offers", 3)
    book.save(path)
    assert [q.source for q in read_quotes(path, catalog_for(scenario), "CNY")] == ["quote bom.xlsx offers!F5"]


def test_a_formula_with_a_saved_value_counts(fill: Fill, scenario: Scenario) -> None:
    """openpyxl saves formulas without values; the value is put in here, as a spreadsheet program does."""
    path = fill({"large.quote": "=10/2", "large.quote_date": DATE})
    old = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(old)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name).replace(b"<f>10/2</f><v />", b"<f>10/2</f><v>5</v>")
            target.writestr(name, part.replace(b"<f>10/2</f><v/>", b"<f>10/2</f><v>5</v>"))
    assert [q.amount.amount for q in read_quotes(path, catalog_for(scenario), "CNY")] == [Decimal(5)]


WRONG = [
    ({"large.quote": "2,000"}, [("bad-cell", "F5")]),
    ({"large.quote": "2000"}, [("bad-cell", "F5")]),
    ({"large.quote": "２０００"}, [("bad-cell", "F5")]),
    ({"large.quote": True}, [("bad-cell", "F5")]),
    ({"large.quote": DATE}, [("bad-cell", "F5")]),
    ({"large.quote": "#DIV/0!"}, [("bad-cell", "F5")]),
    ({"large.quote": -1}, [("bad-amount", "F5")]),
    ({"large.quote": 0}, [("bad-amount", "F5")]),
    ({"large.quote": 1.005}, [("bad-amount", "F5")]),
    ({"large.quote": 1e15}, [("bad-amount", "F5")]),
    ({"large.quote": "=1+1"}, [("bad-cell", "F5")]),
    ({"large.quote": 5, "large.quote_date": None}, [("missing-key", "N5")]),
    ({"large.quote": 5, "large.quote_date": "soon"}, [("bad-cell", "N5")]),
    ({"large.quote": 5, "large.quote_date": "2026-02-30"}, [("bad-cell", "N5")]),
    ({"large.quote": 5, "large.currency": "USD"}, [("other-currency", "G5")]),
    ({"large.quote": 5, "large.currency": None}, [("missing-key", "G5")]),
    ({"large.quote": 5, "large.tax": 13}, [("bad-amount", "H5")]),
    ({"large.quote": 5, "large.tax": "13%"}, [("bad-cell", "H5")]),
    ({"large.tax": 0.13}, [("contradiction", "H5")]),
    ({"large.quote": 5, "large.card": "larg"}, [("unknown-name", "B5")]),
    # as of electricity or of a licence, which have no id to be quoted by
    ({"large.quote": 5, "large.card": None}, [("contradiction", "F5")]),
    (
        {"large.quote": -5, "large.currency": "USD", "large.quote_date": ""},
        [("bad-amount", "F5"), ("other-currency", "G5"), ("missing-key", "N5")],
    ),
]


@pytest.mark.parametrize(("cells", "told"), WRONG)
def test_a_cell_that_says_no_price_is_named(
    cells: dict[str, Any], told: list[Any], fill: Fill, scenario: Scenario
) -> None:
    path = fill({"large.quote_date": DATE, **cells})
    assert faults(path, scenario) == told


def _replace(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old, new))


@pytest.mark.parametrize("value", ["NaN", "INF", "1E400", "abc"])
def test_what_is_no_finite_number_in_the_file_is_refused(value: str, fill: Fill, scenario: Scenario) -> None:
    path = fill({"large.quote": 7654321, "large.quote_date": DATE})
    _replace(path, b"<v>7654321</v>", f"<v>{value}</v>".encode())
    with pytest.raises(InputError) as caught:
        read_quotes(path, catalog_for(scenario), "CNY")
    assert {f.code for f in caught.value.faults} <= {"bad-cell", "file-kind"}


def test_merged_cells_are_refused(fill: Fill, scenario: Scenario) -> None:
    path = fill({"large.quote": 5, "large.quote_date": DATE}, lambda sheet: sheet.merge_cells("F5:F6"))
    assert ("bad-cell", "F5") in faults(path, scenario)


def test_two_quotes_for_one_card_are_a_contradiction(fill: Fill, scenario: Scenario) -> None:
    path = fill(
        {
            "large.quote": 5,
            "large.quote_date": DATE,
            "small.quote": 5,
            "small.quote_date": DATE,
            "small.card": "large",
        }
    )
    assert [code for code, _ in faults(path, scenario)] == ["contradiction"]


def test_a_workbook_without_a_quote_is_refused(fill: Fill, scenario: Scenario) -> None:
    assert [code for code, _ in faults(fill({}), scenario)] == ["missing-key"]


def test_two_bills_are_refused(fill: Fill, scenario: Scenario) -> None:
    path = fill({"large.quote": 5, "large.quote_date": DATE})
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book.worksheets[1])
    book.save(path)
    assert faults(path, scenario) == [("contradiction", str(path))]


def test_a_workbook_without_the_bill_is_refused(scenario: Scenario, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["card id", "price"])
    book.save(tmp_path / "other.xlsx")
    assert faults(tmp_path / "other.xlsx", scenario)[0][0] == "missing-key"


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return out.getvalue()


def _files() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "text", b"card,price\n"
    yield "no workbook", _zip({"hello.txt": b"hello"})
    yield "bomb", _zip({f"{n}.xml": b"0" * 3_000_000 for n in range(4)})
    yield "many parts", _zip({f"{n}.xml": b"0" for n in range(door.MAX_PARTS + 1)})
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    yield "entities", _zip({"xl/workbook.xml": entity.encode()})
    yield "entities in UTF-16", _zip({"xl/workbook.xml": entity.encode("utf-16-le")})
    yield "broken", _zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook"})


@pytest.mark.parametrize(("kind", "data"), list(_files()), ids=lambda v: v if isinstance(v, str) else "")
def test_a_hostile_file_is_refused_before_it_is_read(
    kind: str, data: bytes, scenario: Scenario, tmp_path: Path
) -> None:
    path = tmp_path / "bom.xlsx"
    path.write_bytes(data)
    assert faults(path, scenario) == [("file-kind", str(path))], kind


def test_a_sheet_that_claims_a_million_rows_is_refused(fill: Fill, scenario: Scenario) -> None:
    path = fill({"large.quote": 5}, lambda sheet: sheet.cell(1_000_000, 1, "x"))
    assert [code for code, _ in faults(path, scenario)] == ["file-kind"]


@pytest.mark.parametrize("name", ["missing.xlsx", "."])
def test_what_is_no_file_is_refused(name: str, scenario: Scenario, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_quotes(tmp_path / name, catalog_for(scenario), "CNY")
    assert caught.value.faults[0].code in ("file-missing", "file-kind")


def test_the_command_takes_quotes_and_its_result_passes_the_check(
    fill: Fill, scenario: Scenario, tmp_path: Path
) -> None:
    path = fill({"small.quote": 700.5, "small.quote_date": DATE})
    scenario_file = scenario.origin.file if scenario.origin else ""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        code = "from glmopt.cli import main; main()"
        command = [sys.executable, "-c", code, *map(str, arguments)]
        return subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False, cwd=tmp_path
        )

    solved = run("solve", scenario_file, "--prices-from", path, "-o", "out", "--lang", "en")
    assert solved.returncode == 0, solved.stderr
    assert "3,502.50 CNY" in solved.stdout
    assert "quote bom.xlsx" in solved.stdout
    assert run("check", "out/result.json").returncode == 0
    again = run("solve", scenario_file, "--prices-from", "out/bom.xlsx", "-o", "never")
    assert again.returncode == 2
    assert "no quote is filled in" in again.stderr
    assert not (tmp_path / "never").exists()


def test_a_server_can_be_quoted_where_servers_are_bought(write: Callable[..., Path], tmp_path: Path) -> None:
    text = """
    demand: {streams: 30}
    cards: {allow: [a100-80g], price: {a100-80g: 80000}}
    nodes: {chassis: [pcie-8x-4u-direct], price: {pcie-8x-4u-direct: 100000}}
    solver: {prove: once}
    """
    scenario = load_scenario(write(text))
    catalog = catalog_for(scenario)
    saved = parse_result(dumps(document(answer(scenario, catalog))), "r")
    book = openpyxl.load_workbook(io.BytesIO(workbook(saved, None, "en")))
    row = next(row for row in book["BOM"].iter_rows() if row[1].value == "pcie-8x-4u-direct")
    row[COLUMNS.index("quote")].value, row[COLUMNS.index("quote_date")].value = 90_000, DATE
    path = tmp_path / "bom.xlsx"
    book.save(path)
    quotes = read_quotes(path, catalog, "CNY")
    quoted = with_quotes(scenario, quotes)
    result = answer(quoted, catalog)
    assert result.plan is not None
    assert result.plan.totals.cost == 2 * 80_000 + 90_000
    again = parse_result(dumps(document(result)), "r")
    assert judge(again) == ()
    told = again.document["scenario"]["effective"]["nodes"]["price"]["pcie-8x-4u-direct"]
    assert (told["source"], told["date"]) == (quotes[0].source, "2026-11-23")
    bare = load_scenario(write("demand: {streams: 30}\nprices: cn-2026\n", "bare.yaml"))
    with pytest.raises(InputError, match="while bare cards are bought"):
        with_quotes(bare, quotes)


def test_the_parts_of_a_network_can_be_quoted(write: Callable[..., Path], tmp_path: Path) -> None:
    """A gang over two servers: the cables and adapters of both and the switch, each quoted."""
    scenario = load_scenario(
        write(
            """
            demand: {streams: 112, full_finetune: {gangs: 1, min_bandwidth_gb_s: 2}}
            cards: {allow: [rtx-4090-24g], price: {rtx-4090-24g: 18000}}
            prices: cn-2026
            nodes: {chassis: [pcie-8x-4u-switched], fabric: roce-100g}
            solver: {prove: once}
            """
        )
    )
    catalog = catalog_for(scenario)
    before = answer(scenario, catalog)
    saved = parse_result(dumps(document(before)), "r")
    book = openpyxl.load_workbook(io.BytesIO(workbook(saved, None, "zh")))
    prices = {"roce-100g.adapter": 1_500, "roce-100g.port": 800, "roce-100g.switch": 40_000}
    counts = {}
    for row in book.worksheets[1].iter_rows():
        if row[1].value in prices:
            row[COLUMNS.index("quote")].value = prices[row[1].value]
            row[COLUMNS.index("quote_date")].value = DATE
            counts[row[1].value] = row[COLUMNS.index("quantity")].value
    assert counts.keys() == prices.keys()
    path = tmp_path / "bom.xlsx"
    book.save(path)
    quotes = read_quotes(path, catalog, "CNY")
    result = answer(with_quotes(scenario, quotes), catalog)
    assert result.plan is not None
    paid = sum(line.subtotal for line in result.plan.bill if line.category == "fabric")
    assert paid == sum(prices[name] * count for name, count in counts.items())
    again = parse_result(dumps(document(result)), "r")
    assert judge(again) == ()
    told = again.document["scenario"]["effective"]["nodes"]["network"]["roce-100g"]["switch"]
    assert told["source"].startswith("quote bom.xlsx ")
    bare = load_scenario(write("demand: {streams: 30}\nprices: cn-2026\n", "bare.yaml"))
    with pytest.raises(InputError, match="while bare cards are bought"):
        with_quotes(bare, quotes)


def test_faults_can_be_shown() -> None:
    """The codes of this package are codes of glmopt."""
    assert Fault("bad-cell", "x")
    assert Fault("other-currency", "x")
    assert set(titles("zh")) == set(COLUMNS)
    assert all(len(set(titles(lang).values())) == len(COLUMNS) for lang in ("zh", "en"))
