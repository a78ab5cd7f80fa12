"""The page as text: whole, small, closed to the outside, the same for the same input, true to its studies."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from glmopt.catalog import data_root
from glmopt.records import Text
from glmopt.reports.html import page, render
from glmopt.reports.numbers import amount
from glmopt.reports.sections import (
    Case,
    answer,
    curve,
    doubts,
    evidence,
    headline,
    purchase,
    reasons,
    reproduce,
    risk,
    rivals,
)
from glmopt.result import Saved, document, dumps, parse_result
from glmopt.result import answer as solved_answer
from glmopt.scenario import catalog_for, load_scenario, parse_settings
from glmopt.study import NOT_PROVED, TIME_OVER, End, Recorded, Studies

from .conftest import Made

Make = Callable[[str], Made]
SHIPPED = (
    *("200streams", "200streams-domestic", "200streams-measured", "200streams-virtualized"),
    *("budget-ladder", "datasheet", "no-prices"),
)
VOID = {"wbr", "meta", "link", "br", "img", "input", "rect", "path", "circle"}


class Strict(HTMLParser):
    """Every tag that opens closes, in order; collects tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(html: str) -> Strict:
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def words_of(html: str, lang: str) -> str:
    """The visible text of one language, blanks folded; a word that is kept whole is no word of its own."""
    from html import unescape

    html = html.replace("<wbr>", "")
    html = re.sub(r'<span class="kept">([^<]*)</span>', r"\1", html)
    html = re.sub(r"<span>([^<]*)</span>", r"\1", html)
    main = html[html.index(f'data-lang="{lang}">') :]
    main = main[: main.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


@pytest.mark.parametrize("name", [*SHIPPED, "tight", "servers", "hostile"])
def test_every_scenario_makes_a_page_that_is_whole_small_and_closed(name: str, make: Make) -> None:
    html = make(name).html
    assert len(html.encode()) < 300_000
    page = parsed(html)
    for tag, attributes in page.found:
        assert not tag.startswith(("iframe", "object", "embed", "base", "form"))
        for key in ("src", "href", "action", "srcset", "data", "xlink:href"):
            value = attributes.get(key)
            assert value is None or value.startswith("#") or value == "data:,", (tag, key, value)
        assert "style" not in attributes, "the policy would refuse it"
        assert not any(key.startswith("on") for key in attributes)
    assert "undefined" not in words_of(html, "zh") + words_of(html, "en")
    assert not re.search(r"\bNone\b|\{\w+\}", words_of(html, "zh").replace("{{ 7*7 }}", ""))


def test_the_policy_names_the_style_and_the_script_of_the_page(make: Make) -> None:
    html = make("200streams").html
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    said = policy[1].replace("&#39;", "'")
    for tag, key in (("style", "style-src"), ("script", "script-src")):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert inside is not None
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert f"{key} 'sha256-{digest}'" in said
    assert said.startswith("default-src 'none'; ")
    kept = re.sub(r"'sha256-[^']+'", "HASH", said)
    assert kept == (
        "default-src 'none'; style-src HASH; script-src HASH; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_equal_inputs_give_equal_pages_and_the_language_only_chooses(make: Make) -> None:
    made = make("200streams")
    assert render(made.saved, made.studies, "zh") == made.html
    english = render(made.saved, made.studies, "en")
    assert english != made.html
    for lang in ("zh", "en"):
        assert words_of(english, lang) == words_of(made.html, lang)
    assert 'value="en" ' in english.split(" checked")[0].rpartition("<input")[2]


def test_the_order_of_sections_is_that_of_the_reader(make: Make) -> None:
    html = make("200streams").html
    ids = re.findall(r'<h2 id="([a-z-]+)-en"', html)
    assert ids == [
        *(
            "care",
            "plan",
            "costs",
            "what-if",
            "curve",
            "others",
            "against",
            "why",
            "risk",
            "baseline",
            "evidence",
            "again",
        ),
    ]


def test_the_first_figures_are_those_of_the_answer(make: Make) -> None:
    english = words_of(make("200streams").html, "en")
    assert (
        english.index(
            "4 × A100 80G + 2 × H100 80G for 1,006,200 CNY: the cheapest purchase for 200 concurrent"
        )
        > 0
    )
    for said in (
        "Total 1,006,200 CNY 193,800 (16.2 %) of the budget left",
        "Cards 6 of 2 kinds",
        "Streams 210~460 200 asked",
        "Head-room +10 (5.0 %)",
        "Prices from 2024-07~2026 2 of 2 prices are estimates, 100.0 % of the total",
        "By the data sheets this purchase carries 132 streams and falls short: streams 132 of 200.",
    ):
        assert said in english
    chinese = words_of(make("200streams").html, "zh")
    assert "4 × A100 80G + 2 × H100 80G，共 1,006,200 元：满足 ChatGLM3-6B 200 路并发" in chinese
    assert "和一个全量微调任务的最便宜采购方案。" in chinese


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "no-prices",
            "the fewest cards for 200 concurrent streams, 20 loaded instances, 4 light fine-tuning jobs and",
        ),
        ("budget-ladder", "the most streams of ChatGLM3-6B that the money buys, 90."),
        ("tight", "No purchase meets every rule of “A budget of 900,000”."),
    ],
)
def test_other_goals_and_endings_have_a_sentence_of_their_own(name: str, said: str, make: Make) -> None:
    assert said in answer.sentence(Case(make(name).saved, make(name).studies, "en"))


