"""Mutants that are no fault: the plans and the findings are the same with them, and why.

Each is named as `Mutant.text` names it, without the number of its line.
"""

from __future__ import annotations

EQUIVALENT = {
    "check/money.py number: electricity(b.line.card, b.power_w or 0, b.line.count)": (
        "running costs of a card without a power figure are refused before there is a plan"
    ),
    "check/cards.py number: subtotal = None if unit is None and b.line.bought else "
    "(unit or 0) * Decimal(b.line.bought)": "without a price nothing is bought here: no cards at any price",
    "check/site.py number: return sum((w or 0) * n for w, n in drawn) "
    "if all(w for w, _ in drawn) else None": "the sum counts only where every card has a figure",
    "check/site.py number: card = math.ceil(port.tdp_w) if port and port.tdp_w else 0": (
        "a card in a server has a figure, or the server is no choice"
    ),
    "check/site.py and-or: card = math.ceil(port.tdp_w) if port and port.tdp_w else 0": (
        "a card in a server has a figure, or the server is no choice"
    ),
    "check/money.py number: true = round_half_up(Fraction(single.minor) "
    "* (100 - Fraction(step.percent_off or 0)) / 100)": "a break without a price says a share",
    "program/exact.py operate: terms = [(v, c // BASE) for v, c in terms if c // BASE]": (
        "digits of nothing add nothing to a sum"
    ),
    "check/money.py number: electricity(line.card, port.tdp_w or 0 if port else 0, "
    "line.cards * line.nodes)": "a card in a server has a figure, or the server is no choice",
    "check/money.py number: return 0": "links are asked of networks alone",
    "program/classes.py number: best = min(here.values(), default=Fraction(0))": (
        "of an item that nothing serves no share is asked"
    ),
    'check/servers.py and-or: if case.scenario.sizing != "roofline" or service.cards == 1:': (
        "groups of one card are whole in every server, and others are asked with roofline alone"
    ),
    "check/servers.py and-or: whole = [o for o in options if o.nodes == 1 and o.cards == service.cards]": (
        "without a network every option has one node, and the first has the cards asked for"
    ),
    "program/full_finetune.py compare: if most > 1:": (
        "with one gang, variables more that say what the gang's own says"
    ),
    "program/classes.py drop: in_pool[j].append((x, float(min(load / best, WORST))))": (
        "shares only guide the search: counts that cannot serve are forbidden by exact cuts"
    ),
    "program/classes.py number: program.cuts += 1": "names of rows, each still one of its own",
    "program/classes.py compare: if here and best < NEGLIGIBLE:": (
        "a share of a millionth exactly may be left to the exact judgement, or not"
    ),
    "program/exact.py number: BASE = 10_000": "digits in base 10,001 hold as well",
    'program/exact.py number: out = lp.add_variable(f"lend_{name}_{level}", -room, 2, "Integer")': (
        "more is never borrowed than 2"
    ),
    "program/exact.py number: level += 1": "names of rows, each still one of its own",
    "program/servers.py compare: leaves = ceil_div(ports, radix // 2) if ports > radix else 0": (
        "leaves that may be had where one switch is enough, and are not"
    ),
}
