"""The shipped servers and networks, and files that are refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import Catalog, Chassis, data_root, load_catalog
from glmopt.catalog.audit import figures, unresolved
from glmopt.errors import InputError
from glmopt.records import read_text, validate
from glmopt.topology import fitting, ports_per_node

CHASSIS = sorted(p.stem for p in (data_root() / "catalog" / "chassis").glob("*.yaml"))
FABRICS = sorted(p.stem for p in (data_root() / "catalog" / "fabrics").glob("*.yaml"))


def test_every_figure_has_a_source(shipped: Catalog) -> None:
    assert unresolved(shipped) == []
    assert list(shipped.chassis) == CHASSIS
    assert list(shipped.fabrics) == FABRICS


@pytest.mark.parametrize("name", [*CHASSIS, *FABRICS])
def test_estimates_are_called_so(shipped: Catalog, name: str) -> None:
    """What rests on an estimate or on memory alone is not called sure; such prices are called estimates."""
    record = shipped.chassis.get(name) or shipped.fabrics[name]
    for path, figure in figures(record):
        if set(figure.source) <= {"EST", "MEM"}:
            assert figure.confidence in "CD", f"{name}.{path}"
            assert getattr(figure, "kind", "estimate") == "estimate", f"{name}.{path}"


@pytest.mark.parametrize("name", CHASSIS)
def test_every_chassis_takes_a_card(shipped: Catalog, name: str) -> None:
    chassis = shipped.chassis[name]
    assert any(fitting(chassis, card, shipped.cards) for card in shipped.cards.values())


@pytest.mark.parametrize("name", CHASSIS)
def test_every_card_that_a_chassis_names_fits(shipped: Catalog, name: str) -> None:
    """What is named in `only` or `also` goes in, also where its usual build is too wide."""
    chassis = shipped.chassis[name]
    named = [f.value for f in (chassis.accepts.only, chassis.accepts.also) if f]
    for card in (c for cards in named for c in cards):
        assert fitting(chassis, shipped.cards[card], shipped.cards), card


@pytest.mark.parametrize("name", CHASSIS)
def test_a_system_price_is_never_the_host_price(shipped: Catalog, name: str) -> None:
    price = shipped.chassis[name].price
    if price.host and price.quoted:
        assert price.host.value.amount < price.quoted.value.amount


def test_prices_say_what_they_include(shipped: Catalog) -> None:
    """A card price that is an eighth of a server's price is not charged for its host again."""
    for prices in shipped.prices.values():
        for price in prices.prices:
            assert (price.includes == "host") == ("host included" in (price.note or "")), price.card


def test_switches_of_a_fabric(shipped: Catalog) -> None:
    """64 ports are one switch of 64; 65 are three leaves of 32 ports each and two spines."""
    fabric = shipped.fabrics["ib-400g"]
    assert [fabric.switches(ports) for ports in (0, 1, 64, 65, 128)] == [0, 1, 1, 5, 6]
    assert shipped.fabrics["none"].switches(100) == 0


def test_ports_of_a_node(shipped: Catalog) -> None:
    atlas, server = shipped.chassis["atlas-800-9000"], shipped.chassis["pcie-8x-4u-switched"]
    assert ports_per_node(atlas, shipped.fabrics["roce-100g"]) == 8
    assert ports_per_node(atlas, shipped.fabrics["ib-400g"]) == 0
    assert ports_per_node(server, shipped.fabrics["ib-400g"]) == 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("size: {value: 4", "size: {value: 3", "8 slots do not divide into groups of 3"),
        ("kind: ring", "kind: bridge", "gb_s belongs to a switch"),
        ("[1, 2, 4, 8]", "[1, 2, 4, 16]", "does not fit 8 slots"),
        ("[1, 2, 4, 8]", "[2, 1, 4, 8]", "must rise"),
        ("switches: {value: 0", "switches: {value: 2", "uplink"),
        ("slot: {value: PCIe 4.0 x16", "slot: {value: PCIe 9.0 x16", "not an id"),
        ("ports: {value: 8", "ports: {value: 4", "as many ports as slots"),
        ("sold_full", "sold_ful", "did you mean"),
    ],
)
def test_a_chassis_that_contradicts_itself_is_refused(old: str, new: str, says: str) -> None:
    path = data_root() / "catalog" / "chassis" / "atlas-800-9000.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(InputError) as caught:
        validate(Chassis, read_text(text.replace(old, new, 1), "x.yaml"))
    assert says in str(caught.value)


def test_a_chassis_that_names_no_card_of_the_catalog(write: Callable[..., Path]) -> None:
    text = (data_root() / "catalog" / "chassis" / "ws-2x.yaml").read_text(encoding="utf-8")
    text = text.replace("id: ws-2x", "id: my-box").replace("rtx-5090-32g", "rtx-5900-32g")
    folder = write(text, "own/chassis/my-box.yaml").parent.parent
    with pytest.raises(InputError, match="no such card: rtx-5900-32g"):
        load_catalog([folder])


def test_the_slower_of_two_host_buses_counts(port: Any) -> None:
    """`PCIe 5.0/6.0 x16` is 63 GB/s for sure; `PCIe 4.0 x8` half of x16."""
    assert port("b200-sxm-180g", "hgx-b200").bus_gb_s == 63
    assert port("rtx-4060ti-16g", "ws-2x").bus_gb_s == Decimal("15.75")
