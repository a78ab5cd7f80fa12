"""What becomes of a full fine-tuning job in a server: cards rounded up to its job sizes, nodes, bandwidth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from glmopt.catalog import Catalog, Chassis, Fabric
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError
from glmopt.language import translator
from glmopt.records.faults import suggest
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.sizing.roofline import Sized


@dataclass(frozen=True, slots=True)
class Housing:
    """A server type, the network between its nodes, and the GB/s per direction that a gang must have."""

    chassis: Chassis
    fabric: Fabric
    bandwidth_gb_s: Decimal


def housing(catalog: Catalog, chassis: str, fabric: str, bandwidth_gb_s: Decimal) -> Housing:
    """The named chassis and fabric of `catalog`; InputError with both faults for names it does not have."""
    faults = [
        Fault("unknown-name", f"no {kind} {name!r}", field=f"--{kind}", action=suggest(name, known))
        for kind, name, known in (
            ("chassis", chassis, catalog.chassis),
            ("fabric", fabric, catalog.fabrics),
        )
        if name not in known
    ]
    if faults:
        raise InputError(faults)
    return Housing(catalog.chassis[chassis], catalog.fabrics[fabric], bandwidth_gb_s)


def with_housing(table: Table, sized: Sequence[Sized], catalog: Catalog, home: Housing, lang: str) -> Table:
    """`table` with the gang of each card in that server: cards, nodes, bottleneck, or why there is none."""
    _ = translator(lang)
    columns = (
        Column("gang_cards", _("gang in the server, cards"), "right"),
        Column("gang_nodes", _("nodes"), "right"),
        Column("gang_gb_s", _("GB/s per direction"), "right"),
        Column("gang_why", _("why no gang"), prose=True),
    )
    added = [_gang(one, catalog, home, lang) for one in sized]
    title = f"{table.title}; {home.chassis.name.get(lang)}, {home.fabric.name.get(lang)}"
    rows = tuple((*row, *gang) for row, gang in zip(table.rows, added, strict=True))
    return replace(table, columns=(*table.columns, *columns), rows=rows, title=title)


def _gang(one: Sized, catalog: Catalog, home: Housing, lang: str) -> tuple[Cell, ...]:
    from glmopt.topology import fitting, gang_options, why_no_gang

    if not one.gang_cards:
        return None, None, None, None
    _ = translator(lang)
    port = fitting(home.chassis, catalog.cards[one.card], catalog.cards)
    if port is None:
        return None, None, None, _("does not fit")
    ask = (port, home.chassis, home.fabric, one.gang_cards, home.bandwidth_gb_s)
    options = gang_options(*ask)
    if not options:
        why = why_no_gang(*ask)
        return None, None, None, why.get(lang) if why else None
    # The option of fewest cards: those are what a buyer pays for.
    best = min(options, key=lambda o: (o.cards, o.nodes))
    return best.cards, best.nodes, best.bottleneck_gb_s, None
