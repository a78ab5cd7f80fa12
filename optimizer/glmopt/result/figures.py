"""The sourced figures and prices inside a saved result, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glmopt.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure: of which entry of the catalog, under which key, and its past; of a price its kind too."""

    entry: str
    key: str
    value: Any
    source: tuple[str, ...]
    date: str
    confidence: str
    note: str
    kind: str = ""


def figures(inputs: dict[str, Any], *, prices: bool = True) -> Iterator[Stated]:
    """Every sourced figure of a result's inputs, in the order of the document, `prices` last if wanted."""
    for entry in (
        *inputs["cards"],
        *_servers(inputs),
        inputs["llm"],
        inputs["rules"],
        *inputs["efficiencies"],
    ):
        if entry:
            yield from _walk(entry["id"], "", entry)
    listed = inputs["prices"]
    if listed and prices:
        yield from _walk(listed["id"], "rates", listed["rates"])
        for name in ("licences", "electricity_per_kwh"):
            yield from _walk(listed["id"], name, listed.get(name))
        for price in listed["prices"]:
            yield Stated(
                price["card"],
                listed["id"],
                price["amount"],
                tuple(price["source"]),
                price["date"],
                price["confidence"],
                price.get("note") or "",
                price["kind"],
            )


def _servers(inputs: dict[str, Any]) -> tuple[Any, ...]:
    """Servers and networks, where there are any."""
    return (*inputs.get("chassis", ()), *inputs.get("fabrics", ()))


def _walk(entry: str, key: str, node: Any) -> Iterator[Stated]:
    if not isinstance(node, dict):
        return
    if "value" in node and "source" in node:
        source, note = tuple(node["source"]), node.get("note") or ""
        kind = node.get("kind") or ""
        yield Stated(entry, key, node["value"], source, node["date"], node["confidence"], note, kind)
        return
    for name, child in node.items():
        yield from _walk(entry, f"{key}.{name}" if key else name, child)
