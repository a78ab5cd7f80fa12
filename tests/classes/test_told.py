"""What is told of classes of requests: no streams, but how busy the busiest card is, in both languages."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from glmopt.api import Answer
from glmopt.errors import InputError
from glmopt.language import translator
from glmopt.reports import answer as on_screen
from glmopt.reports import comparison as whatif
from glmopt.reports import difference as compared
from glmopt.reports.class_tables import capacities_table, classes_table
from glmopt.reports.html import render as page
from glmopt.reports.markdown import render as markdown
from glmopt.reports.notebook import html as notebook
from glmopt.reports.numbers import share
from glmopt.reports.workbook import workbook
from glmopt.result import Result, Saved, answer, difference, document, dumps, parse_result
from glmopt.scenario import Scenario, catalog_for, load_scenario
from glmopt.study import Studies, compare, records, studies
from glmopt.study.budgets import budgets
from glmopt.study.tradeoff import tradeoff

Write = Callable[..., Path]
LANGUAGES = ["en", "zh"]
# 6.5 of 7 small cards carry the chats at 4 a second each; a large one 95.5 % of the documents at 2 a second.
SCENARIO = """
name: {zh: 两类请求, en: Two classes}
demand:
  classes:
    chats: {prompt: 500, output: 100, requests_per_s: 26}
    documents: {prompt: 4000, output: 200, requests_per_s: 2}
  capacity: {table: speeds.csv}
cards:
  allow: []
  define: {small: {vram_gb: 48, fp16_tflops: 100}, large: {vram_gb: 80, fp16_tflops: 300}}
  price: {small: 30000, large: 100000}
budget: {max: 600000}
what_if: {more: {demand: {classes: {chats: {requests_per_s: 40}}}}}
"""
SPEEDS = """card,prompt,output,rate
small,500,100,4
small,4000,200,0.5
large,500,100,12
large,4000,200,2
"""
STREAMS = {"en": r"\bstreams?\b", "zh": "并发|路"}
BUSIEST = {"en": "busiest card 95.5 %, 4.5 % free", "zh": "最忙的卡占用 95.5 %，空闲 4.5 %"}


@dataclass(frozen=True)
class Case:
    """A case of classes with everything that is made from it."""

    scenario: Scenario
    result: Result
    saved: Saved
    studies: Studies


def solved(write: Write, text: str = SCENARIO) -> tuple[Result, Saved]:
    write(SPEEDS, "speeds.csv")
    scenario = load_scenario(write(text))
    result = answer(scenario, catalog_for(scenario), others=3, within=Decimal("0.5"))
    return result, parse_result(dumps(document(result)), "result.json")


@pytest.fixture
def case(write: Write) -> Case:
    result, saved = solved(write)
    found = studies(saved.scenario, saved.catalog, saved.plan, saved.variations)
    return Case(result.scenario, result, saved, found)


def without_summary_table(html: str) -> str:
    """The page without the summary table of the source document, which counts streams, and the scenario."""
    return re.sub(r'<section>\n<h2 id="(baseline|evidence|again)-.*?</section>', "", html, flags=re.DOTALL)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_streams_are_told_and_the_busiest_card_is(case: Case, lang: str) -> None:
    told = {
        "terminal": on_screen.render(case.result, "table", lang),
        "markdown of solve": on_screen.render(case.result, "md", lang),
        "what-if": whatif.render(compare(case.scenario), "table", lang),
        "notebook": notebook(case.result, lang),
        "report": markdown(case.saved, case.studies, lang).split("\n## ")[1],
    }
    assert {name: re.findall(STREAMS[lang], text) for name, text in told.items()} == {key: [] for key in told}
    assert BUSIEST[lang] in told["terminal"]
    assert "95.5 %" in told["what-if"]


def test_the_page_has_no_streams(case: Case) -> None:
    """Of both languages; the summary table of the source document counts streams and stays."""
    html = without_summary_table(page(case.saved, case.studies, "zh"))
    text = re.sub(r"<(style|script)>.*?</\1>|<[^>]*>", "", html, flags=re.DOTALL)
    assert re.findall(r"[^\n]*(?:\bstreams?\b|并发)[^\n]*", text) == []
    assert "4.5 %" in text


@pytest.mark.parametrize(("lang", "busiest"), [("en", "busiest card"), ("zh", "最忙的卡")])
def test_the_workbook_has_no_streams(case: Case, lang: str, busiest: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(case.saved, case.studies, lang)), data_only=True)
    for sheet in book.worksheets[:4]:
        cells = [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]
        assert [c for c in cells if re.search(STREAMS[lang], c)] == []
    summary, other = book.worksheets[0], book.worksheets[3]
    assert (busiest, "95.5 %") in [row[:2] for row in summary.iter_rows(values_only=True)]
    head = next(row for row in other.iter_rows(values_only=True) if busiest in row)
    best = next(other.iter_rows(min_row=4, values_only=True))
    at = head.index(busiest)
    assert best[at] == pytest.approx(0.954546)
    assert best[at + 1] == pytest.approx(1 - 0.954546)


def test_records_of_variations_say_nothing_of_streams(case: Case) -> None:
    keys = ("streams", "streams_low", "streams_high", "streams_difference", "cost_per_stream")
    assert [{row[k] for k in keys} for row in records(compare(case.scenario))] == [{None}, {None}]


def test_head_room_is_what_the_busiest_card_has_free(case: Case) -> None:
    """Among plans the label is the one's whose busiest card is the least busy, not the most streams."""
    others = case.result.alternatives
    assert others is not None
    assert case.result.plan is not None
    labelled = [(case.result.plan, others.labels), *((a.plan, a.labels) for a in others.plans)]
    busy = {plan.busiest.part: labels for plan, labels in labelled if plan.busiest}
    assert len(busy) > 1
    assert [part for part, labels in busy.items() if "most head-room" in labels] == [min(busy)]


