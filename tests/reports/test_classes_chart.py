"""The picture of classes by card: what is drawn, and that it says the same in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET  # our own picture is read back

import pytest
from tests.classes.instances import instances

from glmopt.catalog import load_catalog
from glmopt.importing import melange
from glmopt.language import translator
from glmopt.reports.answer import render
from glmopt.reports.charts.classes import ClassBar, classes_chart
from glmopt.reports.classes_picture import class_bars, classes_picture
from glmopt.result import Result, answer
from glmopt.scenario import Scenario, catalog_for, load_scenario

SVG = "{http://www.w3.org/2000/svg}"


def picture(bars: list[ClassBar]) -> ET.Element:
    text = classes_chart(bars, title="Classes by card", desc="parts", free="free", lang="en")
    return ET.fromstring(text)  # noqa: S314


def test_each_class_is_a_part_of_its_bar() -> None:
    """Half of 520 pixels for a, an eighth for b; letters and words say the same as the lengths."""
    root = picture([ClassBar("2 x A100", (("chats & <b>", Decimal("0.5")), ("docs", Decimal("0.125"))))])
    parts = [r for r in root.iter(f"{SVG}rect") if r.find(f"{SVG}title") is not None]
    assert [(float(r.get("width", "0")), r.find(f"{SVG}title").text) for r in parts] == [  # type: ignore[union-attr]
        (260.0, "chats & <b>: 50.0 %"),
        (65.0, "docs: 12.5 %"),
    ]
    said = [t.text for t in root.iter(f"{SVG}text")]
    assert "A 50.0 %, B 12.5 %, free 37.5 %" in said
    assert "A  chats & <b>" in said
    assert said.count("A") == 1
    assert root.get("role") == "img"
    assert {root.find(f"{SVG}title").get("id"), root.find(f"{SVG}desc").get("id")} == {
        "classes-t",
        "classes-d",
    }  # type: ignore[union-attr]


def test_an_empty_picture_and_many_classes_are_drawn() -> None:
    assert picture([]).get("width")
    many = [ClassBar(f"{k} x card", ((f"class {k}", Decimal(1)),)) for k in range(30)]
    letters = {t.text for t in picture(many).iter(f"{SVG}text")}
    assert {"A", "Z", "A2", "D2"} <= letters


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """58 classes on four kinds of card."""
    folder = tmp_path_factory.mktemp("mixed")
    one = next(i for i in instances() if i["name"] == "F2_paper_mixed_r4_s8")
    made = melange(json.dumps(one["melange"]), "c.json", load_catalog().cards, "m.yaml")
    for suffix, text in made.texts.items():
        Path(folder / (f"m{suffix}" if suffix else "m.yaml")).write_text(text, encoding="utf-8")
    scenario = load_scenario(folder / "m.yaml")
    return answer(scenario, catalog_for(scenario))


def test_many_classes_are_told_by_the_largest(mixed: Result) -> None:
    bars = class_bars(mixed, translator("en"), "en")
    assert [b.label.split(" x ")[1] for b in bars] == ["A100", "A10G", "H100", "L4"]
    for bar in bars:
        assert 0 < sum(part for _, part in bar.parts) <= Decimal("1.0001")
    assert any(name.endswith(" others") for bar in bars for name, _ in bar.parts)
    assert len({name for bar in bars for name, _ in bar.parts}) <= 12


def test_tables_for_people_and_for_programs(mixed: Result) -> None:
    for lang, words in (("en", "the 11 largest of"), ("zh", "中最大的 11 类")):
        for form in ("table", "md"):
            assert words in render(mixed, form, lang)
    assert mixed.plan is not None
    lines = render(mixed, "csv", "en").split("class,", 1)[1].strip().splitlines()
    assert len(lines) - 1 == len(mixed.plan.shares)


def test_no_classes_no_picture(load: Callable[..., Scenario]) -> None:
    scenario = load("demand: {streams: 5}\nprices: cn-2026\n")
    assert classes_picture(answer(scenario, catalog_for(scenario)), translator("en"), "en") == ""
