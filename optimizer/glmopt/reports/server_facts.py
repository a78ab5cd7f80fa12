"""What a plan with servers rests on: room, power, estimates, licences, parts, groups that are too small."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.check.case import Case
from glmopt.check.site import power_w, rack_units_of
from glmopt.explain import no_gang_cards, why_not
from glmopt.placement import port_of
from glmopt.plan import Plan
from glmopt.reports.numbers import amount
from glmopt.reports.prices import guessed_names
from glmopt.reports.servers import card_name
from glmopt.result import Result
from glmopt.result.basis import rests_on
from glmopt.scenario import Scenario
from glmopt.sizing import partitions
from glmopt.units import plain_number

Translate = Callable[[str], str]
MOST_REASONS = 5
# Reasons against a card that lie in the servers on offer.
OF_SERVERS = ("no gang", "no group", "no server", "no host price", "whole servers only")


def room_facts(result: Result, plan: Plan, _: Translate) -> Iterator[str]:
    """Servers, power and rack space, of the whole plan and of each site."""
    t = plan.totals
    if not t.nodes:
        return
    parts = [_servers(t.nodes, _)]
    if t.power_w is not None:
        parts.append(_("{n} W at full power, an upper bound").format(n=amount(t.power_w)))
    if t.rack_units is not None:
        parts.append(_("{n} rack units").format(n=amount(t.rack_units)))
    yield _("; ").join(parts)
    for name in sorted(result.scenario.sites):
        yield _("{name}: {said}").format(name=name, said=_("; ").join(_site(result, plan, name, _)))


def _servers(count: int, _: Translate) -> str:
    return (_("{n} server") if count == 1 else _("{n} servers")).format(n=amount(count))


def _site(result: Result, plan: Plan, name: str, _: Translate) -> Iterator[str]:
    """What stands at a site, and how much of its room that takes."""
    site = result.scenario.sites[name]
    here = [n for n in plan.nodes if n.site == name]
    case = Case(result.scenario, result.catalog, plan, ())
    yield _servers(sum(n.nodes for n in here), _)
    cards = sum(n.nodes * n.cards for n in here)
    yield (_("{n} card") if cards == 1 else _("{n} cards")).format(n=amount(cards))
    if site.min_streams and result.scenario.demand.full_finetune.sharing == "shared":
        each = {o.card: o.streams for o in result.solved.problem.offers}
        have = sum(each[n.card] * n.cards * n.nodes for n in here)
        yield _("{have} of {need} streams").format(have=amount(have), need=amount(site.min_streams))
    watts, units = power_w(case, name), rack_units_of(case, name)
    if site.max_power_kw is not None and watts is not None:
        kw = plain_number(Decimal(watts) / 1000)
        yield _("{have} of {most} kW").format(have=kw, most=plain_number(site.max_power_kw))
    if site.max_rack_units is not None and units is not None:
        most = plain_number(site.max_rack_units)
        yield _("{have} of {most} rack units").format(have=plain_number(units), most=most)


def host_facts(scenario: Scenario, catalog: Catalog, plan: Plan, _: Translate, lang: str) -> Iterator[str]:
    """What beside the cards rests on an estimate, and what prices hold."""
    beside = tuple(entry for entry in rests_on(scenario, catalog, plan) if entry[0].category != "cards")
    guessed = [
        _("{name} {cost} {currency}").format(name=name, cost=amount(cost), currency=plan.currency)
        for name, cost in guessed_names(beside, catalog, _, lang)
    ]
    if guessed:
        yield _("estimates beside the cards: {names}").format(names=_("; ").join(guessed))
    yield from included_facts(scenario, catalog, plan, _, lang)


def included_facts(
    scenario: Scenario, catalog: Catalog, plan: Plan, _: Translate, lang: str
) -> Iterator[str]:
    """Hosts that the price of their cards holds, and cards whose price is that of another part."""
    own = scenario.nodes.price if scenario.nodes else {}
    free = [
        line.item for line in plan.bill if line.category == "hosts" and not line.unit and line.item not in own
    ]
    if free:
        names = _(", ").join(catalog.chassis[c].name.get(lang) for c in free)
        yield _("hosts in the price of their cards: {names}").format(names=names)
    yield from _parts(scenario, catalog, plan, _, lang)


def _parts(scenario: Scenario, catalog: Catalog, plan: Plan, _: Translate, lang: str) -> Iterator[str]:
    """Cards whose price is that of another part than the one that sits in the server."""
    prices = catalog.prices.get(scenario.prices or "")
    if prices is None:
        return
    told = {(n.card, n.chassis) for n in plan.nodes if not n.owned and plan.bought(n.card)}
    for card, chassis in sorted(told):
        part = port_of(card, chassis, catalog).part
        counted, listed = prices.get(card), prices.get(part)
        given = card in scenario.cards.price
        if part != card and not given and counted and listed and counted.amount != listed.amount:
            yield _("in {chassis} {card} is {part}, listed at {listed}; counted at {counted}").format(
                chassis=catalog.chassis[chassis].name.get(lang),
                card=catalog.cards[card].name.get(lang),
                part=catalog.cards[part].name.get(lang),
                listed=listed.amount,
                counted=counted.amount,
            )


def licence_facts(result: Result, plan: Plan, _: Translate, lang: str) -> Iterator[str]:
    """Licences that the cards of the plan need and that only `objective: tco` counts."""
    rule = result.scenario.rules.virtualization
    asked = rule.all_cards or rule.min_streams or rule.min_instances
    if result.scenario.goal == "tco" or rule.kind is None or not asked:
        return
    cards = [
        line.card
        for line in plan.lines
        if partitions(result.catalog.cards[line.card], result.catalog, rule.kind).licensed
    ]
    if cards:
        names = _(", ").join(card_name(result, c, lang) for c in cards)
        yield _(
            "time slices need a vGPU licence for each card, not counted without objective tco: {names}"
        ).format(names=names)


def group_facts(result: Result, _: Translate, lang: str) -> Iterator[str]:
    """Cards that have no gang at the asked bandwidth; in an infeasible scenario the groups themselves."""
    solved, scenario = result.solved, result.scenario
    cards = no_gang_cards(solved.problem)
    if result.status == "infeasible":
        from glmopt.reports.unmet import reason

        why = why_not(solved.problem, scenario, result.catalog)
        told = [w for w in why if w.kind in OF_SERVERS]
        for w in told[:MOST_REASONS]:
            yield f"{w.card}: {reason(w, _, lang)}"
        if len(told) > MOST_REASONS:
            yield _("{n} more reasons: glmopt explain").format(n=len(told) - MOST_REASONS)
    elif cards:
        rate = plain_number(scenario.demand.full_finetune.min_bandwidth_gb_s)
        yield _("no gang at {rate} GB/s in these servers: {names}; glmopt explain --card ID says why").format(
            rate=rate, names=_(", ").join(cards)
        )
