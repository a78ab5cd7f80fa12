"""Checks of servers: slots, what is owned, gangs on the plan's graph, and the loss of nodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from glmopt import topology
from glmopt.check.case import Bought, Case
from glmopt.placement import light_groups, port_of
from glmopt.plan import GangLine, NodeLine
from glmopt.topology.attributes import values
from glmopt.units import plain_number

if TYPE_CHECKING:
    from glmopt.topology.attributes import Graph


def slots(case: Case) -> Iterator[str]:
    """Every card sits in a slot of a server that may be had and takes it; boards sold full are full.

    That cards, forms and ports fit is read from the plan's graph, where each is a vertex of its own.
    """
    if not case.housed:
        if case.plan.nodes or case.plan.gangs:
            yield "servers, where the scenario has bare cards"
        return
    placed: Counter[str] = Counter()
    for line, chassis in case.servers():
        placed[line.card] += line.cards * line.nodes
        if line.nodes < 1 or not 1 <= line.cards <= chassis.slots.value:
            yield f"{line.nodes} x {line.cards} cards in {chassis.id} of {chassis.slots.value} slots"
        if line.site not in (set(case.scenario.sites) or {"main"}):
            yield f"{line.site} is not a site of the scenario"
        if line.owned:
            continue
        if chassis.sold_full.value and line.cards != chassis.slots.value:
            yield f"{line.cards} cards in a new {chassis.id}, which is sold with {chassis.slots.value}"
        if not _may_be_bought(case, line):
            yield f"{chassis.id} may not be bought for {line.site}"
        card = case.of_card[line.card]
        if card.price and card.price.includes == "host" and not chassis.sold_full.value:
            yield f"the price of {line.card} is a share of a full server, {chassis.id} is not sold full"
        if chassis.price.host is None and not _priced_otherwise(case, chassis.id, card):
            yield f"{chassis.id} has no host price"
    for b in case.bought:
        if placed[b.line.card] != b.line.count:
            yield f"{placed[b.line.card]} of {b.line.count} x {b.line.card} sit in servers"
    yield from _groups(case)
    if not isinstance(case.graph, str):
        catalog = case.catalog
        yield from topology.verify_nodes(case.graph, catalog.chassis, catalog.cards, catalog.fabrics)


def _may_be_bought(case: Case, line: NodeLine) -> bool:
    nodes, site = case.scenario.nodes, case.scenario.sites.get(line.site)
    if site is not None and site.chassis is not None:
        return line.chassis in site.chassis
    return nodes is not None and (nodes.chassis == "any" or line.chassis in nodes.chassis)


def _priced_otherwise(case: Case, chassis: str, b: Bought) -> bool:
    nodes = case.scenario.nodes
    if nodes is None or (case.scenario.goal == "cards" and case.scenario.budget.max is None):
        return True
    return chassis in nodes.price or (b.price is not None and b.price.includes == "host")


def _groups(case: Case) -> Iterator[str]:
    """Tensor-parallel groups: every server holds whole ones, wired at the asked bandwidth."""
    service = case.scenario.demand.service
    if case.scenario.sizing != "roofline" or service.cards == 1:
        return
    none = case.catalog.fabrics["none"]
    for line, chassis in case.servers():
        port = port_of(line.card, line.chassis, case.catalog)
        options = topology.gang_options(port, chassis, none, service.cards, service.min_bandwidth_gb_s)
        whole = [o for o in options if o.cards == service.cards]
        held = topology.gangs_in(port, chassis, none, whole[0], line.cards) if whole else 0
        if held * service.cards < line.cards:
            yield f"{line.cards} cards in {chassis.id} make {held} groups of {service.cards}"


def owned(case: Case) -> Iterator[str]:
    """No more is taken for owned than there is, and owned cards are those of owned servers in use."""
    entries = case.scenario.owned
    for b in case.bought:
        card, taken = b.line.card, b.line.owned
        if not case.housed:
            there = sum(o.cards or 0 for o in entries if o.card == card)
            if not 0 <= taken <= min(there, b.line.count):
                yield f"{taken} owned x {card}, there are {there}"
            continue
        most = 0
        pools = {(n.chassis, n.site) for n in case.plan.nodes}
        for chassis, site in sorted(pools):
            each = [
                o.cards or case.catalog.chassis[chassis].slots.value
                for o in entries
                if (o.card, o.chassis, case.site_of(o.site)) == (card, chassis, site)
                for _ in range(o.nodes)
            ]
            lines = [
                n
                for n in case.plan.nodes
                if (n.card, n.chassis, n.site, n.owned) == (card, chassis, site, True)
            ]
            used = sum(n.nodes for n in lines)
            if used > len(each):
                yield f"{used} owned {chassis} with {card} at {site}, there are {len(each)}"
            # what they brought along may have been moved to other nodes of the pool
            most += sum(sorted(each, reverse=True)[:used])
        if not 0 <= taken <= most:
            yield f"{taken} owned x {card}, the owned servers in use had {most}"


def full_finetune(case: Case) -> Iterator[str]:
    """Sum z >= G; of bare cards K_i z_i <= n_i; in servers each gang in one component of the plan's graph."""
    have, need = sum(b.line.gangs for b in case.bought), case.scenario.demand.full_finetune.gangs
    if have < need:
        yield f"{have} of {need} gangs"
    if case.housed:
        yield from _on_the_graph(case)
        return
    for b in case.bought:
        if b.line.gangs > b.capacity.gangs(b.line.count):
            yield f"{b.line.gangs} gangs of {b.capacity.gang_cards} in {b.line.count} x {b.line.card}"


