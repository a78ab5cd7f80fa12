"""`glmopt compare A.json B.json`: what differs between two saved results, both checked first."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from glmopt.cli import main
from glmopt.result import Change, answer, difference, document, dumps, read_result
from glmopt.scenario import catalog_for, load_scenario

SCENARIO = """
demand: {streams: 20}
cards:
  define:
    small: {vram_gb: 40, fp16_tflops: 80, streams: {low: 4, high: 4}}
    large: {vram_gb: 80, fp16_tflops: 160, streams: {low: 10, high: 10}}
  allow: [a100-80g]
  price: {small: 1000, large: 2000, a100-80g: 9000}
solver: {prove: once}
"""


@pytest.fixture
def save(write: Callable[..., Path], tmp_path: Path) -> Callable[..., Path]:
    """Solve a scenario and save its result under a name."""

    def save(name: str, text: str = SCENARIO, **changes: Any) -> Path:
        scenario = load_scenario(write(text))
        data = document(answer(scenario, catalog_for(scenario)))
        path = tmp_path / name
        path.write_text(dumps({**data, **changes}), encoding="utf-8")
        return path

    return save


def test_a_result_does_not_differ_from_itself(
    save: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = save("a.json")
    with pytest.raises(SystemExit) as ended:
        main(["compare", str(path), str(path), "--lang", "en"])
    assert ended.value.code == 0
    assert "nothing else differs" in capsys.readouterr().out


def test_cards_costs_prices_and_what_was_asked(save: Callable[..., Path]) -> None:
    """Small cards fall to 700: five of them for 3,500 come in, two large ones for 4,000 go out."""
    before = read_result(save("a.json"))
    after = read_result(save("b.json", SCENARIO.replace("small: 1000", "small: 700")))
    found = difference(before, after)
    assert found.cards == (Change("large", 2, 0), Change("small", 0, 5))
    assert found.costs == (
        Change("large", 4000, Decimal(0)),
        Change("small", Decimal(0), 3500),
        Change("total", 4000, 3500),
    )
    assert [c.by for c in found.costs] == [-4000, 3500, -500]
    assert found.prices == (Change("small", 1000, 700),)
    assert found.asked == (Change("cards.price.small", "1000", "700"),)
    assert found.figures == ()
    assert [c.what for c in found.lock] == ["digest"]


def test_servers_and_every_item_of_the_bill_are_compared(save: Callable[..., Path]) -> None:
    """Twenty streams more: two A100 more in the server that is there; its host costs what it did."""
    text = (
        "demand: {streams: 60}\nprices: cn-2026\ncards: {allow: [a100-80g]}\n"
        "nodes: {chassis: [pcie-8x-4u-switched]}\nsolver: {prove: once}\n"
    )
    before = read_result(save("a.json", text))
    after = read_result(save("b.json", text.replace("60", "80")))
    found = difference(before, after)
    name = "pcie-8x-4u-switched [{} x a100-80g]"
    assert found.servers == (Change(name.format(4), 1, 0), Change(name.format(6), 0, 1))
    assert [(c.what, c.by) for c in found.costs] == [("a100-80g", 165_600), ("total", 165_600)]


def test_a_figure_that_changed_in_the_catalog_is_named(save: Callable[..., Path]) -> None:
    path = save("a.json")
    before, after = read_result(path), read_result(path)
    card = next(c for c in after.document["inputs"]["cards"] if c["id"] == "a100-80g")
    old = card["published"]["vram_gb"]["value"]
    card["published"]["vram_gb"]["value"] = old + 1
    assert difference(before, after).figures == (Change("a100-80g.published.vram_gb", old, old + 1),)


def test_money_of_two_currencies_is_not_compared(save: Callable[..., Path]) -> None:
    other = SCENARIO + "money: {currency: USD}\n"
    found = difference(read_result(save("a.json")), read_result(save("b.json", other)))
    assert (found.currency, found.costs, found.prices) == (None, (), ())


def test_an_infeasible_result_can_be_compared(save: Callable[..., Path]) -> None:
    found = difference(
        read_result(save("a.json")), read_result(save("b.json", SCENARIO + "budget: {max: 1}\n"))
    )
    assert found.status == ("optimal", "infeasible")
    assert found.cards == (Change("large", 2, 0),)


@pytest.mark.parametrize("form", ["json", "csv", "md", "table"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_says_it(
    form: str, lang: str, save: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = save("a.json"), save("b.json", SCENARIO.replace("small: 1000", "small: 700"))
    with pytest.raises(SystemExit) as ended:
        main(["compare", str(a), str(b), "-f", form, "--lang", lang])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    if form == "json":
        assert {"what": "total", "before": 4000, "after": 3500} in json.loads(out)["costs"]
    elif form == "csv":
        rows = {row["what"]: row for row in csv.DictReader(io.StringIO(out)) if row["section"] == "costs"}
        assert rows["total"]["difference"] == "-500"
    else:
        assert "-500" in out


def test_totals_are_named_in_the_readers_language(
    save: Callable[..., Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The names of the files are columns: where they are long, a narrow terminal has a record for each row.
    monkeypatch.setenv("COLUMNS", "500")
    a, b = save("a.json"), save("b.json", SCENARIO.replace("streams: 20", "streams: 31"))
    with pytest.raises(SystemExit):
        main(["compare", str(a), str(b), "--lang", "zh"])
    totals = capsys.readouterr().out.split("\n合计\n")[1].split("\n\n")[0]
    rows = [line.split()[0] for line in totals.splitlines()[2:]]
    assert {"卡数", "并发"} <= set(rows)
    assert not [row for row in rows if row.isascii()]


def test_a_result_that_fails_its_check_is_not_compared(
    save: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = save("a.json"), save("b.json", status="feasible")
    with pytest.raises(SystemExit) as ended:
        main(["compare", str(good), str(bad)])
    assert ended.value.code == 4
    told = capsys.readouterr()
    assert "b.json: digest" in told.err
    assert told.out == ""
