"""Every way out that is printed, typed as it stands: it leads to a plan, and one unit less of it does not."""

from __future__ import annotations

import shlex
from decimal import Decimal
from pathlib import Path

import pytest

from glmopt.explain import Nearest, Way, Ways, conflicts, ways
from glmopt.explain.terms import feasible
from glmopt.language import translator
from glmopt.problem import formulate
from glmopt.reports.tabular import Screen, render
from glmopt.reports.unmet import ways_table
from glmopt.scenario import Scenario, catalog_for, load_scenario, parse_settings

# A scenario that is shipped, what makes it infeasible, and kinds of rules that must be among the answers.
CASES: dict[str, tuple[str, tuple[str, ...], set[str]]] = {
    "bare cards": (
        "200streams",
        ("budget.max=30万",),
        {"budget", "streams", "availability", "full_finetune"},
    ),
    "card types": ("200streams", ("rules.max_card_types=1", "budget.max=110万"), {"card_types", "budget"}),
    "stock": (
        "200streams",
        ("cards.stock.h100-80g.max=1", "cards.stock.a100-80g.max=2", "budget.max=100万"),
        {"stock", "budget"},
    ),
    "vendors": ("200streams-domestic", ("budget.max=80万",), {"availability", "streams", "budget"}),
    "virtualization": (
        "200streams",
        ("rules.virtualization.min_streams=150", "budget.max=90万", "demand.instances=120"),
        {"virtualization", "budget"},
    ),
    "power and rack": (
        "200streams-servers",
        ("budget.max=30万", "rules.max_power_kw=3", "rules.max_rack_units=3"),
        {"power", "rack_units", "budget"},
    ),
    "speed of a gang": (
        "gang-bandwidth",
        ("demand.full_finetune.min_bandwidth_gb_s=100", "budget.max=40万"),
        {"full_finetune", "budget"},
    ),
    "servers": (
        "200streams-servers",
        ("nodes.chassis=[dgx-h100]", "cards.deny=[]", "cards.allow=[rtx-4090-24g]", "demand.streams=50"),
        {"slots", "full_finetune"},
    ),
    "owned": ("expand-owned", ("budget.max=30万",), {"budget", "streams"}),
    "classes": ("classes", ("budget.max=30万", "cards.stock.b200-sxm-180g.max=0"), {"classes", "budget"}),
    "most streams": ("budget-ladder", ("budget.max=20万",), {"budget", "full_finetune"}),
    "without prices": (
        "no-prices",
        ("cards.allow=[a100-80g, h100-80g]", "cards.stock.a100-80g.max=2"),
        {"stock", "streams"},
    ),
}
# However slow the machine is.
PATIENT_S = 600.0
# What a number is counted in, where it is not pieces: fen, watts, thousandths of a rack unit.
UNITS = {"budget": Decimal("0.01"), "power": Decimal("0.001"), "rack_units": Decimal("0.001")}


def _typed(way: Way) -> dict[str, str]:
    """The settings of a way as a shell reads what is printed, by key."""
    words = shlex.split(" ".join(c.option for c in way.changes))
    assert words[::2] == ["--set"] * (len(words) // 2)
    return dict(setting.split("=", 1) for setting in words[1::2])


def _less(change: Nearest) -> str | None:
    """The value one unit nearer to what was asked; None for lists, which have no unit."""
    kind = change.rule.constraint
    if kind in ("availability", "slots"):
        return None
    unit = UNITS.get(kind, Decimal(1))
    if change.rule.path[-1] == "min_bandwidth_gb_s":
        unit = Decimal("0.001")
    if kind == "classes" and not change.setting.partition("=")[0].endswith("streams"):
        unit = (change.value - change.change) / 100
    return f"{change.value - unit.copy_sign(change.change):f}"


@pytest.mark.parametrize("name", CASES)
def test_every_printed_set_leads_to_a_plan_and_none_could_be_smaller(name: str, root: Path) -> None:
    file, settings, kinds = CASES[name]
    asked = dict(setting.split("=", 1) for setting in settings)

    def scenario(over: dict[str, str]) -> Scenario:
        texts = [f"{key}={value}" for key, value in {**asked, **over}.items()]
        return load_scenario(root / "scenarios" / f"{file}.yaml", parse_settings(texts))

    before = scenario({})
    catalog = catalog_for(before)
    problem = formulate(before, catalog)

    def fits(over: dict[str, str]) -> bool:
        varied = scenario(over)
        return feasible(formulate(varied, catalog), varied)

    sets = [frozenset(c.rule for c in one) for one in conflicts(problem, before, seconds=PATIENT_S).sets]
    rules = tuple(r for r in problem.rules() if any(r in one for one in sets))
    told = ways(problem, before, catalog, rules, sets, PATIENT_S).ways
    assert told
    assert kinds <= {c.rule.constraint for way in told for c in way.changes}
    assert len(told) == len(set(told))
    for way in told:
        typed = _typed(way)
        assert fits(typed), way
        for change in way.changes:
            less = _less(change)
            if less is not None:
                key = change.setting.partition("=")[0]
                assert not fits({**typed, key: less}), (way, key, less)


def test_three_rules_that_must_give_way_at_once(root: Path) -> None:
    """Power, rack space and budget are each too little by themselves: no two of them help."""
    texts = ("budget.max=30万", "rules.max_power_kw=3", "rules.max_rack_units=3", "demand.streams=150")
    before = load_scenario(root / "scenarios" / "200streams-servers.yaml", parse_settings(texts))
    catalog = catalog_for(before)
    problem = formulate(before, catalog)
    sets = [frozenset(c.rule for c in one) for one in conflicts(problem, before, seconds=PATIENT_S).sets]
    rules = tuple(r for r in problem.rules() if any(r in one for one in sets))
    needs = {"demand.streams", "demand.full_finetune"}
    kept = [w for w in ways(problem, before, catalog, rules, sets, PATIENT_S).ways if not _keys(w) & needs]
    assert {"budget.max", "rules.max_power_kw", "rules.max_rack_units"} in [_keys(w) for w in kept]
    assert all(len(w.changes) > 2 for w in kept)
    # what is printed can be copied line by line, however narrow the terminal is
    for lang in ("en", "zh"):
        text = render(ways_table(Ways(tuple(kept), complete=True), translator(lang)), "table", Screen(80))
        lines = [line for line in text.splitlines() if line.strip().startswith("--set")]
        typed = [tuple(shlex.split(line)[1::2]) for line in lines]
        assert typed == [tuple(c.setting for c in w.changes) for w in kept]


def _keys(way: Way) -> set[str]:
    return {c.rule.key for c in way.changes}
