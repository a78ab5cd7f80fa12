"""The servers of a plan for people: what is in them, what they cost, where each gang sits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glmopt import topology
from glmopt.placement import port_of
from glmopt.plan import GangLine, Line, NodeLine, Plan
from glmopt.reports.numbers import amount
from glmopt.reports.prices import pieces
from glmopt.reports.tabular import Cell, Column, Table
from glmopt.result import Result
from glmopt.result.basis import rests_on
from glmopt.units import plain_number

Translate = Callable[[str], str]


def servers_table(result: Result, plan: Plan, _: Translate, lang: str, *, plain: bool = False) -> Table:
    """One line for each kind of server: how many, with which cards, at which site, on which network."""
    sites = sorted({n.site for n in plan.nodes})
    several, owned = len(sites) > 1 or plain, any(n.owned for n in plan.nodes) or plain
    columns = [
        Column("servers", _("servers"), "right"),
        Column("numbers", _("no.")),
        Column("chassis", _("server type")),
        Column("cards_each", _("cards in each")),
        Column("fabric", _("network")),
    ]
    if several:
        columns.append(Column("site", _("site")))
    if owned:
        columns.append(Column("owned", _("owned")))
    rows: list[tuple[Cell, ...]] = []
    for n, first, last in plan.numbered():
        if plain:
            held, owned_or_not = f"{n.cards} {n.card}", "yes" if n.owned else ""
            names = span(first, last, "n")
            rows.append((n.nodes, names, n.chassis, held, n.fabric, n.site, owned_or_not))
            continue
        row: list[Cell] = [amount(n.nodes), span(first, last), chassis_name(result, n.chassis, lang)]
        row.append(_held(result, n, lang))
        row.append("-" if n.fabric == "none" else result.catalog.fabrics[n.fabric].name.get(lang))
        row += [n.site] * several + [_("yes") if n.owned else ""] * owned
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


def span(first: int, last: int, prefix: str = "") -> str:
    """The numbers of equal servers: 1, 2-3; with the prefix n as in the graph: n2-n3."""
    return f"{prefix}{first}" if first == last else f"{prefix}{first}-{prefix}{last}"


def bill_table(result: Result, plan: Plan, _: Translate, lang: str, *, plain: bool = False) -> Table:
    """The bill by category, with a subtotal for each of several lines, and its sum; `plain`: lines alone."""
    currency = plan.currency
    columns = (
        Column("category", _("cost of")),
        Column("item", _("item")),
        Column("pieces", _("pieces"), "right"),
        Column("unit_price", f"{_('unit price')} ({currency})", "right"),
        Column("subtotal", f"{_('subtotal')} ({currency})", "right"),
    )
    names = {"cards": _("accelerators")}
    rows: list[tuple[Cell, ...]] = []
    if plain:
        return Table(columns, tuple((b.category, b.item, b.count, b.unit, b.subtotal) for b in plan.bill))
    bought = [*pieces(rests_on(result.scenario, result.catalog, plan), result.catalog, _, lang)]
    for category in dict.fromkeys(piece.category for piece in bought):
        lines = [piece for piece in bought if piece.category == category]
        for line in lines:
            price = amount(line.unit), amount(line.subtotal)
            rows.append((names.get(category, _(category)), line.name, amount(line.count), *price))
        if len(lines) > 1:
            total = sum(line.subtotal for line in lines)
            in_all = _("{category} in all").format(category=names.get(category, _(category)))
            rows.append((in_all, "", "", "", amount(total)))
    if not plain:
        rows.append((_("total"), "", "", "", amount(sum(line.subtotal for line in plan.bill))))
    return Table(columns, tuple(rows))


def gang_cell(plan: Plan, line: Line, _: Translate) -> str:
    """What a line says of its gangs: 1 x 16 cards, as wired."""
    if not line.gangs:
        return "-"
    wired = [(g.count, g.cards) for g in plan.gangs if g.card == line.card]
    sizes = wired or [(line.gangs, line.gang_cards)]
    return ", ".join(_("{n} x {k} cards").format(n=n, k=k) for n, k in sizes)


def gang_facts(result: Result, plan: Plan, _: Translate, lang: str) -> Iterator[str]:
    """Where each gang sits, by which wires, how fast."""
    sharing = _(result.scenario.demand.full_finetune.sharing)
    if not plan.gangs:
        for line in plan.lines:
            if line.gangs:
                yield _("full fine-tuning: {n} x {k} {card}, {sharing}").format(
                    n=line.gangs, k=line.gang_cards, card=card_name(result, line.card, lang), sharing=sharing
                )
        return
    for gang in plan.gangs:
        words = _("full fine-tuning: {n} x {k} {card}, {sharing}; {place}").format(
            n=gang.count,
            k=gang.cards,
            card=card_name(result, gang.card, lang),
            sharing=sharing,
            place="{place}",
        )
        yield words.replace("{place}", _place(result, gang, _, lang))


def light_facts(result: Result, plan: Plan, _: Translate) -> Iterator[str]:
    """What a light fine-tuning job takes, where that is more than a card."""
    job = result.scenario.demand.tuning.light
    if job.cards == 1 or not result.scenario.demand.light_finetune:
        return
    said = _("light fine-tuning: {n} jobs at one time, each of {k} equal cards").format(
        n=amount(plan.totals.light_finetune), k=job.cards
    )
    if job.min_bandwidth_gb_s:
        rate = _("{n} GB/s per direction").format(n=plain_number(job.min_bandwidth_gb_s))
        said = _("{jobs} in one server, at {rate} or more").format(jobs=said, rate=rate)
    yield said


def _place(result: Result, gang: GangLine, _: Translate, lang: str) -> str:
    """node 1, NVSwitch, 300 GB/s per direction."""
    chassis = result.catalog.chassis[gang.chassis]
    where = _(", ").join(_nodes(place, _) for place in gang.places)
    if result.scenario.sites:
        where = _(", ").join((gang.site, where))
    if gang.reach == "pod":
        wires = result.catalog.fabrics[gang.fabric].name.get(lang)
    elif chassis.links is not None and _linked(result, gang):
        wires = chassis.links.name
    else:
        wires = _("host bus")
    if gang.bottleneck_gb_s is None:
        return where
    rate = _("{n} GB/s per direction").format(n=plain_number(gang.bottleneck_gb_s))
    if gang.bisection_gb_s is not None:
        halves = _("{n} between its halves") if gang.bisection_exact else _("at most {n} between its halves")
        halves = halves.format(n=plain_number(gang.bisection_gb_s))
        rate = _("{value} ({remark})").format(value=rate, remark=halves)
    return _(", ").join((where, wires, rate))


def _linked(result: Result, gang: GangLine) -> bool:
    """Whether links between its cards, not the host's bus, are what gives a gang its rate."""
    if gang.reach != "group" or gang.bottleneck_gb_s is None:
        return False
    port, chassis = port_of(gang.card, gang.chassis, result.catalog), result.catalog.chassis[gang.chassis]
    if chassis.links and chassis.links.kind == "bridge" and gang.bottleneck_gb_s <= port.bus_gb_s:
        return False  # a rate that the bus gives: no bridge is counted in it
    return topology.links_join(chassis, port, gang.cards, gang.bottleneck_gb_s)


def _nodes(place: str, _: Translate) -> str:
    """n1+n2 as people say it."""
    numbers = [name.removeprefix("n") for name in place.split("+")]
    if len(numbers) == 1:
        return _("server {n}").format(n=numbers[0])
    return _("servers {n}").format(n=_(", ").join(numbers))


def _held(result: Result, node: NodeLine, lang: str) -> str:
    return f"{node.cards} x {card_name(result, node.card, lang)}"


def card_name(result: Result, card: str, lang: str) -> str:
    """The name of a card."""
    return result.catalog.cards[card].name.get(lang)


def chassis_name(result: Result, chassis: str, lang: str) -> str:
    """The name of a server type."""
    return result.catalog.chassis[chassis].name.get(lang)
