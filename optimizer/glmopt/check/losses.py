"""What is left of a plan whichever nodes it loses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from glmopt import topology
from glmopt.check.case import Case
from glmopt.placement import light_groups, port_of
from glmopt.plan import NodeLine


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
    pools: dict[tuple[str, str, str], list[NodeLine]] = {}
    for n in nodes:
        pools.setdefault((n.card, n.chassis, n.site), []).append(n)
    return sum(_pool_gangs(case, pool) for pool in pools.values())


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
