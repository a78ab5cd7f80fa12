"""Offers that no best plan buys: another does as much in the same servers, and costs no more.

Put a card i in the place of every card k of a plan: where i does as much as k, needs and draws no more, costs
no more and is never short, the plan is still one, and no dearer. So k is in no plan that the tie rules name
where i costs less, or as much and its id comes first (docs/formulation.md, Dominated offers).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from fractions import Fraction

from glmopt.dataclass import dataclass
from glmopt.problem.bounds import upper_bound
from glmopt.problem.housing import Housing, Pool
from glmopt.problem.model import Offer, Problem
from glmopt.problem.seats import Seat, best_seats, no_worse, wiring
from glmopt.problem.workload import Workload

# Every field that the argument above was made for. With a field that it has never heard of nothing is left
# out: a new rule must never be passed over.
_OFFER = """card vendor price streams capacity virtualization stock minimum minimum_order breaks barred_by
    partitions owned unusable power_w electricity licence"""
_PROBLEM = """offers goal currency streams instances light_finetune light_cards gangs dedicated
    virtual_streams virtual_instances card_types budget earlier changes power_w rack housing workload
    not_considered"""
_POOL = """card part chassis site slots sold_full buyable fillable host card_power_w host_power_w rack
    card_electricity host_electricity unit ways ways_at_any_bandwidth links owned light"""
_HOUSING = "pools networks sites chassis bandwidth survive_nodes priced shut"
UNDERSTOOD: dict[type, frozenset[str]] = {
    Offer: frozenset(_OFFER.split()),
    Problem: frozenset(_PROBLEM.split()),
    Pool: frozenset(_POOL.split()),
    Housing: frozenset(_HOUSING.split()),
}

Kind = tuple[str, int, str]
Loads = dict[Kind, dict[int, Fraction]]


def undominated(problem: Problem) -> Problem:
    """`problem` without the offers and pools that others dominate; itself where none is or none may go.

    Near an earlier plan each card counts by its name; gangs over several nodes that keep nodes to spare are
    counted apart for each card: there all offers stay.
    """
    if not arguments_hold():
        return problem
    housing = problem.housing
    across = housing is not None and any(w.option.nodes > 1 for p in housing.pools for w in p.ways)
    if problem.earlier or (across and housing and housing.survive_nodes and problem.gangs):
        return problem
    gone = _dominated(problem)
    offers = tuple(o for o in problem.offers if o.card not in gone) if gone else problem.offers
    if housing is not None:
        housing = best_seats(housing, {o.card for o in offers if o.buyable}, priced=problem.priced)
    if not gone and housing is problem.housing:
        return problem
    return replace(problem, offers=offers, housing=housing)


def arguments_hold() -> bool:
    """Whether problems have no field that the arguments about them were not made for."""
    return all({f.name for f in fields(record)} == names for record, names in UNDERSTOOD.items())


@dataclass(frozen=True, slots=True)
class _Choice:
    """An offer as others see it: its place in the order of ids, its pools by where they stand, its loads."""

    offer: Offer
    order: int
    seats: dict[Seat, list[Pool]]
    loads: Loads
    owned: bool

    @property
    def does(self) -> tuple[int, ...]:
        """What one card does; more is better."""
        o = self.offer
        virtual = o.virtual_instances if o.virtualization else 0
        return (o.streams, o.capacity.instances, o.capacity.light_finetune, o.virtualization, virtual)

    @property
    def takes(self) -> tuple[int, ...]:
        """What one card takes beside its price; less is better."""
        return (self.offer.power_w, self.offer.electricity, self.offer.licence)


def _dominated(problem: Problem) -> set[str]:
    """Cards that another offer dominates, each compared with those that are not dominated themselves."""
    choices = sorted(_choices(problem), key=lambda c: (c.offer.lowest, c.order))
    bare, priced = problem.housing is None, problem.priced
    kept: list[_Choice] = []
    gone: set[str] = set()
    for c in choices:
        must_stay = c.owned or c.offer.minimum
        if not must_stay and any(_dominates(a, c, bare=bare, priced=priced) for a in kept):
            gone.add(c.offer.card)
        elif _never_short(problem, c.offer):
            kept.append(c)
    return gone


def _choices(problem: Problem) -> Iterator[_Choice]:
    """Every offer that may be bought."""
    pools: dict[str, list[Pool]] = defaultdict(list)
    for pool in problem.housing.pools if problem.housing else ():
        pools[pool.card].append(pool)
    loads = _loads(problem.workload) if problem.workload else {}
    for order, offer in enumerate(problem.offers):
        if not offer.buyable:
            continue
        seats: dict[Seat, list[Pool]] = defaultdict(list)
        for pool in pools[offer.card]:
            if pool.buyable:
                seats[_seat(pool)].append(pool)
        owned = bool(offer.owned) or any(p.owned for p in pools[offer.card])
        yield _Choice(offer, order, seats, loads.get(offer.card, {}), owned)


def _seat(pool: Pool) -> Seat:
    """Everything about a pool that is not a price or a consumption."""
    return (pool.chassis, *wiring(pool))


def _loads(workload: Workload) -> dict[str, Loads]:
    """The loads of each card by its kind of pool and by item."""
    found: dict[str, Loads] = defaultdict(lambda: defaultdict(dict))
    for c, here in enumerate(workload.loads):
        for j, load in here.items():
            pool = workload.pools[j]
            found[pool.card][pool.window, pool.cards, pool.llm][c] = load
    return found


def _never_short(problem: Problem, offer: Offer) -> bool:
    """Whether its stock ends no plan: more than U_i of it could be left out."""
    return offer.stock is None or offer.stock >= upper_bound(problem, replace(offer, stock=None))


def _dominates(a: _Choice, b: _Choice, *, bare: bool, priced: bool) -> bool:
    """Whether cards of `a` can take the place of all cards of `b`, so that the plan is better."""
    if any(x < y for x, y in zip(a.does, b.does, strict=True)):
        return False
    if any(x > y for x, y in zip(a.takes, b.takes, strict=True)):
        return False
    if a.offer.minimum_order > max(1, b.offer.minimum_order):
        return False
    return _costs_less(a, b, priced=priced) and (_gang(a, b) if bare else _seated(a, b)) and _serves(a, b)


def _costs_less(a: _Choice, b: _Choice, *, priced: bool) -> bool:
    """Whether `a` costs no more at any count, and less at all or its id comes first.

    Prices only fall with the count, so the counts where that of `b` falls are enough. Costs settle a tie only
    where everything is `priced`.
    """
    if (a.offer.price is None) != (b.offer.price is None):
        return False
    pairs = [(a.offer.unit(n), b.offer.unit(n)) for n in (1, *(start for start, _ in b.offer.breaks))]
    if any(x > y for x, y in pairs):
        return False
    return a.order < b.order or (priced and all(x < y for x, y in pairs))


def _gang(a: _Choice, b: _Choice) -> bool:
    """Bare cards: whether a gang takes no more cards of `a`, where any of `b` make one."""
    wanted, needed = b.offer.capacity.gang_cards, a.offer.capacity.gang_cards
    return not wanted or 0 < needed <= wanted


def _seated(a: _Choice, b: _Choice) -> bool:
    """Servers: whether each pool of `b` has one of `a` beside it that costs and draws no more."""
    return all(
        any(no_worse(mine, theirs) for mine in a.seats.get(seat, ()))
        for seat, pools in b.seats.items()
        for theirs in pools
    )


def _serves(a: _Choice, b: _Choice) -> bool:
    """Classes: whether `a` serves every item that `b` does, and none keeps it busier."""
    return all(
        c in a.loads.get(kind, ()) and a.loads[kind][c] <= load
        for kind, loads in b.loads.items()
        for c, load in loads.items()
    )
