"""Why a card is not bought: which group was too small, which price is missing, which rule is in the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from glmopt.cli import main
from glmopt.explain import WhyNot, no_gang_cards, why_not
from glmopt.problem import formulate
from glmopt.scenario import catalog_for, load_scenario, parse_settings

Write = Callable[..., Path]

FAST = """\
demand: {streams: 20, full_finetune: {gangs: 1, min_bandwidth_gb_s: 100}}
prices: cn-2026
solver: {prove: once}
cards: {deny: [a6000-48g]}
nodes: {chassis: [dgx-a100, pcie-8x-4u-switched, atlas-800-9000], fabric: [roce-25g, roce-100g]}
"""


def reasons(path: Path, *cards: str) -> tuple[WhyNot, ...]:
    scenario = load_scenario(path)
    catalog = catalog_for(scenario)
    return why_not(formulate(scenario, catalog), scenario, catalog, cards)


def test_the_group_that_was_too_small_is_named_in_both_languages(write: Write) -> None:
    (found,) = [w for w in reasons(write(FAST)) if w.card == "ascend-910-32g"]
    assert (found.kind, found.chassis) == ("no gang", "atlas-800-9000")
    assert found.says is not None
    assert "the largest group in atlas-800-9000 is 1 of 8" in found.says.en
    assert "at most 12.5 GB/s there with fabric roce-100g" in found.says.en
    assert "最大互联组" in found.says.zh


def test_a_card_by_name_is_told_in_every_server_it_goes_into(write: Write) -> None:
    found = reasons(write(FAST), "a100-80g")
    assert [(w.kind, w.chassis) for w in found] == [
        ("gang", "dgx-a100"),
        ("no gang", "pcie-8x-4u-switched"),
    ]
    assert found[0].says is not None
    assert found[0].says.en == "4 cards on 1 node, 300 GB/s per direction"


def test_groups_of_light_jobs_and_tensor_parallel_instances_are_told_too(write: Write) -> None:
    """Pairs are bridged at 300 GB/s, four cards only reach each other over PCIe."""
    asks = {
        "light_finetune: 1, tuning: {light: {cards: 4, min_bandwidth_gb_s: 100}}": "",
        "streams: 1, service: {cards: 4, min_bandwidth_gb_s: 100}": "sizing: roofline\n",
    }
    for demand, sizing in asks.items():
        text = f"{sizing}demand: {{{demand}}}\ncards: {{allow: [a100-80g]}}\nprices: cn-2026\n"
        (found,) = reasons(write(text + "nodes: {chassis: [pcie-8x-4u-switched]}\n"), "a100-80g")
        assert (found.kind, found.chassis) == ("no group", "pcie-8x-4u-switched")
        assert found.says is not None
        assert "4 x a100-80g at 100 GB/s: the largest group in pcie-8x-4u-switched is 2 of 8" in found.says.en
    text = "sizing: roofline\ndemand: {streams: 1, service: {cards: 5}}\ncards: {allow: [a100-80g]}\n"
    (found,) = reasons(write(text + "prices: cn-2026\nnodes: {chassis: [dgx-a100]}\n"), "a100-80g")
    assert found.says is not None
    assert found.says.en == "the 8 slots of dgx-a100 are no whole groups of 5"


def test_a_card_with_a_gang_somewhere_needs_no_reason(write: Write) -> None:
    assert [w for w in reasons(write(FAST)) if w.card == "a100-80g"] == []


def test_rules_and_servers_in_the_way_are_told_with_their_place(write: Write) -> None:
    path = write(FAST)
    barred, none = (reasons(path, card) for card in ("a6000-48g", "rtx-3090-24g"))
    assert [(w.kind, w.rule.key if w.rule else "", str(w.place)) for w in barred] == [
        ("barred", "cards.deny", f"{path}:4:15")
    ]
    assert [(w.kind, str(w.place)) for w in none] == [("no server", f"{path}:5:8")]


WHOLE = """\
demand: {streams: 20, full_finetune: {gangs: 1}}
cards: {allow: [h100-80g]}
prices: cn-2026
solver: {prove: once}
nodes: {chassis: [pcie-8x-4u-switched]}
"""


def test_a_price_that_is_a_share_of_a_whole_server_is_the_reason_and_not_the_server(write: Write) -> None:
    path = write(WHOLE)
    (found,) = reasons(path, "h100-80g")
    assert (found.kind, str(found.place)) == ("whole servers only", f"{path}:3:9")
    # with a price of the card alone that server takes it
    scenario = load_scenario(path, parse_settings(["cards.price.h100-80g=20万"]))
    catalog = catalog_for(scenario)
    told = why_not(formulate(scenario, catalog), scenario, catalog, ("h100-80g",))
    assert [(w.kind, w.chassis) for w in told] == [("gang", "pcie-8x-4u-switched")]


def test_servers_sold_by_the_slot_have_no_gang_of_a_card_priced_with_its_server(write: Write) -> None:
    path = write(WHOLE.replace("[pcie-8x-4u-switched]", "[dgx-h100, pcie-8x-4u-switched]"))
    assert [(w.kind, w.chassis) for w in reasons(path, "h100-80g")] == [
        ("gang", "dgx-h100"),
        ("whole servers only", "pcie-8x-4u-switched"),
    ]
    # no group is told of a group that is there: the price alone is in the way
    service = "sizing: roofline\ndemand: {streams: 20, service: {cards: 2}}\n"
    housed = WHOLE.partition("\n")[2]
    (found,) = reasons(write(service + housed), "h100-80g")
    assert found.kind == "whole servers only"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "h100-80g: its listed price is a share of a whole server that is sold full: put a price"),
        ("zh", "h100-80g: 标价是整机（满配出售）价格的分摊，不能用于散装服务器：请在 cards.price.h100-80g"),
    ],
)
def test_the_answer_says_that_a_share_of_a_server_is_no_price_of_a_card(
    write: Write, capsys: pytest.CaptureFixture[str], lang: str, said: str
) -> None:
    code, out = run(capsys, "solve", str(write(WHOLE)), "--lang", lang)
    assert code == 3
    assert said in out


def test_which_price_is_missing(write: Write) -> None:
    text = "demand: {streams: 20}\nfigures: datasheet\nprices: cn-2026\n"
    kinds = {w.card: w.kind for w in reasons(write(text))}
    assert kinds["l4-24g"] == "no price"
    assert "a10-24g" not in kinds
    own = text + "cards: {price: {ascend-910b4-32g: 100000}}\nnodes: {chassis: any}\n"
    housed = reasons(write(own), "ascend-910b4-32g")
    assert [(w.kind, w.chassis) for w in housed] == [("no host price", "atlas-800i-a2")]


def test_cards_without_a_gang_are_those_that_no_server_wires(write: Write) -> None:
    scenario = load_scenario(write(FAST))
    problem = formulate(scenario, catalog_for(scenario))
    assert set(no_gang_cards(problem)) >= {"ascend-910-32g", "rtx-4090-24g"}
    assert "a100-80g" not in no_gang_cards(problem)


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences in one line, not folded."""
    monkeypatch.setenv("COLUMNS", "400")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0), capsys.readouterr().out


