"""What a rule demands, in words."""

from __future__ import annotations

import re
from collections.abc import Callable

from glmopt.problem import Rule

Translate = Callable[[str], str]


def says(rule: Rule, _: Translate) -> str:
    """`>= 200`, `none of a, b`, `cards stand in servers (of 6 types)`: in words of the language."""
    if rule.sign == "only in":
        return servers_said(rule.value, _)
    return f"{_(rule.sign)} {rule.value}".strip()


def servers_said(value: str, _: Translate, named: Callable[[str], str] = str) -> str:
    """That cards stand in the servers that `housing_rule` names or counts, and what there is without that.

    Without the rule there are no servers at all, so that nobody reads it as a wish for more types of them.
    """
    if value == "owned servers":
        stand = _("cards stand in owned servers")
    elif counted := re.fullmatch(r"(\d+) chassis", value):
        stand = _("cards stand in servers (of {n} types)").format(n=counted[1])
    else:
        names = ", ".join(map(named, value.split(", ")))
        stand = _("cards stand in servers ({names})").format(names=names)
    return _("{stand}; without it: bare cards, no hosts and no network").format(stand=stand)
