"""A result with its studies: the report of it is the one that studies anew, byte by byte, without a solve."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from glmopt.catalog import data_root
from glmopt.cli import main
from glmopt.explain import Conflicts, Ways
from glmopt.reports.html import render
from glmopt.reports.markdown import render as markdown
from glmopt.reports.report import STUDIES, drawings_of, studied
from glmopt.reports.sections import Case, reasons, rivals, tradeoffs
from glmopt.reports.studies_record import studies_record
from glmopt.result import Saved, dumps, explained, parse_result
from glmopt.study import Comparison, Recorded, Studies

from .conftest import Made

Make = Callable[[str], Made]
Run = Callable[..., tuple[int, str, str]]
TEXT = """
name: {zh: 小, en: small}
demand: {streams: 20}
prices: cn-2026
cards: {allow: [a100-80g, h100-80g, a6000-48g]}
what_if: {more: {demand: {streams: 40}}}
"""
# With time enough on the busiest machine: a study that is cut short is told otherwise.
WITH_STUDIES = ("--studies", "--seconds", "600")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line: exit code, stdout and stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*map(str, arguments)])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def with_studies(made: Made) -> Saved:
    """The saved result with its studies in it."""
    return parse_result(dumps(explained(made.saved.document, studies_record(made.studies))), "r.json")


@pytest.mark.parametrize("name", ["hostile", "servers", "tight", "no-prices"])
def test_the_page_is_the_same_whether_the_studies_were_there_or_are_made(name: str, make: Make) -> None:
    made = make(name)
    saved = with_studies(made)
    told = studied(saved)
    assert told.seconds == 600
    assert render(saved, told, "zh", drawings_of(saved)) == render(
        saved, made.studies, "zh", drawings_of(saved)
    )
    assert markdown(saved, told, "en") == markdown(saved, made.studies, "en")


def test_every_study_is_told_as_its_own_command_tells_it(make: Make) -> None:
    explain = with_studies(make("hostile")).document["explain"]
    assert [row["name"] for row in explain["whatif"]] == ["base", "cheaper", "none"]
    assert explain["frontier"]["kind"] == "streams"
    assert explain["budgets"]["kind"] == "budgets"
    assert {one["criteria"][1] for one in explain["tradeoffs"]} >= {"cards", "types"}
    assert explain["tornado"]["complete"]
    assert explain["confidence"] is None, "the prices are the buyer's own, and sure"
    assert explain["studied"]["left_out"]["draws of prices"] == "nothing to study"


def test_the_document_says_what_every_key_of_explain_holds(make: Make, root: Path) -> None:
    explain = with_studies(make("hostile")).document["explain"]
    text = (root / "docs" / "explain.md").read_text(encoding="utf-8")
    table = text.partition("## In result.json")[2]
    assert [key for key in (*explain, *explain["studied"]) if f"`{key}`" not in table] == []


def test_the_answer_and_its_report_are_made_once(small: Path, run: Run, tmp_path: Path, monkeypatch) -> None:
    code, out, err = run("solve", small, *WITH_STUDIES, "-o", tmp_path / "a", "--lang", "en")
    assert (code, err) == (0, "")
    for shown in ("the least cost of every stream target", "the most streams for every budget"):
        assert f"small: {shown}" in out
    assert "One input at a time" in out
    assert "of 200 draws" in out
    assert "What one more would cost" in out, "the reasons are there too"

    from glmopt.study import proving

    monkeypatch.setattr(proving, "prove_once", lambda *_: pytest.fail("solved again"))
    assert (
        run("report", tmp_path / "a" / "result.json", "--html", tmp_path / "r.html", "--lang", "en")[0] == 0
    )
    assert (tmp_path / "r.html").read_bytes() == (tmp_path / "a" / "report.html").read_bytes()
    for command in ("check", "validate"):
        assert run(command, tmp_path / "a" / "result.json" if command == "check" else small)[0] == 0


def test_the_same_question_gives_the_same_bytes(small: Path, run: Run) -> None:
    found = [json.loads(run("solve", small, *WITH_STUDIES, "-f", "json")[1]) for _ in range(2)]
    assert found[0].pop("run") != {}
    del found[1]["run"]
    assert dumps(found[0]) == dumps(found[1])
    assert found[0]["explain"]["studied"]["rows"]["draws of prices"]


def test_an_old_result_is_read_reported_and_compared(small: Path, run: Run, tmp_path: Path) -> None:
    """One without studies, against one with them."""
    for name, more in (("old", ()), ("new", WITH_STUDIES)):
        document = run("solve", small, *more, "-f", "json")[1]
        (tmp_path / f"{name}.json").write_text(document, encoding="utf-8")
        assert ("studied" in json.loads(document)["explain"]) == bool(more)
        assert run("check", tmp_path / f"{name}.json")[0] == 0
    code, out, _ = run("compare", tmp_path / "old.json", tmp_path / "new.json", "--lang", "en")
    assert code == 0
    assert "nothing else differs" in out or "digest" in out
    pages = []
    for name in ("old", "new"):
        page = tmp_path / f"{name}.md"
        assert run("report", tmp_path / f"{name}.json", "--md", page, "--lang", "en")[0] == 0
        text = page.read_text(encoding="utf-8")
        digest = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))["digest"]
        pages.append(text.replace(digest, "").split("## How to reproduce")[0])
    assert pages[0] == pages[1]


def test_rows_made_to_fit_the_digest_are_refused_without_a_traceback(
    small: Path, run: Run, tmp_path: Path
) -> None:
    data = json.loads(run("solve", small, *WITH_STUDIES, "-f", "json")[1])
    data["explain"]["studied"]["rows"]["frontier"]["streams 1"] = {"objective": 1}
    file = tmp_path / "r.json"
    file.write_text(dumps(explained(data, {})), encoding="utf-8")
    code, _, err = run("report", file, "--md", tmp_path / "r.md", "--lang", "en")
    assert code == 2
    assert "explain.studied.rows.frontier: not the rows of a study" in err
    assert not (tmp_path / "r.md").exists()


def test_a_row_whose_plan_is_not_true_fails_its_check(small: Path, run: Run, tmp_path: Path) -> None:
    """One card fewer in a step of the frontier, signed anew: its plan is checked when it is told."""
    data = json.loads(run("solve", small, *WITH_STUDIES, "-f", "json")[1])
    rows = data["explain"]["studied"]["rows"]["frontier"]
    row = next(r for r in rows.values() if len(r["cards"]) == 1 and max(r["cards"].values()) > 1)
    card = next(iter(row["cards"]))
    row["cards"][card] -= 1
    file = tmp_path / "r.json"
    file.write_text(dumps(explained(data, {})), encoding="utf-8")
    assert run("report", file, "--md", tmp_path / "r.md", "--lang", "en")[0] == 4


@pytest.fixture
def listening() -> Iterator[None]:
    """Ctrl-C as Python hears it, also where whoever started the tests has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("listening")
