"""The picture: well-formed, complete, and told apart without colour."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from glmopt.catalog import Catalog
from glmopt.reports.drawing import svg
from glmopt.reports.drawing_model import shorten
from glmopt.topology import plan_graph

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def example(shipped: Catalog, node: Any, gang: Any) -> Any:
    """The picture of docs/topology.md: two Atlas servers, an A100 board, two 4090 servers, two sites."""
    atlas, board = ("ascend-910-32g", "atlas-800-9000"), ("a100-80g", "dgx-a100")
    return plan_graph(
        [
            node(*atlas, site="贵阳 Guiyang", count=2),
            node(*board, site="贵阳 Guiyang"),
            node("rtx-4090-24g", "pcie-8x-4u-switched", 7, site="苏州 Suzhou", count=2),
            node("a6000-48g", "ws-2x", site="苏州 Suzhou", serving=1),
        ],
        [
            gang(*atlas, "roce-100g", 10, site="贵阳 Guiyang"),
            gang(*board, "roce-100g", 4, 300, site="贵阳 Guiyang"),
            gang("rtx-4090-24g", "pcie-8x-4u-switched", "roce-100g", 14, site="苏州 Suzhou"),
        ],
        shipped.fabrics["roce-100g"],
    )


def _texts(picture: str) -> list[str]:
    return [t.text or "" for t in ET.fromstring(picture).iter(f"{SVG}text")]  # noqa: S314


def test_the_picture_in_the_docs_is_this_one(example: Any, root: Path) -> None:
    """GLMOPT_WRITE_GOLDEN=1 writes it anew."""
    path = root / "docs" / "topology.svg"
    if os.environ.get("GLMOPT_WRITE_GOLDEN"):
        path.write_text(svg(example, "en"), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == svg(example, "en")


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "桥接器不在清单内"), ("en", "bridges are not in the bill")]
)
@pytest.mark.parametrize(
    ("card", "bridged"), [("a100-80g", True), ("h100-nvl-94g", True), ("rtx-4090-24g", False)]
)
def test_bridges_that_are_drawn_are_said_not_to_be_paid_for(
    lang: str, said: str, card: str, bridged: bool, shipped: Catalog, node: Any
) -> None:
    servers = plan_graph([node(card, "pcie-8x-4u-switched")], [], shipped.fabrics["none"])
    assert any(said in text for text in _texts(svg(servers, lang))) is bridged


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_card_is_a_cell_with_a_letter(example: Any, lang: str) -> None:
    texts = _texts(svg(example, lang))
    assert [texts.count(letter) for letter in ("G1", "G2", "G3", "S", "–")] == [16, 4, 14, 5, 1]
    at = texts.index("n1 · ascend-910-32g")
    assert texts[at + 1] == "atlas-800-9000"
    assert texts.count("8 × 12.5") == 3
    assert any("300" in t and "a100-80g" in t for t in texts)


def test_title_and_description_for_those_who_do_not_see_it(example: Any) -> None:
    picture = ET.fromstring(svg(example, "zh"))  # noqa: S314
    assert picture.findtext(f"{SVG}title") == "采购方案：6 台服务器，40 张卡"
    assert "GB/s" in (picture.findtext(f"{SVG}desc") or "")
    assert picture.get("role") == "img"


def test_nothing_comes_from_outside(example: Any) -> None:
    picture = svg(example, "en")
    assert "<script" not in picture
    assert "href" not in picture
    assert picture.count("http") == 1


@pytest.mark.parametrize("name", ['<b>"x" & y</b>', "]]>", "\x00\x1b[31m", "机房" * 60, "👩‍💻 room", ""])
def test_any_site_name_is_shown_safely(shipped: Catalog, node: Any, name: str) -> None:
    graph = plan_graph([node("a100-80g", "dgx-a100", site=name)], [], shipped.fabrics["none"])
    texts = _texts(svg(graph, "zh"))
    assert shorten(name, 80) in texts


def test_what_has_a_name_stands_under_it(example: Any) -> None:
    names = {
        "ascend-910-32g": "昇腾 910 32G",
        "atlas-800-9000": "Atlas 800 训练服务器",
        "roce-25g": "25GbE RoCE",
    }
    texts = _texts(svg(example, "zh", names))
    assert texts[texts.index("n1 · 昇腾 910 32G") + 1] == "Atlas 800 训练服务器"
    assert not any(id_ in text for text in texts for id_ in names)


def test_more_than_forty_servers_are_folded(shipped: Catalog, node: Any, gang: Any) -> None:
    board = ("h100-80g", "dgx-h100")
    graph = plan_graph([node(*board, count=60)], [gang(*board, "ib-400g", 4)], shipped.fabrics["ib-400g"])
    texts = _texts(svg(graph, "en"))
    assert "dgx-h100 × 59" in texts
    assert "Purchase: 60 servers, 480 cards" in texts


def test_forty_servers_are_drawn_one_by_one(shipped: Catalog, node: Any) -> None:
    graph = plan_graph([node("a6000-48g", "ws-2x", count=40)], [], shipped.fabrics["none"])
    assert _texts(svg(graph, "en")).count("S") == 80


def test_an_empty_purchase_is_a_picture_too(shipped: Catalog) -> None:
    assert _texts(svg(plan_graph([], [], shipped.fabrics["none"]), "en"))[0] == "Purchase: 0 servers, 0 cards"


def test_wide_characters_count_two() -> None:
    assert shorten("机房机房", 8) == "机房机房"
    assert shorten("机房机房", 7) == "机房…"
    assert shorten("abcdef", 4) == "abc…"
