"""Rules that give way in steps: jobs, nodes that may be lost, the speed of a gang, quarters of a class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from glmopt import topology
from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.explain.class_amounts import Amount, amount_of, is_class, quarters
from glmopt.explain.terms import plain
from glmopt.placement import port_of
from glmopt.problem import Problem, Rule, formulate
from glmopt.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Step:
    """`problem` with one rule at another `value`; `setting` is the `--set` that does it."""

    value: Decimal
    change: Decimal
    setting: str
    problem: Problem


def is_stepped(rule: Rule) -> bool:
    """Whether a rule gives way in steps."""
    return rule.constraint in ("full_finetune", "survive_nodes") or is_class(rule)


def steps(problem: Problem, scenario: Scenario, catalog: Catalog, rule: Rule) -> Iterator[Step]:
    """`problem` with `rule` at each value below the one asked, the smallest change first."""
    if rule.path[-1] == "min_bandwidth_gb_s":
        yield from _slower(problem, scenario, catalog, rule)
    elif rule.constraint == "survive_nodes":
        yield from _fewer_failures(problem, rule)
    elif is_class(rule):
        amount = amount_of(problem, scenario, rule)
        for k in quarters(amount):
            yield class_step(amount, k)
    else:
        for gangs in range(problem.gangs - 1, -1, -1):
            setting = f"{rule.key}.gangs={gangs}"
            yield Step(Decimal(gangs), Decimal(gangs - problem.gangs), setting, replace(problem, gangs=gangs))


def class_step(amount: Amount, k: int) -> Step:
    """k parts of a class."""
    value = amount.value(k)
    return Step(value, value - amount.whole, amount.setting(k), amount.problem(k))


def _fewer_failures(problem: Problem, rule: Rule) -> Iterator[Step]:
    housing = problem.housing
    if housing is None:
        return
    for nodes in range(housing.survive_nodes - 1, -1, -1):
        trial = replace(problem, housing=replace(housing, survive_nodes=nodes))
        yield Step(Decimal(nodes), Decimal(nodes - housing.survive_nodes), f"{rule.key}={nodes}", trial)


def _slower(problem: Problem, scenario: Scenario, catalog: Catalog, rule: Rule) -> Iterator[Step]:
    """Gangs change at the rates of the links only: those below the one asked, the fastest first, then any."""
    asked = scenario.demand.full_finetune.min_bandwidth_gb_s
    if problem.housing is None:
        return
    for rate in (*sorted(_rates(problem, catalog, asked), reverse=True), Decimal(0)):
        full = scenario.demand.full_finetune.model_copy(update={"min_bandwidth_gb_s": rate})
        demand = scenario.demand.model_copy(update={"full_finetune": full})
        housing = formulate(scenario.model_copy(update={"demand": demand}), catalog).housing
        if housing is not None:
            slower = replace(problem.housing, pools=housing.pools, bandwidth=str(rate))
            trial = replace(problem, housing=slower)
            yield Step(rate, rate - asked, f"{rule.key}={plain(rate)}", trial)


def _rates(problem: Problem, catalog: Catalog, below: Decimal) -> set[Decimal]:
    """Rates of links, GB/s per direction, in the servers and networks that may be used."""
    found: set[Decimal] = set()
    for pool in problem.housing.pools if problem.housing else ():
        port, chassis = port_of(pool.card, pool.chassis, catalog), catalog.chassis[pool.chassis]
        for fabric in ("none", *(link.fabric for link in pool.links)):
            found.update(topology.link_rates(port, chassis, catalog.fabrics[fabric]))
    return {rate for rate in found if 0 < rate < below}
