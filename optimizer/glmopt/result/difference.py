"""Two saved results against each other: what is bought, what it costs, and what made the difference."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from glmopt.dataclass import dataclass
from glmopt.result.figures import figures
from glmopt.result.saved import Saved
from glmopt.scenario import price_of
from glmopt.units import from_minor

# Between class, part of the day, card and window in what a share of a class is called.
SPLIT = " / "


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: what it is, and its value in each result; None where there is none."""

    what: str
    before: Any
    after: Any

    @property
    def by(self) -> Decimal | None:
        """The second minus the first, where both are numbers."""
        if not (_is_number(self.before) and _is_number(self.after)):
            return None
        return Decimal(self.after) - Decimal(self.before)


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two results; an empty tuple where nothing does.

    `cards` are counts by card, `servers` those of servers with the same cards in them, `costs` the subtotals
    of the bill by item and the total, `totals` the other sums, without streams where both demands are in
    classes. `classes` are the shares of classes by card, parts of 1. `asked` are keys of the effective
    scenario, `figures` and `prices` those of cards that both could choose from. `currency` is None where
    the two are in different ones, and their money is not compared.
    """

    status: tuple[str, str]
    currency: str | None
    cards: tuple[Change, ...]
    servers: tuple[Change, ...]
    costs: tuple[Change, ...]
    totals: tuple[Change, ...]
    classes: tuple[Change, ...]
    asked: tuple[Change, ...]
    prices: tuple[Change, ...]
    figures: tuple[Change, ...]
    lock: tuple[Change, ...]


def difference(before: Saved, after: Saved) -> Difference:
    """`after` against `before`."""
    currencies = [s.scenario.money.currency for s in (before, after)]
    currency = currencies[0] if currencies[0] == currencies[1] else None
    return Difference(
        status=(before.document["status"], after.document["status"]),
        currency=currency,
        cards=_changes(_lines(before, "count"), _lines(after, "count"), none=0),
        servers=_changes(_servers(before), _servers(after), none=0),
        costs=_changes(_costs(before), _costs(after), none=Decimal(0)) if currency else (),
        totals=_changes(*_sums(before, after)),
        classes=_changes(_shares(before), _shares(after), none=Decimal(0)),
        asked=_changes(_flat(_asked(before)), _flat(_asked(after))),
        prices=_changes(*_shared(_prices(before), _prices(after))) if currency else (),
        figures=_changes(*_shared(_figures(before), _figures(after))),
        lock=_changes(_lock(before), _lock(after)),
    )


def _changes(before: dict[str, Any], after: dict[str, Any], none: Any = None) -> tuple[Change, ...]:
    # a total stands last, below what either has
    keys = dict.fromkeys((*before, *after))
    keys |= {"total": keys.pop("total")} if "total" in keys else {}
    found = (Change(key, before.get(key, none), after.get(key, none)) for key in keys)
    return tuple(change for change in found if change.before != change.after)


def _shared(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both without what only one of them has: another list of cards is no change of a figure."""
    keys = before.keys() & after.keys()
    return {k: v for k, v in before.items() if k in keys}, {k: v for k, v in after.items() if k in keys}


def _lines(saved: Saved, key: str) -> dict[str, Any]:
    return {entry["card"]: entry[key] for entry in saved.document["plan"]}


def _servers(saved: Saved) -> dict[str, Any]:
    found: dict[str, int] = {}
    for node in saved.plan.nodes if saved.plan else ():
        name = f"{node.chassis} [{node.cards} x {node.card}]"
        found[name] = found.get(name, 0) + node.nodes
    return found


def _costs(saved: Saved) -> dict[str, Any]:
    """Subtotals of the bill by item, and their sum; none without prices."""
    found: dict[str, Any] = {}
    for line in saved.plan.bill if saved.plan else ():
        found[line.item] = found.get(line.item, Decimal(0)) + line.subtotal
    spent = saved.plan.totals.spent if saved.plan else None
    return found if spent is None else {**found, "total": spent}


def _sums(before: Saved, after: Saved) -> tuple[dict[str, Any], dict[str, Any]]:
    """The totals of both; how busy the busiest card is instead of streams where both have classes."""
    both = [{**_totals(s), **_busiest(s)} for s in (before, after)]
    if before.scenario.demand.classes and after.scenario.demand.classes:
        both = [{k: v for k, v in totals.items() if not k.startswith("streams")} for totals in both]
    return both[0], both[1]


def _busiest(saved: Saved) -> dict[str, Any]:
    use = saved.plan.busiest if saved.plan else None
    return {"busiest": use.part} if use else {}


def _shares(saved: Saved) -> dict[str, Any]:
    """The part of each class that each card serves in each window, to six digits."""
    found: dict[str, Fraction] = {}
    for s in saved.plan.shares if saved.plan else ():
        key = SPLIT.join((s.name, s.part, s.card, s.window))
        found[key] = found.get(key, Fraction(0)) + s.share
    return {key: round(Decimal(x.numerator) / x.denominator, 6) for key, x in found.items()}


def _totals(saved: Saved) -> dict[str, Any]:
    return {k: v for k, v in _flat(saved.document["totals"] or {}).items() if k != "cost"}


def _asked(saved: Saved) -> dict[str, Any]:
    return dict(saved.document["scenario"]["effective"])


def _flat(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{prefix}{key}"
        found |= _flat(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return found


def _prices(saved: Saved) -> dict[str, Any]:
    return dict(_priced(saved))


def _priced(saved: Saved) -> Iterator[tuple[str, Decimal]]:
    for card in sorted(saved.catalog.cards):
        price = price_of(saved.scenario, saved.catalog, card)
        if price is not None:
            yield card, from_minor(price.minor, saved.scenario.money.currency)


def _figures(saved: Saved) -> dict[str, Any]:
    return {
        f"{fact.entry}.{fact.key}": fact.value for fact in figures(saved.document["inputs"], prices=False)
    }


def _lock(saved: Saved) -> dict[str, Any]:
    return {"digest": saved.document["digest"], **saved.document["lock"]}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
