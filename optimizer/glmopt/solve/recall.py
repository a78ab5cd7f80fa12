"""What the proofs of other problems say of a problem. Each rule is a theorem, not a guess.

wider      A problem P' that differs from P only in limits that are no tighter, with the same prices for the
           cards of its best plan x and no higher ones for the others: P allows no plan that P' forbids, and
           none has become cheaper against x. If x meets the limits of P it is the best plan of P, ties
           settled the same way; and where nothing fits P', nothing fits P.
between    Under prices p and q the same plan x is best, and those of P lie between them on a line. Every
           plan costs a linear function of the prices: one that is cheaper than x in between, or ties with it
           there and not at both ends, would be cheaper at an end.
budget     Where cost is minimised the budget is compared with the least cost afterwards: one proof for all.

Every plan that comes from here is judged by the independent check under the problem it is used for.
"""

from __future__ import annotations

from dataclasses import replace

from glmopt.problem import Offer, Problem, Workload
from glmopt.problem.housing import RACK_UNIT
from glmopt.program import Counts
from glmopt.solve.bill import power_of, rack_of
from glmopt.solve.memory import Memory, Proved, asked_of_memory


def recall(memory: Memory, problem: Problem, *, twice: bool) -> Proved | None:
    """A proof that settles `problem`, ties included; None where there is none, or not `twice`."""
    known = [p for p in memory.of(problem) if p.twice or not twice]
    wider = []
    for proved in known:
        if not _wider(proved.problem, problem):
            continue
        wider.append(proved)
        if proved.counts is None:
            if proved.ending.status == "infeasible":
                return proved
        elif proved.settled and _prices_stand(proved, problem) and _meets(proved, problem):
            return proved
    return _between(wider, problem)


def status(memory: Memory, problem: Problem) -> str | None:
    """optimal or infeasible where a proof of another problem tells; `problem` has its budget."""
    free = asked_of_memory(problem)
    for proved in memory.of(free):
        least = proved.ending.objective
        compared = problem.goal == "capex" and problem.budget is not None
        if _wider(proved.problem, free):
            if proved.ending.status == "infeasible":
                return "infeasible"
            dearer = compared and _no_dearer(proved.problem, free)
            if dearer and least is not None and least > (problem.budget or 0):
                return "infeasible"
        if proved.ending.status == "optimal" and _wider(free, proved.problem):
            cheaper = not compared or _no_dearer(free, proved.problem)
            if cheaper and (not compared or (least or 0) <= (problem.budget or 0)):
                return "optimal"
    return None


def _wider(wide: Problem, tight: Problem) -> bool:
    """Whether no limit of `wide` is tighter; prices are not looked at unless they count against a budget."""
    exact = wide.housing is not None and wide.housing.survive_nodes
    if wide.streams > tight.streams or (exact and wide.streams != tight.streams):
        return False
    limits = ((wide.budget, tight.budget), (wide.power_w, tight.power_w), (wide.rack, tight.rack))
    stocks = ((a.stock, b.stock) for a, b in zip(wide.offers, tight.offers, strict=True))
    if not all(_no_less(a, b) for a, b in (*limits, *stocks)):
        return False
    paid = wide.budget is not None or tight.budget is not None
    if paid and any(a.price != b.price for a, b in zip(wide.offers, tight.offers, strict=True)):
        return False
    return _no_more_load(wide.workload, tight.workload)


def _no_less(wide: int | None, tight: int | None) -> bool:
    return wide is None or (tight is not None and wide >= tight)


def _no_more_load(wide: Workload | None, tight: Workload | None) -> bool:
    """Whether no load of `wide` is higher; fractions are compared only where whole numbers cannot tell."""
    if wide is None or tight is None or wide is tight:
        return wide is tight
    return all(
        here is there or all(a[j][1] <= b[j][0] or here[j] <= there[j] for j in here)
        for here, there, a, b in zip(wide.loads, tight.loads, wide.bounds, tight.bounds, strict=True)
    )


def _no_dearer(cheap: Problem, dear: Problem) -> bool:
    """Whether no card of `cheap` costs more."""
    pairs = zip(cheap.offers, dear.offers, strict=True)
    return all(a.price == b.price or (a.price or 0) <= (b.price or 0) for a, b in pairs)


