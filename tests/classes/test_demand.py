"""Classes in a scenario: what they need, when and by what they may be served, and what contradicts them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from glmopt.check import check
from glmopt.errors import InputError
from glmopt.plan import Plan
from glmopt.result import answer
from glmopt.result.why import why
from glmopt.scenario import Scenario, catalog_for
from glmopt.solve import solve
from glmopt.study.frontier import frontier

Load = Callable[..., Scenario]

TABLE = """\
    cards:
      allow: []
      define: {small: {vram_gb: 24, fp16_tflops: 100}, big: {vram_gb: 80, fp16_tflops: 400}}
      price: {small: 100, big: 350}
"""


def bought(scenario: Scenario) -> Plan:
    """The proved and checked plan."""
    catalog = catalog_for(scenario)
    solved = solve(scenario, catalog)
    assert solved.ending.status == "optimal"
    assert len(solved.ending.proofs) == 2
    assert solved.plan is not None
    assert check(solved.plan, scenario, catalog) == ()
    return solved.plan


def counts(plan: Plan) -> dict[str, int]:
    return {line.card: line.count for line in plan.lines}


def scenario_of(load: Load, demand: str, rows: str, *settings: str, more: str = "") -> Scenario:
    """A scenario on two cards with a table of `rows` in place: card,class,rate,cards,llm."""
    lines = "".join(f"          {row}\n" for row in ("card,class,rate,cards,llm", *rows.split()))
    text = f"demand:\n{demand}  capacity:\n        text: |\n{lines}" + "\n".join(
        line.removeprefix("    ") for line in TABLE.splitlines()
    )
    return load(text + "\n" + more, *settings)


ONE = "  classes: {a: {requests_per_s: 10}, b: {requests_per_s: 1}}\n"


def test_cards_serve_several_classes_in_any_proportion(load: Load) -> None:
    """b keeps half a big one busy, 10 of a two and a half small ones or a big one."""
    rows = "small,a,4,, small,b,0,, big,a,10,, big,b,2,,"
    plan = bought(scenario_of(load, ONE, rows))
    # half a big one does b, the other half 5 of a; the other 5 of a take 1.25 small ones, that is 2: 550.
    # one big and one small leave 1 of a: 450 are not enough; two big ones cost 700.
    assert counts(plan) == {"big": 1, "small": 2}
    assert plan.totals.cost == 550
    assert {s.card for s in plan.shares if s.name == "b"} == {"big"}
    assert {s.card for s in plan.shares if s.name == "a"} == {"big", "small"}


def test_the_batch_runs_in_the_hours_that_are_free(load: Load) -> None:
    """By day 3 cards are busy. At night a quarter of it comes, and a day's work is done in 8 hours."""
    demand = """\
  classes:
    chat: {requests_per_s: 12, at_night: 0.25}
    books: {requests_per_s: 2, batch: BATCH}
"""
    rows = "small,chat,4,, small,books,4,,"
    # at night: 12 x 0.25 / 4 = 0.75 cards for chat, 2 x 24 / 8 / 4 = 1.5 for the books: 2.25 of 3
    night = bought(scenario_of(load, demand.replace("BATCH", "night"), rows))
    assert counts(night) == {"small": 3}
    assert {(s.name, s.part, s.window) for s in night.shares} == {
        ("chat", "day", "day"),
        ("chat", "night", "night"),
        ("books", "night", "night"),
    }
    # all of it by day and night alike would take 3.5 cards: the chat's 3 and half a card for the books
    always = demand.replace("BATCH", "night").replace(", batch: night", "")
    assert counts(bought(scenario_of(load, always, rows))) == {"small": 4}
    # twice the books: 0.75 + 3 at night are too much for 3 cards, at any hour there is no more room by day
    twice = demand.replace("requests_per_s: 2", "requests_per_s: 4")
    assert counts(bought(scenario_of(load, twice.replace("BATCH", "night"), rows))) == {"small": 4}
    # with 2.9 cards busy by day, a tenth of a card for 16 hours takes the rest
    little = twice.replace("requests_per_s: 12", "requests_per_s: 10").replace("BATCH", "any")
    # day: 2.5 of 3 busy, so 0.5 x 16 h; night: 0.625, so 2.375 x 8 h: 27 card hours; 4 x 24 / 4 = 24 are
    # needed
    anytime = bought(scenario_of(load, little, rows))
    assert counts(anytime) == {"small": 3}
    assert {s.window for s in anytime.shares if s.name == "books"} == {"day", "night"}
    assert counts(bought(scenario_of(load, little.replace("any", "night"), rows))) == {"small": 4}


