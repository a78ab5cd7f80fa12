"""Random small machines and networks, for tests that search every way to place a gang."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from glmopt.catalog import Chassis, Fabric
from glmopt.topology import CardPort

RATES = (1, 2, 3, 5, 8)
BUSES = ("PCIe 3.0 x1", "PCIe 3.0 x4", "PCIe 3.0 x8")


def _figure(value: Any) -> dict[str, Any]:
    return {"value": value, "source": ("T",), "date": "2026", "confidence": "A"}


@st.composite
def machines(draw: st.DrawFn) -> tuple[Chassis, CardPort]:
    """A chassis of at most six slots and a card for it."""
    slots = draw(st.integers(1, 6))
    size = draw(st.sampled_from([n for n in range(2, slots + 1) if slots % n == 0] or [0]))
    switches, sockets = draw(st.integers(0, 2)), draw(st.integers(1, 2))
    bus: dict[str, Any] = {
        "slot": _figure(draw(st.sampled_from(BUSES))),
        "switches": _figure(switches),
        "sockets": _figure(sockets),
    }
    if switches:
        bus["uplink"] = _figure(draw(st.sampled_from(BUSES)))
    if sockets > 1:
        bus["socket_gb_s"] = _figure(Decimal(draw(st.sampled_from(RATES))))
    kind = draw(st.sampled_from(["switch", "ring", "mesh", "bridge", None]))
    links = None
    if size and kind:
        links = {"kind": kind, "name": "wire", "size": _figure(size)}
        if kind != "bridge":
            links["gb_s"] = _figure(Decimal(draw(st.sampled_from(RATES))))
    attach = draw(st.sampled_from(["card", "socket", *(["switch"] if switches else [])]))
    sizes = draw(st.sets(st.integers(1, slots), min_size=1))
    jobs: dict[str, Any] = {"sizes": _figure(tuple(sorted(sizes)))}
    if draw(st.booleans()):
        jobs["per_node_multiple"] = _figure(draw(st.integers(1, slots)))
    if draw(st.booleans()):
        jobs["one_group_up_to"] = _figure(draw(st.integers(0, slots)))
    chassis = Chassis.model_validate(
        {
            "id": "box",
            "name": {"zh": "箱", "en": "box"},
            "vendor": "own",
            "slots": _figure(slots),
            "accepts": {"forms": _figure(("module",))},
            "sold_full": _figure(False),
            "links": links,
            "bus": bus,
            "scale_out": {
                "ports": _figure(slots if attach == "card" else draw(st.integers(1, 2))),
                "gb_s": _figure(Decimal(draw(st.sampled_from(RATES)))),
                "speaks": _figure(("ethernet",)),
                "attach": attach,
                "built_in": _figure(True),
            },
            "jobs": jobs,
            "price": {},
            "host_power_w": _figure(Decimal(1)),
            "rack_units": _figure(Decimal(1)),
        }
    )
    linked = draw(st.booleans())
    card = CardPort(
        card="chip",
        part="chip",
        form="module",
        bus_gb_s=Decimal(draw(st.sampled_from(RATES))),
        link_gb_s=Decimal(draw(st.sampled_from((2, 6, 12, 30)))) if linked else None,
        link_cards=draw(st.integers(2, 4)) if linked else 1,
    )
    return chassis, card


def _quote(amount: int) -> dict[str, Any]:
    from glmopt.units import parse_money

    return {**_figure(parse_money(amount)), "kind": "estimate"}


@st.composite
def fabrics(draw: st.DrawFn) -> Fabric:
    """No network, one that fits, or one that speaks another language."""
    speaks = draw(st.sampled_from(["ethernet", "ethernet", "infiniband", None]))
    network = {
        "speaks": speaks,
        "port_gb_s": _figure(Decimal(draw(st.sampled_from(RATES)))),
        "ports_per_switch": _figure(8),
        "adapter": _quote(1),
        "port": _quote(1),
        "switch": _quote(1),
        "adapter_power_w": _figure(Decimal(1)),
        "switch_power_w": _figure(Decimal(1)),
        "switch_rack_units": _figure(Decimal(1)),
    }
    return Fabric.model_validate(
        {
            "id": "net" if speaks else "none",
            "name": {"zh": "网", "en": "net"},
            "network": network if speaks else None,
        }
    )
