"""Classes in servers: proved optima against an enumeration of every purchase, plans by its rules."""

from __future__ import annotations

import os

import pytest
from tests.classes.housed import MOST_NODES, drawn, least, wrong_with

from glmopt.scenario.model import SolverTerms
from glmopt.solve import prove

# more in a long run: GLMOPT_EXAMPLES=2000 pytest tests/classes/test_housed.py
EXAMPLES = int(os.environ.get("GLMOPT_EXAMPLES", "80"))
TERMS = (SolverTerms(prove="once"), SolverTerms())


# Where a tolerance bent a row: a millionth of a card that is 0; cuts of large weights beside dedicated gangs.
BENT = (397, 1120, 1425)


def test_rows_with_large_weights_are_not_bent() -> None:
    for seed in BENT:
        problem = drawn(seed)
        ending, counts, notes = prove(problem, SolverTerms())
        assert ending.objective == least(problem)
        assert len(ending.proofs) == 2, notes
        assert counts is None or not wrong_with(problem, counts, ending.objective)


@pytest.mark.parametrize("seeds", [range(k, EXAMPLES, 4) for k in range(4)], ids=lambda r: f"from {r.start}")
def test_the_optimum_is_that_of_every_purchase(seeds: range) -> None:
    solved = 0
    for seed in seeds:
        problem = drawn(seed)
        best = least(problem)
        ending, counts, notes = prove(problem, TERMS[seed // 4 % 4 == 0])
        told = f"seed {seed}: {ending.status} {ending.objective} {notes}, the enumeration says {best}"
        if best is None and counts is not None:
            # more nodes than the enumeration looks at
            assert any(p.new > MOST_NODES for p in counts.pools), told
            continue
        assert ending.status == ("infeasible" if best is None else "optimal"), told
        if counts is None:
            continue
        if any(p.new > MOST_NODES for p in counts.pools):
            assert (ending.objective or 0) <= (best or 0), told
            continue
        solved += 1
        assert ending.objective == best, told
        assert not wrong_with(problem, counts, ending.objective), told
    assert solved >= len(seeds) // 4
