"""Charts: well-formed, told to those who cannot see them, readable without colour."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from glmopt.reports.charts import Bar, Flat, Swing, Tile, bar_chart, heat_map, step_curve, tornado_chart
from glmopt.reports.charts.heatmap import letters
from glmopt.reports.charts.limit import limit_line
from glmopt.reports.charts.svg import Scale, ticks, wide

SVG = "{http://www.w3.org/2000/svg}"
STEPS = [
    Flat(1, 9, Decimal(100), "2 a & b"),
    Flat(10, 12, Decimal(150), "3 <c>", marked=True),
    Flat(13, 20, None),
]
SWINGS = [
    Swing("price", -400, None, "-50 %: -400", "+50 %: nothing", flips=True),
    Swing("streams", -10, 20, "-10", "+20", flips=False),
]
TILES = [[Tile("a + b", "1,000"), Tile("c", "20")], [Tile("c", "3"), Tile(None)]]


def charts(lang: str, ident: str = "one") -> list[str]:
    said = {"title": "T & t", "desc": "what it <shows>", "lang": lang, "ident": ident}
    return [
        step_curve(STEPS, x_title="streams", y_title="CNY", **said),
        tornado_chart(SWINGS, starred="* other card types", **said),
        heat_map(TILES, x_title="x", x_values=["1", "2"], y_title="y", y_values=["3", "4"], **said),
        bar_chart([Bar("a", 5, "5"), Bar("b", 8, "8", hatched=True), Bar("c", None, "-")], **said),
    ]


def texts(svg: str) -> list[str]:
    return [e.text or "" for e in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("number", range(4))
def test_each_is_well_formed_and_says_what_it_is(number: int, lang: str) -> None:
    root = ElementTree.fromstring(charts(lang)[number])  # noqa: S314
    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (title.text, desc.text) == ("T & t", "what it <shows>")
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang


def test_two_charts_on_one_page_share_no_id() -> None:
    ids = [
        e.get("id")
        for ident in ("one", "two")
        for e in ElementTree.fromstring(charts("en", ident)[0]).iter()  # noqa: S314
        if e.get("id")
    ]
    assert len(ids) == len(set(ids)) == 6


def test_nothing_in_it_needs_the_network_or_a_script() -> None:
    for svg in charts("en"):
        assert "href" not in svg
        assert "<script" not in svg


def test_the_words_are_in_the_language() -> None:
    assert "infeasible" in texts(charts("en")[0])
    assert "无解" in texts(charts("zh")[0])


def test_a_mark_has_a_number_on_the_curve_and_below() -> None:
    shown = texts(charts("en")[0])
    assert shown.count("1") == 2
    assert "10: 3 <c>" in shown


def test_every_mix_has_a_letter_in_its_tile_and_in_the_legend() -> None:
    assert letters(TILES) == {"a + b": "A", "c": "B"}
    shown = texts(charts("en")[2])
    assert (shown.count("A"), shown.count("B")) == (2, 3)
    assert {"a + b", "c"} <= set(shown)


def test_twenty_seven_mixes_have_different_letters() -> None:
    named = letters([[Tile(str(k)) for k in range(60)]])
    assert len(set(named.values())) == 60
    assert (named["25"], named["26"]) == ("Z", "A2")


def test_an_input_that_flips_the_mix_has_a_star() -> None:
    shown = texts(charts("en")[1])
    assert "price *" in shown
    assert "streams" in shown


@pytest.mark.parametrize(
    ("curve", "x", "base"),
    [
        ([], 106, 94),  # free: at the left end, above
        ([(100, 200, 90, 90)], 106, 116),  # a piece through that place: below the line
        (
            [(100, 200, 90, 90), (150, 150, 90, 130)],
            494 - wide("ten letter"),
            94,
        ),  # and a step through this one: the right end
        ([(100, 500, 90, 90)], 106, 116),
    ],
)
def test_the_name_of_a_limit_stands_where_no_curve_runs_through_it(
    curve: list[tuple[float, float, float, float]], x: int, base: int
) -> None:
    line, name = limit_line("ten letter", 100, (100, 500, 0, 300), curve)
    assert 'd="M100 100H500"' in line
    found = ElementTree.fromstring(name)  # noqa: S314
    assert (float(found.attrib["x"]), float(found.attrib["y"])) == (x, base)
    assert found.text == "ten letter"


def test_ticks_are_round_and_within() -> None:
    assert ticks(0, 331_200) == [0, 100_000, 200_000, 300_000]
    assert ticks(1, 80, 8) == [10, 20, 30, 40, 50, 60, 70, 80]
    assert ticks(5, 5) == [5]
    for high in (1, 3, 17, 999, 1_000_001):
        found = ticks(0, high)
        assert 2 <= len(found) <= 7
        assert found[-1] <= high
        assert len({b - a for a, b in pairwise(found)}) == 1


def test_a_scale_without_length_is_its_middle() -> None:
    assert Scale(5, 5, 0, 10)(5) == 5
    assert Scale(0, 10, 100, 0)(10) == 0
