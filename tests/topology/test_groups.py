"""Groups: what is left connected when slow edges are dropped; and the table in the docs."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.topology import groups, links_join
from glmopt.topology.bus import pcie_gb_s

WORDS = {"1 each": (1,) * 8, "pairs": (2,) * 4, "4 + 4": (4, 4), "8": (8,)}
CARDS = {
    "Ascend 910": "ascend-910-32g",
    "A100 PCIe": "a100-pcie-80g",
    "RTX 4090": "rtx-4090-24g",
    "A100 SXM": "a100-sxm-80g",
}


def test_the_table_of_groups_in_the_docs(shipped: Catalog, port: Any, root: Path) -> None:
    text = (root / "docs" / "topology.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| 8 (.+) in `(.+)` \| (.+) \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert len(rows) == 4
    for card, chassis, *cells in rows:
        found = [
            groups(shipped.chassis[chassis], port(CARDS[card], chassis), Decimal(rate))
            for rate in (1, 30, 40, 200)
        ]
        assert found == [WORDS[cell] for cell in cells], card


def test_a_server_that_is_not_full_keeps_whole_groups(shipped: Catalog, port: Any) -> None:
    """Slots fill from the first: five A100 are two bridged pairs and one alone."""
    chassis, card = shipped.chassis["pcie-8x-4u-switched"], port("a100-80g", "pcie-8x-4u-switched")
    assert groups(chassis, card, Decimal(300), filled=5) == (2, 2, 1)
    assert groups(chassis, card, Decimal(300), filled=0) == ()


def test_pcie_cards_of_the_newest_kind_are_two_groups_of_four(shipped: Catalog, port: Any) -> None:
    """63 GB/s behind one switch, 50 across the sockets."""
    chassis, card = shipped.chassis["pcie-8x-4u-switched"], port("rtx-pro-6000-se-96g", "pcie-8x-4u-switched")
    assert groups(chassis, card, Decimal(50)) == (8,)
    assert groups(chassis, card, Decimal(51)) == (4, 4)


@pytest.mark.parametrize(
    ("bus", "rate"),
    [("PCIe 3.0 x16", "15.75"), ("PCIe 4.0 x8", "15.75"), ("PCIe 5.0/6.0 x16", "63"), ("AGP", None)],
)
def test_rates_of_buses(bus: str, rate: str | None) -> None:
    assert pcie_gb_s(bus) == (rate and Decimal(rate))


@pytest.mark.parametrize(
    ("card", "chassis", "cards", "rate", "linked"),
    [
        ("a100-80g", "pcie-8x-4u-switched", 2, 300, True),
        ("a100-80g", "pcie-8x-4u-switched", 4, 31, False),
        ("l40s-48g", "pcie-8x-4u-switched", 4, 31, False),
        ("ascend-910b-64g", "atlas-800t-a2", 8, 28, True),
        ("ascend-910b-64g", "atlas-800t-a2", 2, 31, False),
        ("a100-80g", "dgx-a100", 8, 300, True),
    ],
)
def test_links_join_or_the_hosts_bus_does(
    shipped: Catalog, port: Any, card: str, chassis: str, cards: int, rate: int, linked: bool
) -> None:
    """An NVLink pair is no link of four, and two 910B on one socket are faster over PCIe than over HCCS."""
    assert links_join(shipped.chassis[chassis], port(card, chassis), cards, Decimal(rate)) is linked
