"""Studies as people see them: tables with charts of text, SVG files, and one JSON document for programs."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from glmopt.catalog import Catalog
from glmopt.errors import InputError
from glmopt.explain import staying
from glmopt.language import translator
from glmopt.problem import formulate
from glmopt.reports import comparison as comparing
from glmopt.reports import frontier as fronts
from glmopt.reports import sensitivity
from glmopt.reports.charts import Flat, Swing, Tile, terminal
from glmopt.reports.sensitivity import changes_in, sentence
from glmopt.reports.staying import staying_table
from glmopt.reports.tabular import FORMATS, Screen
from glmopt.scenario import Scenario, parse_settings
from glmopt.study import Bar, Confidence, End, budgets, compare, confidence, frontier, tornado, tradeoff

Ask = Callable[..., Scenario]
GRID = ("demand.streams=30,60", "cards.allow=[a100-80g],[h100-80g]")


@pytest.fixture(scope="module")
def bought(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    from glmopt.scenario import load_scenario

    path = tmp_path_factory.mktemp("s") / "s.yaml"
    text = "demand: {streams: 60}\nprices: cn-2026\ncards: {allow: [a100-80g, h100-80g]}\n"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path)


# ---- charts of text --------------------------------------------------------------------------------------


def test_steps_rise_from_left_to_right() -> None:
    flats = [Flat(1, 10, 50), Flat(11, 20, 100, "b", marked=True), Flat(21, 30, None)]
    plain = terminal.steps(flats, Screen(width=40, encoding="ascii")).splitlines()
    top, bottom = plain[1], plain[8]
    assert top.startswith("100 |")
    assert bottom.startswith("  0 |")
    # the upper half is only under the second piece, nothing fits in the last
    assert top.count("#") * 2 == pytest.approx(bottom.count("#"), abs=2)
    assert bottom.rstrip().endswith("x")
    assert plain[0].strip() == "1"
    assert plain[0].index("1") == top.index("#")
    assert all(len(line) <= 40 for line in plain)
    assert "█" in terminal.steps(flats, Screen(width=40))


def test_steps_without_a_value_draw_nothing() -> None:
    assert terminal.steps([Flat(1, 5, None)], Screen()) == ""


def test_a_tornado_has_its_bars_on_the_right_side() -> None:
    swings = [Swing("price", -40, 20, "", "", flips=True), Swing("need", None, 10, "", "", flips=False)]
    first, second = terminal.tornado(swings, Screen(width=50, encoding="ascii")).splitlines()
    left, _, right = first.partition("|")
    assert (left.count("-"), right.count("#")) == (2 * right.count("#"), right.count("#"))
    assert "*" in left
    assert second.rstrip().endswith("x")
    assert terminal.tornado([], Screen()) == ""


def test_a_heat_map_names_every_mix_once() -> None:
    tiles = [[Tile("a"), Tile("b")], [Tile("b"), Tile(None)]]
    text = terminal.heat(tiles, ("80万", "100万"), ("low", "high"), "en")
    assert text.splitlines() == [
        "      80万  100万",
        "low      A      B",
        "high     B      x",
        "",
        "A  a",
        "B  b",
        "x  infeasible",
    ]


def test_a_tornado_for_programs_is_in_the_money_of_its_plan(ask: Ask, tiny: Catalog) -> None:
    """Every objective is what the plan of that end costs, not its minor units."""
    asked = ask(demand={"streams": 10}, cards={"price": {"ten": "100.55", "four": 1000}})
    bars = tornado(asked, tiny)
    assert bars is not None
    told = sensitivity.tornado_record(bars)
    assert (told["goal"], told["currency"], told["base"]) == ("capex", "CNY", Decimal("100.55"))
    for bar, plain in zip(bars.bars, told["bars"], strict=True):
        for end in ("low", "high"):
            objective = getattr(bar, end).objective
            shown = None if objective is None else Decimal(objective) / 100
            assert plain[end]["objective"] == shown
    shown = json.loads(sensitivity.render(bars, None, "json", "en"))
    assert shown["tornado"]["base"] == 100.55


def test_a_tornado_of_cards_counts_cards(ask: Ask, tiny: Catalog) -> None:
    bars = tornado(ask(demand={"streams": 10}, objective="cards"), tiny)
    assert bars is not None
    told = sensitivity.tornado_record(bars)
    assert (told["goal"], told["currency"], told["base"]) == ("cards", None, bars.base)


# ---- frontiers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["table", "md", "csv", "json"])
def test_every_frontier_in_every_form(form: str, lang: str, ask: Ask, tiny: Catalog) -> None:
    scenario = ask(demand={}, budget={"max": 150}, solver={"prove": "once"})
    for found in (
        frontier(scenario, tiny, 1, 30),
        budgets(scenario, tiny, 0, 15_000),
        tradeoff(scenario, tiny, "streams_high"),
    ):
        told = fronts.render(found, form, lang)
        assert told.endswith("\n")
        if form == "json":
            document = json.loads(told)
            assert document["complete"]
            assert document["kind"] in ("streams", "budgets", "tradeoff")
        root = ElementTree.fromstring(fronts.svg(found, lang))  # noqa: S314
        assert root.get("role") == "img"


def test_a_step_where_nothing_fits_is_no_new_mix(ask: Ask, tiny: Catalog) -> None:
    found = frontier(ask(demand={}, budget={"max": 100}), tiny, 1, 30)
    assert found.steps[-1].plan is None
    assert not found.steps[-1].new_mix
    rows = json.loads(fronts.render(found, "json", "en"))["steps"]
    assert rows[-1] == {
        "low": 13,
        "high": 30,
        "cost": None,
        "total": None,
        "streams": None,
        "new_mix": False,
        "plan": None,
    }


def test_the_table_has_the_numbers_of_the_chart(ask: Ask, tiny: Catalog) -> None:
    found = frontier(ask(demand={}), tiny, 1, 12)
    made = fronts.shown(found, "en")
    numbers = [str(row[3]) for row in made.table.rows if row[3]]
    assert numbers == [str(k + 1) for k in range(sum(f.marked for f in made.flats))]


def test_a_study_that_proved_nothing_has_no_chart(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(demand={})
    nothing = type(frontier(scenario, tiny, 1, 1))(scenario, 1, 9, (), complete=False, interrupted=True)
    assert "not complete" in fronts.render(nothing, "table", "en")
    with pytest.raises(InputError, match="nothing to draw"):
        fronts.svg(nothing, "en")


# ---- what if ---------------------------------------------------------------------------------------------


def test_a_grid_of_two_keys_is_a_map(bought: Scenario) -> None:
    found = compare(bought, parse_settings(GRID, many=True))
    grid = comparing.grid_of(found)
    assert grid is not None
    assert (grid.y_values, grid.x_values) == (("30", "60"), ("[a100-80g]", "[h100-80g]"))
    for y, row in enumerate(grid.tiles):
        for x, tile in enumerate(row):
            single = found.variations[y * 2 + x]
            assert tile.mix == " + ".join(single.counts)
    text = comparing.render(found, "table", "en")
    assert "demand.streams / cards.allow" in text
    ElementTree.fromstring(comparing.svg(found, "zh"))  # noqa: S314


@pytest.mark.parametrize("settings", [("demand.streams=30,60",), ("demand.streams=30,60", "estimate=low")])
def test_what_is_no_grid_has_no_map(settings: tuple[str, ...], bought: Scenario) -> None:
    found = compare(bought, parse_settings(settings, many=True))
    assert comparing.grid_of(found) is None
    with pytest.raises(InputError, match="a heat map needs a grid"):
        comparing.svg(found, "en")


def test_cards_in_and_out_are_counted(bought: Scenario) -> None:
    """60 streams are 4 A100 80G of 15 streams each; 30 are two of them."""
    found = compare(bought, parse_settings(("demand.streams=30",), many=True))
    row = json.loads(comparing.render(found, "json", "en"))[1]
    assert (row["cards_in"], row["cards_out"], row["in_and_out"]) == (0, 2, {"a100-80g": -2})
    assert "+0 / -2" in comparing.render(found, "table", "en")


def test_what_was_not_solved_is_said_row_by_row(bought: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("glmopt.study.point")
    whole, calls = module.prove_or_recall, []

    def pressed(*arguments: object) -> object:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "prove_or_recall", pressed)
    found = compare(bought, parse_settings(("demand.streams=30,60,90",), many=True))
    assert found.missing == ("demand.streams=60", "demand.streams=90")
    rows = json.loads(comparing.render(found, "json", "en"))
    assert [r["status"] for r in rows] == ["optimal", "optimal", "not solved", "not solved"]
    text = comparing.render(found, "table", "en")
    assert text.count("not solved") == 2
    assert "not complete" in text


@pytest.mark.parametrize("form", ["table", "md", "csv", "json"])
def test_sensitivity_in_every_form(form: str, bought: Scenario, shipped: Catalog) -> None:
    bars, sure = tornado(bought, shipped), confidence(bought, shipped, 30)
    assert bars is not None
    assert sure is not None
    told = sensitivity.render(bars, sure, form, "en")
    if form == "json":
        assert json.loads(told)["confidence"]["draws"] == 30
    else:
        assert "of 30 draws within the ranges of 2 prices this purchase stays optimal" in told
    keys = {b.key for b in bars.bars}
    assert {"cards.price.h100-80g", "h100-80g.published.streams", "demand.streams"} <= keys
    svg = sensitivity.svg(bars, "zh")
    ElementTree.fromstring(svg)  # noqa: S314
    assert "demand.streams" in svg


def test_gangs_vary_by_one(ask: Ask, tiny: Catalog) -> None:
    """Two gangs of two ten cost 320, one 160, three 480."""
    bars = tornado(ask(demand={"full_finetune": {"gangs": 2}}, cards={"allow": ("ten",)}), tiny)
    assert bars is not None
    bar = next(b for b in bars.bars if b.key == "demand.full_finetune.gangs")
    assert (bar.low.objective, bar.high.objective) == (16_000, 48_000)


# ---- an earlier plan -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_earlier_plan_is_told_with_its_reasons(lang: str, ask: Ask, tiny: Catalog) -> None:
    plan = {"four": 1, "old-9g": 2}
    scenario = ask(demand={"streams": 4}, cards={"deny": ("four",)}, rules={"near": {"plan": plan}})
    table = staying_table(staying(formulate(scenario, tiny), scenario, tiny), translator(lang), "CNY")
    assert [row[0] for row in table.rows] == ["4", "7"]
    told = "\n".join(table.notes)
    assert "old-9g" in told
    assert "cards.deny" in told
    for form in ("table", "md", "csv"):
        assert FORMATS[form](table, Screen())


def test_a_plan_that_can_stay_costs_what_it_costs_today(ask: Ask, tiny: Catalog) -> None:
    scenario = ask(demand={"streams": 13}, rules={"near": {"plan": {"ten": 2}}})
    told = staying(formulate(scenario, tiny), scenario, tiny)
    assert told.stays
    assert told.cost == Decimal(160)
    table = staying_table(told, translator("en"), "CNY")
    assert "meets every rule still; it costs 160 CNY today" in table.title
    assert [(row[0], row[2]) for row in table.rows] == [("0", "0"), ("2", "-45"), ("4", "-50")]


@pytest.mark.parametrize(
    ("draws", "wanted", "english", "chinese"),
    [
        (
            2,
            200,
            "not complete: 2 of 200 draws of prices are done",
            "未完成：价格抽样只做了 2 次（要求 200 次）",
        ),
        (29, 29, "29 draws of prices are too few to say", "价格只抽样 29 次"),
    ],
)
def test_of_too_few_draws_no_share_is_told(draws: int, wanted: int, english: str, chinese: str) -> None:
    few = Confidence({"a": 1}, wanted, draws, 0, 0, Decimal("0.02"), 0, varied=3)
    for lang, said in (("en", english), ("zh", chinese)):
        text = sentence(few, translator(lang))
        assert text.startswith(said)
        assert "%" not in text
        assert ("--seconds" in text) == (wanted > draws)
    enough = sentence(replace(few, draws=30, optimal=3), translator("en"))
    assert "in 10.0 % optimal" in enough


def test_what_changes_is_told_as_types_or_counts(bought: Scenario, shipped: Catalog) -> None:
    base = tornado(bought, shipped)
    assert base is not None
    here = End("-1", base.base, base.counts)
    more = End("+1", base.base, {card: n + 1 for card, n in base.counts.items()})
    other = End("+1", base.base, {"another": 1})
    for end, flips, said in ((here, False, "不变"), (more, False, "数量"), (other, True, "卡型")):
        assert changes_in(base, Bar("x", here, end, flips), translator("zh")) == said
