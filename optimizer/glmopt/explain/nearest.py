"""The nearest scenarios that can be met: one rule changed, by exactly as much as is needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from glmopt.explain.repairs import REPAIRS, Repair, bounded
from glmopt.explain.terms import feasible, in_time, once, plain, proved
from glmopt.problem import Problem, Rule
from glmopt.program import Counts
from glmopt.scenario import Scenario
from glmopt.solve import optimum
from glmopt.solve.clock import Clock


@dataclass(frozen=True, slots=True)
class Nearest:
    """One change that makes the scenario feasible, with the exact value that just suffices.

    `change` is the distance from what was asked: for a list of cards or vendors how many more card types it
    must let in. `setting` is the `--set` that does it.
    """

    rule: Rule
    value: Decimal
    change: Decimal
    setting: str

    @property
    def option(self) -> str:
        """What to write on the command line."""
        return self.setting if self.setting.startswith("--") else f"--set {self.setting}"

    @property
    def share(self) -> Decimal:
        """The change as a share of what was asked; of one where nothing was."""
        return abs(self.change) / max(Decimal(1), abs(self.value - self.change))


def nearest(
    problem: Problem, scenario: Scenario, rules: tuple[Rule, ...], clock: Clock | None = None
) -> tuple[Nearest, ...]:
    """For each of `rules`, the least change of it alone that makes the scenario feasible, if one does."""
    found = []
    for rule in rules:
        in_time(clock)
        if rule.path == ("demand", "full_finetune"):
            found += _fewer_gangs(problem, scenario, rule, clock)
            continue
        if rule.constraint == "survive_nodes":
            found += _fewer_failures(problem, scenario, rule, clock)
            continue
        repair = REPAIRS.get(rule.constraint)
        if repair is None:
            continue
        free = bounded(problem.without((rule,)), problem)
        solved = optimum(free, once(scenario), repair.aim(problem, rule), clock=clock)
        least = proved(solved.ending)
        if least is not None and solved.whole is not None:
            counts = solved.program.read_back(solved.whole)
            found.append(changed(problem, scenario, rule, repair, least, counts))
    return tuple(found)


def changed(
    problem: Problem, scenario: Scenario, rule: Rule, repair: Repair, least: int, counts: Counts
) -> Nearest:
    """The change of `rule` that lets the plan of `counts` pass, `least` being its aim's value there."""
    value = repair.value(problem, least)
    setting = repair.setting(problem, rule, value, counts)
    place = scenario.place(*rule.path)
    if rule.constraint == "near" and place and place.file.startswith("--near"):
        setting = f"--changes {plain(value)}"
    return Nearest(rule, value, value - repair.now(problem, rule), setting)


def _fewer_failures(problem: Problem, scenario: Scenario, rule: Rule, clock: Clock | None) -> list[Nearest]:
    """The most nodes whose loss can be survived."""
    housing = problem.housing
    if housing is None:
        return []
    for nodes in range(housing.survive_nodes - 1, -1, -1):
        trial = replace(problem, housing=replace(housing, survive_nodes=nodes))
        if feasible(trial, scenario, clock):
            value = Decimal(nodes)
            return [Nearest(rule, value, value - housing.survive_nodes, f"{rule.key}={nodes}")]
    return []


def _fewer_gangs(problem: Problem, scenario: Scenario, rule: Rule, clock: Clock | None) -> list[Nearest]:
    """The most gangs that can be had, looked for from above: there are never many."""
    for gangs in range(problem.gangs - 1, -1, -1):
        if feasible(replace(problem, gangs=gangs), scenario, clock):
            value = Decimal(gangs)
            return [Nearest(rule, value, value - problem.gangs, f"{rule.key}.gangs={gangs}")]
    return []
