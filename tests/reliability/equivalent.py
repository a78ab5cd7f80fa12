"""Mutants that are no fault: the plans and the findings are the same with them, and why.

Each is named as `Mutant.text` names it, without the number of its line.
"""

from __future__ import annotations

_ABOVE = "if above > groups * FINE and sum(loads, Fraction(0)) > groups:"
_NOT_ZERO = "of whole numbers that are not 0, those below 0 are those below 1 and those not above 0"

EQUIVALENT = {
    'check/bridges.py and-or: if scenario.sizing != "roofline" or service.cards == 1 or not '
    "service.min_bandwidth_gb_s:": "one card, or no rate that is asked, is found to be what the bus does",
    "check/money.py number: true = round_half_up(Fraction(single.minor) "
    "* (100 - Fraction(step.percent_off or 0)) / 100)": "a break without a price says a share",
    "check/classes.py number: FINE = 10**24": "what is above in any parts is added up exactly",
    f"check/classes.py compare: {_ABOVE}": "what is just as much in parts is added up exactly",
    f"check/classes.py operate: {_ABOVE}": "more is added up exactly, and judged by that",
    "program/exact.py compare: signed = any(c < 0 for _, c in terms)": _NOT_ZERO,
    "program/exact.py number: signed = any(c < 0 for _, c in terms)": _NOT_ZERO,
    "program/exact.py compare: if any(c < 0 for _, c in terms):": _NOT_ZERO,
    "program/exact.py number: if any(c < 0 for _, c in terms):": _NOT_ZERO,
}
