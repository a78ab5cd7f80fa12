"""From a scenario to its plan, checked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.check import check
from glmopt.errors import CheckFailure
from glmopt.plan import Ending, Line, Plan, Share, Totals
from glmopt.problem import Problem, formulate
from glmopt.program import Counts, negligible
from glmopt.scenario import Scenario
from glmopt.scenario.model import SolverTerms
from glmopt.solve.clock import Clock
from glmopt.solve.exactly import shares_of
from glmopt.solve.optimum import optimum
from glmopt.solve.ties import settle
from glmopt.units import from_minor, millionths_up


@dataclass(frozen=True, slots=True)
class Solved:
    """A problem with its ending and, where one was found, the plan, already checked.

    `notes` says what was not proved as usual, for example that the second solver was not to be had.
    """

    problem: Problem
    ending: Ending
    plan: Plan | None
    notes: tuple[str, ...] = ()


def solve(scenario: Scenario, catalog: Catalog) -> Solved:
    """The best plan for `scenario` over `catalog`, with what was proved about it.

    Raises InputError for wishes that make no sense, SolverFailure where no solver answers, Disagreement
    where two proofs differ, CheckFailure where the plan does not stand up to its check.
    """
    problem = formulate(scenario, catalog)
    ending, counts, notes = prove(problem, scenario.solver)
    if counts is None:
        return Solved(problem, ending, None, notes)
    plan = plan_of(problem, counts)
    findings = check(plan, scenario, catalog)
    if findings:
        raise CheckFailure(findings)
    return Solved(problem, ending, plan, notes)


def prove(problem: Problem, terms: SolverTerms) -> tuple[Ending, Counts | None, tuple[str, ...]]:
    """Ending, counts and notes of the best plan of `problem`, ties settled; no counts where there is none.

    The time limit of `terms` covers all of it.
    """
    clock = Clock(float(terms.time_limit_s))
    found = optimum(problem, terms, clock=clock)
    if found.whole is None:
        return found.ending, None, found.notes
    whole, notes = found.whole, found.notes + _left_to_the_check(problem)
    if found.ending.status == "optimal":
        whole, settled = settle(found.program, whole, clock)
        notes += () if settled else ("ties are not settled: the time limit was reached",)
    return found.ending, found.program.read_back(whole), notes


def _left_to_the_check(problem: Problem) -> tuple[str, ...]:
    """Says which classes were too little for a solver, and only counted exactly."""
    lost = () if problem.workload is None else negligible(problem.workload)
    if not lost:
        return ()
    names = ", ".join(lost[:3]) + (", ..." if len(lost) > 3 else "")
    return (
        f"{len(lost)} classes need less than a millionth of a card and were left to the exact check: {names}",
    )


def plan_of(problem: Problem, counts: Counts) -> Plan:
    """The plan that buys the cards of `counts` and runs its gangs on them."""
    lines = []
    for o in problem.offers:
        count = counts.cards.get(o.card, 0)
        if not count:
            continue
        of_gangs = counts.gangs.get(o.card, 0)
        dedicated = of_gangs * o.capacity.gang_cards if problem.dedicated else 0
        serving = count - dedicated
        unit = None if o.price is None else from_minor(o.price, problem.currency)
        lines.append(
            Line(
                card=o.card,
                count=count,
                unit_price=unit,
                subtotal=None if unit is None else unit * count,
                streams_low=serving * o.capacity.streams_low,
                streams_high=serving * o.capacity.streams_high,
                instances=serving * o.capacity.instances,
                light_finetune=serving * o.capacity.light_finetune,
                gangs=of_gangs,
                gang_cards=o.capacity.gang_cards,
                dedicated_cards=dedicated,
            )
        )
    served = {o.card: o.streams for o in problem.offers}
    subtotals = [line.subtotal for line in lines]
    totals = Totals(
        cost=None if None in subtotals else sum((s for s in subtotals if s is not None), Decimal(0)),
        cards=sum(line.count for line in lines),
        streams=sum((line.count - line.dedicated_cards) * served[line.card] for line in lines),
        streams_low=sum(line.streams_low for line in lines),
        streams_high=sum(line.streams_high for line in lines),
        instances=sum(line.instances for line in lines),
        light_finetune=sum(line.light_finetune for line in lines),
        gangs=sum(line.gangs for line in lines),
    )
    return Plan(problem.currency, tuple(lines), totals, _shares(problem, counts))


def _shares(problem: Problem, counts: Counts) -> tuple[Share, ...]:
    """What each kind of card serves of each class, where there are classes."""
    workload = problem.workload
    if workload is None:
        return ()
    found = []
    for (c, j), share in shares_of(workload, counts).items():
        item, pool = workload.items[c], workload.pools[j]
        found.append(
            Share(
                name=item.name,
                part=item.window,
                card=pool.card,
                window=pool.window,
                cards=pool.cards,
                llm=pool.llm,
                groups=counts.groups[j],
                share=share,
                busy=millionths_up(share * workload.loads[c][j]),
            )
        )
    return tuple(found)