def test_an_infeasible_result_says_why_and_what_is_near(make: Make) -> None:
    html = make("tight").html
    assert "plan-en" not in re.findall(r'id="([^"]+)"', html)
    english = words_of(html, "en")
    assert "These rules cannot be met together" in english
    assert "budget 1,006,200 CNY +106,200 CNY --set budget.max=1006200" in english
    assert make("tight").studies.frontier is not None


def test_how_far_the_answer_holds_is_shown_as_it_was_studied(make: Make) -> None:
    """Figures that decide, the widest inputs as table and chart, the draws: all from the studies."""
    made = make("200streams")
    found = made.studies
    assert found.decision is not None
    assert found.tornado is not None
    assert found.confidence is not None
    english, chinese = (words_of(made.html, lang) for lang in ("en", "zh"))
    varied, deciding = found.decision.varied, found.decision.deciding
    assert f"Of {varied} prices and figures, each at both ends of its range, these change which" in english
    assert f"将 {varied} 项价格与数据逐项取到区间两端，其中下列各项会改变选卡。" in chinese
    for lang in ("en", "zh"):
        case = Case(made.saved, found, lang)
        grid, inputs = doubts.deciding_grid(case), doubts.inputs_grid(case)
        assert grid is not None
        assert inputs is not None
        assert grid.notes == tuple(d.figure for d in deciding)
        assert inputs.notes == tuple(b.key for b in found.tornado.bars[: doubts.MOST_INPUTS])
        # every input has a name of its own, not its key
        names = {str(row[0]) for g in (grid, inputs) for row in g.table.rows}
        assert not names & {*grid.notes, *inputs.notes}
        assert f'id="i-{lang}-tornado-h"' in made.html
    assert "price of Ascend 910 32G cards.price.ascend-910-32g -50 %: -437,450" in english
    assert re.search(r"In [0-9.]+ % of 200 draws within the ranges of 6 prices this purchase stays", english)
    assert "抽样 200 次" in chinese


def test_prices_of_servers_a_fifth_off_have_names_and_stand_beside_those_of_cards(make: Make) -> None:
    made = make("servers")
    assert made.saved.plan is not None
    hosts = {b.item for b in made.saved.plan.bill if b.category == "hosts" and b.unit}
    assert hosts
    for lang, all_of_them, note in (
        ("en", "every price", "So are the prices of the servers and of the networks in the bill."),
        ("zh", "所有价格", "账单中服务器与网络的价格也如此变动。"),
    ):
        case = Case(made.saved, made.studies, lang)
        grid = risk.prices_grid(case)
        assert grid is not None
        names = [str(row[0]) for row in grid.table.rows]
        assert names[0] == all_of_them
        for chassis in hosts:
            (name,) = {n for n in names if case.named(made.saved.catalog.chassis, chassis) in n}
            assert "price.host" not in name
        assert note in risk.prices_note(case)


