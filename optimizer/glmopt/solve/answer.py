"""From a scenario to its plan, checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.check import check
from glmopt.errors import CheckFailure
from glmopt.plan import Ending, Line, Plan, Totals
from glmopt.problem import Problem, formulate
from glmopt.program import Counts
from glmopt.scenario import Scenario
from glmopt.scenario.model import SolverTerms
from glmopt.solve.clock import Clock
from glmopt.solve.optimum import optimum
from glmopt.solve.ties import settle
from glmopt.units import from_minor


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
    where two proofs differ, CheckFailure where the plan does not stand up to its check. On Ctrl-C the answer
    is the best plan so far, its ending `interrupted`; KeyboardInterrupt where there is nothing to tell.
    """
    problem = formulate(scenario, catalog)
    ending, counts, notes = prove(problem, scenario.solver, best_so_far=True)
    try:
        return _checked(scenario, catalog, Solved(problem, ending, None, notes), counts)
    except KeyboardInterrupt:
        ending = replace(ending, interrupted=True)
        return _checked(scenario, catalog, Solved(problem, ending, None, notes), counts)


def _checked(scenario: Scenario, catalog: Catalog, solved: Solved, counts: Counts | None) -> Solved:
    """`solved` with the plan of `counts`, checked."""
    if counts is None:
        return solved
    plan = plan_of(solved.problem, counts)
    findings = check(plan, scenario, catalog)
    if findings:
        raise CheckFailure(findings)
    return replace(solved, plan=plan)


def prove(
    problem: Problem, terms: SolverTerms, *, best_so_far: bool = False
) -> tuple[Ending, Counts | None, tuple[str, ...]]:
    """Ending, counts and notes of the best plan of `problem`, ties settled; no counts where there is none.

    The time limit of `terms` covers all of it. On Ctrl-C the answer is what was found so far, its ending
    `interrupted`, with `best_so_far`; KeyboardInterrupt without.
    """
    clock = Clock(float(terms.time_limit_s))
    found = optimum(problem, terms, clock=clock, best_so_far=best_so_far)
    if found.whole is None:
        return found.ending, None, found.notes
    ending, whole, notes = found.ending, found.whole, found.notes
    if ending.status == "optimal":
        settled, why = whole, "interrupted"
        if not ending.interrupted:
            try:
                settled, why = settle(found.program, whole, clock)
            except KeyboardInterrupt:
                if not best_so_far:
                    raise
                ending = replace(ending, interrupted=True)
        whole = settled
        notes += (f"ties are not settled: {why}",) if why else ()
    return ending, found.program.read_back(whole), notes


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
    return Plan(problem.currency, tuple(lines), totals)
