"""The prices under a bill, for people: where each is from, what it is of, whether it is an estimate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.plan import BillLine, Plan
from glmopt.reports.numbers import amount, percent
from glmopt.reports.remarks import remark
from glmopt.result import Result
from glmopt.result.basis import Basis, Rests, estimated, prices_of, rests_on
from glmopt.scenario import CardPrice
from glmopt.units import from_minor

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Piece:
    """`count` of something that is bought or paid for at `unit`, and the prices behind it."""

    category: str
    id: str
    name: str
    count: int
    unit: Decimal
    subtotal: Decimal
    bases: tuple[Basis, ...]


def price_facts(result: Result, _: Translate, lang: str) -> Iterator[str]:
    """Where the prices are from and how old they are, which of them are estimates, and price breaks."""
    paid = [p for p in result.prices if result.plan and result.plan.bought(p.card)]
    rests = rests_on(result.scenario, result.catalog, result.plan)
    found = prices_of(rests) or paid
    if not found:
        return
    guesses = _("; ") + estimates(rests, result.plan, _) if any(p.kind == "estimate" for p in found) else ""
    yield _("prices: {name}{share}").format(name=_origins(result, found, _, lang), share=guesses)
    currency = result.scenario.money.currency
    for p in paid:
        if p.single is not None:
            yield _("price break: {card} {price} {currency} each, from {n} on; {single} for one").format(
                card=result.catalog.cards[p.card].name.get(lang),
                price=amount(from_minor(p.minor, currency)),
                currency=currency,
                n=f"{p.start:,}",
                single=amount(from_minor(p.single, currency)),
            )
    for p in paid:
        if p.kind == "estimate":
            yield _("estimate: {card} {price} {currency} = {how}").format(
                card=result.catalog.cards[p.card].name.get(lang),
                price=amount(from_minor(p.single or p.minor, currency)),
                currency=currency,
                how=remark(p.how, lang),
            )


def _origins(result: Result, found: Sequence[Basis | CardPrice], _: Translate, lang: str) -> str:
    """The price list with the dates of its prices, the scenario itself, the quotes."""
    prices = result.catalog.prices.get(result.scenario.prices or "")
    listed = [p for p in found if p.kind != "quote"]
    dates = sorted(p.date for p in listed if p.date)
    names = []
    if prices and dates:
        span = dates[0] if dates[0] == dates[-1] else f"{dates[0]} ~ {dates[-1]}"
        listed_in = _("{value} ({remark})").format(
            value=prices.name.get(lang), remark=_(", ").join((prices.id, prices.as_of))
        )
        names.append(_(", ").join((listed_in, span)))
    if len(dates) < len(listed):
        names.append(_("given in the scenario"))
    names += [remark(p.how, lang) for p in found if p.kind == "quote"]
    return _("; ").join(names)


def pieces(rests: Rests, catalog: Catalog, _: Translate, lang: str) -> Iterator[Piece]:
    """The bill as it is bought: what joins a server to a network are its adapters and its cables."""
    for line, bases in rests:
        if line.category == "fabric" and bases:
            yield from _network(line, bases, catalog, _, lang)
        else:
            name = item_name(catalog, line.item, _, lang)
            yield Piece(line.category, line.item, name, line.count, line.unit, line.subtotal, bases)


def _network(
    line: BillLine, bases: tuple[Basis, ...], catalog: Catalog, _: Translate, lang: str
) -> Iterator[Piece]:
    chassis = line.item.partition(" for ")[2]
    texts = {
        "adapter": _("{network}: adapters of {chassis}"),
        "cable": _("{network}: cables of {chassis}"),
        "switch": _("{network}: switches"),
    }
    for b in bases:
        name = texts[b.of].format(
            network=_named(catalog.fabrics, b.item, lang), chassis=_named(catalog.chassis, chassis, lang)
        )
        count = line.count * b.pieces
        yield Piece("fabric", "", name, count, b.amount, b.amount * count, (b,))


def item_name(catalog: Catalog, item: str, _: Translate, lang: str) -> str:
    """The name of what a line of the bill is for; the line's own word where the catalog does not know it."""
    fabric, _for, chassis = item.partition(" for ")
    if chassis:
        return _("{network}: ports of {chassis}").format(
            network=_named(catalog.fabrics, fabric, lang), chassis=_named(catalog.chassis, chassis, lang)
        )
    if item.endswith(" switch"):
        fabric = item.removesuffix(" switch")
        return _("{network}: switches").format(network=_named(catalog.fabrics, fabric, lang))
    return _named({**catalog.fabrics, **catalog.chassis, **catalog.cards}, item, lang)


def price_name(catalog: Catalog, basis: Basis, _: Translate, lang: str) -> str:
    """What a price is of."""
    texts = {
        "card": _("price of {card}"),
        "host": _("price of {server} without cards"),
        "adapter": _("price of an adapter, {network}"),
        "cable": _("price of a cable with both ends, {network}"),
        "switch": _("price of a switch, {network}"),
        "licence": _("price of a vGPU licence for one card and year"),
        "electricity": _("price of electricity, one kWh"),
    }
    name = _named({**catalog.fabrics, **catalog.chassis, **catalog.cards}, basis.item, lang)
    return texts[basis.of].format(card=name, server=name, network=name)


def estimates(rests: Rests, plan: Plan | None, _: Translate) -> str:
    """How many of the prices are estimates, and how much of the total rests on them."""
    prices = prices_of(rests)
    guesses = sum(b.estimated for b in prices)
    said = _("{n} of {all} prices are estimates").format(n=guesses, all=len(prices))
    spent = plan.totals.spent if plan else None
    if not guesses or not spent:
        return said
    share = percent(estimated(rests), spent)
    return _("{prices}, {share} of the total").format(prices=said, share=share)


def guessed_names(rests: Rests, catalog: Catalog, _: Translate, lang: str) -> Iterator[tuple[str, Decimal]]:
    """What costs an estimated price, by name, and how much of the bill it is; the dearest first."""
    found: dict[str, Decimal] = {}
    for line, bases in rests:
        if any(b.estimated for b in bases):
            name = _category_name(catalog, line, _, lang)
            found[name] = found.get(name, Decimal(0)) + line.subtotal
    yield from sorted(found.items(), key=lambda entry: -entry[1])


def _category_name(catalog: Catalog, line: BillLine, _: Translate, lang: str) -> str:
    """A card or server by its name, a network as one, running costs as what they are."""
    if line.category in ("licences", "electricity"):
        return _(line.category)
    fabric = line.item.removesuffix(" switch").partition(" for ")[0]
    return _named({**catalog.fabrics, **catalog.chassis, **catalog.cards}, fabric, lang)


def _named(records: Mapping[str, Any], key: str, lang: str) -> str:
    known = records.get(key)
    return str(known.name.get(lang)) if known else key