def test_what_decides_nothing_says_so_and_what_the_file_knows_is_taken_from_it(make: Make) -> None:
    made = make("servers")
    case = Case(made.saved, made.studies, "en")
    assert doubts.deciding_grid(case) is None
    assert "none changes which cards are bought" in doubts.deciding_note(case)
    told = {"varied": 3, "figures": []}
    document = {**made.saved.document, "explain": {**made.saved.document["explain"], "deciding": told}}
    saved = Saved(document, made.saved.scenario, made.saved.catalog, made.saved.plan)
    assert doubts.deciding_note(Case(saved, Studies(), "en")).startswith("Of 3 prices")


def test_inputs_that_were_not_varied_are_not_passed_over(make: Make) -> None:
    made = make("200streams")
    bars = made.studies.tornado
    assert bars is not None
    cut = replace(bars, bars=bars.bars[:1], complete=False)
    said = doubts.inputs_note(Case(made.saved, Studies(tornado=cut), "en"))
    assert said.endswith("Not complete: its time was over before all inputs were varied.")
    unproved = replace(bars.bars[0], low=End("-50 %", None, None, proved=False))
    grid = doubts.inputs_grid(Case(made.saved, Studies(tornado=replace(bars, bars=(unproved,))), "en"))
    assert grid is not None
    assert grid.table.rows[0][1] == "-50 %: not proved"


def test_every_conflict_of_what_nothing_meets_is_shown(make: Make) -> None:
    made = make("tight")
    assert made.studies.unmet is not None
    every, out = made.studies.unmet
    case = Case(made.saved, made.studies, "en")
    rules, ways = reasons.conflict_grid(case), reasons.nearest_grid(case)
    assert rules is not None
    assert ways is not None
    assert len(rules.table.rows) == sum(map(len, every.sets))
    assert len(ways.table.rows) == len(out.ways) > len(made.saved.document["explain"]["nearest"])


def test_a_feasible_plan_is_never_called_the_cheapest(make: Make) -> None:
    made = make("200streams")
    document = {**made.saved.document, "status": "feasible"}
    document["objective"] = {**document["objective"], "gap": 0.0123}
    saved = Saved(document, made.saved.scenario, made.saved.catalog, made.saved.plan)
    left_out = {"frontier": TIME_OVER, "risk": NOT_PROVED, "draws of prices": TIME_OVER}
    html = render(
        saved,
        Studies(recorded=Recorded(left_out=left_out, seconds=7)),
        "en",
    )
    english = words_of(html, "en")
    assert "not proved the cheapest" in english
    assert "the cheapest purchase for" not in english
    assert "at most 1.23 % from the best" in english
    assert "cost and streams: its time of 7 s was over" in english
    assert "risk: not proved within its 7 s" in english
    assert "draws of prices: its time of 7 s was over" in english
    parsed(html)


def test_names_that_no_reader_lets_in_are_shown_harmless(make: Make) -> None:
    """A name that turns the text round never gets through the reader; the page would show its code."""
    made = make("hostile")
    name = Text.model_construct(zh="左\u202e右\u2066", en="left\u202eright\x07 & \u200b")
    scenario = made.saved.scenario.model_copy(update={"name": name})
    saved = Saved(made.saved.document, scenario, made.saved.catalog, made.saved.plan)
    html = render(saved, made.studies, "en")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x07\u200b]", html)
    assert "left\\u202eright\\x07 &amp; \\u200b" in html