def _on_the_graph(case: Case) -> Iterator[str]:
    stated: Counter[str] = Counter()
    for gang in case.plan.gangs:
        stated[gang.card] += gang.count
        yield from _shape(case, gang)
    for b in case.bought:
        if stated[b.line.card] != b.line.gangs:
            yield f"{stated[b.line.card]} gangs of {b.line.card} in servers, {b.line.gangs} stated"
    if isinstance(case.graph, str):
        yield case.graph
        return
    yield from _wires(case, case.graph)


def _shape(case: Case, gang: GangLine) -> Iterator[str]:
    """A gang has as many cards as the job needs, in a size that the machine allows."""
    b = case.of_card.get(gang.card)
    if b is None or gang.chassis not in case.catalog.chassis or gang.count < 1:
        yield f"{gang.count} gangs of {gang.card} in {gang.chassis}"
        return
    jobs = case.catalog.chassis[gang.chassis].jobs
    title = f"a gang of {gang.cards} x {gang.card}"
    if not b.capacity.gang_cards or gang.cards < b.capacity.gang_cards:
        yield f"{title}, the job needs {b.capacity.gang_cards}"
    if gang.cards != gang.nodes * gang.per_node or gang.nodes < 1:
        yield f"{title} as {gang.nodes} x {gang.per_node}"
    if gang.nodes == 1 and gang.cards not in jobs.sizes.value:
        yield f"{title}, {gang.chassis} takes jobs of {', '.join(map(str, jobs.sizes.value))}"
    multiple = jobs.per_node_multiple
    if gang.nodes > 1 and (multiple is None or gang.per_node % multiple.value):
        yield f"{title} over {gang.nodes} nodes, which {gang.chassis} does not take"
    reach = _reach(case, gang)
    if reach is not None and gang.reach != reach:
        yield f"{title} reaches over a {reach}, stated {gang.reach}"


def _reach(case: Case, gang: GangLine) -> str | None:
    """group, node or pod, as the machine and the network make it; None where no option has this shape."""
    if gang.fabric not in case.catalog.fabrics or gang.nodes < 1:
        return None
    port = port_of(gang.card, gang.chassis, case.catalog)
    chassis, fabric = case.catalog.chassis[gang.chassis], case.catalog.fabrics[gang.fabric]
    need = case.of_card[gang.card].capacity.gang_cards
    asked = case.scenario.demand.full_finetune.min_bandwidth_gb_s
    options = topology.gang_options(port, chassis, fabric, need, asked)
    return next((o.reach for o in options if (o.nodes, o.cards) == (gang.nodes, gang.cards)), None)


def _wires(case: Case, graph: Graph) -> Iterator[str]:
    asked = case.scenario.demand.full_finetune.min_bandwidth_gb_s
    wanted = [gang for gang in case.plan.gangs for _ in range(gang.count)]
    placed = topology.gangs_of(graph)
    if len(placed) != len(wanted):
        yield f"{len(placed)} of {len(wanted)} gangs are in the graph"
        return
    about = {key: values(graph, key) for key in ("card", "node", "site", "chassis", "group")}
    rates: dict[GangLine, list[tuple[object, object]]] = {}
    bounds: set[GangLine] = set()
    for gang, cards in zip(wanted, placed.values(), strict=True):
        title = f"a gang of {gang.cards} x {gang.card} in {gang.chassis}"
        proof = topology.verify_gang(graph, cards, asked)
        rates.setdefault(gang, []).append((proof.bottleneck_gb_s, proof.bisection_gb_s))
        if not proof.bisection_exact:
            bounds.add(gang)
        if not proof.connected:
            yield f"{title} is not joined at {plain_number(asked)} GB/s"
        if len(cards) != gang.cards:
            yield f"{title} has {len(cards)} cards"
        for key, value in (("card", gang.card), ("site", gang.site), ("chassis", gang.chassis)):
            if {about[key][c] for c in cards} != {value}:
                yield f"{title}: not all of one {key}"
        if len({about["node"][c] for c in cards}) != gang.nodes:
            yield f"{title} is not on {gang.nodes} nodes"
        limit = case.catalog.chassis[gang.chassis].jobs.one_group_up_to
        groups = {about["group"][c] for c in cards}
        if limit and len(cards) <= limit.value and None not in groups and len(groups) > 1:
            yield f"{title} does not sit in one group of linked cards"
    for gang, found in rates.items():
        slowest = min((b for b, _ in found if b is not None), default=None)  # type: ignore[type-var]
        across = min(x for _, x in found)  # type: ignore[type-var]
        if (gang.bottleneck_gb_s, gang.bisection_gb_s) != (slowest, across):
            yield f"{gang.card} in {gang.chassis}: {slowest} and {across} GB/s, stated otherwise"
        if gang.bisection_exact and gang in bounds:
            yield f"{gang.card} in {gang.chassis}: {across} GB/s between halves is a bound, stated as exact"


