"""Legal but odd: said in one line with its place, and silent where nothing is odd."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from glmopt.notices import notices
from glmopt.scenario import catalog_for, load_scenario

Write = Callable[..., Path]

HEAD = "prices: cn-2026\ndemand: {streams: 20}\nnodes: {chassis: [dgx-a100]}\n"
TCO = HEAD + "objective: tco\n"


def told(path: Path) -> list[str]:
    scenario = load_scenario(path)
    return [str(n) for n in notices(scenario, catalog_for(scenario))]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (HEAD + "rules: {max_power_kw: 20000}\n", 4, "are W meant?"),
        (HEAD + "rules: {max_power_kw: 0.02}\n", 4, "are MW meant?"),
        (HEAD + "sites: {here: {max_power_kw: 6500}}\n", 4, "are W meant?"),
        (HEAD + "sites: {here: {min_streams: 15}, there: {min_streams: 15}}\n", 4, "30 streams together"),
        (HEAD.replace("streams: 20", "streams: 0") + "rules: {survive_nodes: 1}\n", 4, "nothing is asked"),
        (
            HEAD.replace("20}", "20, full_finetune: {min_bandwidth_gb_s: 900}}"),
            2,
            "are Gb/s or both directions together meant?",
        ),
        (
            HEAD.replace("[dgx-a100]", "[dgx-a100, atlas-800t-a2]") + "cards: {allow: [a100-80g]}\n",
            3,
            "none of",
        ),
        (HEAD.replace("100]}", "100], price: {dgx-a100: 0}}"), 3, "costs nothing"),
        (HEAD.replace("100]}", "100], price: {dgx-a100: 9 USD}}"), 3, "far from the listed 99000 USD"),
        (HEAD.replace("dgx-a100]", "atlas-800-9000], fabric: ib-400g"), 3, "has a port for ib-400g"),
        (HEAD + "money: {pue: 1.2}\n", 4, "only under objective: tco"),
        (TCO + "money: {pue: 10}\n", 5, "10 times what the machines draw"),
        (TCO + "money: {horizon_months: 3}\n", 5, "are years meant?"),
        (TCO + "money: {horizon_months: 180}\n", 5, "longer than cards are kept"),
        (TCO + "money: {electricity_per_kwh: 70}\n", 5, "far from the listed 0.7 CNY"),
    ],
)
def test_it_is_said_once_at_its_line(text: str, line: int, said: str, write: Write) -> None:
    path = write(text)
    found = told(path)
    assert len(found) == 1, found
    assert said in found[0]
    assert found[0].startswith(f"{path}:{line}:")


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "rules: {max_power_kw: 1000}\n",
        HEAD + "rules: {max_power_kw: 0}\n",
        HEAD + "sites: {here: {min_streams: 20}}\n",
        HEAD.replace("20}", "20, full_finetune: {min_bandwidth_gb_s: 899}}"),
        HEAD.replace("[dgx-a100]", "any") + "cards: {allow: [a100-80g]}\n",
        HEAD.replace("[dgx-a100]", "[dgx-a100, atlas-800-9000]")
        + "cards: {allow: [a100-80g]}\nowned: [{card: ascend-910-32g, chassis: atlas-800-9000}]\n",
        HEAD.replace("100]}", "100], price: {dgx-a100: 90000 USD}}"),
        HEAD + "money: {pue: 1.5}\n",
        TCO + "money: {pue: 3, horizon_months: 120, electricity_per_kwh: 1.2}\n",
    ],
)
def test_what_is_not_odd_is_not_said(text: str, write: Write) -> None:
    assert told(write(text)) == []


def test_the_shipped_scenarios_give_no_warning(root: Path) -> None:
    for path in sorted((root / "scenarios").glob("*.yaml")):
        scenario = load_scenario(path)
        assert notices(scenario, catalog_for(scenario)) == ()
