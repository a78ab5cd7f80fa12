"""What a way of proof that is no solver answers, and the needs that such ways leave out at first.

Needs and limits that a way does not count (instances, light fine-tuning, virtualization, power, and a budget
that is not what is minimised) are left out. An optimum that meets them all the same is the optimum with them;
and where nothing fits without them, nothing fits with them.
"""

from __future__ import annotations

import glmopt
from glmopt.dataclass import dataclass
from glmopt.plan import Ending, Proof
from glmopt.problem import Problem
from glmopt.program import Counts

Told = tuple[Ending, Counts | None]


@dataclass(frozen=True, slots=True)
class Best:
    """The best counts, and their value in the goal's own unit; both None where proved that nothing fits.

    `by` is the name of the way.
    """

    counts: Counts | None
    value: int | None
    by: str
    seconds: float = 0.0


def meets(problem: Problem, counts: Counts) -> bool:
    """Whether `counts` meet the needs that the table leaves out, and a budget beside another goal."""
    needs = (
        problem.instances,
        problem.light_finetune,
        problem.virtual_streams,
        problem.virtual_instances,
    )
    paid = problem.budget is not None and problem.goal != "capex"
    if not any(needs) and not paid and problem.power_w is None:
        return True
    have = [0, 0, 0, 0]
    cost = watts = 0
    for o in problem.open_offers:
        bought, gangs = counts.cards.get(o.card, 0), counts.gangs.get(o.card, 0)
        m = bought - (gangs * o.capacity.gang_cards if problem.dedicated else 0)
        virtual = m if o.virtualization else 0
        have[0] += o.capacity.instances * m
        have[1] += o.capacity.light_finetune * m
        have[2] += o.streams * virtual
        have[3] += o.virtual_instances * virtual
        cost += o.unit(bought) * bought
        watts += o.power_w * bought
    affordable = not paid or cost <= (problem.budget or 0)
    powered = problem.power_w is None or watts <= problem.power_w
    return affordable and powered and all(h >= n for h, n in zip(have, needs, strict=True))


def proof_of(best: Best) -> Proof:
    """What a way that is no solver proved."""
    outcome = "infeasible" if best.value is None else "optimal"
    return Proof(best.by, glmopt.__version__, outcome, best.value, best.seconds)


def told_by(problem: Problem, best: Best, *more: Best) -> Told:
    """What such an optimum says of `problem`, its budget looked at; `more` are other proofs of it."""
    value, counts = best.value, best.counts
    proofs = tuple(proof_of(b) for b in (best, *more))
    if problem.goal == "capex" and problem.budget is not None and (value or 0) > problem.budget:
        counts = None
    if counts is None:
        return Ending("infeasible", problem.goal, None, value, proofs), None
    return Ending("optimal", problem.goal, value, value, proofs), counts