def survive_nodes(case: Case) -> Iterator[str]:
    """Every need is met by what is left, whichever m nodes are taken away."""
    lost = case.scenario.rules.survive_nodes
    if not lost or not case.housed:
        return
    for left in _losses(case.plan.nodes, lost):
        for name, have, need in _needs(case, left):
            if have < need:
                gone = _difference(case.plan.nodes, left)
                yield f"{have} of {need} {name} without {gone}"
                return


def _losses(nodes: tuple[NodeLine, ...], lost: int) -> Iterator[tuple[NodeLine, ...]]:
    """What is left after each way to lose so many nodes; equal nodes are not told apart."""
    if not nodes or not lost:
        yield nodes
        return
    first, rest = nodes[0], nodes[1:]
    for here in range(min(lost, first.nodes) + 1):
        kept = replace(first, nodes=first.nodes - here)
        for others in _losses(rest, lost - here):
            yield (kept, *others)


def _difference(before: tuple[NodeLine, ...], after: tuple[NodeLine, ...]) -> str:
    left: Counter[tuple[str, str, str, int]] = Counter()
    for sign, lines in ((1, before), (-1, after)):
        for n in lines:
            left[n.chassis, n.card, n.site, n.cards] += sign * n.nodes
    return ", ".join(f"{k} x {c} with {m} {card} at {s}" for (c, card, s, m), k in sorted(left.items()) if k)


def _needs(case: Case, nodes: tuple[NodeLine, ...]) -> Iterator[tuple[str, int, int]]:
    """Each need with what is left for it: name, have, need."""
    demand, rule = case.scenario.demand, case.scenario.rules.virtualization
    cards: Counter[str] = Counter()
    by_site: Counter[str] = Counter()
    for n in nodes:
        cards[n.card] += n.cards * n.nodes
        by_site[n.site] += case.each(case.of_card[n.card]) * n.cards * n.nodes
    lines = [(b, cards[b.line.card]) for b in case.bought]
    virtual = [(b, n) for b, n in lines if b.virtualization]
    yield "streams", sum(case.each(b) * n for b, n in lines), demand.streams
    yield "instances", sum(b.capacity.instances * n for b, n in lines), demand.instances
    yield "light jobs", _light_left(case, nodes), demand.light_finetune
    yield "virtual streams", sum(case.each(b) * n for b, n in virtual), rule.min_streams
    yield "virtual instances", sum(b.virtual_instances * n for b, n in virtual), rule.min_instances
    for name, site in case.scenario.sites.items():
        yield f"streams from {name}", by_site[name], site.min_streams
    if demand.full_finetune.gangs:
        yield "gangs", _gangs_left(case, nodes), demand.full_finetune.gangs


def _light_left(case: Case, nodes: tuple[NodeLine, ...]) -> int:
    """Light fine-tuning jobs that the nodes do."""
    held = ((n, light_groups(n, case.scenario, case.catalog) * n.nodes) for n in nodes)
    return sum(groups * case.of_card[n.card].capacity.light_finetune for n, groups in held)


def _gangs_left(case: Case, nodes: tuple[NodeLine, ...]) -> int:
    """Gangs that the nodes can hold: for each kind of node the best single way to wire them."""
    pools = sorted({(n.card, n.chassis, n.site) for n in nodes})
    return sum(_pool_gangs(case, [n for n in nodes if (n.card, n.chassis, n.site) == p]) for p in pools)


def _pool_gangs(case: Case, nodes: list[NodeLine]) -> int:
    chassis = case.catalog.chassis[nodes[0].chassis]
    port = port_of(nodes[0].card, chassis.id, case.catalog)
    need = case.of_card[nodes[0].card].capacity.gang_cards
    asked = case.scenario.demand.full_finetune.min_bandwidth_gb_s
    best = 0
    for name in sorted({n.fabric for n in nodes} | {"none"}):
        fabric = case.catalog.fabrics[name]
        on_it = [n for n in nodes if name in ("none", n.fabric)]
        for option in topology.gang_options(port, chassis, fabric, need, asked):
            shares = [(topology.gangs_in(port, chassis, fabric, option, n.cards), n.nodes) for n in on_it]
            if option.nodes == 1:
                best = max(best, sum(held * k for held, k in shares))
                continue
            z = 0
            while sum(min(held, z + 1) * k for held, k in shares) >= option.nodes * (z + 1):
                z += 1
            best = max(best, z)
    return best
