"""What could go wrong with a purchase: prices a fifth off, and figures at the other end of their range."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.explain.housing_figures import host_key, network_key, priced
from glmopt.plan import BillLine, Plan
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario
from glmopt.solve import plan_of, prove_once
from glmopt.study.counts import counts_from, plain_counts
from glmopt.study.journal import Journal
from glmopt.units import from_minor, to_minor

Progress = Callable[[int, int], None]
SHARE = Decimal("0.20")


@dataclass(frozen=True, slots=True)
class PriceCase:
    """One price off by `share`: of a card by its id, of a host or network by its key; all where `of` is None.

    `pays` is what the plan as chosen costs then. `best` is the plan that would be chosen, `costs` what it
    costs: None where nothing fits or is proved. Where cost is minimised the budget is left aside.
    Costs are those of the purchase, and of running it where the goal counts that.
    """

    of: str | None
    share: Decimal
    pays: Decimal | None
    costs: Decimal | None
    best: Plan | None

    def keeps(self, plan: Plan) -> bool:
        """Whether the plan as chosen is as good as the best one then."""
        if self.best is None:
            return False
        if self.costs is not None and self.costs == self.pays:
            return self.best.totals.streams <= plan.totals.streams
        return _bought(self.best) == _bought(plan)


@dataclass(frozen=True, slots=True)
class FiguresCase:
    """The answer by one end of the published ranges: `status` of the proof, and its plan."""

    estimate: str
    status: str
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class Risk:
    """Every case; prices are looked at only where the plan has one."""

    prices: tuple[PriceCase, ...]
    figures: tuple[FiguresCase, ...]


def risk(
    scenario: Scenario,
    catalog: Catalog,
    plan: Plan,
    progress: Progress | None = None,
    journal: Journal | None = None,
) -> Risk:
    """Each price a fifth lower and higher, one at a time and all at once; the figures low and high.

    Prices are those of every card on offer, and of the hosts and networks in the bill.
    """
    problem, kept = formulate(scenario, catalog), journal or Journal()
    cards = [o.card for o in problem.open_offers] if problem.priced and plan.totals.cost is not None else []
    asked: list[str | None] = [None, *cards, *(k for k in dict.fromkeys(map(_key, plan.bill)) if k)]
    asked = asked if cards else []
    total, done = 2 * len(asked) + 2, 0
    prices, figures = [], []
    for of in asked:
        for share in (-SHARE, SHARE):
            prices.append(_price_case(problem, scenario, plan, of, share, kept))
            done += 1
            if progress:
                progress(done, total)
    for estimate in ("low", "high"):
        varied = scenario.model_copy(update={"estimate": estimate})
        status, best = _solved(formulate(varied, catalog), varied, kept, estimate)
        figures.append(FiguresCase(estimate, status, best))
        done += 1
        if progress:
            progress(done, total)
    return Risk(tuple(prices), tuple(figures))


def _solved(problem: Problem, scenario: Scenario, journal: Journal, key: str) -> tuple[str, Plan | None]:
    """The status of the proof, and the plan where there is one."""

    def solve() -> dict[str, Any]:
        ending, counts = prove_once(problem, scenario.solver)
        if ending.interrupted:
            raise KeyboardInterrupt
        return {"status": ending.status, "counts": None if counts is None else plain_counts(problem, counts)}

    row = journal.recall(key, solve)
    return row["status"], plan_of(problem, counts_from(problem, row["counts"])) if row["counts"] else None


def _price_case(
    problem: Problem,
    scenario: Scenario,
    plan: Plan,
    of: str | None,
    share: Decimal,
    journal: Journal,
) -> PriceCase:
    trial = _at(problem, of, 1 + share)
    if problem.goal in ("capex", "tco"):
        trial = replace(trial, budget=None)
    status, found = _solved(trial, scenario, journal, f"{of or 'every price'} {share:+}")
    best = found if status == "optimal" else None
    new, old = ({o.card: o.price or 0 for o in p.offers} for p in (trial, problem))
    change = sum(line.bought * (new[line.card] - old[line.card]) for line in plan.lines)
    for line in plan.bill:
        if (key := _key(line)) is not None and of in (None, key):
            unit = to_minor(line.unit, plan.currency)
            change += line.count * (int(unit * (1 + share)) - unit)
    now = plan.totals.spent
    pays = None if now is None else now + from_minor(change, plan.currency)
    return PriceCase(of, share, pays, best.totals.spent if best else None, best)


def _at(problem: Problem, of: str | None, factor: Decimal) -> Problem:
    """`problem` with one price, or every one, times `factor`."""
    offers = tuple(
        o.at(int((o.price * factor).to_integral_value()))
        if o.price is not None and of in (None, o.card)
        else o
        for o in problem.offers
    )
    housing = problem.housing
    if housing is not None:
        hosts = {host_key(p.chassis) for p in housing.pools}
        keys = hosts | {network_key(n.fabric) for n in housing.networks}
        housing = priced(housing, dict.fromkeys(keys if of is None else keys & {of}, factor))
    return replace(problem, offers=offers, housing=housing)


def _key(line: BillLine) -> str | None:
    """The host or network whose price a line of the bill has; None of cards, what is free, and running."""
    if not line.unit:
        return None
    if line.category == "hosts":
        return host_key(line.item)
    return network_key(line.item.split(" ")[0]) if line.category == "fabric" else None


def _bought(plan: Plan) -> tuple[dict[str, int], Counter[str]]:
    """Cards by kind, and new servers by type."""
    servers: Counter[str] = Counter()
    for node in plan.nodes:
        servers[node.chassis] += 0 if node.owned else node.nodes
    return {line.card: line.count for line in plan.lines}, servers
