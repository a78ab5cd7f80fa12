"""Legal but odd: said in one line with its place, and silent where nothing is odd."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from glmopt.cli import main
from glmopt.notices import about_dates, notices
from glmopt.scenario import catalog_for, load_scenario

Write = Callable[..., Path]

HEAD = "prices: cn-2026\ndemand: {streams: 20}\nnodes: {chassis: [dgx-a100]}\n"
TCO = HEAD + "objective: tco\n"
BARE = "prices: cn-2026\ndemand: {streams: 20}\n"
DEFINED = BARE + "cards: {define: {my-card: {vram_gb: 80, fp16_tflops: %s}}, price: {my-card: 5}}\n"


def told(path: Path) -> list[str]:
    scenario = load_scenario(path)
    return [str(n) for n in notices(scenario, catalog_for(scenario))]


CLASSES = "sizing: roofline\ndemand: {classes: {a: {prompt: 9, output: 9, streams: 5}, b: {streams: 0}%s}}\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (CLASSES % "", 2, "demand.classes.b: asks for nothing and is left out"),
        (CLASSES % ", c: {requests_per_s: 0}", 2, "2 classes ask for nothing and are left out: b, c"),
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
        (HEAD.replace("100]}", "100], network: {ib-400g: {port: 0}}}"), 3, "costs nothing"),
        (HEAD.replace("100]}", "100], network: {ib-400g: {switch: 9}}}"), 3, "9 is far from the listed"),
        (HEAD.replace("dgx-a100]", "atlas-800-9000], fabric: ib-400g"), 3, "has a port for ib-400g"),
        (DEFINED % 164000, 3, "164000 TFLOPS looks like GFLOPS"),
        (DEFINED % 10000.1, 3, "10000.1 TFLOPS looks like GFLOPS"),
        (DEFINED % 0.164, 3, "0.164 TFLOPS looks like PFLOPS"),
        (BARE + "cards: {price: {a100-80g: 0}}\n", 3, "costs nothing"),
        (BARE + "cards: {price: {a100-80g: 828000}}\n", 3, "828000 is far from the listed 11500 USD"),
        (BARE + "cards: {price: {a100-80g: 82.8}}\n", 3, "82.8 is far from the listed 11500 USD"),
        (BARE + "money: {rates: {USD: 0.14}}\n", 3, "is it the other way round?"),
        (BARE + "money: {rates: {USD: 40}}\n", 3, "40 is far from"),
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
        DEFINED % 10000,
        DEFINED % 1,
        BARE + "cards: {price: {a100-80g: 20000}}\n",
        BARE + "cards: {price: {a100-80g: 400000}}\n",
        BARE + "cards: {price: {a100-80g: 5 EUR}}\nmoney: {rates: {EUR: 8}, currency: EUR}\n",
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


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2099-01-01", "2099-01-01 is still to come"),
        ("2026-11-27", "2026-11-27 is still to come"),
        ("2026-12", "2026-12 is still to come"),
        ("2027", "2027 is still to come"),
        ("2019-01-01", "a price of 2019-01-01 is more than 2 years old"),
        ("2024-10", "a price of 2024-10 is more than 2 years old"),
        ("2023", "a price of 2023 is more than 2 years old"),
        ("2026-11-26", ""),
        ("2026-11", ""),
        ("2026", ""),
        ("2024-11-01", ""),
        ("2024-11", ""),
        ("2024", ""),
    ],
)
def test_the_date_of_a_price_is_looked_at_on_the_day(date: str, said: str, write: Write) -> None:
    price = f"{{amount: 82800, date: {date}}}"
    path = write(f"{HEAD}cards:\n  price: {{a100-80g: {price}}}\n")
    found = [str(n) for n in about_dates(load_scenario(path), dt.date(2026, 11, 26))]
    assert [f.split(": ", 3)[3] for f in found] == ([said] if said else [])
    assert all(f.startswith(f"{path}:5:") and "cards.price.a100-80g.date" in f for f in found)
    host = write(HEAD.replace("100]}", f"100], price: {{dgx-a100: {price}}}}}"))
    found = [str(n) for n in about_dates(load_scenario(host), dt.date(2026, 11, 26))]
    assert [f.split(": ", 3)[3] for f in found] == ([said] if said else [])


@pytest.mark.parametrize("command", ["solve", "validate"])
def test_a_price_of_the_future_is_told_on_stderr_and_in_no_result(
    command: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(BARE + "cards: {price: {a100-80g: {amount: 82800, date: 9999}}}\n")
    with pytest.raises(SystemExit) as ended:
        main([command, str(path), "-f", "json"])
    out, err = capsys.readouterr()
    assert ended.value.code in (0, None)
    assert f"{path}:3:" in err
    assert "9999 is still to come" in err
    assert "still to come" not in out


def test_the_shipped_scenarios_give_no_warning(root: Path) -> None:
    for path in sorted((root / "scenarios").glob("*.yaml")):
        scenario = load_scenario(path)
        assert notices(scenario, catalog_for(scenario)) == ()
