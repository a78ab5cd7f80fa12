"""One variation solved: its proof as plain data that can be kept, its plan rebuilt from that and checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from glmopt.catalog import Catalog
from glmopt.explain import conflict
from glmopt.plan import Ending, Proof
from glmopt.problem import Problem, formulate
from glmopt.scenario import Scenario, Setting
from glmopt.solve import checked_plan, prove_once, prove_or_recall
from glmopt.study.comparison import Found, Variation
from glmopt.study.counts import counts_from, plain_counts

# Rows of a large grid are proved once, by dynamic programming where the rules allow it; every so many of
# them, and as many at the beginning, are proved as the scenario asks.
TWICE_EVERY = 50

# The row kept under a key, else what the function makes.
Recall = Callable[[str, Callable[[], Any]], Any]


def solved_point(
    name: str,
    settings: tuple[Setting, ...],
    scenario: Scenario,
    catalog: Catalog,
    number: int,
    recall: Recall,
    problem: Problem | None = None,
) -> Variation:
    """The variation `name`, the `number`-th of its study (from 1), its plan checked.

    `problem` is that of `scenario`, made now where it is not given. Raises what `solve` raises.
    """
    asked = problem or formulate(scenario, catalog)
    once = number > TWICE_EVERY and number % TWICE_EVERY > 0
    row = recall(name, lambda: _proved(asked, scenario, once=once))
    proofs = tuple(Proof(**{**proof, "seconds": 0.0}) for proof in row["ending"]["proofs"])
    ending = Ending(**{**row["ending"], "proofs": proofs})
    plan = None
    if row["counts"] is not None:
        plan = checked_plan(asked, counts_from(asked, row["counts"]), scenario, catalog)
    found = Found(ending, plan, tuple(row["notes"]))
    return Variation(name, settings, scenario, found, tuple(row["conflict"]))


def _proved(problem: Problem, scenario: Scenario, *, once: bool) -> dict[str, Any]:
    terms = scenario.solver
    ending, counts, notes = (*prove_once(problem, terms), ()) if once else prove_or_recall(problem, terms)
    rules: list[str] = []
    if ending.status == "infeasible":
        rules = [c.rule.key for c in conflict(problem, scenario)]
    plain = None if counts is None else plain_counts(problem, counts)
    told = _plain(ending) | {"proofs": tuple(_plain(proof) for proof in ending.proofs)}
    for proof in told["proofs"]:
        # a row is the same whenever it is proved
        del proof["seconds"]
    return {"ending": told, "notes": list(notes), "counts": plain, "conflict": rules}


def _plain(record: Ending | Proof) -> dict[str, Any]:
    return {f.name: getattr(record, f.name) for f in fields(record)}