def test_ctrl_c_in_the_studies_leaves_the_result_with_what_is_there(
    small: Path, run: Run, tmp_path: Path, monkeypatch
) -> None:
    from glmopt.study import parts

    def press(*_args: object, **_keys: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(parts, "alternatives", press)
    code, out, err = run("solve", small, *WITH_STUDIES, "-o", tmp_path / "a", "--lang", "en")
    assert code == 130
    assert "is written without its reports" in err
    assert "the most streams for every budget" in out
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["result.json"]
    told = json.loads((tmp_path / "a" / "result.json").read_text(encoding="utf-8"))["explain"]
    assert told["frontier"]["complete"]
    assert told["studied"]["interrupted"]
    assert told["studied"]["left_out"]["draws of prices"] == "interrupted"
    monkeypatch.undo()
    page = tmp_path / "r.md"
    assert run("report", tmp_path / "a" / "result.json", "--md", page, "--lang", "en")[0] == 0
    assert "## Prices drawn at random" in page.read_text(encoding="utf-8"), "the report makes what is missing"


def test_the_report_says_when_conflicts_or_ways_out_were_cut_short(make: Make) -> None:
    made = make("tight")
    assert made.studies.unmet is not None
    every, out = made.studies.unmet
    assert every.complete
    for lang in ("en", "zh"):
        assert reasons.unmet_notes(Case(made.saved, made.studies, lang)) == ()
    cut = Studies(unmet=(Conflicts(every.sets, complete=False), Ways(out.ways, complete=False)))
    said = reasons.unmet_notes(Case(made.saved, cut, "en"))
    assert said == (
        "The search for conflicts was cut short: there may be more.",
        "The search for ways out was cut short: there may be more, and smaller ones.",
    )
    for text in said:
        assert text in render(made.saved, cut, "en")
        assert text.rstrip(".") in markdown(made.saved, cut, "en")


@pytest.mark.parametrize("cut", [True, False])
def test_a_result_that_says_so_itself_is_believed(cut: bool, make: Make) -> None:
    """What `solve --why` saved of conflicts and ways, and whether they are all."""
    made = make("tight")
    assert made.studies.unmet is not None
    one = {"rule": "budget.max", "constraint": "budget", "says": "<= 1", "place": None}
    change = {"rule": "budget.max", "value": 2, "change": 1, "set": "budget.max=2"}
    more: dict[str, Any] = {
        "conflicts": [[one]],
        "conflicts_complete": not cut,
        "ways": [{"share": 0.1, "changes": [change]}],
        "ways_complete": True,
        "refused": [],
    }
    saved = parse_result(dumps(explained(made.saved.document, more)), "r.json")
    found = studied(saved, 5)
    assert found.unmet is None
    assert len(reasons.unmet_notes(Case(saved, found, "en"))) == cut


def test_variations_that_were_not_come_to_are_named(make: Make) -> None:
    made = make("hostile")
    found = made.studies.comparison
    assert found is not None
    assert rivals.whatif_note(Case(made.saved, made.studies, "en")) == ""
    cut = Studies(comparison=Comparison(found.base, found.variations[:1], ("none",)))
    assert "not solved" not in rivals.whatif_note(Case(made.saved, cut, "en"))
    assert rivals.whatif_note(Case(made.saved, cut, "en")).endswith("before these were solved: none.")
    assert "before these were solved: none." in render(made.saved, cut, "en")


def test_plans_not_beaten_in_both_are_on_the_page(make: Make) -> None:
    made = make("servers")
    case = Case(made.saved, made.studies, "en")
    found = case.studies.tradeoffs
    assert found is not None
    grid = tradeoffs.plans_grid(case)
    several = [one for one in found if len(one.points) > 1]
    assert (grid is None) == (not several)
    if grid is not None:
        shown = [row[0] for row in grid.table.rows]
        assert list(dict.fromkeys(shown)) == [tradeoffs.called(case, one.second) for one in several]
        firsts = [shown.index(name) for name in dict.fromkeys(shown)]
        assert grid.marked == frozenset(firsts), "the answer leads every list"
        assert all(str(grid.table.rows[k][3]) == case.bought(made.saved.plan) for k in firsts)
    alone = [tradeoffs.called(case, one.second) for one in found if len(one.points) == 1]
    assert all(name in tradeoffs.plans_note(case) for name in alone)


def test_a_long_list_of_plans_and_a_search_cut_short_are_said(make: Make) -> None:
    made = make("hostile")
    case = Case(made.saved, made.studies, "en")
    found = made.studies.tradeoffs
    assert found is not None
    one = found[0]
    many = type(one)(one.scenario, one.first, one.second, one.points * 20, complete=False)
    cut = Case(made.saved, Studies(tradeoffs=(many,)), "en")
    grid = tradeoffs.plans_grid(cut)
    assert grid is not None
    assert len(grid.table.rows) == tradeoffs.MOST_PLANS
    name = tradeoffs.called(case, one.second)
    count = len(many.points)
    said = tradeoffs.plans_note(cut)
    assert f"{name}: the first 3 of at least {count} are shown; the search was cut short." in said
    assert "its time was over" not in said, "said once, and never all of what there may be more of"
    chinese = tradeoffs.plans_note(Case(made.saved, cut.studies, "zh"))
    assert f"至少有 {count} 个方案，列出前 3 个；搜索因时限中止。" in chinese
    whole = Case(made.saved, Studies(tradeoffs=(replace(many, complete=True),)), "en")
    assert f"{name}: the first 3 of {count} are shown." in tradeoffs.plans_note(whole)
    few = Case(made.saved, Studies(tradeoffs=(replace(many, points=one.points[:1] * 2),)), "en")
    assert f"{name}: its time was over, there may be more." in tradeoffs.plans_note(few)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_budget_of_the_scenario_is_among_the_budgets_shown(lang: str, make: Make) -> None:
    """Also where the search ended early: it begins there."""
    made = make("hostile")
    found = made.studies.budgets
    assert found is not None
    own = made.saved.scenario.budget.max
    assert own is not None
    minor = int(own.amount * 100)
    (step,) = (s for s in found.steps if s.low <= minor <= s.high)
    one_step = replace(found, steps=(replace(step, high=minor),), complete=False)
    for told in (found, one_step):
        case = Case(made.saved, Studies(budgets=told), lang)
        grid = tradeoffs.budgets_grid(case)
        assert grid is not None
        (marked,) = grid.marked
        assert str(grid.table.rows[marked][2]) == case.bought(step.plan)
        assert {"en": "is marked", "zh": "已标出"}[lang] in tradeoffs.budgets_note(case)


def test_every_study_counts_in_the_progress(make: Make) -> None:
    made, told = make("hostile"), list[tuple[int, int]]()
    studied(with_studies(made), progress=lambda done, total: told.append((done, total)))
    assert told == [(k, STUDIES) for k in range(STUDIES + 1)]


def test_what_was_left_out_is_still_named(make: Make) -> None:
    made = make("hostile")
    kept = made.studies.recorded
    left = Recorded({}, dict(kept.left_out) | dict.fromkeys(kept.rows, "its time was over"), 7.0)
    document = explained(made.saved.document, studies_record(Studies(recorded=left)))
    saved = parse_result(dumps(document), "r.json")
    found = studied(saved)
    assert found.frontier is None
    assert "cost and streams: its time of 7 s was over" in render(saved, found, "en")


def test_the_bandwidth_of_a_gang_is_named_where_it_gives_way(make: Make) -> None:
    made = make("servers")
    key = "demand.full_finetune.min_bandwidth_gb_s"
    assert Case(made.saved, made.studies, "en").rule_of(key) == "bandwidth of a gang"
    assert Case(made.saved, made.studies, "zh").rule_of(key) == "微调组内带宽"


def test_what_ifs_with_another_llm_price_list_or_card_are_solved_from_the_file_too(
    run: Run, tmp_path: Path
) -> None:
    """Each came to an error before, or hid the whole answer."""
    path = tmp_path / "s.yaml"
    path.write_text(
        """
demand: {streams: 30}
prices: cn-2026
cards: {allow: [a100-80g, a6000-48g]}
what_if:
  list: {prices: us-2026, money: {rates: {USD: 7.2}}}
  llm: {sizing: roofline, figures: datasheet, demand: {llm: qwen-7b}, cards: {allow: [a100-pcie-80g]}}
  own:
    cards:
      allow: [mine]
      define: {mine: {vram_gb: 80, fp16_tflops: 300, streams: {low: 20, high: 25}}}
      price: {mine: 50000}
""",
        encoding="utf-8",
    )
    told = json.loads(run("whatif", path, "-f", "json")[1])
    code, out, _ = run("solve", path, "--studies", "--seconds", "60", "-f", "json")
    assert code == 0
    assert [row["cost"] for row in told] == [165_600, 165_600, 82_800, 100_000]
    assert json.loads(out)["explain"]["whatif"] == told
    file = tmp_path / "r.json"
    data = json.loads(out)
    data["inputs"]["further_prices"] = 3
    file.write_text(dumps(explained(data, {})), encoding="utf-8")
    assert run("check", file)[0] == 2


def test_a_what_if_with_files_of_its_own_is_left_out_of_the_result(run: Run, tmp_path: Path) -> None:
    """The rest of the answer is written all the same."""
    shipped = (data_root() / "catalog" / "prices" / "cn-2026.yaml").read_text(encoding="utf-8")
    (tmp_path / "own.yaml").write_text(shipped, encoding="utf-8")
    path = tmp_path / "s.yaml"
    path.write_text(
        "demand: {streams: 30}\nprices: cn-2026\ncards: {allow: [a100-80g]}\n"
        "what_if: {own: {prices: own.yaml}}\n",
        encoding="utf-8",
    )
    code, out, _ = run("solve", path, "-f", "json")
    assert code == 0
    assert json.loads(out)["scenario"]["variations"] == []
