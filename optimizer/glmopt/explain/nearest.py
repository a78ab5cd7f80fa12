"""The nearest scenarios that can be met: one rule changed, by exactly as much as is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Place
from glmopt.explain.class_amounts import amount_of, is_class, most_of
from glmopt.explain.more_servers import one_more_type
from glmopt.explain.repairs import REPAIRS, Repair, bounded
from glmopt.explain.steps import Step, class_step, is_stepped, steps
from glmopt.explain.terms import as_option, feasible, in_time, once, plain, proved
from glmopt.problem import Problem, Rule
from glmopt.problem.dropping import without
from glmopt.program import Counts
from glmopt.scenario import Scenario
from glmopt.solve import optimum
from glmopt.solve.clock import Clock

# Rules that ask for something to be bought; all others limit it.
NEEDS = (
    "streams",
    "classes",
    "instances",
    "light_finetune",
    "full_finetune",
    "minimum",
    "virtualization",
    "site_streams",
)


@dataclass(frozen=True, slots=True)
class Nearest:
    """One change that makes the scenario feasible, with the exact value that just suffices.

    `change` is the distance from what was asked: for a list of cards or vendors how many more card types it
    must let in, for servers how many more types of them. `setting` is the `--set` that does it, `place` where
    the rule is written. `empties`: nothing is asked for any more, and the plan buys nothing.
    """

    rule: Rule
    value: Decimal
    change: Decimal
    setting: str
    place: Place | None = None
    empties: bool = False

    @property
    def option(self) -> str:
        """What to write on the command line."""
        return as_option(self.setting)

    @property
    def share(self) -> Decimal:
        """The change as a share of what was asked; of one where nothing was."""
        return abs(self.change) / max(Decimal(1), abs(self.value - self.change))


def nearest(
    problem: Problem,
    scenario: Scenario,
    catalog: Catalog,
    rules: tuple[Rule, ...],
    clock: Clock | None = None,
) -> tuple[Nearest, ...]:
    """For each of `rules`, the least change of it alone that makes the scenario feasible, if one does.

    The smallest share of what was asked first; one after which nothing is bought comes last.
    """
    tried = (least_change(problem, scenario, catalog, rule, clock) for rule in rules)
    found = [replace(one, empties=leaves_nothing(problem, (one,))) for one in tried if one is not None]
    return tuple(sorted(found, key=lambda one: (one.empties, one.share)))


def leaves_nothing(problem: Problem, changes: Sequence[Nearest]) -> bool:
    """Whether `changes` take back everything that `problem` asks for, so that an empty plan does."""
    if problem.goal == "streams" or problem.changes is not None:
        return False
    needs = {r for r in problem.rules() if r.constraint in NEEDS and r.path[-1] != "min_bandwidth_gb_s"}
    return bool(needs) and needs <= {c.rule for c in changes if c.value == 0}


def least_change(
    problem: Problem, scenario: Scenario, catalog: Catalog, rule: Rule, clock: Clock | None = None
) -> Nearest | None:
    """The least change of `rule` alone that makes `problem` feasible; None where none does."""
    in_time(clock)
    if is_class(rule):
        amount = amount_of(problem, scenario, rule)
        most = most_of(amount, scenario, clock)
        return None if most is None else stepped(rule, class_step(amount, most), scenario)
    if is_stepped(rule):
        for step in steps(problem, scenario, catalog, rule):
            if feasible(step.problem, scenario, clock):
                return stepped(rule, step, scenario)
        return None
    if rule.constraint == "slots":
        more = one_more_type(problem, scenario, catalog, rule, clock)
        return None if more is None else stepped(rule, more, scenario)
    repair = REPAIRS.get(rule.constraint)
    if repair is None:
        return None
    free = bounded(without(problem, (rule,)), problem)
    solved = optimum(free, once(scenario), repair.aim(problem, rule), clock=clock)
    least = proved(solved.ending)
    if least is None or solved.whole is None:
        return None
    return changed(problem, scenario, rule, repair, least, solved.program.read_back(solved.whole))


def stepped(rule: Rule, step: Step, scenario: Scenario) -> Nearest:
    """The change that `step` makes to `rule`."""
    return Nearest(rule, step.value, step.change, step.setting, scenario.place(*rule.path))


def changed(
    problem: Problem, scenario: Scenario, rule: Rule, repair: Repair, least: int, counts: Counts
) -> Nearest:
    """The change of `rule` that lets the plan of `counts` pass, `least` being its aim's value there."""
    value = repair.value(problem, least)
    setting = repair.setting(problem, rule, value, counts)
    place = scenario.place(*rule.path)
    if rule.constraint == "near" and place and place.file.startswith("--near"):
        setting = f"--changes {plain(value)}"
    return Nearest(rule, value, value - repair.now(problem, rule), setting, place)