def _prices_stand(proved: Proved, problem: Problem) -> bool:
    """Whether the cards that are bought cost the same, and no other has become cheaper."""
    for old, new in zip(proved.problem.offers, problem.offers, strict=True):
        if old.price == new.price:
            continue
        if problem.goal not in ("capex", "tco") or old.breaks or proved.counts is None:
            return False
        if proved.counts.cards.get(old.card, 0) or (new.price or 0) < (old.price or 0):
            return False
    return True


def _meets(proved: Proved, problem: Problem) -> bool:
    """Whether the best plan of `proved` keeps the limits of `problem`."""
    old, counts = proved.problem, proved.counts
    if counts is None:
        return False
    bought = proved.bought
    if any(o.stock is not None and bought.get(o.card, 0) > o.stock for o in problem.offers):
        return False
    if (old.budget, old.goal) != (problem.budget, problem.goal):
        return False
    if old.streams != problem.streams and _streams(problem, counts) < problem.streams:
        return False
    if problem.power_w is not None and old.power_w != problem.power_w:
        watts = power_of(problem, counts)
        if watts is None or watts > problem.power_w:
            return False
    if problem.rack is not None and old.rack != problem.rack:
        units = rack_of(problem, counts)
        if units is None or units * RACK_UNIT > problem.rack:
            return False
    return _carries(old.workload, problem.workload, counts)


def _streams(problem: Problem, counts: Counts) -> int:
    """Streams of the cards that serve."""
    return sum(
        o.streams * (counts.cards.get(o.card, 0) - _in_gangs(problem, o, counts)) for o in problem.offers
    )


def _in_gangs(problem: Problem, offer: Offer, counts: Counts) -> int:
    if not problem.dedicated:
        return 0
    if not counts.pools:
        return counts.gangs.get(offer.card, 0) * offer.capacity.gang_cards
    return sum(
        way.option.cards * n for p in counts.pools if p.pool.card == offer.card for way, n, *_ in p.gangs
    )


def _carries(old: Workload | None, new: Workload | None, counts: Counts) -> bool:
    if old is None or new is None or old is new or old.loads == new.loads:
        return True
    from glmopt.solve.shares import carried

    return new.slices is None and carried(new, counts.groups)


def _between(wider: list[Proved], problem: Problem) -> Proved | None:
    """Two proofs of one best plan with the prices of `problem` between theirs, among `wider` ones."""
    if problem.goal not in ("capex", "tco") or any(o.breaks for o in problem.offers):
        return None
    fit = [p for p in wider if p.counts and p.settled]
    for k, one in enumerate(fit):
        for other in fit[k + 1 :]:
            if one.counts != other.counts or not _on_the_line(one.problem, other.problem, problem):
                continue
            if all(_meets(p, problem) for p in (one, other)):
                return _priced(one, problem)
    return None


def _priced(proved: Proved, problem: Problem) -> Proved:
    """`proved` as the proof of `problem`: the same plan, which costs what its cards cost there."""
    pairs = zip(proved.problem.offers, problem.offers, strict=True)
    bought = proved.bought
    more = sum(bought.get(o.card, 0) * ((new.price or 0) - (o.price or 0)) for o, new in pairs)
    least = (proved.ending.objective or 0) + more
    proofs = tuple(replace(p, objective=least) for p in proved.ending.proofs)
    ending = replace(proved.ending, objective=least, bound=least, proofs=proofs)
    return replace(proved, problem=problem, ending=ending)


def _on_the_line(a: Problem, b: Problem, p: Problem) -> bool:
    """Whether the prices of `p` are those of `a` plus a share, 0 to 1, of the way to `b`."""
    share: tuple[int, int] | None = None
    for x, y, z in zip(a.offers, b.offers, p.offers, strict=True):
        low, high, here = x.price or 0, y.price or 0, z.price or 0
        if low == high:
            if here != low:
                return False
        elif share is None:
            share = (here - low, high - low)
            if not 0 <= share[0] * (1 if share[1] > 0 else -1) <= abs(share[1]):
                return False
        elif (here - low) * share[1] != (high - low) * share[0]:
            return False
    return True
