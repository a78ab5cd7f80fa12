"""The same purchase judged by the figures that the scenario does not use."""

from __future__ import annotations

from glmopt.catalog import Catalog, FigureSet
from glmopt.dataclass import dataclass
from glmopt.placement import light_groups
from glmopt.plan import Line, Plan
from glmopt.scenario import Scenario
from glmopt.sizing import sizer_for


@dataclass(frozen=True, slots=True)
class Short:
    """A need that a purchase does not meet: how many it has of how many."""

    need: str
    have: int
    of: int


@dataclass(frozen=True, slots=True)
class Audit:
    """The same purchase judged by other figures: what it serves then, and what it falls short of."""

    figures: FigureSet
    streams_low: int
    streams_high: int
    short: tuple[Short, ...]
    unknown: tuple[str, ...]


def audit(scenario: Scenario, catalog: Catalog, plan: Plan) -> Audit:
    """`plan` judged by the figures that the scenario does not use: data sheets for the document's."""
    other: FigureSet = "datasheet" if scenario.figures == "seed" else "seed"
    judged = scenario.model_copy(update={"figures": other})
    sizer = sizer_for(judged, catalog)
    low = high = instances = light = gangs = 0
    unknown = []
    for line in plan.lines:
        spec = catalog.spec(line.card, other)
        if spec is None:
            unknown.append(line.card)
            continue
        capacity = sizer(spec)
        serving = line.count - line.dedicated_cards
        low += serving * capacity.streams_low
        high += serving * capacity.streams_high
        instances += serving * capacity.instances
        light += _light_groups(scenario, catalog, plan, line) * capacity.light_finetune
        gangs += min(line.gangs, capacity.gangs(line.count))
    demand = scenario.demand
    have = low if scenario.estimate == "low" else high
    needs = (
        ("streams", have, demand.streams),
        ("instances", instances, demand.instances),
        ("light fine-tuning", light, demand.light_finetune),
        ("full fine-tuning", gangs, demand.full_finetune.gangs),
    )
    # A card without such figures may do anything: then nothing is said to be short.
    short = () if unknown else tuple(Short(*need) for need in needs if need[1] < need[2])
    return Audit(other, low, high, short, tuple(unknown))


def _light_groups(scenario: Scenario, catalog: Catalog, plan: Plan, line: Line) -> int:
    """Groups for light fine-tuning among the serving cards of a line."""
    cards = scenario.demand.tuning.light.cards
    if not plan.nodes or cards == 1:
        return (line.count - line.dedicated_cards) // cards
    nodes = (n for n in plan.nodes if n.card == line.card)
    return sum(light_groups(n, scenario, catalog) * n.nodes for n in nodes)
