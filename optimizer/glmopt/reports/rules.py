"""What a rule demands, in words."""

from __future__ import annotations

import re
from collections.abc import Callable

from glmopt.problem import Rule

Translate = Callable[[str], str]


def says(rule: Rule, _: Translate) -> str:
    """`>= 200`, `none of a, b`, `only in 6 types of server`: words in the reader's language."""
    if rule.sign == "only in":
        return servers_said(rule.value, _) or _("only in {servers}").format(servers=rule.value)
    return f"{_(rule.sign)} {rule.value}".strip()


def servers_said(value: str, _: Translate) -> str | None:
    """The servers that cards may sit in where `housing_rule` counts them or has none; None for names."""
    if value == "owned servers":
        return _("only in owned servers")
    counted = re.fullmatch(r"(\d+) chassis", value)
    return _("only in {n} types of server").format(n=counted[1]) if counted else None