def test_requests_per_day_are_a_mean(load: Load) -> None:
    demand = "  classes: {books: {requests_per_day: 86400, batch: any}}\n"
    assert counts(bought(scenario_of(load, demand, "small,books,1,,"))) == {"small": 1}
    assert counts(bought(scenario_of(load, demand.replace("86400", "86401"), "small,books,1,,"))) == {
        "small": 2
    }
    assert counts(bought(scenario_of(load, demand.replace("any", "night"), "small,books,1,,"))) == {
        "small": 3
    }
    longer = scenario_of(load, demand.replace("any", "night"), "small,books,1,,", "demand.night_hours=12")
    assert counts(bought(longer)) == {"small": 2}


def test_groups_of_cards_are_whole(load: Load) -> None:
    """Five quarters of a pair are two pairs, though five halves of two cards would be three cards."""
    demand = "  classes: {a: {requests_per_s: 5}}\n"
    plan = bought(scenario_of(load, demand, "small,a,4,2,"))
    assert counts(plan) == {"small": 4}
    assert {(s.cards, s.groups) for s in plan.shares} == {(2, 2)}
    # single cards of 1 beside the pairs: a pair and one single
    plan = bought(scenario_of(load, demand, "small,a,4,2, small,a,1,1,"))
    assert counts(plan) == {"small": 3}
    assert {(s.cards, s.groups) for s in plan.shares} == {(1, 1), (2, 1)}


def test_a_card_holds_one_llm_at_a_time(load: Load) -> None:
    """A half card of one llm and a half of another are two cards; at night they may hold others."""
    demand = "  classes: {a: {requests_per_s: 1}, b: {requests_per_s: 1, llm: llama-3-8b}}\n"
    plan = bought(scenario_of(load, demand, "small,a,2,, small,b,2,,"))
    assert counts(plan) == {"small": 2}
    assert {(s.name, s.llm, s.groups) for s in plan.shares} == {
        ("a", "chatglm3-6b", 1),
        ("b", "llama-3-8b", 1),
    }
    night = demand.replace("llm: llama-3-8b", "llm: llama-3-8b, batch: night").replace(
        "a: {requests_per_s: 1}", "a: {requests_per_s: 1, at_night: 0}"
    )
    assert counts(bought(scenario_of(load, night, "small,a,2,, small,b,6,,"))) == {"small": 1}


def test_slices_go_to_one_kind_of_card_each(load: Load) -> None:
    rows = "small,a,4,, big,a,10,,"
    demand = "  classes: {a: {requests_per_s: 11}}\n  split: SPLIT\n"
    # 11 = 10 + 1: one big and one small for 450; small ones alone take three, 300
    assert counts(bought(scenario_of(load, demand.replace("SPLIT", "any"), rows))) == {"small": 3}
    # 13: one big and one small, 3/13 of it; in halves the small ones would have 6.5 to do: 2 x 6.5 / 4 is
    # four small
    thirteen = demand.replace("11", "13")
    assert counts(bought(scenario_of(load, thirteen.replace("SPLIT", "any"), rows))) == {"small": 4}
    dear = scenario_of(load, thirteen.replace("SPLIT", "any"), rows, "cards.price.small=200")
    assert counts(bought(dear)) == {"big": 1, "small": 1}
    halves = scenario_of(load, thirteen.replace("SPLIT", "slices(2)"), rows, "cards.price.small=200")
    plan = bought(halves)
    assert plan.totals.cost is not None
    assert plan.totals.cost > 550
    assert all(s.share in (Fraction(1), Fraction(1, 2)) for s in plan.shares)


def test_a_gang_that_serves_nothing_else_leaves_its_cards_out(load: Load, write: Callable[..., Any]) -> None:
    """320 GB are 4 of 80 GB: shared they serve by day, dedicated two more must be bought."""
    demand = "  classes: {a: {requests_per_s: 20}}\n  full_finetune: {sharing: SHARING}\n"
    shared = scenario_of(load, demand.replace("SHARING", "shared"), "big,a,10,,")
    assert counts(bought(shared)) == {"big": 4}
    dedicated = scenario_of(load, demand.replace("SHARING", "dedicated"), "big,a,10,,")
    assert counts(bought(dedicated)) == {"big": 6}


def test_stock_budget_and_types_speak_of_the_same_cards(load: Load) -> None:
    rows = "small,a,4,, small,b,0,, big,a,10,, big,b,2,,"
    limited = "rules: {max_card_types: 1}"
    assert counts(bought(scenario_of(load, ONE, rows, more=limited))) == {"big": 2}
    scenario = scenario_of(load, ONE, rows, "budget.max=549.99")
    assert solve(scenario, catalog_for(scenario)).ending.status == "infeasible"
    none_left = scenario_of(load, ONE, rows, "cards.stock.big.max=0")
    assert solve(none_left, catalog_for(none_left)).ending.status == "infeasible"


