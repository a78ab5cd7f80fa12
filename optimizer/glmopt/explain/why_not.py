"""Why a card is not in the plan: no price, a rule, no server that takes it, or groups that are too small."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from glmopt import topology
from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Place
from glmopt.placement import port_of
from glmopt.problem import Problem, Rule
from glmopt.problem.housing import Pool
from glmopt.records import Text
from glmopt.scenario import Scenario, price_of

if TYPE_CHECKING:
    from glmopt.catalog import Chassis, Fabric

Kind = Literal[
    "no price",
    "no power figure",
    "barred",
    "no host price",
    "whole servers only",
    "no server",
    "no group",
    "no gang",
    "gang",
]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """One reason: `rule` and `place` of what bars a card, `chassis` and `says` of what its servers allow.

    `no group`: its servers hold no group for a tensor-parallel instance or a light job of several cards.
    `whole servers only`: servers take it, but its listed price is a share of one that is sold full.
    `gang` is no reason against a card: it says how a gang of it could be wired there.
    """

    card: str
    kind: Kind
    chassis: str = ""
    rule: Rule | None = None
    place: Place | None = None
    says: Text | None = None


def why_not(
    problem: Problem, scenario: Scenario, catalog: Catalog, cards: tuple[str, ...] = ()
) -> tuple[WhyNot, ...]:
    """Why each card that could be considered cannot be bought, or cannot be fully fine-tuned on.

    With `cards` of those alone, and with every server type that they go into; else the servers of cards that
    no server wires to a gang. A card that is only too dear has no reason here: it has a break-even price.
    """
    left_out = [WhyNot(card, why) for card, why in problem.not_considered]  # type: ignore[arg-type]
    found = [w for w in left_out if not cards or w.card in cards]
    for offer in problem.offers:
        if cards and offer.card not in cards:
            continue
        for bar in dict.fromkeys(offer.barred_by):
            if bar.constraint == "slots":
                found += _no_server(problem, scenario, catalog, offer.card, bar)
            else:
                found.append(WhyNot(offer.card, "barred", rule=bar, place=scenario.place(*bar.path)))
        if offer.open and offer.capacity.light_finetune and problem.light_finetune:
            found += _light(problem, scenario, catalog, offer.card)
        if offer.open and problem.gangs and offer.capacity.gang_cards and problem.housing is not None:
            pools = problem.housing.of(offer.card)
            if cards or not _wired(pools):
                found += _gangs(pools, scenario, catalog, offer.capacity.gang_cards)
    return tuple(found)


def no_gang_cards(problem: Problem) -> tuple[str, ...]:
    """Cards that may be used and that no server wires to a gang as asked."""
    if problem.housing is None or not problem.gangs:
        return ()
    housing = problem.housing
    return tuple(
        o.card for o in problem.open_offers if o.capacity.gang_cards and not _wired(housing.of(o.card))
    )


def _wired(pools: tuple[Pool, ...]) -> bool:
    """Whether some servers that can be had wire a gang."""
    return any(p.ways for p in pools if p.buyable or p.owned)


def _no_server(
    problem: Problem, scenario: Scenario, catalog: Catalog, card: str, bar: Rule
) -> Iterator[WhyNot]:
    """What keeps the card out of each server type that it would go into, or else that none takes it."""
    housing = problem.housing
    names = housing.chassis if housing else ()
    fits = [c for c in names if topology.fitting(catalog.chassis[c], catalog.cards[card], catalog.cards)]
    pools = housing.of(card) if housing else ()
    whole = {p.chassis for p in pools if _whole_servers_only(p, scenario, catalog)}
    if whole:
        yield WhyNot(card, "whole servers only", place=scenario.place("prices"))
    own = scenario.nodes.price if scenario.nodes else {}
    unpriced = {c for c in fits if catalog.chassis[c].price.host is None and c not in own} - whole
    for chassis in (c for c in fits if c in unpriced):
        yield WhyNot(card, "no host price", chassis, place=scenario.place("nodes"))
    service = scenario.demand.service
    grouped = scenario.sizing == "roofline" and service.cards > 1
    for chassis in (c for c in fits if grouped and c not in unpriced | whole):
        says = _no_group(card, catalog.chassis[chassis], service.cards, service.min_bandwidth_gb_s, catalog)
        yield WhyNot(card, "no group", chassis, place=scenario.place("demand", "service", "cards"), says=says)
    if not whole and not unpriced and not (grouped and fits):
        yield WhyNot(card, "no server", rule=bar, place=scenario.place(*bar.path))


def _whole_servers_only(pool: Pool, scenario: Scenario, catalog: Catalog) -> bool:
    """Whether the card fits these servers, and only a price that is a share of a full one keeps it out."""
    if pool.buyable or pool.owned or pool.sold_full:
        return False
    price = price_of(scenario, catalog, pool.card)
    return price is not None and price.includes == "host"


def _light(problem: Problem, scenario: Scenario, catalog: Catalog, card: str) -> Iterator[WhyNot]:
    """For a card whose servers all hold no group for a light job of several cards: which was too small."""
    pools = problem.housing.of(card) if problem.housing else ()
    if problem.light_cards == 1 or any(pool.light_groups(pool.slots) for pool in pools):
        return
    job = scenario.demand.tuning.light
    place = scenario.place("demand", "tuning", "light", "cards")
    for chassis in dict.fromkeys(pool.chassis for pool in pools):
        says = _no_group(card, catalog.chassis[chassis], job.cards, job.min_bandwidth_gb_s, catalog)
        yield WhyNot(card, "no group", chassis, place=place, says=says)


def _no_group(card: str, chassis: Chassis, cards: int, asked: Decimal, catalog: Catalog) -> Text:
    """Why so many cards are no group inside a node, or not whole ones."""
    port, none = port_of(card, chassis.id, catalog), catalog.fabrics["none"]
    return topology.why_no_gang(port, chassis, none, cards, asked) or Text(
        zh=f"{chassis.id} 的 {chassis.slots.value} 个插槽不能整分为每组 {cards} 张",
        en=f"the {chassis.slots.value} slots of {chassis.id} are no whole groups of {cards}",
    )


def _gangs(pools: tuple[Pool, ...], scenario: Scenario, catalog: Catalog, need: int) -> Iterator[WhyNot]:
    """For each server type that a card goes into: how its gang could be wired there, or why it cannot."""
    asked = scenario.demand.full_finetune.min_bandwidth_gb_s
    told: set[tuple[str, str]] = set()
    for pool in pools:
        chassis = catalog.chassis[pool.chassis]
        fabric = _fastest(pool, catalog)
        if (pool.chassis, fabric.id) in told:
            continue
        told.add((pool.chassis, fabric.id))
        if _whole_servers_only(pool, scenario, catalog):
            yield WhyNot(pool.card, "whole servers only", pool.chassis, place=scenario.place("prices"))
        else:
            yield _gang(pool, chassis, fabric, need, asked, catalog)


def _gang(
    pool: Pool, chassis: Chassis, fabric: Fabric, need: int, asked: Decimal, catalog: Catalog
) -> WhyNot:
    port = port_of(pool.card, pool.chassis, catalog)
    says = topology.why_no_gang(port, chassis, fabric, need, asked)
    if says is not None:
        return WhyNot(pool.card, "no gang", pool.chassis, says=says)
    best = min(topology.gang_options(port, chassis, fabric, need, asked), key=lambda o: (o.cards, o.nodes))
    rate = "-" if best.bottleneck_gb_s is None else f"{best.bottleneck_gb_s.normalize():f} GB/s"
    en = f"{best.cards} cards on {best.nodes} node{'s' * (best.nodes > 1)}, {rate} per direction"
    zh = f"{best.cards} 张卡，{best.nodes} 台服务器，单向 {rate}"
    if best.reach == "pod":
        en, zh = f"{en}, by {fabric.id}", f"{zh}，组网 {fabric.id}"
    return WhyNot(pool.card, "gang", pool.chassis, says=Text(zh=zh, en=en))


def _fastest(pool: Pool, catalog: Catalog) -> Fabric:
    """The fastest network that the servers of `pool` can be joined with; none where there is none."""
    fabrics = [catalog.fabrics[link.fabric] for link in pool.links]
    rates = {f.id: f.network.port_gb_s.value for f in fabrics if f.network}
    return max(fabrics, key=lambda f: (rates[f.id], f.id), default=catalog.fabrics["none"])
