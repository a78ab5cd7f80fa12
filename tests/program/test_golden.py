"""Each constraint as the program it adds, beside its golden file in tests/golden.

After a change that is meant, write the golden files anew with GLMOPT_WRITE_GOLDEN=1 and read the difference.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from glmopt.check import CHECKS
from glmopt.problem import Item, Offer, Pool, Problem, Workload
from glmopt.program import CONSTRAINTS, GOALS, build, name_of

NAMES = [name_of(c) for c in CONSTRAINTS]
NewOffer = Callable[..., Offer]

WORKLOAD = Workload(
    items=(Item("x", "day"), Item("y", "day"), Item("z", "any")),
    pools=(
        Pool("a", "day", 1, "llm"),
        Pool("b", "day", 1, "llm"),
        Pool("b", "day", 2, "llm"),
        Pool("a", "night", 1, "llm"),
    ),
    loads=(
        {0: Fraction(3, 2), 1: Fraction(1)},
        {1: Fraction(1, 4)},
        {2: Fraction(4, 3), 3: Fraction(1, 2)},
    ),
)

# For each constraint the smallest problem to which it alone applies.
PROBLEMS: dict[str, Callable[[NewOffer], Problem]] = {
    # 7 streams from cards of 2 and 3: at most 4 of the one or 3 of the other
    "streams": lambda o: Problem((o("a-2", 500, 2), o("b-3", 700, 3)), "capex", "CNY", streams=7),
    # x keeps 3/2 cards of a busy or 1 of b, y 1/4 of b, z 4/3 pairs of b by day or 1/2 of a at night
    "classes": lambda o: Problem((o("a"), o("b")), "cards", "CNY", workload=WORKLOAD),
    "instances": lambda o: Problem(
        (o("a", 500, instances=2), o("b", instances=5)), "cards", "CNY", instances=9
    ),
    "light_finetune": lambda o: Problem((o("a"), o("b", light=0)), "cards", "CNY", light_finetune=3),
    # two gangs that serve nothing else: 2 x 2 cards of a, or 2 x 4 of b
    "full_finetune": lambda o: Problem((o("a"), o("b", gang=4)), "cards", "CNY", gangs=2, dedicated=True),
    "virtualization": lambda o: Problem(
        (o("a", virtual=True, streams=4), o("b")), "cards", "CNY", virtual_streams=6, virtual_instances=3
    ),
    "stock": lambda o: Problem((o("a", stock=5), o("b", stock=0)), "cards", "CNY"),
    "minimum": lambda o: Problem((o("a", minimum=3), o("b")), "cards", "CNY"),
    "minimum_order": lambda o: Problem((o("a", minimum_order=4), o("b")), "cards", "CNY"),
    "card_types": lambda o: Problem((o("a"), o("b")), "cards", "CNY", card_types=1),
    # 1,000 buys three at 300, or four at 225: the row is in units of 75
    "budget": lambda o: Problem((o("a", 300, 3), o("b", 225, 2)), "streams", "CNY", budget=1_000),
}
OBJECTIVES: dict[str, Callable[[NewOffer], Problem]] = {
    # prices of 4,000 and 6,000 are 2 and 3 of their common unit
    "capex": lambda o: Problem((o("a", 4_000, 2), o("b", 6_000, 3)), "capex", "CNY", streams=6),
    "cards": lambda o: Problem((o("a", None, 2), o("b", None, 3)), "cards", "CNY", streams=6),
    # a gang of two that serves nothing else takes its 2 x 3 streams out of the sum
    "streams": lambda o: Problem((o("a", 300, 3),), "streams", "CNY", gangs=1, dedicated=True, budget=900),
}


def _compare(problem: Problem, golden: Path, folder: Path) -> None:
    written = folder / "model.lp"
    build(problem).lp.writeLP(str(written))
    text = written.read_text(encoding="utf-8")
    if os.environ.get("GLMOPT_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_each_constraint_adds_what_its_golden_file_shows(
    name: str, offer: NewOffer, root: Path, tmp_path: Path
) -> None:
    problem = PROBLEMS[name](offer)
    assert [name_of(c) for c in CONSTRAINTS if c.applies(problem)] == [name]
    _compare(problem, root / "tests" / "golden" / f"{name}.lp", tmp_path)


@pytest.mark.parametrize("goal", GOALS)
def test_each_objective_is_what_its_golden_file_shows(
    goal: str, offer: NewOffer, root: Path, tmp_path: Path
) -> None:
    _compare(OBJECTIVES[goal](offer), root / "tests" / "golden" / f"objective_{goal}.lp", tmp_path)


def test_every_constraint_has_golden_file_check_and_heading(root: Path) -> None:
    """The program, its judge, its documentation and its golden files name the same constraints."""
    files = {p.stem for p in (root / "tests" / "golden").glob("*.lp") if not p.stem.startswith("objective_")}
    assert files == set(NAMES)
    assert set(NAMES) <= CHECKS.keys()
    text = (root / "docs" / "formulation.md").read_text(encoding="utf-8")
    section = text.partition("\n## Constraints\n")[2].partition("\n## ")[0]
    assert re.findall(r"^### `(\w+)`$", section, re.MULTILINE) == NAMES


def test_every_objective_has_its_golden_file(root: Path) -> None:
    files = {p.stem for p in (root / "tests" / "golden").glob("objective_*.lp")}
    assert files == {f"objective_{goal}" for goal in GOALS}


def test_every_rule_can_be_dropped(offer: NewOffer) -> None:
    """A problem without one of its rules has all the others, and without all of them none."""
    everything = Problem(
        (
            offer("a", stock=9, minimum=1, minimum_order=2, virtual=True),
            offer("b", stock=3),
        ),
        "capex",
        "CNY",
        streams=1,
        instances=1,
        light_finetune=1,
        gangs=1,
        virtual_streams=1,
        virtual_instances=1,
        card_types=1,
        budget=100_000,
        workload=WORKLOAD,
    )
    rules = everything.rules()
    assert {rule.constraint for rule in rules} == set(NAMES)
    for rule in rules:
        assert everything.without((rule,)).rules() == tuple(r for r in rules if r is not rule)
    assert everything.without(rules).rules() == ()