def test_two_results_are_compared_by_what_each_card_serves(write: Write, case: Case) -> None:
    other = solved(write, SCENARIO.replace("requests_per_s: 26", "requests_per_s: 20"))[1]
    found = difference(other, case.saved)
    assert not [change for change in found.totals if "streams" in change.what]
    shares = {c.what: (c.before, c.after) for c in found.classes}
    assert {what: [round(float(x), 3) for x in pair] for what, pair in shares.items()} == {
        "documents / day / large / day": [1, 0.955],
        "documents / day / small / day": [0, 0.045],
    }
    zh = compared.render(found, ("a", "b"), "table", "zh")
    assert "documents（白天）：small 白天" in zh
    assert "最忙的卡" in zh
    assert "4.5 %" in zh
    assert "并发" not in zh
    assert "documents, by day: small by day" in compared.render(found, ("a", "b"), "table", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_tells_which_card_serves_which_class(case: Case, lang: str) -> None:
    """Shares, what each class asks for, and what one card carries: on paper and on the page."""
    text = markdown(case.saved, case.studies, lang)
    rate = {"en": "26 requests/s", "zh": "每秒 26 个请求"}[lang]
    assert f"| chats | 500 | 100 | {rate} |" in text
    assert re.search(r"\| documents \| [^|]* \| large \| [^|]* \| 95\.5 % \| 0\.95 \|", text)
    assert re.search(r"\| documents \| [^|]* \| 2 \| 0\.5 \|", text)
    html = page(case.saved, case.studies, lang)
    assert all(x in html for x in (rate, '">95.5 %<', "4,000"))
    assert len(html.encode()) < 300_000


def test_the_workbook_has_every_class_with_its_share_as_a_number(case: Case) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(case.saved, None, "zh")), data_only=True).worksheets[2]
    rows = [tuple(c for c in row if c is not None) for row in sheet.iter_rows(values_only=True)]
    shares = {row[:3]: row[4] for row in rows if len(row) == 6 and isinstance(row[4], float | int)}
    assert shares == {
        ("chats", "白天", "small"): 1,
        ("documents", "白天", "large"): pytest.approx(0.954545, abs=1e-6),
        ("documents", "白天", "small"): pytest.approx(0.045455, abs=1e-6),
    }
    assert ("documents", "4,000", "200", "每秒 2 个请求") in rows
    assert ("documents", "每秒请求数", "2", "0.5") in rows