def test_the_data_of_the_slider_are_the_steps_and_cannot_end_the_script(make: Make) -> None:
    made = make("hostile")
    found = re.search(r'<script type="application/json" id="curve-data">(.*?)</script>', made.html, re.DOTALL)
    assert found is not None
    assert "<" not in found[1]
    data = json.loads(found[1])
    frontier = made.studies.frontier
    assert frontier is not None
    assert [(s["l"], s["h"]) for s in data["steps"]] == [(s.low, s.high) for s in frontier.steps]
    for lang in ("zh", "en"):
        case = Case(made.saved, made.studies, lang)
        assert data["cards"][lang] == [curve.name_of(case, c) for c in curve.layers_of(case, frontier)]
    assert any("<svg/onload=alert(2)>" in name for name in data["cards"]["en"])


@pytest.mark.parametrize("name", [*SHIPPED, "servers"])
def test_the_scenario_printed_solves_to_the_same_answer(name: str, make: Make, tmp_path: Path) -> None:
    """`How to reproduce` is tried: the text, saved as a file, is a scenario with this answer."""
    made = make(name)
    path = tmp_path / "scenario.json"
    path.write_text(reproduce.scenario_text(Case(made.saved, made.studies, "en")), encoding="utf-8")
    scenario = load_scenario(path)
    again = solved_answer(scenario, catalog_for(scenario))
    assert again.plan == made.saved.plan
    assert again.status == made.saved.document["status"]


def test_every_price_and_figure_has_source_date_and_confidence(make: Make) -> None:
    for name in SHIPPED:
        made = make(name)
        case = Case(made.saved, made.studies, "en")
        rows = evidence.evidence_grid(case).table.rows
        assert len(rows) > 5
        for _what, value, date, confidence, source, _note in rows:
            assert value
            assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", str(date)), name
            assert confidence in ("A", "B", "C", "D")
            assert all(code in made.saved.catalog.sources for code in str(source).split(", "))


def test_servers_are_drawn_listed_and_paid_for(make: Make) -> None:
    """The drawing is the plan's own, once a language, its ids those of the page; bare cards have none."""
    made = make("servers")
    plan = made.saved.plan
    assert plan is not None
    assert plan.nodes
    assert 'id="servers-en"' not in make("200streams").html
    ids = re.findall(r'\bid="([^"]+)"', made.html)
    assert len(ids) == len(set(ids))
    for reference in re.findall(r"url\(#([^)]+)\)", made.html):
        assert reference in ids
    order = [i for i in re.findall(r'<h2 id="([a-z-]+)-en"', made.html) if i in ("plan", "servers", "costs")]
    assert order == ["plan", "servers", "costs"]
    english = words_of(made.html, "en")
    cards = sum(n.nodes * n.cards for n in plan.nodes)
    assert f"Purchase: {sum(n.nodes for n in plan.nodes)} servers, {cards} cards" in english
    assert "to buy and to run: the cheapest for 600 concurrent streams" in english
    total = (plan.totals.cost or 0) + (plan.totals.running or 0)
    assert total == made.saved.document["objective"]["value"]
    assert f"total {amount(total)} 100.0 %" in english
    assert "electricity: " in english
    assert "servers, network, running" in english


@pytest.mark.parametrize(
    ("lang", "names", "money"),
    [
        ("en", ("vendors allowed", "cards ruled out"), "(+833,750 CNY)"),
        ("zh", ("允许的厂商", "排除的型号"), "(+833,750 CNY)"),
    ],
)
def test_a_list_of_what_is_allowed_is_not_called_one_of_what_is_ruled_out(
    lang: str, names: tuple[str, str], money: str
) -> None:
    """Vendors that are allowed, cards that are not; and the way out has its unit."""
    path = data_root() / "scenarios" / "200streams.yaml"
    asked = load_scenario(path, parse_settings(["rules.vendors.allow=[huawei]", "budget.max=300000"]))
    saved = parse_result(dumps(document(solved_answer(asked, catalog_for(asked)))), "result.json")
    case = Case(saved, Studies(), lang)
    assert [case.rule_of(key) for key in ("rules.vendors.allow", "cards.deny")] == list(names)
    grid = reasons.conflict_grid(case)
    assert grid is not None
    told = {str(row[-1]).split(" ")[0]: row[-3] for row in grid.table.rows}
    assert told["rules.vendors.allow"] == names[0]
    (budget,) = (f for f in headline.figures(case) if f.value.startswith("1,133,750 "))
    assert budget.unit == money


