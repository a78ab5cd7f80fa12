"""The gangs of a plan, each looked at in the plan's graph: shape, wires, and where it is said to stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from glmopt import topology
from glmopt.check.case import Case
from glmopt.placement import port_of
from glmopt.plan import GangLine
from glmopt.units import plain_number

if TYPE_CHECKING:
    from glmopt.topology import GangProof
    from glmopt.topology.attributes import Graph


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
    """Each gang where the graph has it, and after those of one line what the line says of them."""
    from glmopt.topology.attributes import values

    wanted = [gang for gang in case.plan.gangs for _ in range(gang.count)]
    placed = topology.gangs_of(graph)
    if len(placed) != len(wanted):
        yield f"{len(placed)} of {len(wanted)} gangs are in the graph"
        return
    asked = case.scenario.demand.full_finetune.min_bandwidth_gb_s
    about = {key: values(graph, key) for key in ("card", "node", "site", "chassis", "group")}
    for gang, its in groupby(zip(wanted, placed.values(), strict=True), key=itemgetter(0)):
        proofs: list[GangProof] = []
        places: list[str] = []
        for _, cards in its:
            proofs.append(topology.verify_gang(graph, cards, asked))
            places.append("+".join(dict.fromkeys(str(about["node"][c]) for c in cards)))
            if not proofs[-1].connected:
                yield f"{_title(gang)} is not joined at {plain_number(asked)} GB/s"
            stand = {key: {of[c] for c in cards} for key, of in about.items()}
            yield from _stand(case, gang, len(cards), stand)
        kind = f"{gang.card} in {gang.chassis}"
        yield from (f"{kind}: {fault}" for fault in _stated(gang, proofs, places))


def _stand(case: Case, gang: GangLine, cards: int, stand: dict[str, set[Any]]) -> Iterator[str]:
    """One gang of so many cards: where they stand in the graph, by key, beside what its line says."""
    title = _title(gang)
    if cards != gang.cards:
        yield f"{title} has {cards} cards"
    for key, value in (("card", gang.card), ("site", gang.site), ("chassis", gang.chassis)):
        if stand[key] != {value}:
            yield f"{title}: not all of one {key}"
    if len(stand["node"]) != gang.nodes:
        yield f"{title} is not on {gang.nodes} nodes"
    limit, groups = case.catalog.chassis[gang.chassis].jobs.one_group_up_to, stand["group"]
    if limit and cards <= limit.value and None not in groups and len(groups) > 1:
        yield f"{title} does not sit in one group of linked cards"


def _title(gang: GangLine) -> str:
    return f"a gang of {gang.cards} x {gang.card} in {gang.chassis}"


def _stated(gang: GangLine, proofs: list[GangProof], places: list[str]) -> Iterator[str]:
    """Where what a line says of its gangs is not what their graph proves of them, and where it puts them."""
    slowest = min((p.bottleneck_gb_s for p in proofs if p.bottleneck_gb_s is not None), default=None)
    across = min(p.bisection_gb_s for p in proofs)
    if (gang.bottleneck_gb_s, gang.bisection_gb_s) != (slowest, across):
        yield f"{slowest} and {across} GB/s, stated otherwise"
    if gang.bisection_exact and not all(p.bisection_exact for p in proofs):
        yield f"{across} GB/s between halves is a bound, stated as exact"
    if list(gang.places) != places:
        yield f"gangs on {', '.join(places)}, stated otherwise"
