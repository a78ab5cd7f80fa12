"""Short ways to put a card of the catalog into a chassis of the catalog; machines.py is imported by name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.topology import (
    CardPort,
    GangOption,
    PlacedGang,
    PlacedNode,
    fitting,
    gang_options,
    gangs_of,
    plan_graph,
    verify_gang,
)

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture(scope="session")
def port(shipped: Catalog) -> Callable[[str, str], CardPort]:
    """The part of a card that goes into a chassis."""

    def port(card: str, chassis: str) -> CardPort:
        found = fitting(shipped.chassis[chassis], shipped.cards[card], shipped.cards)
        assert found is not None, f"{card} does not fit {chassis}"
        return found

    return port


@pytest.fixture(scope="session")
def options(shipped: Catalog, port: Any) -> Callable[..., tuple[GangOption, ...]]:
    """The gang options of a card in a chassis."""

    def options(
        card: str, chassis: str, fabric: str, need: int, bandwidth: float = 0
    ) -> tuple[GangOption, ...]:
        h, f = shipped.chassis[chassis], shipped.fabrics[fabric]
        return gang_options(port(card, chassis), h, f, need, Decimal(str(bandwidth)))

    return options


@pytest.fixture(scope="session")
def node(shipped: Catalog, port: Any) -> Callable[..., PlacedNode]:
    """Nodes of a chassis with a card, full unless it is said."""

    def node(card: str, chassis: str, filled: int | None = None, **keys: Any) -> PlacedNode:
        h = shipped.chassis[chassis]
        return PlacedNode(h, port(card, chassis), h.slots.value if filled is None else filled, **keys)

    return node


@pytest.fixture(scope="session")
def gang(options: Any) -> Callable[..., PlacedGang]:
    """Gangs of the first option."""

    def gang(
        card: str, chassis: str, fabric: str, need: int, bandwidth: float = 0, **keys: Any
    ) -> PlacedGang:
        return PlacedGang(options(card, chassis, fabric, need, bandwidth)[0], **keys)

    return gang


@pytest.fixture(scope="session")
def halves(shipped: Catalog, node: Any) -> Callable[..., Decimal]:
    """GB/s between the halves of a gang of an option, placed in nodes of its own."""

    def halves(card: str, chassis: str, fabric: str, option: GangOption) -> Decimal:
        nodes = [node(card, chassis, count=option.nodes)]
        graph = plan_graph(nodes, [PlacedGang(option)], shipped.fabrics[fabric])
        (cards,) = gangs_of(graph).values()
        return verify_gang(graph, cards, option.min_bandwidth_gb_s).bisection_gb_s

    return halves