def test_explain_and_solve_say_it(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(write(FAST))
    code, out = run(
        capsys, "explain", path, "--card", "ascend-910-32g", "--alternatives", "0", "--lang", "en"
    )
    assert code == 0
    assert "10 x ascend-910-32g at 100 GB/s: the largest group in atlas-800-9000 is 1 of 8" in out
    _, out = run(capsys, "explain", path, "--card", "a6000-48g", "--alternatives", "0", "-f", "json")
    (found,) = json.loads(out)["why_not"]
    assert (found["card"], found["kind"], found["rule"]) == ("a6000-48g", "barred", "cards.deny")
    code, out = run(capsys, "solve", path, "--lang", "en")
    assert code == 0
    assert "no gang at 100 GB/s in these servers: ascend-910-32g, rtx-4090-24g" in out


def test_a_bandwidth_that_nothing_reaches_is_a_named_infeasibility(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(write(FAST.replace("gb_s: 100}", "gb_s: 800}")))
    code, out = run(capsys, "solve", path, "--lang", "en")
    assert code == 3
    assert "demand.full_finetune.min_bandwidth_gb_s  >= 800 GB/s" in out
    assert "4 cards reach at most 300 GB/s there" in out
    assert "reasons: glmopt explain" in out


def test_ways_out_are_told_by_the_share_of_what_was_asked(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slower gang (700 to 450 GB/s) is less than no gang at all, which stands first in the scenario."""
    path, asked = root / "scenarios" / "gang-bandwidth.yaml", "demand.full_finetune.min_bandwidth_gb_s=700"
    code, out = run(capsys, "solve", str(path), "--set", asked, "-f", "json")
    assert code == 3
    found = json.loads(out)["explain"]["nearest"]
    assert [(n["set"], n["empties"]) for n in found] == [
        ("demand.full_finetune.min_bandwidth_gb_s=450", False),
        ("demand.full_finetune.gangs=0", False),
    ]


def test_a_chassis_that_takes_no_allowed_card_is_a_named_infeasibility(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(
        "demand: {streams: 5}\nprices: cn-2026\ncards: {allow: [rtx-4090-24g]}\n"
        "nodes: {chassis: [dgx-h100]}\n"
    )
    with pytest.raises(SystemExit) as ended:
        main(["solve", str(path), "--lang", "en"])
    out, err = capsys.readouterr()
    assert ended.value.code == 3
    assert "rtx-4090-24g: no server on offer takes it" in out
    # a server type that takes it is named before a way that gives up all that is asked for
    ways = [line for line in out.splitlines() if "--set" in line]
    assert [line.partition("--set ")[2] for line in ways] == [
        '"nodes.chassis=[dgx-h100, ws-2x]"',
        "demand.streams=0",
    ]
    assert "demand.streams=0: then nothing is asked for and nothing is bought" in out
    assert f"{path}:4:19: warning: nodes.chassis[0]: dgx-h100 takes none of the cards" in err
