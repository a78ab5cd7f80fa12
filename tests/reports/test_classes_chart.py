"""The picture of classes by card: what is drawn, and that it says the same in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET  # our own picture is read back

import pytest
from tests.classes.instances import instances

import glmopt
from glmopt.catalog import load_catalog
from glmopt.importing import melange
from glmopt.language import translator
from glmopt.reports.answer import render
from glmopt.reports.charts.classes import NARROW, ClassBar, classes_chart
from glmopt.reports.charts.svg import TINTS, wide
from glmopt.reports.classes_picture import class_bars, classes_picture
from glmopt.result import Result, answer
from glmopt.scenario import Scenario, catalog_for, load_scenario

SVG = "{http://www.w3.org/2000/svg}"


def picture(bars: list[ClassBar]) -> ET.Element:
    text = classes_chart(bars, title="Classes by card", desc="parts", free="free", lang="en")
    return ET.fromstring(text)  # noqa: S314


def test_each_class_is_a_part_of_its_bar() -> None:
    """Half of 640 pixels for a, an eighth for b; letters and words say the same as the lengths."""
    root = picture([ClassBar("2 x A100", (("chats & <b>", Decimal("0.5")), ("docs", Decimal("0.125"))))])
    parts = [r for r in root.iter(f"{SVG}rect") if r.find(f"{SVG}title") is not None]
    assert [(float(r.get("width", "0")), r.find(f"{SVG}title").text) for r in parts] == [  # type: ignore[union-attr]
        (320.0, "chats & <b>: 50.0 %"),
        (80.0, "docs: 12.5 %"),
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


def test_a_narrow_picture_fits_a_phone_and_its_colours_follow_the_theme() -> None:
    """Long words go to further lines; every colour of the classes has a dark form on the page."""
    many = tuple((f"class {k}", Decimal("0.08")) for k in range(12))
    label = "128 x RTX PRO 6000 Blackwell Server Edition 96G x 8, at night, ChatGLM3-6B"
    made = classes_chart(
        [ClassBar(label, many)], title="t", desc="d", free="free", lang="en", length=NARROW, bare=True
    )
    root = ET.fromstring(made)  # noqa: S314
    assert float(root.get("width", "0")) == NARROW + 32 <= 358
    lines = [str(t.text) for t in root.iter(f"{SVG}text")]
    assert max(map(wide, lines)) <= NARROW
    assert " ".join(lines).startswith(label)
    assert "K 8.0 %, L 8.0 %, free 4.0 %" in " ".join(lines)
    style = (Path(glmopt.__file__).parent / "reports/html/templates/page.css").read_text(encoding="utf-8")
    dark = style[style.rindex("@media (prefers-color-scheme: dark)") :]
    tints = {r.get("fill") for r in root.iter(f"{SVG}rect")} & set(TINTS)
    assert len(tints) == len(TINTS)
    assert all(f'.classes) svg [fill="{tint}"]' in dark for tint in tints)


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
