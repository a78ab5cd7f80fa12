"""The scenarios that are shipped: each loads, and each variation ends in a checked, proved answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from glmopt.catalog import data_root
from glmopt.check import check
from glmopt.explain import conflict
from glmopt.problem import formulate
from glmopt.scenario import Scenario, catalog_for, load_scenario, variations
from glmopt.solve import solve

FILES = sorted((data_root() / "scenarios").glob("*.yaml"))


def _cases() -> list[tuple[str, Scenario]]:
    cases = []
    for path in FILES:
        scenario = load_scenario(path)
        cases.append((path.stem, scenario))
        cases += [(f"{path.stem}:{name}", varied) for name, _, varied in variations(scenario)]
    return cases


CASES = dict(_cases())


def test_the_scenarios_are_there() -> None:
    assert {path.stem for path in FILES} >= {
        "200streams",
        "200streams-virtualized",
        "200streams-domestic",
        "budget-ladder",
        "no-prices",
        "datasheet",
        "200streams-servers",
        "expand-owned",
        "two-sites",
        "survive-one",
        "gang-bandwidth",
    }


@pytest.mark.parametrize("name", CASES)
def test_every_variation_is_proved_twice_and_checked(name: str) -> None:
    scenario = CASES[name]
    catalog = catalog_for(scenario)
    solved = solve(scenario, catalog)
    assert solved.notes == ()
    assert len(solved.ending.proofs) == 2
    if solved.plan is None:
        assert solved.ending.status == "infeasible"
        assert conflict(solved.problem, scenario)
    else:
        assert solved.ending.status == "optimal"
        assert check(solved.plan, scenario, catalog) == ()


# What each base scenario buys; the costs are in CNY, worked out from the prices of cn-2026 and 7.2 CNY a USD.
PLANS = {
    # 4 x 82,800 (11,500 USD) + 2 x 337,500 = 1,006,200: 60 + 150 = 210 streams, a gang on the four
    "200streams": ({"a100-80g": 4, "h100-80g": 2}, "1006200.00"),
    # 25 x 18,000 in four servers of 126,000; two of them on 25GbE (4,752 each, a switch of 36,000)
    "200streams-servers": ({"rtx-4090-24g": 25}, "999504.00"),
    # 81,250 less 15 % is 69,062.50 from 14 on: 14 do 210 streams and a gang of ten
    "price-breaks": ({"ascend-910-32g": 14}, "966875.00"),
    # 8 owned Ascend 910 do 120 streams; 6 x 82,800 in one server of 126,000 do 90 and a gang of four
    "expand-owned": ({"a100-80g": 6, "ascend-910-32g": 8}, "622800.00"),
    # 8 x 82,800 in one server of 126,000, and 8 x 81,250 with their host: 120 streams in each room
    "two-sites": ({"a100-80g": 8, "ascend-910-32g": 8}, "1438400.00"),
    # without a server of four 14 cards are left, 210 streams: 18 x 82,800 in five servers of 64,800
    "survive-one": ({"a100-80g": 18}, "1814400.00"),
    # two servers with seven cards each on 25GbE
    "gang-bandwidth": ({"rtx-4090-24g": 14}, "549504.00"),
}


def test_bandwidth_costs_more_at_every_step() -> None:
    """0, 16, 50 and 200 GB/s: two servers on 25GbE, four A100 on a PCIe switch, then an NVSwitch board."""
    costs = []
    for gb_s in (0, 16, 50, 200):
        scenario = CASES[f"gang-bandwidth:demand.full_finetune.min_bandwidth_gb_s={gb_s}"]
        plan = solve(scenario, catalog_for(scenario)).plan
        assert plan is not None
        assert all(g.bottleneck_gb_s is None or g.bottleneck_gb_s >= gb_s for g in plan.gangs)
        costs.append(plan.totals.cost)
    assert [str(cost) for cost in costs] == ["549504.00", "612000.00", "1375200.00", "1375200.00"]


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_is_the_one_worked_out_by_hand(name: str) -> None:
    counts, cost = PLANS[name]
    solved = solve(CASES[name], catalog_for(CASES[name]))
    assert solved.plan is not None
    assert {line.card: line.count for line in solved.plan.lines} == counts
    assert str(solved.plan.totals.cost) == cost


def test_the_ladder_buys_more_streams_with_each_step() -> None:
    """Streams never fall as the budget rises; the first steps buy no gang and are infeasible."""
    ladder = [(n, s) for n, s in CASES.items() if n.startswith("budget-ladder:")]
    streams = []
    for _, scenario in ladder:
        plan = solve(scenario, catalog_for(scenario)).plan
        streams.append(plan.totals.streams if plan else 0)
    assert len(streams) == 8
    assert streams == sorted(streams)
    assert streams[0] == 0 < streams[-1]


def test_no_scenario_refers_to_a_card_without_figures() -> None:
    for scenario in CASES.values():
        assert formulate(scenario, catalog_for(scenario)).open_offers


def test_scenarios_are_the_files_of_the_repository(root: Path) -> None:
    """What is installed is what stands in scenarios/."""
    for path in FILES:
        assert path.read_bytes() == (root / "scenarios" / path.name).read_bytes()
