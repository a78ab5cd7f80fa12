"""Rates of the host bus, by generation and width."""

from __future__ import annotations

import re
from decimal import Decimal

# GB/s per direction of sixteen lanes, after line coding (PCI-SIG base specifications 3.0 to 6.0).
_X16 = {"3": Decimal("15.75"), "4": Decimal("31.5"), "5": Decimal(63), "6": Decimal(121)}
_BUS = re.compile(r"PCIe (?P<generation>[3-6])\.0(/[3-6]\.0)? x(?P<lanes>[0-9]+)")


def pcie_gb_s(bus: str) -> Decimal | None:
    """GB/s per direction of a bus such as `PCIe 4.0 x16`; None for anything else.

    Of `PCIe 5.0/6.0 x16` the slower generation counts: it is what every such slot gives.
    """
    match = _BUS.fullmatch(bus)
    return _X16[match["generation"]] * int(match["lanes"]) / 16 if match else None