@pytest.mark.parametrize(
    ("classes", "more", "says"),
    [
        ("a: {requests_per_s: 1}", "  streams: 5\n", "streams and classes"),
        ("a: {share: 1}", "", "a share of what"),
        ("a: {requests_per_s: 1}", "  requests_per_s: 5\n", "no class has a share"),
        ("a: {requests_per_s: 1, streams: 2}", "", "one of streams, requests_per_s, requests_per_day, share"),
        ("a: {prompt: 5}", "", "found none of them"),
        ("a: {streams: 5, batch: any}", "", "a batch has no concurrent streams"),
        ("a: {requests_per_s: 5, batch: any, at_night: 0.5}", "", "at_night is for requests"),
        ("a: {requests_per_s: 5, batch: weekly}", "", "unknown word weekly"),
        ("a: {requests_per_s: 5, prompt: [9, 3]}", "", "the first is above the second"),
        ("a: {requests_per_s: -5}", "", "must be at least 0"),
        ("a: {requests_per_s: 5, context: 10, prompt: 9, output: 9}", "", "context 10 is less"),
        ("a: {requests_per_s: 5, promt: 9}", "", 'did you mean "prompt"'),
        ("a: {requests_per_s: 5}", "  split: slices(0)\n", "not a way to split"),
        ("a: {requests_per_s: 5}", "  night_hours: 24\n", "must be at most 23"),
    ],
)
def test_contradictions_are_named(load: Load, classes: str, more: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        bought(scenario_of(load, f"  classes: {{{classes}}}\n{more}", "small,a,1,,"))


def test_the_most_streams_of_classes_is_no_goal(load: Load) -> None:
    scenario = scenario_of(load, ONE, "big,a,1,, big,b,1,,", "objective=streams", "budget.max=1000")
    with pytest.raises(InputError, match="the most streams of what"):
        solve(scenario, catalog_for(scenario))


def test_rules_cannot_tell_classes_apart(load: Load) -> None:
    scenario = load("demand: {classes: {a: {prompt: 100, output: 100, streams: 5}}}\nprices: cn-2026\n")
    with pytest.raises(InputError, match="cannot tell classes apart"):
        solve(scenario, catalog_for(scenario))


ROOFLINE = """
    sizing: roofline
    figures: datasheet
    demand: {classes: {CLASSES}}
    cards: {allow: [a100-sxm-80g, l20-48g, ascend-910b2-64g]}
    prices: cn-2026
"""


def test_streams_by_the_roofline_are_those_of_one_kind(load: Load) -> None:
    """One class of streams is what demand.streams asks for under the same service."""
    single = load(
        ROOFLINE.replace(
            "{classes: {CLASSES}}",
            "{streams: 300, service: {prompt: 512, output: 256, context: 768, tokens_per_s: 20, ttft_s: 2}}",
        )
    )
    one = "chat: {prompt: 512, output: 256, streams: 300, tokens_per_s: 20, ttft_s: 2}"
    assert counts(bought(load(ROOFLINE.replace("CLASSES", one)))) == counts(bought(single))


def test_longer_requests_and_faster_promises_cost_no_less(load: Load) -> None:
    def cost(prompt: int, speed: int) -> Any:
        asked = f"docs: {{prompt: {prompt}, output: 300, requests_per_s: 40, tokens_per_s: {speed}}}"
        return bought(load(ROOFLINE.replace("CLASSES", asked))).totals.cost

    costs = [cost(prompt, 20) for prompt in (500, 2_000, 8_000)]
    assert costs == sorted(costs)
    assert costs[0] < costs[-1]
    assert cost(2_000, 20) <= cost(2_000, 60)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("streams: 5, prompt: 5", "the roofline needs prompt and output"),
        ("streams: 1, prompt: 9, output: 9, llm: nothing", "no llm 'nothing'"),
    ],
)
def test_the_roofline_needs_lengths_and_an_llm(load: Load, asked: str, why: str) -> None:
    scenario = load(ROOFLINE.replace("CLASSES", f"a: {{{asked}}}"))
    with pytest.raises(InputError, match=why):
        solve(scenario, catalog_for(scenario))


