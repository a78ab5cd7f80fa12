"""A problem without some of its rules: what explanations ask of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from glmopt.kept import Kept
from glmopt.problem.model import Offer, Problem, housed_offers
from glmopt.problem.rule import Rule

# Offers with a rule dropped, by the offers and the rule.
_WITHOUT: Kept[tuple[Offer, ...]] = Kept(200)
_SITE_LIMITS = {"power": "power_w", "rack_units": "rack", "ports": "ports", "site_streams": "min_streams"}


def without(problem: Problem, rules: Iterable[Rule]) -> Problem:
    """`problem` with `rules` dropped, one after another."""
    for rule in rules:
        problem = _without(problem, rule)
    return problem


def _without(problem: Problem, rule: Rule) -> Problem:
    housing = problem.housing
    of_servers = rule.path[0] == "sites" or rule.path[-1] in ("min_bandwidth_gb_s", "survive_nodes")
    if of_servers and housing is None:
        # servers were dropped before, and with them everything about servers
        return problem
    if housing is not None and rule.path[0] == "sites":
        limit = _SITE_LIMITS[rule.constraint]
        return replace(problem, housing=housing.without_limit(rule.path[1], limit))
    if housing is not None and rule.path[-1] == "min_bandwidth_gb_s":
        return replace(problem, housing=housing.without_bandwidth())
    if housing is not None and rule.constraint == "survive_nodes":
        return replace(problem, housing=replace(housing, survive_nodes=0))
    match rule.constraint:
        case "slots":
            return replace(problem, housing=None, offers=_offers_without(problem.offers, rule))
        case "power":
            return replace(problem, power_w=None)
        case "rack_units":
            return replace(problem, rack=None)
        case "streams":
            return replace(problem, streams=0)
        case "classes" if problem.workload is not None:
            name = rule.path[-1] if len(rule.path) > 2 else None
            return replace(problem, workload=problem.workload.without(name))
        case "instances":
            return replace(problem, instances=0)
        case "light_finetune":
            return replace(problem, light_finetune=0)
        case "full_finetune":
            return replace(problem, gangs=0)
        case "card_types":
            return replace(problem, card_types=None)
        case "near":
            return replace(problem, changes=None)
        case "budget":
            return replace(problem, budget=None)
        case "virtualization" if rule.path[-1] == "min_streams":
            return replace(problem, virtual_streams=0)
        case "virtualization":
            return replace(problem, virtual_instances=0)
    offers = _offers_without(problem.offers, rule)
    barred = {o.card for o in problem.offers if not o.buyable}
    come = barred.intersection(o.card for o in offers if o.buyable)
    if housing is None or not come:
        return replace(problem, offers=offers)
    opened = housing.opened(come)
    return replace(problem, housing=opened, offers=housed_offers(offers, opened))


def _offers_without(offers: tuple[Offer, ...], rule: Rule) -> tuple[Offer, ...]:
    """`offers` with `rule` dropped; for the same offers the same object, by which others know them again."""
    return _WITHOUT.get(offers, rule, lambda: tuple(_offer_without(o, rule) for o in offers))


def _offer_without(offer: Offer, rule: Rule) -> Offer:
    if rule.constraint in ("availability", "slots"):
        bars = tuple(b for b in offer.barred_by if b.path != rule.path)
        unusable = offer.unusable and rule.path != ("rules", "virtualization")
        return replace(offer, barred_by=bars, unusable=unusable)
    if rule.path[2] != offer.card:
        return offer
    match rule.constraint:
        case "stock":
            return replace(offer, stock=None)
        case "minimum":
            return replace(offer, minimum=0)
        case "minimum_order":
            return replace(offer, minimum_order=0)
    raise ValueError(f"no way to drop {rule.constraint}")
