"""Is the plan true? Judged from scenario and catalog alone, in exact arithmetic, without solver or program.

`CHECKS` has one function for each constraint of the program, under the same name, and some for what the
program takes for granted: that the lines add up, that prices and capacities are those of the catalog, and
that no forbidden card is bought. Each yields a sentence for everything that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glmopt.catalog import Catalog
from glmopt.check import cards, classes, gangs, losses, money, servers, site
from glmopt.check.bridges import Bridges, bridges
from glmopt.check.case import Bought, Case
from glmopt.check.partitions import Partitioned, counted
from glmopt.plan import Line, Plan
from glmopt.scenario import Scenario, price_for
from glmopt.sizing import Sizer, partitions, sizer_for, tdp_w


def check(plan: Plan, scenario: Scenario, catalog: Catalog) -> tuple[str, ...]:
    """Everything that is wrong with `plan`; empty for a plan that is what it says and meets every rule."""
    unknown = tuple(_unknown(plan, catalog))
    if unknown:
        return unknown
    case = _case(plan, scenario, catalog)
    if isinstance(case, str):
        return (case,)
    return tuple(f"{name}: {finding}" for name, judge in CHECKS.items() for finding in judge(case))


def partitioned(plan: Plan, scenario: Scenario, catalog: Catalog) -> Partitioned | None:
    """Instances on shared cards as the rule counts them; None where none does, or a card has no figures."""
    case = _case(plan, scenario, catalog)
    return None if isinstance(case, str) else counted(case)


def _case(plan: Plan, scenario: Scenario, catalog: Catalog) -> Case | str:
    """The plan on trial, or which card has no figures."""
    sizer = sizer_for(scenario, catalog)
    bought: list[Bought] = []
    for line in plan.lines:
        found = _bought(line, scenario, catalog, sizer)
        if found is None:
            return f"{line.card} has no {scenario.figures} figures"
        bought.append(found)
    return Case(scenario, catalog, plan, tuple(bought))


def _unknown(plan: Plan, catalog: Catalog) -> Iterator[str]:
    """Names that the catalog does not have, and servers with cards that are no line of the plan."""
    for line in plan.lines:
        if line.card not in catalog.cards:
            yield f"{line.card} is not a card of the catalog"
    named = {line.card for line in plan.lines}
    for node in plan.nodes:
        if node.chassis not in catalog.chassis:
            yield f"{node.chassis} is not a chassis of the catalog"
        if node.fabric not in catalog.fabrics:
            yield f"{node.fabric} is not a fabric of the catalog"
        if node.card not in named:
            yield f"{node.card} sits in a server and is no line of the plan"


def _bought(line: Line, scenario: Scenario, catalog: Catalog, sizer: Sizer) -> Bought | None:
    spec, card = catalog.spec(line.card, scenario.figures), catalog.cards[line.card]
    if spec is None:
        return None
    capacity, kind = sizer(spec), scenario.rules.virtualization.kind
    shared = partitions(card, catalog, kind) if kind else None
    return Bought(
        line=line,
        spec=spec,
        capacity=capacity,
        vendor=card.vendor,
        price=price_for(scenario, catalog, line.card, line.bought),
        virtualization=shared.count > 0 if shared else spec.virtualization,
        virtual_instances=shared.count if shared else capacity.instances,
        licensed=shared.licensed if shared else False,
        power_w=tdp_w(card, catalog),
    )


CHECKS: dict[str, Callable[[Case], Iterator[str]]] = {
    judge.__name__: judge
    for judge in (
        cards.counts,
        cards.prices,
        cards.capacities,
        money.bill,
        cards.totals,
        cards.availability,
        cards.streams,
        classes.classes,
        cards.instances,
        cards.light_finetune,
        servers.slots,
        servers.owned,
        gangs.full_finetune,
        site.fabric,
        cards.virtualization,
        cards.stock,
        cards.minimum,
        cards.minimum_order,
        money.discount,
        cards.card_types,
        cards.near,
        site.power,
        site.rack_units,
        site.ports,
        site.site_streams,
        losses.survive_nodes,
        money.budget,
    )
}

__all__ = ["CHECKS", "Bought", "Bridges", "Case", "Partitioned", "bridges", "check", "partitioned"]
