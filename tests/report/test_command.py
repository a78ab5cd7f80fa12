"""`glmopt report`: files whole or not at all, refusals, Markdown and pictures."""

from __future__ import annotations

import json
import re
import struct
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from glmopt.cli import main
from glmopt.reports.html import render
from glmopt.reports.markdown import render as markdown
from glmopt.reports.pictures import pictures
from glmopt.reports.report import drawings_of
from glmopt.reports.sections import Case, evidence
from glmopt.result import dumps
from glmopt.result.plain import digest

from .conftest import Made

Make = Callable[[str], Made]
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line: exit code and what it said on stderr."""

    def run(*arguments: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["report", *map(str, arguments)])
        return int(ended.value.code or 0), capsys.readouterr().err

    return run


def test_it_writes_what_is_asked_for(make: Make, run: Run, tmp_path: Path) -> None:
    made = make("hostile")
    html, md, folder = tmp_path / "r.html", tmp_path / "r.md", tmp_path / "a" / "pictures"
    code, said = run(made.file, "--html", html, "--md", md, "--pictures", folder, "--png", "--lang", "en")
    assert (code, said) == (0, "")
    assert html.read_text(encoding="utf-8") == render(made.saved, made.studies, "en").replace(
        "its time of 600 s", "its time of 20 s"
    )
    assert md.read_text(encoding="utf-8") == markdown(made.saved, made.studies, "en")
    drawn = pictures(Case(made.saved, made.studies, "en"))
    assert set(drawn) == {"costs.svg", "what-if.svg", "curve.svg", "risk.svg", "tornado.svg"}
    for name, svg in drawn.items():
        assert (folder / name).read_text(encoding="utf-8") == svg
        data = (folder / name).with_suffix(".png").read_bytes()
        assert data.startswith(b"\x89PNG\r\n")
        width, height = struct.unpack(">II", data[16:24])
        box = [float(n) for n in ElementTree.fromstring(svg).get("viewBox", "").split()]  # noqa: S314
        assert (width, height) == (pytest.approx(2 * box[2], abs=2), pytest.approx(2 * box[3], abs=2))
        assert len(data) > 2000, "a picture without letters is smaller"


def test_a_result_that_fails_its_check_is_refused_and_nothing_is_written(
    make: Make, run: Run, tmp_path: Path
) -> None:
    data = json.loads(make("200streams").file.read_text(encoding="utf-8"))
    data["plan"][0]["count"] += 1
    file, html = tmp_path / "bad.json", tmp_path / "r.html"
    file.write_text(dumps({**data, "digest": digest(data)}), encoding="utf-8")
    html.write_text("old", encoding="utf-8")
    code, said = run(file, "--html", html)
    assert code == 4
    assert "the plan failed its check" in said
    assert html.read_text(encoding="utf-8") == "old"


def test_a_plan_that_is_not_the_best_is_found_by_the_studies(make: Make, run: Run, tmp_path: Path) -> None:
    """One more card, every sum made to fit and signed anew: the check passes, solving again tells."""
    data = json.loads(make("200streams").file.read_text(encoding="utf-8"))
    line = data["plan"][1]
    each = {
        key: line[key] // line["count"]
        for key in ("streams_low", "streams_high", "instances", "light_finetune")
    }
    line["count"] += 1
    line["subtotal"] += line["unit_price"]
    data["totals"]["cards"] += 1
    data["totals"]["cost"] += line["unit_price"]
    for key, value in each.items():
        line[key] += value
        data["totals"][key] += value
    data["totals"]["streams"] += each["streams_low"]
    data["totals"]["power_w"] += 350
    paid = next(b for b in data["bill"] if b["item"] == line["card"])
    paid.update(count=line["count"], subtotal=line["subtotal"])
    data["scenario"]["effective"]["budget"] = {"max": None}
    data["objective"]["value"] = data["objective"]["bound"] = data["totals"]["cost"]
    file = tmp_path / "bad.json"
    file.write_text(dumps({**data, "digest": digest(data)}), encoding="utf-8")
    code, said = run(file, "--html", tmp_path / "r.html")
    assert code == 4
    assert re.search(r"objective: capex 1343700, but solved again it is 1006200", said)
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "nothing to write"),
        (("--html", "r.html", "--png"), 2, "--png goes with --pictures"),
        (("--html", "missing/r.html", "--md", "r.md"), 2, "its folder does not exist"),
        (("--html", "r.html", "--seconds", "0"), 2, "0.1"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_written(
    arguments: tuple[str, ...], code: int, said: str, make: Make, run: Run, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended, heard = run(make("hostile").file, *arguments)
    assert ended == code
    assert said in heard
    assert list(tmp_path.iterdir()) == []


def test_no_result_at_all(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_text("{}", encoding="utf-8")
    assert run(file, "--html", tmp_path / "r.html")[0] == 2
    assert run(tmp_path / "none.json", "--html", tmp_path / "r.html")[0] == 2


def test_png_without_the_extra_is_a_named_error(make: Make, run: Run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    from glmopt.reports import png

    png._family.cache_clear()
    code, said = run(make("hostile").file, "--pictures", tmp_path / "p", "--png")
    png._family.cache_clear()
    assert code == 2
    assert "error[missing-part]: PNG pictures need the package resvg-py" in said
    assert 'pip install "glmopt[png]"' in said
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["200streams", "tight", "no-prices", "servers"])
def test_pictures_are_well_formed_and_told(name: str, lang: str, make: Make) -> None:
    made = make(name)
    drawn = pictures(Case(made.saved, made.studies, lang), drawings_of(made.saved).get(lang, ""))
    assert "curve.svg" in drawn
    assert ("servers.svg" in drawn) == (name == "servers")
    for svg in drawn.values():
        root = ElementTree.fromstring(svg)  # noqa: S314
        said = [root.find(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc")]
        assert all(e is not None and e.text for e in said)
        assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_markdown_is_for_a_pull_request(make: Make) -> None:
    made = make("200streams")
    text = markdown(made.saved, made.studies, "en")
    head = text.split("\n\n")
    assert head[0] == "# 200 streams"
    assert head[1].startswith("**4 × A100 80G + 2 × H100 80G for 1,006,200 CNY")
    for heading in (
        "The plan",
        "What if",
        "Near-optimal alternatives",
        "Break-even prices",
        "Figures that decide",
        "One input at a time",
        "Prices drawn at random",
        "How to reproduce",
    ):
        assert f"\n## {heading}\n" in text
    assert text.count("<details>") == text.count("</details>") == 3
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1


@pytest.mark.parametrize(
    ("lang", "costs", "servers", "rests"),
    [
        ("en", "Cost by category", "Servers", "Assumptions and sources"),
        ("zh", "费用构成", "服务器", "假设与来源"),
    ],
)
def test_markdown_explains_its_whole_total(
    lang: str, costs: str, servers: str, rests: str, make: Make
) -> None:
    """What stands between the cards' sum and the headline is there: servers, running; and the sources."""
    made = make("servers")
    plan = made.saved.plan
    assert plan is not None
    text = markdown(made.saved, made.studies, lang)
    (rows,) = re.findall(rf"\n## {costs}\n.*?\n\n((?:\|[^\n]*\n)+)", text, re.DOTALL)
    money = [Decimal(row.split(" | ")[2].replace(",", "")) for row in rows.splitlines()[2:]]
    assert money[-1] == plan.totals.spent == sum(money[:-1])
    assert f"\n## {servers}\n" in text
    (folded,) = re.findall(rf"<summary>{rests}</summary>(.*?)</details>", text, re.DOTALL)
    codes = [code for code, *_ in evidence.sources(Case(made.saved, made.studies, lang))]
    assert codes
    assert all(f"\n- {code}: " in folded for code in codes)


def test_markdown_keeps_hostile_names_as_text(make: Make) -> None:
    made = make("hostile")
    text = markdown(made.saved, made.studies, "en").split("```json")[0]
    assert re.findall(r"<(?!/?(?:details|summary)>)", text) == []
    assert "# &lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in text
