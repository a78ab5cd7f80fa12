"""What a result carries of the catalog, so that it can be checked and studied without it."""

from __future__ import annotations

from typing import Any

from glmopt.catalog import Catalog, PriceList, SizingRules
from glmopt.result.answer import Result
from glmopt.result.plain import jsonable
from glmopt.result.variations import Varied
from glmopt.scenario import Scenario
from glmopt.sizing import rules as seed_rules


def inputs(result: Result, others: tuple[Varied, ...]) -> dict[str, Any]:
    """What check and studies need of the catalog: every card and server on offer, here or in a variation.

    With them their parts and the anchor; networks, rules, llm, prices, and the sources of all these figures.
    Under `sizing: roofline` there need not be rules for the llm; efficiency sets are there where it is asked.
    """
    catalog, scenario = result.catalog, result.scenario
    asked = (scenario, *(v.scenario for v in others))
    rules = _rules(catalog, scenario)
    problems = (result.solved.problem, *(v.problem for v in others))
    wanted = {o.card for p in problems for o in p.offers}
    near = wanted | ({rules.anchor.card} if rules else set())
    servers = {c for p in problems if p.housing for c in p.housing.chassis} | _named_chassis(catalog, asked)
    # What a scenario defines itself stands in the scenario.
    near -= {card for s in asked for card in s.cards.define}
    for card in tuple(near):
        # In servers a generic name can be any of its parts.
        parts = catalog.cards[card].parts
        near |= set() if parts is None else set(parts.candidates) if servers else {parts.default}
    near |= _named_cards(catalog, asked)
    sets = _efficiencies(catalog, asked) if any(s.sizing == "roofline" for s in asked) else []
    prices = catalog.prices.get(scenario.prices or "")
    further = _further_llms(asked)
    names = {s.prices for s in asked if s.prices and s.prices != scenario.prices}
    lists = {name: catalog.prices[name] for name in names}
    data = {
        "cards": [_dump(catalog.cards[c]) for c in sorted(near)],
        "chassis": [_dump(catalog.chassis[c]) for c in sorted(servers)],
        "fabrics": [_dump(f) for f in catalog.fabrics.values() if servers or f.id == "none"],
        "llm": _dump(catalog.llms[scenario.demand.llm]),
        **({"class_llms": [_dump(catalog.llms[m]) for m in further]} if further else {}),
        "rules": _dump(rules) if rules else None,
        "efficiencies": [_dump(catalog.efficiencies[e]) for e in sets],
        "prices": _dump_prices(prices, wanted) if prices else None,
        **(
            {"further_prices": {name: _dump_prices(one, wanted) for name, one in sorted(lists.items())}}
            if lists
            else {}
        ),
    }
    cited = sorted(_cited(data) & catalog.sources.keys())
    return data | {"sources": {code: _dump(catalog.sources[code]) for code in cited}}


def _named_cards(catalog: Catalog, asked: tuple[Scenario, ...]) -> set[str]:
    """Cards that the scenarios name, offered or not, and one of each vendor: a name must be known again."""
    named: set[str] = set()
    for s in asked:
        named |= {*(s.cards.allow or ()), *s.cards.deny, *s.cards.stock, *s.cards.price}
        named |= {entry.card for entry in s.owned}
        for vendor in (*(s.rules.vendors.allow or ()), *s.rules.vendors.deny):
            named |= {min(c.id for c in catalog.cards.values() if c.vendor == vendor)}
    return named & catalog.cards.keys()


def _named_chassis(catalog: Catalog, asked: tuple[Scenario, ...]) -> set[str]:
    """Servers that the scenarios name, on offer or owned."""
    named: set[str] = set()
    for s in asked:
        named |= {entry.chassis for entry in s.owned if entry.chassis}
        named |= set(s.nodes.price) if s.nodes else set()
    return named & catalog.chassis.keys()


def _further_llms(asked: tuple[Scenario, ...]) -> list[str]:
    """Further llms that classes name, where the check sizes by them, and those of variations."""
    named = {c.llm for s in asked if s.demand.capacity is None for c in s.demand.classes.values() if c.llm}
    named |= {s.demand.llm for s in asked}
    return sorted(named - {asked[0].demand.llm})


def _rules(catalog: Catalog, scenario: Scenario) -> SizingRules | None:
    """The rules written for the scenario's llm; none is no fault where the roofline sizes."""
    if scenario.sizing == "rules":
        return seed_rules.rules_for(catalog, scenario.demand.llm)
    return next((r for r in catalog.rules.values() if r.llm == scenario.demand.llm), None)


def _efficiencies(catalog: Catalog, asked: tuple[Scenario, ...]) -> list[str]:
    """The efficiency sets that the scenarios name, those of vendors, and the default set."""
    named = {"default"}.union(*(s.demand.efficiency.values() for s in asked))
    return sorted(e.id for e in catalog.efficiencies.values() if e.id in named or e.vendors)


def _cited(data: Any) -> set[str]:
    """Every source code that some figure inside `data` names."""
    if isinstance(data, dict):
        codes = data.get("source")
        own = {str(c) for c in codes} if isinstance(codes, list) else set()
        return own.union(*map(_cited, data.values()))
    return set().union(*map(_cited, data)) if isinstance(data, list) else set()


def _dump(record: Any) -> Any:
    return jsonable(record.model_dump(by_alias=True, exclude_none=True))


def _dump_prices(prices: PriceList, wanted: set[str]) -> Any:
    data = _dump(prices)
    kept = [p for p in data["prices"] if p["card"] in wanted]
    return data | {"prices": kept or data["prices"][:1]}
