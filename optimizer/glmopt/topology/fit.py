"""What a chassis sees of a card, and whether the card fits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from glmopt.catalog import Card, CardFigures
from glmopt.dataclass import dataclass
from glmopt.topology.bus import pcie_gb_s

if TYPE_CHECKING:
    from glmopt.catalog import Chassis

# A card whose bus no source names is taken to have the slowest that is still sold.
SLOWEST_BUS = "PCIe 3.0 x16"


@dataclass(frozen=True, slots=True)
class CardPort:
    """The outside of one card.

    `card` is the name it is bought under, `part` the data-sheet part that stands for it. Rates in GB/s
    per direction: `bus_gb_s` to the host, `link_gb_s` over all its links to other cards together
    (None: no such link). `link_cards` is how many cards its own bridge joins, itself included.
    """

    card: str
    part: str
    form: str
    bus_gb_s: Decimal
    link_gb_s: Decimal | None = None
    link_cards: int = 1
    slot_width: int | None = None
    tdp_w: Decimal | None = None


def card_port(card: Card, part: Card | None = None) -> CardPort | None:
    """The outside of `part`, bought as `card`; None where its form is not known."""
    part = part or card
    if part.given:
        return _given_port(card.id, part.given)
    sheet = part.datasheet
    if sheet is None:
        return None
    link = sheet.link
    cards = link.cards.value if link and link.cards else 1
    rate = link.gb_s_bidirectional.value / 2 if link and link.gb_s_bidirectional and cards > 1 else None
    bus = sheet.host_bus.value if sheet.host_bus else SLOWEST_BUS
    return CardPort(
        card=card.id,
        part=part.id,
        form=sheet.form.value,
        bus_gb_s=pcie_gb_s(bus) or pcie_gb_s(SLOWEST_BUS) or Decimal(0),
        link_gb_s=rate,
        link_cards=cards,
        slot_width=sheet.slot_width.value if sheet.slot_width else None,
        tdp_w=sheet.tdp_w.value if sheet.tdp_w else None,
    )


def _given_port(card: str, given: CardFigures) -> CardPort | None:
    """The outside of a card that a scenario defines in place; it has no links of its own."""
    if given.form is None:
        return None
    return CardPort(
        card=card,
        part=card,
        form=given.form,
        bus_gb_s=pcie_gb_s(given.host_bus or SLOWEST_BUS) or pcie_gb_s(SLOWEST_BUS) or Decimal(0),
        slot_width=given.slot_width,
        tdp_w=given.tdp_w,
    )


def misfit(chassis: Chassis, port: CardPort) -> str | None:
    """Why `port` does not go into `chassis`; None where it does."""
    accepts = chassis.accepts
    if accepts.only and port.part not in accepts.only.value:
        return f"{chassis.id} takes only {', '.join(accepts.only.value)}"
    if port.form not in accepts.forms.value:
        return f"{port.part} has the form {port.form}, {chassis.id} takes {', '.join(accepts.forms.value)}"
    if accepts.never and port.part in accepts.never.value:
        return f"{chassis.id} does not take {port.part} ({accepts.never.note or 'by name'})"
    by_name = accepts.also and port.part in accepts.also.value
    width = accepts.slot_width.value if accepts.slot_width else None
    if width and port.slot_width and port.slot_width > width and not by_name:
        return f"{port.part} is {port.slot_width} slots wide, {chassis.id} has slots of {width}"
    return None


def fitting(chassis: Chassis, card: Card, cards: Mapping[str, Card]) -> CardPort | None:
    """The part of `card` that goes into `chassis`: its default one if that fits, else the first that does.

    A generic name such as a100-80g is the SXM part on an NVSwitch board and the PCIe part in a PCIe server.
    """
    if card.parts is None:
        found = [card]
    else:
        ids = dict.fromkeys((card.parts.default, *card.parts.candidates))
        found = [cards[i] for i in ids if i in cards]
    for part in found:
        port = card_port(card, part)
        if port and misfit(chassis, port) is None:
            return port
    return None