def test_classes_are_served_by_cards_in_servers(load: Load) -> None:
    """Hosts are paid for too, and whole nodes hold the cards that serve."""
    text = ROOFLINE.replace("CLASSES", "chat: {prompt: 512, output: 256, streams: 300}").replace(
        "[a100-sxm-80g, l20-48g, ascend-910b2-64g]", "[a100-pcie-80g]"
    )
    bare = bought(load(text))
    housed = bought(load(text + "    nodes: {chassis: [pcie-4x-2u]}\n"))
    assert housed.nodes
    assert sum(n.cards * n.nodes for n in housed.nodes) == sum(counts(housed).values())
    assert housed.totals.cost is not None
    assert bare.totals.cost is not None
    assert housed.totals.cost > bare.totals.cost


def test_which_classes_survive_a_node_is_not_guessed(load: Load) -> None:
    text = ROOFLINE.replace("CLASSES", "chat: {prompt: 512, output: 256, streams: 300}")
    scenario = load(text + "    nodes: {chassis: [pcie-4x-2u]}\n    rules: {survive_nodes: 1}\n")
    with pytest.raises(InputError, match="not modelled yet"):
        solve(scenario, catalog_for(scenario))


def test_streams_from_a_site_are_of_no_class_and_refused(load: Load) -> None:
    """Cards that the classes keep busy would count as free for them."""
    text = ROOFLINE.replace("CLASSES", "chat: {prompt: 512, output: 256, streams: 300}")
    sites = "    sites: {east: {max_power_kw: 20, min_streams: 40}, west: {max_power_kw: 20}}\n"
    scenario = load(text + "    nodes: {chassis: [pcie-4x-2u]}\n" + sites)
    with pytest.raises(InputError, match="so many streams from east of which class") as caught:
        solve(scenario, catalog_for(scenario))
    assert [f.field for f in caught.value.faults] == ["sites.east.min_streams"]
    # power and racks of the sites hold as they do for streams
    free = load(text + "    nodes: {chassis: [pcie-4x-2u]}\n" + sites.replace(", min_streams: 40", ""))
    assert {n.site for n in bought(free).nodes} <= {"east", "west"}


def test_streams_on_cards_with_virtualization_are_of_no_class_and_refused(load: Load) -> None:
    text = ROOFLINE.replace("CLASSES", "chat: {prompt: 512, output: 256, streams: 300}")
    scenario = load(text + "    rules: {virtualization: {min_streams: 40}}\n")
    with pytest.raises(InputError, match="with virtualization of which class") as caught:
        solve(scenario, catalog_for(scenario))
    assert [f.field for f in caught.value.faults] == ["rules.virtualization.min_streams"]
    # which cards there are, and how many copies fit on them, is of no class
    copies = load(text + "    rules: {virtualization: {min_instances: 3}}\n")
    assert solve(copies, catalog_for(copies)).plan is not None


def test_a_class_that_nothing_serves_is_the_conflict(load: Load) -> None:
    """The reason is the class alone, at its line; the other one is not to blame."""
    scenario = scenario_of(load, ONE, "small,a,4,, small,b,0,, big,a,10,, big,b,0,,")
    result = answer(scenario, catalog_for(scenario))
    assert result.status == "infeasible"
    assert [c.rule.key for c in result.conflict] == ["demand.classes.b"]


def test_each_class_is_told_what_it_costs(load: Load) -> None:
    """550 together; without b the ten of a take three small ones, 300; without a one big one does b, 350."""
    scenario = scenario_of(load, ONE, "small,a,4,, small,b,0,, big,a,10,, big,b,2,,")
    result = answer(scenario, catalog_for(scenario))
    savings = {b.rule.key: b.saving for b in result.binding}
    assert savings == {"demand.classes.a": 200, "demand.classes.b": 250}
    told = why(scenario, catalog_for(scenario))
    assert told.reasons.marginal[0].need == "classes, a tenth more"
    # 11 of a: half a big one does 5 of it, the other 6 take two small ones as before; 1.1 of b leave 4.5 of a
    # on the big one, and 6.5 on two small ones: as cheap as now
    assert told.reasons.marginal[0].cost == 0


def test_a_frontier_of_classes_is_refused_with_a_command_that_works(load: Load) -> None:
    """What to raise is named: an amount of the scenario's own."""
    rows = "small,a,4,, small,b,0,, big,a,10,, big,b,2,,"
    scenario = scenario_of(load, ONE, rows)
    with pytest.raises(InputError) as caught:
        frontier(scenario, catalog_for(scenario), 1, 5)
    action = caught.value.faults[0].action
    assert action == "glmopt whatif FILE --set demand.classes.a.requests_per_s=8,16,32"
    key = action.rpartition(" ")[2].partition("=")[0]
    more = scenario_of(load, ONE, rows, f"{key}=8")
    assert bought(more).totals.cost is not None
