"""What a plan costs and draws, line by line, from the counts of the program."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from glmopt.plan import BillLine
from glmopt.problem import Problem
from glmopt.problem.housing import RACK_UNIT, Network
from glmopt.program import Counts
from glmopt.units import from_minor

PURCHASE = ("cards", "hosts", "fabric")
RUNNING = ("licences", "electricity")

# Category, item, pieces, minor units for each.
Item = tuple[str, str, int, int]


def bill_of(problem: Problem, counts: Counts) -> tuple[BillLine, ...]:
    """Each line of the bill: what is bought, and for `tco` what runs; in the order of the categories."""
    merged: dict[tuple[str, str, int], int] = {}
    for category, item, count, unit in _items(problem, counts):
        key = category, item, unit
        merged[key] = merged.get(key, 0) + count
    order = (*PURCHASE, *RUNNING)
    lines = sorted(merged.items(), key=lambda entry: (order.index(entry[0][0]), entry[0][1], entry[0][2]))
    return tuple(
        BillLine(
            category,
            item,
            count,
            from_minor(unit, problem.currency),
            from_minor(unit * count, problem.currency),
        )
        for (category, item, unit), count in lines
        if count
    )


def cost_of(problem: Problem, counts: Counts) -> int:
    """What the whole bill comes to, minor units."""
    return sum(count * unit for _, _, count, unit in _items(problem, counts))


def _items(problem: Problem, counts: Counts) -> Iterator[Item]:
    yield from _purchase(problem, counts)
    if problem.goal == "tco":
        yield from _running(problem, counts)


def _purchase(problem: Problem, counts: Counts) -> Iterator[Item]:
    for o in problem.offers:
        bought = counts.cards.get(o.card, 0) - counts.owned.get(o.card, 0)
        if bought:
            yield "cards", o.card, bought, o.unit(bought)
    for p in counts.pools:
        yield "hosts", p.pool.chassis, p.new, p.pool.host
        for fabric, nodes in p.joined.items():
            link = p.pool.link(fabric)
            yield "fabric", f"{fabric} for {p.pool.chassis}", nodes, link.price
    for network, leaves, spines in switches_of(problem, counts):
        yield "fabric", f"{network.fabric} switch", leaves + spines, network.price


def _running(problem: Problem, counts: Counts) -> Iterator[Item]:
    for o in problem.offers:
        yield "licences", o.card, counts.cards.get(o.card, 0) if o.licence else 0, o.licence
        if problem.housing is None:
            yield "electricity", o.card, counts.cards.get(o.card, 0), o.electricity
    for p in counts.pools:
        yield "electricity", p.pool.card, p.in_use, p.pool.card_electricity
        yield "electricity", p.pool.chassis, p.nodes, p.pool.host_electricity
        for fabric, nodes in p.joined.items():
            link = p.pool.link(fabric)
            if link.electricity:
                yield "electricity", f"{fabric} for {p.pool.chassis}", nodes, link.electricity
    for network, leaves, spines in switches_of(problem, counts):
        yield "electricity", f"{network.fabric} switch", leaves + spines, network.electricity


def switches_of(problem: Problem, counts: Counts) -> Iterator[tuple[Network, int, int]]:
    """The switches of each network that is used: leaves (or the only one) and spines."""
    if problem.housing is None:
        return
    from glmopt.problem.networks import switches

    for network in problem.housing.networks:
        ports = sum(
            p.pool.link(network.fabric).ports * p.joined.get(network.fabric, 0)
            for p in counts.pools
            if p.pool.site == network.site and network.fabric in p.joined
        )
        if ports:
            yield (network, *switches(network, ports))


def power_of(problem: Problem, counts: Counts) -> int | None:
    """Watts of everything in use; None where a card has no figure."""
    if problem.housing is None:
        used = [(o.power_w, counts.cards[o.card]) for o in problem.offers if o.card in counts.cards]
        return sum(w * n for w, n in used) if all(w for w, _ in used) else None
    if not all(p.pool.card_power_w for p in counts.pools if p.in_use):
        return None
    total = 0
    for p in counts.pools:
        total += p.pool.card_power_w * p.in_use + p.pool.host_power_w * p.nodes
        total += sum(p.pool.link(fabric).power_w * nodes for fabric, nodes in p.joined.items())
    return total + sum(n.power_w * (a + b) for n, a, b in switches_of(problem, counts))


def rack_of(problem: Problem, counts: Counts) -> Decimal | None:
    """Rack units of nodes and switches; None for bare cards."""
    if problem.housing is None:
        return None
    total = sum(p.pool.rack * p.nodes for p in counts.pools)
    total += sum(n.rack * (a + b) for n, a, b in switches_of(problem, counts))
    return Decimal(total) / RACK_UNIT