def test_every_rule_has_a_name_of_its_own(make: Make) -> None:
    """No key of the scenario file stands where a rule is named."""
    for name in (*SHIPPED, "tight", "servers", "hostile"):
        made = make(name)
        case = Case(made.saved, made.studies, "zh")
        for found in ("binding", "conflict"):
            for rule in made.saved.document["explain"][found]:
                assert not re.search("[a-z]", case.rule(rule["constraint"])), rule
        for variation in made.studies.comparison.rows if made.studies.comparison else ():
            for key in variation.conflict:
                assert not re.search("[a-z]", case.rule_of(key)), key


@pytest.mark.parametrize("name", ["servers", "200streams", "tight", "expand-owned", "classes"])
def test_no_english_stands_inside_a_chinese_sentence(name: str, make: Make) -> None:
    """Rules, solvers, networks and what one more costs come as keys and ids, and are said in words."""
    made = make(name)
    case = Case(made.saved, made.studies, "zh")
    grids = (reasons.binding_grid(case), reasons.conflict_grid(case), purchase.costs_grid(case))
    said = [str(cell) for g in grids if g for row in g.table.rows for cell in row[:2]]
    said += [answer.proof(case), *reasons.marginal_lines(case)]
    for text in said:
        for word in ("dynamic", "less", "more", "only", "none of", "chassis", "switch", "class ", "roce-"):
            assert word not in text, text


def test_a_variation_says_what_it_changes(make: Make) -> None:
    made = make("200streams")
    grid = rivals.whatif_grid(Case(made.saved, made.studies, "en"))
    assert grid is not None
    assert grid.notes[0] == ""
    names = [row[0] for row in grid.table.rows]
    said = dict(zip(names, grid.notes, strict=True))
    assert "budget.max 900000" in said[next(n for n in said if "900" in str(n) or n == "tight")]
    assert not any("solver" in note for note in grid.notes)


def test_what_has_no_price_has_no_columns_of_prices(make: Make) -> None:
    made = make("no-prices")
    case = Case(made.saved, made.studies, "en")
    grids = (purchase.plan_grid(case), rivals.whatif_grid(case))
    for grid in grids:
        assert grid is not None
        assert not any("CNY" in column.title for column in grid.table.columns)
    english = words_of(made.html, "en")
    assert "Fewest cards" in english
    assert "Least cost" not in english


def test_what_is_owned_is_not_called_bought(make: Make) -> None:
    made = make("expand-owned")
    english = words_of(made.html, "en")
    assert (
        "6 × A100 80G in one server, beside 8 × Ascend 910 32G already owned, for 622,800 CNY: the" in english
    )
    grid = purchase.plan_grid(Case(made.saved, made.studies, "en"))
    assert grid is not None
    assert [c.key for c in grid.table.columns][:3] == ["card", "count", "owned"]
    assert [row[1:3] for row in grid.table.rows] == [("6", "0"), ("8", "8"), ("14", "8")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("4 × A100 80G + 12 × 昇腾 910 32G, ...", ["4 × A100 80G", "12 × 昇腾 910 32G"]),
        ("change: -4 A100 80G for ChatGLM3-6B", ["-4 A100 80G", "ChatGLM3-6B"]),
        ("2020-02-18~2026", ["2020-02-18~", "2026"]),
        ("2021~2026-03", ["2021~", "2026-03"]),
        ("from 2020-02-18", ["2020-02-18"]),
        ("9 × " + "A" * 40, []),
        ("1 × <b>", []),
    ],
)
def test_a_card_with_its_number_stays_on_one_line(text: str, kept: list[str]) -> None:
    made = str(page._kept(text))
    assert re.findall(r'<span class="kept">([^<]*)</span>', made) == kept
    assert "<b>" not in made
    assert made.count("<wbr>") == text.count("~")
    assert made.count("<") == 0 or (made.startswith("<span>") and made.endswith("</span>"))