def test_a_notebook_has_the_classes(case: Case) -> None:
    frame = Answer(**{f.name: getattr(case.result, f.name) for f in fields(Result)}).to_frame("classes")
    shares = {(row.Index, row.card): row.share for row in frame.itertuples()}
    assert list(shares) == [("chats", "small"), ("documents", "large"), ("documents", "small")]
    assert shares["chats", "small"] == 1 == shares["documents", "large"] + shares["documents", "small"]


def test_what_is_promised_and_when_it_is_served(write: Write) -> None:
    """Ranges, floors, limits, nights and batches in words; columns that no class has are left out."""
    text = """
sizing: roofline
demand:
  classes:
    chats: {prompt: [100, 512], output: 256, streams: 3, tokens_per_s: 20, ttft_s: 2.5, at_night: 0.3}
    jobs: {prompt: 400, output: 100, requests_per_day: 86400, batch: night, llm: qwen2-7b}
    spare: {prompt: 400, output: 100, share: 0.5, batch: any}
  requests_per_s: 3
cards: {allow: [l20-48g], price: {l20-48g: 1}}
figures: datasheet
"""
    scenario = load_scenario(write(text))
    found = answer(scenario, catalog_for(scenario))
    told = [row[1:] for row in classes_table(found, translator("en")).rows]
    assert told == [
        ("100~512", "256", "3 streams", "20", "2.5", "at night 30 % of it", ""),
        ("400", "100", "86,400 requests a day", "", "", "as a batch, at night", "Qwen2-7B"),
        ("400", "100", "1.5 requests/s", "", "", "as a batch, at any hour", ""),
    ]
    carried = capacities_table(found, translator("zh"), "zh")
    assert carried is not None
    assert [row[1] for row in carried.rows] == ["并发", "每秒请求数", "每秒请求数"]


def test_our_own_methods_are_named_in_the_language_of_the_reader(case: Case) -> None:
    assert "分支定界 与 割平面枚举" in markdown(case.saved, case.studies, "zh")
    summary = openpyxl.load_workbook(io.BytesIO(workbook(case.saved, None, "zh"))).worksheets[0]
    assert "分支定界, 割平面枚举" in [row[1] for row in summary.iter_rows(values_only=True)]


def test_no_frontier_of_streams(case: Case) -> None:
    catalog = catalog_for(case.scenario)
    with pytest.raises(InputError, match="the demand is in classes"):
        budgets(case.scenario, catalog, 100_000, 200_000)
    with pytest.raises(InputError, match="cost against streams_low"):
        tradeoff(case.scenario, catalog, "streams_low")


def test_cards_of_a_table_alone_promise_no_instances(write: Write) -> None:
    bare = re.sub(r"\{vram_gb: \d+, fp16_tflops: \d+\}", "{}", SCENARIO)
    result, saved = solved(write, bare)
    assert "instances" not in on_screen.render(result, "table", "en")
    summary = openpyxl.load_workbook(io.BytesIO(workbook(saved, None, "zh"))).worksheets[0]
    assert "实例" not in [row[0] for row in summary.iter_rows(values_only=True)]


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (Fraction(0), "0.0 %"),
        (Fraction(1, 10**8), "< 0.1 %"),
        (Fraction(1, 2000), "0.1 %"),
        (Fraction(1, 3), "33.3 %"),
        (Fraction(99_999, 100_000), "> 99.9 %"),
        (Fraction(1), "100.0 %"),
    ],
)
def test_a_small_share_is_not_nothing(part: Fraction, shown: str) -> None:
    assert share(part) == shown
