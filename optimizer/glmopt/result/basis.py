"""What each line of a bill rests on: the prices behind it, how good they are, where they are from."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from glmopt.catalog import Catalog
from glmopt.catalog.prices import Quote
from glmopt.dataclass import dataclass
from glmopt.plan import BillLine, Plan
from glmopt.scenario import Scenario, price_for
from glmopt.scenario.pricing import GIVEN, in_minor, own_price, rate_of
from glmopt.scenario.running import electricity_price
from glmopt.units import from_minor, plain_number


@dataclass(frozen=True, slots=True)
class Basis:
    """One price under a line of the bill, in the scenario's currency, `pieces` times in each of its pieces.

    of           card, host, adapter, cable, switch, licence (a card and year) or electricity (a kWh)
    item         the id of the card, server or network that it is the price of
    kind, date, source, how     as of a CardPrice
    confidence   A to D where the catalog says
    """

    of: str
    item: str
    amount: Decimal
    kind: str
    date: str | None
    source: tuple[str, ...]
    how: str
    confidence: str | None = None
    pieces: int = 1

    @property
    def estimated(self) -> bool:
        """Whether nobody offered that price: a guess, or converted from another currency."""
        return self.kind == "estimate"


Rests = tuple[tuple[BillLine, tuple[Basis, ...]], ...]


def rests_on(scenario: Scenario, catalog: Catalog, plan: Plan | None) -> Rests:
    """Every line of the bill with the prices behind it; none for a server that is in its cards' price."""
    return tuple((line, tuple(_basis(scenario, catalog, line))) for line in (plan.bill if plan else ()))


def prices_of(rests: Rests) -> tuple[Basis, ...]:
    """Every price once, in the order of the bill."""
    found = {(b.of, b.item, b.amount): b for _line, bases in rests for b in bases}
    return tuple(found.values())


def estimated(rests: Rests) -> Decimal:
    """What the lines of the bill come to that rest on an estimate."""
    return sum((line.subtotal for line, bases in rests if any(b.estimated for b in bases)), Decimal(0))


def dates_of(rests: Rests) -> tuple[str, str] | None:
    """The oldest and the newest date of a price; None where none is dated."""
    dates = sorted(b.date for b in prices_of(rests) if b.date)
    return (dates[0], dates[-1]) if dates else None


def _basis(scenario: Scenario, catalog: Catalog, line: BillLine) -> Iterator[Basis]:
    of = {
        "cards": _card,
        "hosts": _host,
        "fabric": _network,
        "licences": _licence,
        "electricity": _electricity,
    }
    yield from of[line.category](scenario, catalog, line)


def card_basis(scenario: Scenario, catalog: Catalog, card: str, pieces: int) -> Basis | None:
    """The price of each of `pieces` cards; None where there is none."""
    price = price_for(scenario, catalog, card, pieces)
    if price is None:
        return None
    listed = catalog.prices.get(scenario.prices or "")
    entry = listed.get(card) if listed and card not in scenario.cards.price else None
    amount = from_minor(price.minor, scenario.money.currency)
    confidence = entry.confidence if entry else None
    return Basis("card", card, amount, price.kind, price.date, price.source, price.how, confidence)


def _card(scenario: Scenario, catalog: Catalog, line: BillLine) -> Iterator[Basis]:
    if found := card_basis(scenario, catalog, line.item, line.count):
        yield found


def _host(scenario: Scenario, catalog: Catalog, line: BillLine) -> Iterator[Basis]:
    own = scenario.nodes.price.get(line.item) if scenario.nodes else None
    quote = catalog.chassis[line.item].price.host
    if own is not None and (line.unit or not own.amount.amount):
        minor, kind, how = own_price(scenario, catalog, own, ("nodes", "price", line.item))
        amount, source = from_minor(minor, scenario.money.currency), (own.source,) if own.source else ()
        yield Basis("host", line.item, amount, kind, own.date, source, how)
    elif line.unit and quote:
        yield _quoted(scenario, catalog, "host", line.item, quote)


def _network(scenario: Scenario, catalog: Catalog, line: BillLine) -> Iterator[Basis]:
    fabric, _for, chassis = line.item.removesuffix(" switch").partition(" for ")
    network = catalog.fabrics[fabric].network
    if network is None:
        return
    if not chassis:
        yield _of_network(scenario, catalog, "switch", fabric, network.switch, 1)
        return
    out = catalog.chassis[chassis].scale_out
    if not out.built_in.value:
        yield _of_network(scenario, catalog, "adapter", fabric, network.adapter, out.ports.value)
    yield _of_network(scenario, catalog, "cable", fabric, network.port, out.ports.value)


def _of_network(
    scenario: Scenario, catalog: Catalog, of: str, fabric: str, listed: Quote, pieces: int
) -> Basis:
    """The price of a part of a network: the scenario's own, else the catalog's."""
    part = "port" if of == "cable" else of
    own = scenario.nodes.own_network_price(fabric, part) if scenario.nodes else None
    if own is None:
        return _quoted(scenario, catalog, of, fabric, listed, pieces)
    minor, kind, how = own_price(scenario, catalog, own, ("nodes", "network", fabric, part))
    amount, source = from_minor(minor, scenario.money.currency), (own.source,) if own.source else ()
    return Basis(of, fabric, amount, kind, own.date, source, how, pieces=pieces)


def _licence(scenario: Scenario, catalog: Catalog, line: BillLine) -> Iterator[Basis]:
    own = scenario.money.licences.get("vgpu")
    listed = catalog.prices.get(scenario.prices or "")
    if own is not None:
        minor, how = in_minor(scenario, catalog, own, ("money", "licences", "vgpu"))
        kind = "estimate" if how else "given"
        yield Basis(
            "licence", "vgpu", from_minor(minor, scenario.money.currency), kind, None, (), how or GIVEN
        )
    elif listed and "vgpu" in listed.licences:
        yield _quoted(scenario, catalog, "licence", "vgpu", listed.licences["vgpu"])


def _electricity(scenario: Scenario, catalog: Catalog, line: BillLine) -> Iterator[Basis]:
    price = electricity_price(scenario, catalog)
    amount = Decimal(price.numerator) / Decimal(price.denominator)
    listed = catalog.prices.get(scenario.prices or "")
    if scenario.money.electricity_per_kwh is not None:
        yield Basis("electricity", "", amount, "given", None, (), GIVEN)
    elif listed and (quote := listed.electricity_per_kwh):
        own = quote.value.currency or listed.currency
        rate = None if own == scenario.money.currency else rate_of(scenario, catalog, own)
        how = f"{plain_number(quote.value.amount)} {own} x {plain_number(rate)}" if rate else ""
        yield _of_quote("electricity", "", amount, quote, how)


def _quoted(scenario: Scenario, catalog: Catalog, of: str, item: str, quote: Quote, pieces: int = 1) -> Basis:
    minor, how = in_minor(scenario, catalog, quote.value, ("prices",))
    return _of_quote(of, item, from_minor(minor, scenario.money.currency), quote, how, pieces)


def _of_quote(of: str, item: str, amount: Decimal, quote: Quote, how: str, pieces: int = 1) -> Basis:
    kind = "estimate" if how else quote.kind
    told = f"{quote.kind} {how or quote.date}" + (f"; {quote.note}" if quote.note else "")
    return Basis(of, item, amount, kind, str(quote.date), quote.source, told, quote.confidence, pieces)
