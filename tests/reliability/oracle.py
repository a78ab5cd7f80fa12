"""glmopt against the oracle, model by model: sentences about what differs, none where all agree."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pulp
from families import BAR, PROBLEMS, drawn, fees, housed_question, question

from glmopt.explain import conflict
from glmopt.problem import Problem
from glmopt.problem.dropping import without
from glmopt.scenario import Scenario
from glmopt.scenario.model import SolverTerms
from glmopt.solve import prove
from glmopt.solvers import SOLVERS

Ask = Callable[[dict[str, Any]], tuple[str, int | None]]
FAMILIES = (*PROBLEMS, "fees")
# How a sentence begins where a time limit, of glmopt or of CP-SAT, came before the proof: no answer is wrong.
UNDECIDED = "undecided: "
ONCE = SolverTerms(prove="once")


def agree(ask: Ask, family: str, seed: int) -> list[str]:
    """One model of a family: the proof by two solvers against CP-SAT, status and exact optimum."""
    if family == "fees":
        return _agree_on_fees(ask, seed)
    problem = drawn(family, seed)
    status, best = ask(housed_question(problem))
    if status not in ("OPTIMAL", "INFEASIBLE"):
        return [f"{UNDECIDED}{family} {seed}: the oracle says {status}"]
    ending, counts, notes = prove(problem, SolverTerms())
    where = f"{family} {seed}"
    if ending.status in ("feasible", "unknown"):
        return [f"{UNDECIDED}{where}: {ending.status}"]
    if any(not note.endswith(" reached the time limit") for note in notes):
        return [f"{where}: {notes}"]
    if status == "INFEASIBLE":
        return [] if ending.status == "infeasible" else [f"{where}: {ending.objective}, CP-SAT finds nothing"]
    best = -(best or 0) if problem.goal == "streams" else best
    if counts is None or ending.objective != best:
        return [f"{where}: {ending.status} {ending.objective}, CP-SAT says {best}"]
    if problem.housing:
        return []
    bought = {o.card: counts.cards.get(o.card, 0) for o in problem.offers}
    gangs = counts.gangs if problem.dedicated else {}
    worth = {
        "capex": sum((o.price or 0) * bought[o.card] for o in problem.offers),
        "cards": sum(bought.values()),
        "streams": sum(
            o.streams * (bought[o.card] - gangs.get(o.card, 0) * o.capacity.gang_cards)
            for o in problem.offers
        ),
    }[problem.goal]
    return [] if worth == best else [f"{where}: the plan is worth {worth}, stated {best}"]


def fixed_fees(trap: dict[str, Any]) -> Any:
    """The program of a model with fees and packs, for the solvers themselves."""
    lp = pulp.LpProblem("fees", pulp.LpMinimize)
    pays = [lp.add_variable(f"fee_{v}", 0, 1, "Integer") for v in range(len(trap["fees"]))]
    packs = []
    for k, (_a, _price, stock, vendor, pack) in enumerate(trap["cards"]):
        packs.append(lp.add_variable(f"pack_{k}", 0, stock // pack, "Integer"))
        lp.addConstraint(packs[k] - (stock // pack) * pays[vendor] <= 0, f"vendor_{k}")
    rows = list(zip(packs, trap["cards"], strict=True))
    lp.addConstraint(pulp.lpSum(card[0] * card[4] * n for n, card in rows) >= trap["target"], "streams")
    cost = pulp.lpSum(card[1] * card[4] * n for n, card in rows)
    lp.setObjective(cost + pulp.lpSum(fee * u for fee, u in zip(trap["fees"], pays, strict=True)))
    return lp


def _agree_on_fees(ask: Ask, seed: int) -> list[str]:
    trap = fees(random.Random(f"fees {seed}"))  # noqa: S311
    status, best = ask({"kind": "fees", **trap})
    if status not in ("OPTIMAL", "INFEASIBLE"):
        return [f"fees {seed}: the oracle says {status}"]
    wrong = []
    for name, solver in SOLVERS.items():
        lp = fixed_fees(trap)
        run = solver(lp)
        found = None
        if run.values is not None:
            found = sum(int(c) * round(run.values[v.name]) for v, c in lp.objective.items())
        if found != best:
            wrong.append(f"fees {seed}: {name} says {found}, CP-SAT {best}")
    return wrong


def edge(seed: int) -> list[str] | None:
    """A budget at the optimum is enough, one minor unit less is not; None where the model has no optimum."""
    family = ("plain", "gangs")[seed % 2]
    problem = replace(drawn(family, 1_000_000 + seed), goal="capex", budget=None)
    ending, counts, _ = prove(problem, ONCE)
    if counts is None or not ending.objective:
        return None
    wrong = []
    goal = ("cards", "streams", "capex")[seed % 3]
    if goal == "streams":
        offers = tuple(replace(o, stock=60 if o.stock is None else o.stock) for o in problem.offers)
        problem = replace(problem, offers=offers)
    for budget, expected in ((ending.objective, "optimal"), (ending.objective - 1, "infeasible")):
        status = prove(replace(problem, goal=goal, budget=budget), ONCE)[0].status
        if status != expected and not (goal == "streams" and expected == "optimal"):
            wrong.append(f"edge {seed}, {goal}: {status} for {budget} of {ending.objective}")
    return wrong


def no_way(ask: Ask, seed: int) -> list[str]:
    """A model made infeasible is called so, and the rules named are a conflict, minimal by CP-SAT."""
    problem = _impossible(seed)
    ending, _, _ = prove(problem, SolverTerms())
    if ending.status != "infeasible":
        return [f"no way {seed}: {ending.status}"]
    named = [c.rule for c in conflict(problem, Scenario.model_validate({"demand": {}}))]
    if not named:
        return [f"no way {seed}: no rule is named"]
    alone = without(problem, (r for r in problem.rules() if r not in named))
    wrong = []
    if ask(question(_finite(alone)))[0] != "INFEASIBLE":
        wrong.append(f"no way {seed}: {[r.key for r in named]} can be met together")
    for rule in named:
        if ask(question(_finite(without(alone, (rule,)))))[0] != "OPTIMAL":
            wrong.append(f"no way {seed}: without {rule.key} the others still cannot be met")
    return wrong


def _finite(problem: Problem) -> Problem:
    """The same rules with something to minimise that is never without end."""
    return replace(problem, goal="capex")


def _impossible(seed: int) -> Problem:
    draw = random.Random(f"no way {seed}")  # noqa: S311
    problem = replace(
        drawn(("plain", "stock", "gangs")[seed % 3], 2_000_000 + seed), budget=None, goal="capex"
    )
    streams = max(1, problem.streams)
    match draw.randrange(5):
        case 0:  # all the stock there is, and one stream more
            offers = tuple(
                replace(o, stock=(o.stock or 3), minimum_order=0, minimum=0) for o in problem.offers
            )
            reach = sum(o.streams * (o.stock or 0) for o in offers)
            return replace(problem, offers=offers, streams=reach + draw.randint(1, 50))
        case 1:  # a budget under the cheapest card
            return replace(problem, streams=streams, budget=min(o.price or 0 for o in problem.offers) - 1)
        case 2:  # nothing may be bought
            offers = tuple(replace(o, barred_by=(BAR,)) for o in problem.offers)
            return replace(problem, offers=offers, streams=streams)
        case 3:  # virtualization on cards that have none
            offers = tuple(replace(o, virtualization=False) for o in problem.offers)
            return replace(problem, offers=offers, virtual_streams=draw.randint(1, 100))
        case _:  # two cards that must be bought, of one type at most
            first, second, *rest = problem.offers
            offers = tuple(
                replace(o, minimum=draw.randint(1, 3), stock=None, barred_by=()) for o in (first, second)
            )
            return replace(problem, offers=(*offers, *rest), card_types=1)
