"""A further server type that lets a scenario be met: the way out where no server on offer takes a card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from glmopt import topology
from glmopt.catalog import Catalog
from glmopt.errors import InputError
from glmopt.explain.steps import Step
from glmopt.explain.terms import feasible
from glmopt.problem import Problem, Rule, formulate
from glmopt.scenario import Scenario
from glmopt.solve.clock import Clock

# Hosts of this price come last: there is none.
UNPRICED = Decimal("Infinity")


def one_more_type(
    problem: Problem, scenario: Scenario, catalog: Catalog, rule: Rule, clock: Clock | None = None
) -> Step | None:
    """`problem` with one server type more on offer, the first that suffices, cheap hosts first.

    None where no single one does, or where every type is on offer already.
    """
    nodes = scenario.nodes
    if nodes is None or nodes.chassis == "any":
        return None
    for name in _fitting(problem, scenario, catalog):
        chassis = (*nodes.chassis, name)
        asked = scenario.model_copy(update={"nodes": nodes.model_copy(update={"chassis": chassis})})
        try:
            trial = formulate(asked, catalog)
        except InputError:
            continue
        here = replace(problem, offers=trial.offers, housing=trial.housing)
        if feasible(here, asked, clock):
            setting = f"{rule.key}.chassis=[{', '.join(chassis)}]"
            return Step(Decimal(len(chassis)), Decimal(1), setting, here)
    return None


def _fitting(problem: Problem, scenario: Scenario, catalog: Catalog) -> Iterator[str]:
    """Server types with a price that are not on offer and take a card that only servers keep out, or none."""
    listed = scenario.nodes.chassis if scenario.nodes else ()
    own = scenario.nodes.price if scenario.nodes else {}
    cards = [
        catalog.cards[o.card] for o in problem.offers if all(b.constraint == "slots" for b in o.barred_by)
    ]
    hosts: list[tuple[Decimal, str]] = []
    for chassis in catalog.chassis.values():
        if chassis.id in listed or not any(topology.fitting(chassis, c, catalog.cards) for c in cards):
            continue
        quote = chassis.price.host
        given = own[chassis.id].amount if chassis.id in own else quote.value if quote else None
        hosts.append((UNPRICED if given is None else given.amount, chassis.id))
    yield from (name for _price, name in sorted(hosts))
