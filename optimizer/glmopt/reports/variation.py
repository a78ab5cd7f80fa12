"""What a variation is called, and what it changes of the base, for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from glmopt.reports.numbers import amount, difference
from glmopt.result import jsonable
from glmopt.scenario import Scenario
from glmopt.study import Difference, Variation

Translate = Callable[[str], str]
MOST_CHANGES, MOST_ITEMS = 3, 4
# No change of what is asked for: its name, how it is solved, and what it may vary into itself.
NOT_ASKED = {"name", "solver", "what_if", "sweep", "extends", "catalogs"}


def called(variation: Variation, base: Scenario, lang: str) -> str:
    """The name that the variation's own block gives it, else its id."""
    name = variation.scenario.name
    return variation.name if name == base.name else name.get(lang)


def total(v: Variation, base: Variation, _: Translate) -> str:
    """What a variation costs; with a word where that counts something else than the base's total."""
    plan, root = v.solved.plan, base.solved.plan
    if plan is None or v.cost is None:
        return ""
    said = amount(v.cost)
    if plan.currency != base.scenario.money.currency:
        said = f"{said} {plan.currency}"
    if root is None or (plan.totals.running is None) == (root.totals.running is None):
        return said
    words = _("{cost} to buy") if plan.totals.running is None else _("{cost} to buy and to run")
    return words.format(cost=said)


def each_stream(v: Variation, base: Variation) -> str:
    """What a stream costs, where that is in the base's currency."""
    plan = v.solved.plan
    same = plan is not None and plan.currency == base.scenario.money.currency
    return amount(v.cost_per_stream) if same else ""


def cost_change(found: Difference, _: Translate) -> str:
    """The difference of two totals; of the purchases, with a word, where one of them counts running too."""
    if found.cost is None and found.purchase is not None:
        return _("to buy: {change}").format(change=difference(found.purchase))
    return difference(found.cost)


def changes(variation: Variation, base: Scenario, _: Translate) -> str:
    """The keys of the scenario that differ from the base, with their values: budget.max 900000."""
    one, other = (
        jsonable(s.model_dump(by_alias=True, exclude=NOT_ASKED)) for s in (variation.scenario, base)
    )
    found = list(_differing(one, other, ""))
    said = [f"{key} {_value(value, _)}" for key, value in found[:MOST_CHANGES]]
    return ", ".join(said) + (", …" if len(found) > MOST_CHANGES else "")


def _differing(one: Any, other: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys((*one, *other)):
            yield from _differing(one.get(key), other.get(key), f"{path}.{key}" if path else str(key))
    elif one != other:
        yield path, one


def _value(value: Any, _: Translate) -> str:
    """A value in a few words; what has parts of its own only says that it is there."""
    if value is None or value in ([], {}):
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and not any(isinstance(v, dict | list) for v in value):
        return "; ".join(map(str, value[:MOST_ITEMS])) + ("; …" if len(value) > MOST_ITEMS else "")
    return "…" if isinstance(value, dict | list) else str(value)
