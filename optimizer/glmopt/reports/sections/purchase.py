"""The purchase: its lines, and what each costs of the whole."""

from __future__ import annotations

from decimal import Decimal

from glmopt.check import partitioned
from glmopt.reports.headroom import busiest, busy, streams, tells_instances, without_streams
from glmopt.reports.numbers import amount, between
from glmopt.reports.partitions import with_partitions
from glmopt.reports.prices import pieces
from glmopt.reports.sections.case import Case, Grid
from glmopt.reports.servers import gang_cell, span
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.result.basis import rests_on


def plan_grid(case: Case) -> Grid | None:
    """What to buy, one line a card, and the sum; None without a plan."""
    _ = case.words
    plan = case.plan
    if plan is None or not plan.lines:
        return None
    kinds = {line["card"]: line["price"]["kind"] for line in case.document["plan"] if line["price"]}
    columns = (
        Column("card", _("card")),
        Column("count", _("count"), "right"),
        Column("owned", _("of these owned"), "right"),
        Column("unit_price", f"{_('unit price')} ({case.currency})", "right"),
        Column("subtotal", f"{_('subtotal')} ({case.currency})", "right"),
        Column("price_kind", _("kind of price")),
        Column("streams", _("streams"), "right"),
        Column("busiest", _("busy at most"), "right"),
        Column("instances", _("instances"), "right"),
        Column("full_finetune", _("full fine-tuning"), "right"),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            case.card(line.card),
            amount(line.count),
            amount(line.owned),
            amount(line.unit_price) or "–",
            amount(line.subtotal) or "–",
            _(kinds[line.card]) if line.card in kinds and line.bought else "–",
            between(line.streams_low, line.streams_high),
            busy(plan, line.card),
            amount(line.instances),
            gang_cell(plan, line, _) if line.gangs else "–",
        )
        for line in plan.lines
    ]
    t = plan.totals
    gangs = amount(t.gangs) if t.gangs else "–"
    # Servers and networks stand under costs: here the sum is that of the lines above it.
    cost = amount(plan.cost_of_cards) or "–"
    owned = sum(line.owned for line in plan.lines)
    counts = (amount(t.cards), amount(owned))
    served = (streams(plan), busiest(plan), amount(t.instances))
    rows.append((_("total"), *counts, "", cost, "", *served, gangs))
    empty = [] if owned else ["owned"]
    if t.cost is None:
        empty += ["unit_price", "subtotal", "price_kind"]
    if not tells_instances(plan, case.scenario):
        empty.append("instances")
    shares = partitioned(plan, case.scenario, case.saved.catalog)
    whole = with_partitions(Table(columns, tuple(rows)), shares, [line.card for line in plan.lines], _)
    table = without_streams(whole.without(*empty), classes=case.in_classes)
    return Grid(table, total=True)


def servers_grid(case: Case) -> Grid | None:
    """The servers that the cards stand in; None for bare cards."""
    _ = case.words
    plan = case.plan
    if plan is None or not plan.nodes:
        return None
    columns = (
        Column("chassis", _("server")),
        Column("numbers", _("no.")),
        Column("nodes", _("count"), "right"),
        Column("cards", _("cards in each"), "right"),
        Column("card", _("card")),
        Column("site", _("site")),
        Column("fabric", _("network")),
        Column("owned", _("owned")),
    )
    rows = tuple(
        (
            case.named(case.saved.catalog.chassis, n.chassis),
            span(first, last),
            amount(n.nodes),
            amount(n.cards),
            case.card(n.card),
            n.site,
            _("none") if n.fabric == "none" else case.named(case.saved.catalog.fabrics, n.fabric),
            _("yes") if n.owned else _("no"),
        )
        for n, first, last in plan.numbered()
    )
    return Grid(Table(columns, rows))


def costs_grid(case: Case) -> Grid | None:
    """Cost by category, each item with its share of the whole; None without prices."""
    _ = case.words
    plan = case.plan
    whole = plan.totals.spent if plan else None
    if plan is None or not whole:
        return None
    columns = (
        Column("category", _("category")),
        Column("count", _("count"), "right"),
        Column("cost", f"{_('cost')} ({case.currency})", "right"),
        Column("share", _("share"), "right"),
    )
    items = bill(case)
    rows: list[tuple[Cell, ...]] = [
        (label, amount(count), amount(cost), case.share(cost, whole)) for label, count, cost in items
    ]
    rows.append((_("total"), "", amount(whole), case.share(whole, whole)))
    bars = tuple(100 * cost / whole for _label, _count, cost in items)
    return Grid(Table(columns, tuple(rows)), bars=(*bars, None), total=True)


def bill(case: Case) -> list[tuple[str, int, Decimal]]:
    """What is paid for, to buy and to run: what it is, how many, and what they cost."""
    _ = case.words
    plan = case.plan
    if plan is None:
        return []
    names = {
        "cards": _("accelerators"),
        "hosts": _("servers"),
        "fabric": _("network"),
        "licences": _("licences"),
        "electricity": _("electricity"),
    }
    rests = rests_on(case.scenario, case.saved.catalog, plan)
    return [
        (_("{category}: {item}").format(category=names[p.category], item=p.name), p.count, p.subtotal)
        for p in pieces(rests, case.saved.catalog, _, case.lang)
    ]


def costs_note(case: Case) -> str:
    """What one stream costs; nothing of classes of requests."""
    _ = case.words
    spent = case.plan.totals.spent if case.plan else None
    if case.plan is None or not spent or not case.plan.totals.streams or case.in_classes:
        return ""
    each = (spent / case.plan.totals.streams).quantize(Decimal("0.01"))
    return _("{cost} for each of the {n} streams.").format(
        cost=case.money(each), n=amount(case.plan.totals.streams)
    )
