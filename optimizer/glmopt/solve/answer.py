"""From a scenario to its plan, checked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.check import check
from glmopt.dataclass import dataclass
from glmopt.errors import CheckFailure
from glmopt.placement import wired
from glmopt.plan import BillLine, Ending, Line, NodeLine, Plan, Share, Totals
from glmopt.problem import Offer, Problem, formulate
from glmopt.program import Counts, negligible
from glmopt.scenario import Scenario
from glmopt.scenario.model import SolverTerms
from glmopt.solve.bill import PURCHASE, RUNNING, bill_of, power_of, rack_of
from glmopt.solve.clock import Clock
from glmopt.solve.exactly import shares_of
from glmopt.solve.housing import house
from glmopt.solve.optimum import optimum
from glmopt.solve.ties import settle
from glmopt.solve.twice import twice
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
    return replace(solved, plan=checked_plan(solved.problem, counts, scenario, catalog))


def checked_plan(problem: Problem, counts: Counts, scenario: Scenario, catalog: Catalog) -> Plan:
    """The plan of `counts` with its gangs wired; CheckFailure where it does not stand up to its check."""
    plan = wired(plan_of(problem, counts), scenario, catalog)
    if findings := check(plan, scenario, catalog):
        raise CheckFailure(findings)
    return plan


def prove(
    problem: Problem, terms: SolverTerms, *, best_so_far: bool = False
) -> tuple[Ending, Counts | None, tuple[str, ...]]:
    """Ending, counts and notes of the best plan of `problem`, ties settled; no counts where there is none.

    The time limit of `terms` covers all of it. On Ctrl-C the answer is what was found so far, its ending
    `interrupted`, with `best_so_far`; KeyboardInterrupt without.
    """
    clock = Clock(float(terms.time_limit_s))
    told, known = twice(problem, terms, clock)
    if told is not None:
        return *told, () if told[1] is None else _left_to_the_check(problem)
    found = optimum(problem, terms, known=known, clock=clock, best_so_far=best_so_far)
    if found.whole is None:
        return found.ending, None, found.notes
    ending, whole, notes = found.ending, found.whole, found.notes + _left_to_the_check(problem)
    if found.settled is not None:
        return ending, found.settled, notes
    if ending.status == "optimal":
        settled, why = whole, "interrupted"
        if not ending.interrupted:
            try:
                settled, why = settle(found.program, whole, clock, only=found.only)
            except KeyboardInterrupt:
                if not best_so_far:
                    raise
                ending = replace(ending, interrupted=True)
        whole = settled
        notes += (f"ties are not settled: {why}",) if why else ()
    return ending, found.program.read_back(whole), notes


def plan_of(problem: Problem, counts: Counts) -> Plan:
    """The plan that uses the cards of `counts` and runs its gangs on them."""
    lines = []
    nodes, gangs = house(counts.pools)
    for o in problem.offers:
        count = counts.cards.get(o.card, 0)
        if not count:
            continue
        dedicated = _gang_cards(o, counts) if problem.dedicated else 0
        serving, owned = count - dedicated, counts.owned.get(o.card, 0)
        unit = None if o.price is None else from_minor(o.unit(count - owned), problem.currency)
        lines.append(
            Line(
                card=o.card,
                count=count,
                unit_price=unit,
                subtotal=None if unit is None and count > owned else (unit or 0) * Decimal(count - owned),
                streams_low=serving * o.capacity.streams_low,
                streams_high=serving * o.capacity.streams_high,
                instances=serving * o.capacity.instances,
                light_finetune=_light_groups(problem, nodes, o.card, serving) * o.capacity.light_finetune,
                gangs=counts.gangs.get(o.card, 0),
                gang_cards=o.capacity.gang_cards,
                dedicated_cards=dedicated,
                owned=owned,
            )
        )
    served = {o.card: o.streams for o in problem.offers}
    priced = problem.housing is None or problem.housing.priced
    billed = priced and all(line.subtotal is not None for line in lines)
    bill = bill_of(problem, counts) if billed else ()
    totals = Totals(
        cost=_sum(bill, PURCHASE) if billed else None,
        cards=sum(line.count for line in lines),
        streams=sum((line.count - line.dedicated_cards) * served[line.card] for line in lines),
        streams_low=sum(line.streams_low for line in lines),
        streams_high=sum(line.streams_high for line in lines),
        instances=sum(line.instances for line in lines),
        light_finetune=sum(line.light_finetune for line in lines),
        gangs=sum(line.gangs for line in lines),
        nodes=sum(p.nodes for p in counts.pools),
        power_w=power_of(problem, counts),
        rack_units=rack_of(problem, counts),
        running=_sum(bill, RUNNING) if problem.goal == "tco" else None,
    )
    return Plan(problem.currency, tuple(lines), totals, nodes, gangs, bill, _shares(problem, counts))


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


def _left_to_the_check(problem: Problem) -> tuple[str, ...]:
    """Says which classes were too little for a solver, and only counted exactly."""
    lost = () if problem.workload is None else negligible(problem.workload)
    if not lost:
        return ()
    names = ", ".join(lost[:3]) + (", ..." if len(lost) > 3 else "")
    if len(lost) == 1:
        return (f"one class needs less than a millionth of a card and was left to the exact check: {names}",)
    return (
        f"{len(lost)} classes need less than a millionth of a card and were left to the exact check: {names}",
    )


def _light_groups(problem: Problem, nodes: tuple[NodeLine, ...], card: str, serving: int) -> int:
    """Groups for light fine-tuning among the serving cards of one kind: each card, or groups of several."""
    if problem.housing is None or problem.light_cards == 1:
        return serving // problem.light_cards
    pools = {(p.chassis, p.site): p for p in problem.housing.of(card)}
    mine = (n for n in nodes if n.card == card)
    return sum(pools[n.chassis, n.site].light_groups(n.cards) * n.nodes for n in mine)


def _gang_cards(offer: Offer, counts: Counts) -> int:
    """Cards of one kind that belong to gangs."""
    if not counts.pools:
        return counts.gangs.get(offer.card, 0) * offer.capacity.gang_cards
    ways = [(way, n) for p in counts.pools if p.pool.card == offer.card for way, n, *_ in p.gangs]
    return sum(way.option.cards * n for way, n in ways)


def _sum(bill: tuple[BillLine, ...], categories: tuple[str, ...]) -> Decimal:
    return sum((line.subtotal for line in bill if line.category in categories), Decimal(0))
