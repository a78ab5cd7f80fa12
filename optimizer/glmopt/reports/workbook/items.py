"""What can stand on a line of the bill: cards, servers, networks, running costs, cards on offer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from glmopt.catalog import load_catalog
from glmopt.dataclass import dataclass
from glmopt.problem import formulate
from glmopt.reports.prices import Piece, pieces, price_name
from glmopt.reports.remarks import remark
from glmopt.result import Saved
from glmopt.result.basis import rests_on
from glmopt.scenario import CardPrice, price_of
from glmopt.scenario.housing import network_id
from glmopt.units import from_minor, plain_number

Translate = Callable[[str], str]
PURCHASE = ("hosts", "fabric")
RUNNING = ("licences", "electricity")


@dataclass(frozen=True, slots=True)
class Item:
    """One line: `unit` None where there is no price; `quotable` where a quote for it can be read back."""

    id: str
    name: str
    vendor: str
    count: int
    unit: Decimal | None
    kind: str = ""
    source: str = ""
    date: str = ""
    quotable: bool = True


def bought(saved: Saved, _: Translate, lang: str) -> list[Item]:
    """The cards that are paid for, then servers and networks."""
    cards = [_card(saved, entry, _, lang) for entry in saved.document["plan"]]
    return [*cards, *_billed(saved, PURCHASE, _, lang)]


def running(saved: Saved, _: Translate, lang: str) -> list[Item]:
    """Licences and electricity over the horizon."""
    return list(_billed(saved, RUNNING, _, lang))


def offered(saved: Saved, bought: set[str], _: Translate, lang: str) -> list[Item]:
    """Cards that the scenario allows and the plan leaves, those without a price too."""
    problem, cards = formulate(saved.scenario, saved.catalog), saved.scenario.cards
    # A list of allowed cards without their prices would have been an error.
    unpriced = [entry["card"] for entry in saved.document["not_considered"] if cards.allow is None]
    unpriced = [card for card in unpriced if card not in cards.deny]
    names = sorted({*(offer.card for offer in problem.open_offers), *unpriced} - bought)
    return [_offer(saved, card, _, lang) for card in names]


def _card(saved: Saved, entry: Mapping[str, Any], _: Translate, lang: str) -> Item:
    count = entry["count"] - entry.get("owned", 0)
    item = _priced(saved, entry["card"], count, entry["price"], _, lang)
    if count == entry["count"]:
        return item
    note = _("{n} more are owned").format(n=entry["count"] - count)
    return replace(item, source=f"{item.source}; {note}")


def _offer(saved: Saved, card: str, _: Translate, lang: str) -> Item:
    price: CardPrice | None = None
    if card in saved.catalog.cards:
        price = price_of(saved.scenario, saved.catalog, card)
    keys = ("minor", "kind", "date", "source", "how")
    known = {key: getattr(price, key) for key in keys} if price else None
    return _priced(saved, card, 0, known, _, lang)


def _priced(
    saved: Saved, card: str, count: int, price: Mapping[str, Any] | None, _: Translate, lang: str
) -> Item:
    # A result has the cards that were on offer with a price; others are known from the shipped catalog.
    known = saved.catalog.cards.get(card) or load_catalog().cards.get(card)
    name, vendor = (known.name.get(lang), known.vendor) if known else (card, "")
    if price is None:
        return Item(card, name, vendor, count, None)
    codes = ", ".join(price["source"])
    # The text of a quote begins with its source.
    how = remark(price["how"], lang)
    source = how if not codes or codes in price["how"] else f"{codes}: {how}"
    unit = from_minor(price["minor"], saved.scenario.money.currency)
    if price.get("single") is not None:
        single = plain_number(from_minor(price["single"], saved.scenario.money.currency))
        source += "; " + _("price from {n} on, {single} for one").format(n=price["start"], single=single)
    return Item(card, name, vendor, count, unit, _(price["kind"]), source, price["date"] or "")


def _billed(saved: Saved, categories: tuple[str, ...], _: Translate, lang: str) -> Iterator[Item]:
    """Lines of the bill of some categories; servers and networks can be quoted, running costs not."""
    catalog = saved.catalog
    for piece in pieces(rests_on(saved.scenario, catalog, saved.plan), catalog, _, lang):
        if piece.category not in categories:
            continue
        host = catalog.chassis.get(piece.id) if piece.category == "hosts" else None
        quoted = _network_part(piece) if piece.category == "fabric" else host.id if host else ""
        name = {
            "hosts": _("{name}, without cards"),
            "licences": _("licences: {name}"),
            "electricity": _("electricity: {name}"),
        }.get(piece.category, "{name}")
        yield Item(
            # What cannot be quoted has no id that a quote could be read back for.
            id=quoted,
            name=name.format(name=piece.name),
            vendor=host.vendor if host else "",
            count=piece.count,
            unit=piece.unit,
            kind=", ".join(dict.fromkeys(_(b.kind) for b in piece.bases)),
            source=_origin(saved, piece, _, lang),
            date=max((b.date for b in piece.bases if b.date), default=""),
            quotable=bool(quoted),
        )


def _network_part(piece: Piece) -> str:
    """The id of the part of a network that a piece is; a cable comes with its port."""
    (basis,) = piece.bases
    return network_id(basis.item, "port" if basis.of == "cable" else basis.of)


def _origin(saved: Saved, piece: Piece, _: Translate, lang: str) -> str:
    """Where the price of a piece is from; of what runs, the price that it is reckoned from."""
    if piece.category == "hosts" and not piece.bases:
        return _("in the price of its cards")
    said = []
    for b in piece.bases:
        codes = ", ".join(b.source)
        how = remark(b.how, lang)
        origin = how if not codes or codes in b.how else f"{codes}: {how}"
        if b.of in ("licence", "electricity"):
            price = price_name(saved.catalog, b, _, lang)
            origin = f"{price} {plain_number(b.amount)} {saved.scenario.money.currency}; {origin}"
        said.append(origin)
    return "; ".join(said)
