"""The check of classes fires on every untruth in the shares of a plan, without solver or program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from glmopt.catalog import Catalog
from glmopt.check.classes import unserved
from glmopt.plan import Plan, Share, Totals
from glmopt.scenario import Scenario

Ask = Callable[..., Scenario]

# chat: 6 requests/s on cards of 2, by day and half of it at night; books: 2 a second over the whole day.
DEMAND: dict[str, Any] = {
    "classes": {
        "chat": {"requests_per_s": Decimal(6), "at_night": Decimal("0.5")},
        "books": {"requests_per_s": Decimal(2), "batch": "any"},
    },
    "capacity": {"text": "card,class,rate\none,chat,2\none,books,4\nten,chat,20\nten,books,0\n"},
}
SERVING = {"one": 3, "ten": 1}


def share(name: str, part: str, card: str, of: str, busy: str, **more: Any) -> Share:
    groups = more.pop("groups", SERVING[card])
    window = more.pop("window", part)
    return Share(name, part, card, window, 1, "chatglm3-6b", groups, Fraction(of), Decimal(busy), **more)


# By day 5/6 of the chat on two and a half ones, the rest on a tenth of ten ... 1/6 x 6 / 20 = 0.05 of it;
# the books: at night 2 x 24 / 8 / 4 = 1.5 ones do all of them, by day 0.75: a third by day is 0.25.
TRUE = (
    share("chat", "day", "one", "5/6", "2.5"),
    share("chat", "day", "ten", "1/6", "0.05"),
    share("chat", "night", "one", "1", "1.5"),
    share("books", "any", "one", "1/3", "0.25", window="day"),
    share("books", "any", "one", "2/3", "1", window="night"),
)


def findings(shares: tuple[Share, ...], scenario: Scenario, catalog: Catalog, **serving: int) -> str:
    plan = Plan("CNY", (), Totals(None, 0, 0, 0, 0, 0, 0, 0), shares=shares)
    return "; ".join(unserved(scenario, catalog, plan, SERVING | serving))


def test_true_shares_pass(ask: Ask, tiny: Catalog) -> None:
    assert findings(TRUE, ask(demand=DEMAND), tiny) == ""


def changed(number: int, **what: Any) -> tuple[Share, ...]:
    return tuple(replace(s, **what) if k == number else s for k, s in enumerate(TRUE))


UNTRUE: dict[str, tuple[tuple[Share, ...], str]] = {
    "a part is left out": (TRUE[1:], "chat (day) is not served whole"),
    "a hair is left out": (
        changed(1, share=Fraction(1, 6) - Fraction(1, 10**18)),
        "chat (day) is not served whole",
    ),
    "the night is left out": (
        tuple(s for s in TRUE if s.part != "night"),
        "chat (night) is not served whole",
    ),
    "more than all": (
        (*TRUE, share("books", "any", "one", "1/9", "0.1", window="day")),
        "books (any) is not",
    ),
    "nothing": ((*TRUE, share("chat", "day", "ten", "0", "0")), "chat: a share of 0"),
    "less than nothing": ((*TRUE, share("chat", "day", "ten", "-1/9", "0")), "chat: a share of -1/9"),
    "by night what is due by day": (changed(0, window="night"), "its day is served in the window night"),
    "a part that is none": (changed(0, part="any"), "chat (any) is not a part of the demand"),
    "another class": (changed(0, name="mail"), "no such class"),
    "a card that is not there": (changed(0, card="four"), "or not bought"),
    "a card that cannot": (changed(3, card="ten", groups=1), "1 x ten with chatglm3-6b cannot serve books"),
    "a group that was not measured": (changed(1, cards=2), "2 x ten with chatglm3-6b cannot serve chat"),
    "another llm": (changed(1, llm="llama-3-8b"), "with llama-3-8b cannot serve chat"),
    "another load": (changed(0, busy=Decimal("2.4")), "keeps 2.5 groups of one busy, stated 2.4"),
    "too busy": (
        (share("chat", "day", "one", "1", "3"), *TRUE[2:3], *TRUE[3:]),
        "3 groups of 1 x one (day) are 3.25 busy",
    ),
    "two counts of one pool": (changed(3, groups=2), "different numbers of groups"),
}


@pytest.mark.parametrize("what", UNTRUE)
def test_every_untruth_is_found(what: str, ask: Ask, tiny: Catalog) -> None:
    shares, says = UNTRUE[what]
    assert says in findings(shares, ask(demand=DEMAND), tiny)


def test_groups_are_no_more_than_the_cards_that_serve(ask: Ask, tiny: Catalog) -> None:
    assert findings(TRUE, ask(demand=DEMAND), tiny, one=2) == (
        "3 x one serve classes (day), there are 2; 3 x one serve classes (night), there are 2"
    )


def test_slices_are_whole(ask: Ask, tiny: Catalog) -> None:
    assert findings(TRUE, ask(demand=DEMAND | {"split": "slices(6)"}), tiny) == ""
    assert "chat: a share of 5/6" in findings(TRUE, ask(demand=DEMAND | {"split": "slices(4)"}), tiny)


def test_no_classes_no_shares(ask: Ask, tiny: Catalog) -> None:
    assert findings((), ask(demand={"streams": 3}), tiny) == ""
    assert (
        findings(TRUE, ask(demand={"streams": 3}), tiny) == "shares of classes, and no classes are asked for"
    )


def test_full_to_the_last_digit_passes_and_a_digit_more_does_not(ask: Ask, tiny: Catalog) -> None:
    """Thirds add up exactly: 3 x 1/3 of a card is one card."""
    classes = {name: {"requests_per_s": Decimal(1)} for name in ("a", "b", "c")}
    table = "card,class,rate\n" + "".join(f"one,{name},3\n" for name in classes)
    demand = {"classes": classes, "capacity": {"text": table}}
    third = tuple(share(name, "day", "one", "1", "0.333334", groups=1) for name in classes)
    assert findings(third, ask(demand=demand), tiny) == ""
    classes["c"] = {"requests_per_s": Decimal("1.000000000000001")}
    assert "1 groups of 1 x one (day) are 1 busy" in findings(third, ask(demand=demand), tiny)
