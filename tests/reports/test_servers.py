"""Servers for people: what is in them, the bill, where gangs sit, what the figures rest on; pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest

import glmopt
from glmopt.cli import main
from glmopt.reports.numbers import amount

Capsys = pytest.CaptureFixture[str]
Write = Callable[..., Path]

HEAD = "demand: {streams: %d, full_finetune: true}\nprices: cn-2026\nsolver: {prove: once}\n"
ASCEND = HEAD % 200 + (
    "cards: {allow: [ascend-910-32g]}\nnodes: {chassis: [atlas-800-9000], fabric: roce-100g}\n"
)
A100 = HEAD % 30 + "cards: {allow: [a100-80g]}\n"
BOARD = A100 + "nodes: {chassis: [dgx-a100]}\n"


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences in one line, not folded."""
    monkeypatch.setenv("COLUMNS", "400")


def run(capsys: Capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_sixteen_ascend_910_are_one_gang_over_two_servers(write: Write, capsys: Capsys) -> None:
    """Not ten: jobs over several Atlas 800 take whole servers. 16 x 81,250 and a network of 100 GbE."""
    code, out, _ = run(capsys, "solve", str(write(ASCEND)), "--lang", "en")
    assert code == 0
    assert "2  1-2  Atlas 800 training server (model 9000)  8 x Ascend 910 32G  100 GbE RoCE" in out
    assert "1 x 16 cards" in out
    assert "full fine-tuning: 1 x 16 Ascend 910 32G, shared; servers 1, 2, 100 GbE RoCE, 12.5 GB/s" in out
    assert "estimates beside the cards: 100 GbE RoCE " in out
    assert "hosts in the price of their cards: Atlas 800" in out
    assert "W at full power, an upper bound" in out


def test_a_gang_on_a_board_names_its_link_and_the_part_it_is(write: Write, capsys: Capsys) -> None:
    _, out, _ = run(capsys, "solve", str(write(BOARD)), "--lang", "en")
    assert "server 1, NVSwitch, 300 GB/s per direction" in out
    assert "estimates beside the cards: DGX A100 (HGX A100 8-GPU) 712,800 CNY" in out
    assert "A100 80G is A100 SXM4 80G, listed at 17499 USD; counted at 11500 USD" in out
    _, zh, _ = run(capsys, "solve", str(write(BOARD)), "--lang", "zh")
    assert "第 1 台服务器、NVSwitch、单向 300 GB/s" in zh
    assert "实为" in zh


def test_a_gang_over_the_hosts_bus_names_no_bridge(write: Write, capsys: Capsys) -> None:
    """An L40S has no NVLink, whatever bridges the server takes."""
    text = "demand: {full_finetune: true}\nfigures: datasheet\ncards: {allow: [l40s-48g]}\n"
    path = write(text + "objective: cards\nsolver: {prove: once}\nnodes: {chassis: [pcie-8x-4u-switched]}\n")
    _, out, _ = run(capsys, "solve", str(path), "--lang", "en")
    assert "1 x 7 L40S 48G, shared; server 1, host bus, 31.5 GB/s per direction" in out


def test_a_bisection_that_is_a_bound_is_told_as_one(write: Write, capsys: Capsys, tmp_path: Path) -> None:
    """216 cards in 27 servers have more halves than are tried; those of one board are all tried."""
    text = "demand: {full_finetune: true, llm: qwen2.5-72b}\nsizing: roofline\nfigures: datasheet\n"
    text += "prices: cn-2026\ncards: {allow: [rtx-4090-24g]}\nsolver: {prove: once}\n"
    path = write(text + "nodes: {chassis: [pcie-8x-4u-switched], fabric: roce-100g}\n")
    _, out, _ = run(capsys, "solve", str(path), "--lang", "en", "-o", str(tmp_path / "out"))
    assert "12.5 GB/s per direction (at most 387.5 between its halves)" in out
    result = tmp_path / "out" / "result.json"
    assert json.loads(result.read_text(encoding="utf-8"))["gangs"][0]["bisection_exact"] is False
    assert run(capsys, "check", str(result))[0] == 0
    book = openpyxl.load_workbook(tmp_path / "out" / "bom.xlsx")
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert cells & {"at most 387.5", "至多 387.5"}
    _, zh, _ = run(capsys, "solve", str(path), "--lang", "zh")
    assert "（两半之间至多 387.5）" in zh
    _, out, _ = run(capsys, "solve", str(write(BOARD)), "--lang", "en")
    assert "300 GB/s per direction (600 between its halves)" in out


def test_light_jobs_on_several_cards_are_told(write: Write, capsys: Capsys) -> None:
    text = "demand: {light_finetune: 2, tuning: {light: {cards: 2, min_bandwidth_gb_s: 100}}}\n"
    text += "prices: cn-2026\nsolver: {prove: once}\ncards: {allow: [a100-80g]}\n"
    path = write(text + "nodes: {chassis: [pcie-4x-2u]}\n")
    _, out, _ = run(capsys, "solve", str(path), "--lang", "en")
    assert "light fine-tuning: 2 jobs at one time, each of 2 equal cards in one server, at 100 GB/s" in out
    _, zh, _ = run(capsys, "solve", str(path), "--lang", "zh")
    assert "轻量微调：可同时运行 2 个任务，每个任务 2 张同型号卡，位于同一台服务器内，单向 100 GB/s以上" in zh


def test_an_own_host_price_is_no_estimate(write: Write, capsys: Capsys) -> None:
    text = BOARD.replace("[dgx-a100]", "[dgx-a100], price: {dgx-a100: 700000}")
    _, out, _ = run(capsys, "solve", str(write(text)), "--lang", "en")
    assert "estimates beside the cards" not in out


def test_the_bill_adds_up_by_category_and_over_the_horizon(write: Write, capsys: Capsys) -> None:
    text = BOARD + "objective: tco\nmoney: {electricity_per_kwh: 1, pue: 2, horizon_months: 12}\n"
    _, out, _ = run(capsys, "solve", str(write(text)), "-f", "json")
    result = json.loads(out)
    parts: dict[str, float] = {}
    for line in result["bill"]:
        assert line["subtotal"] == pytest.approx(line["count"] * line["unit"])
        parts[line["category"]] = parts.get(line["category"], 0) + line["subtotal"]
    assert parts["cards"] + parts["hosts"] == result["totals"]["cost"]
    # 6,500 W x 8,766 h x 2 at 1 CNY, each piece rounded to a fen
    assert parts["electricity"] == pytest.approx(6.5 * 8766 * 2, abs=0.05)
    assert parts["electricity"] == pytest.approx(result["totals"]["running"])
    code, out, _ = run(capsys, "solve", str(write(text)), "--lang", "en")
    assert code == 0
    assert "electricity in all" in out
    assert "in 12 months" in out


@pytest.mark.parametrize(("lang", "total"), [("en", "total"), ("zh", "合计")])
def test_each_table_ends_with_the_sum_of_its_column(
    lang: str, total: str, write: Write, capsys: Capsys
) -> None:
    """Cards have their own sum; that of the bill, with servers and running, is what the plan costs in all."""
    text = BOARD + "objective: tco\nmoney: {electricity_per_kwh: 1, pue: 2, horizon_months: 12}\n"
    answer = glmopt.solve(text)
    plan = answer.plan
    assert plan is not None
    assert plan.totals.cost is not None
    assert plan.totals.spent is not None
    assert plan.totals.spent > plan.totals.cost > (plan.cost_of_cards or 0) > 0
    _, out, _ = run(capsys, "solve", str(write(text)), "--lang", lang, "-f", "md")
    last = [row.split(" | ") for row in out.splitlines() if row.startswith(f"| {total}")]
    cards, bill = (next(cell for cell in row[2:] if cell.strip(" |")) for row in last)
    assert cards == amount(plan.cost_of_cards) == amount(sum(line.subtotal or 0 for line in plan.lines))
    assert bill.strip(" |") == amount(plan.totals.spent) == amount(sum(line.subtotal for line in plan.bill))


def test_other_plans_under_tco_are_compared_by_what_they_cost_in_all(write: Write, capsys: Capsys) -> None:
    text = (HEAD % 60).replace(", full_finetune: true", "") + (
        "objective: tco\ncards: {allow: [a100-80g, rtx-4090-24g]}\nnodes: {chassis: [pcie-8x-4u-switched]}\n"
    )
    more = ("--alternatives", "1", "--within", "100%", "--alternatives-by", "counts")
    _, out, _ = run(capsys, "solve", str(write(text)), "-f", "json", *more)
    result = json.loads(out)
    (other,) = result["alternatives"]["plans"]
    best = result["totals"]["cost"] + result["totals"]["running"]
    rest = other["totals"]["cost"] + other["totals"]["running"]
    assert best == pytest.approx(result["objective"]["value"])
    assert best < rest + 0.01
    _, out, _ = run(capsys, "explain", str(write(text)), "-f", "json", *more)
    assert json.loads(out)["alternatives"][0]["cost"] == pytest.approx(rest)


def test_licences_that_nobody_counts_are_named(write: Write, capsys: Capsys) -> None:
    rule = "rules: {virtualization: {kind: any, min_instances: 5}}\n"
    _, out, _ = run(capsys, "solve", str(write(A100 + rule)), "--lang", "en")
    assert "time slices need a vGPU licence for each card, not counted without objective tco: A100 80G" in out
    _, out, _ = run(capsys, "solve", str(write(A100 + rule + "objective: tco\n")), "--lang", "en")
    assert "time slices need" not in out
    assert "licences" in out
    _, out, _ = run(capsys, "solve", str(write(A100 + rule.replace("any", "hard"))), "--lang", "en")
    assert "time slices need" not in out


def test_owned_servers_are_marked_and_their_cards_not_priced(write: Write, capsys: Capsys) -> None:
    text = ASCEND + "owned: [{card: ascend-910-32g, chassis: atlas-800-9000}]\n"
    _, out, _ = run(capsys, "solve", str(write(text)), "--lang", "en")
    assert "16, 8 of them owned" in out
    assert "8 x Ascend 910 32G  100 GbE RoCE  yes" in out
    _, out, _ = run(capsys, "solve", str(write(text)), "-f", "csv", "--lang", "en")
    assert "1,n1,atlas-800-9000,8 ascend-910-32g,roce-100g,main,yes" in out
    all_owned = text.replace("-9000}]", "-9000, nodes: 2}]")
    _, out, _ = run(capsys, "solve", str(write(all_owned)), "--lang", "en")
    assert "Ascend 910 32G 81,250" not in out
    assert "estimates beside the cards: 100 GbE RoCE 87,840 CNY" in out  # the network is bought all the same


def test_each_site_is_told_with_what_is_left_of_it(write: Write, capsys: Capsys) -> None:
    text = A100.replace("streams: 30", "streams: 120") + (
        "nodes: {chassis: [pcie-4x-2u]}\n"
        "sites: {east: {max_power_kw: 3, min_streams: 60}, west: {max_rack_units: 10, min_streams: 60}}\n"
    )
    _, out, _ = run(capsys, "solve", str(write(text)), "--lang", "en")
    assert "east: 1 server; 4 cards; 60 of 60 streams; " in out
    assert "of 3 kW" in out
    assert "west: 1 server; 4 cards; 60 of 60 streams; 2 of 10 rack units" in out
    assert ", server " in out.split("full fine-tuning: ")[1]


@pytest.mark.parametrize(
    ("ending", "begins"), [("graphml", "<graphml "), ("dot", "graph "), ("mmd", "flowchart ")]
)
def test_the_graph_is_written_in_the_format_of_its_ending(
    ending: str, begins: str, write: Write, tmp_path: Path, capsys: Capsys
) -> None:
    path = tmp_path / f"g.{ending}"
    code, _, _ = run(capsys, "solve", str(write(BOARD)), "--graph", str(path))
    text = path.read_text(encoding="utf-8")
    assert code == 0
    assert text.lstrip().startswith(begins)
    assert "a100-80g" in text


def test_the_drawing_shows_the_plan(write: Write, tmp_path: Path, capsys: Capsys) -> None:
    path = tmp_path / "g.SVG"
    run(capsys, "solve", str(write(ASCEND)), "--graph", str(path), "--lang", "zh")
    texts = [t.text or "" for t in ET.parse(path).getroot().iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
    assert texts.count("G1") == 16
    assert any("2 台服务器，16 张卡" in t for t in texts)


def test_the_picture_in_the_docs_is_that_of_its_scenario(root: Path, tmp_path: Path, capsys: Capsys) -> None:
    """docs/topology.md has the command that makes it anew."""
    path, scenario = tmp_path / "p.svg", root / "scenarios" / "expand-owned.yaml"
    code, _, _ = run(
        capsys, "solve", str(scenario), "--what-if", "huawei-only", "--graph", str(path), "--lang", "en"
    )
    assert code == 0
    assert path.read_bytes() == (root / "docs" / "images" / "expand-owned.svg").read_bytes()


@pytest.mark.parametrize(
    ("text", "name", "said"), [(BOARD, "g.png", "no graph format"), (A100, "g.svg", "no servers to draw")]
)
def test_what_cannot_be_drawn_is_refused_and_nothing_written(
    text: str, name: str, said: str, write: Write, tmp_path: Path, capsys: Capsys
) -> None:
    path = tmp_path / name
    code, _, err = run(capsys, "solve", str(write(text)), "--graph", str(path), "--lang", "en")
    assert code == 2
    assert said in err
    assert not path.exists()


def test_what_ifs_tell_servers_and_what_running_costs(write: Write, capsys: Capsys) -> None:
    text = BOARD + (
        "what_if:\n  bare: {nodes: null}\n  tco: {objective: tco}\n"
        "  no: {cards: {stock: {a100-80g: {max: 3}}}}\n"
    )
    path = str(write(text))
    _, out, _ = run(capsys, "whatif", path, "-f", "json")
    base, bare, tco, no = json.loads(out)
    assert base["servers"] == tco["servers"] == {"dgx-a100": 1}
    assert bare["servers"] == {}
    assert bare["cost_difference"] == bare["cost"] - base["cost"] < 0
    assert tco["cost"] == tco["purchase"] + tco["running"] > base["cost"]
    assert base["running"] is None
    # a total with running and one without are not subtracted
    assert tco["cost_difference"] is None
    assert no["status"] == "infeasible"
    _, out, _ = run(capsys, "whatif", path, "--lang", "en")
    assert "8 a100-80g in 1 dgx-a100" in out
    cost = amount(Decimal(str(tco["cost"])))
    assert re.search(rf"{cost} to buy and to run +to buy: 0 ", out)
    _, out, _ = run(capsys, "whatif", path, "--lang", "zh")
    assert re.search(rf"{cost}（含运行） +采购：0 ", out)
    _, out, _ = run(
        capsys, "whatif", path, "--set", "objective=capex", "--lang", "en", "--set", "money.pue=2"
    )
    assert "to buy" not in out


def test_the_report_counts_the_cards_of_a_gang_as_they_are_wired(write: Write) -> None:
    """Ten Ascend 910 would do by their memory; Atlas 800 servers take them by eights."""
    from glmopt.reports.sections import Case
    from glmopt.reports.sections.purchase import plan_grid
    from glmopt.result import answer, document, dumps, parse_result
    from glmopt.scenario import catalog_for, load_scenario
    from glmopt.study import Studies

    text = (
        HEAD % 30
        + "cards: {allow: [ascend-910-32g]}\nnodes: {chassis: [atlas-800-9000], fabric: [roce-100g]}\n"
    )
    scenario = load_scenario(write(text))
    saved = parse_result(dumps(document(answer(scenario, catalog_for(scenario)))), "result.json")
    grid = plan_grid(Case(saved, Studies(), "en"))
    assert grid is not None
    cells = dict(zip((c.key for c in grid.table.columns), grid.table.rows[0], strict=True))
    assert cells["full_finetune"] == "1 x 16 cards"
