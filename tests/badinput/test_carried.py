"""Further lines that must be refused, and questions that are well formed and have no answer.

Each stands under two lines that are right; the fault is on the third.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glmopt.cli import main

HEAD = "demand: {streams: 200}\nprices: cn-2026\n"
CARD = "cards: {define: {my-card: {vram_gb: 24, fp16_tflops: 100%s}}%s}"
REFUSED: dict[str, tuple[str, str]] = {
    "cards: []": ("wrong-type", "a mapping"),
    "cards: all": ("wrong-type", "a mapping"),
    "cards: null": ("wrong-type", "a mapping"),
    "cards: {define: {my-card: null}}": ("wrong-type", "my-card"),
    "cards: {define: {my-card: 24GB}}": ("wrong-type", "my-card"),
    "cards: {define: [my-card]}": ("wrong-type", "a mapping"),
    "cards: {define: {a100-80g: {vram_gb: 80, fp16_tflops: 312}}}": ("contradiction", "an id of its own"),
    "cards: {define: {my_card: {vram_gb: 80, fp16_tflops: 312}}}": ("bad-text", "hyphens"),
    "cards: {define: {卡: {vram_gb: 80, fp16_tflops: 312}}}": ("bad-text", "hyphens"),
    "cards: {define: {my-card: {vram_gb: 24, fp16_tflops: 82/83/84}}}": ("wrong-type", "82/83/84"),
    CARD % ("", ", allow: [my-card]"): ("no-price", "cards.price.my-card"),
    CARD % (", streams: {low: 1.5, high: 2}", ""): ("wrong-type", "1.5"),
    CARD % (", tdp_w: -300", ""): ("out-of-range", "-300"),
    "cards: {allow: [my-card]}": ("unknown-name", "my-card"),
    "cards: {deny: [a100_80g]}": ("bad-text", "a100_80g"),
    "cards: {deny: {a100-80g: true}}": ("wrong-type", "a list"),
    "cards: {stock: [5]}": ("wrong-type", "a mapping"),
    "cards: {stock: {a100-80g: {max: 1e3}}}": ("wrong-type", "1e3"),
    "cards: {price: [1, 2]}": ("wrong-type", "a mapping"),
    "cards: {price: {a100-80g: {amount: 5, date: 2026-02-30}}}": ("wrong-type", "2026-02-30"),
    "cards: {price: {a100-80g: {amount: -5}}}": ("bad-amount", "-5"),
    "cards: {price: {a100-80g: ''}}": ("bad-amount", "80万"),
    "cards: {price: {a100-80g: 5万元}}": ("bad-amount", "5万元"),
    "cards: {price: {a100-80g: 5 万 万}}": ("bad-amount", "5 万 万"),
    "cards: {price: {a100-80g: 5 CNY USD}}": ("bad-amount", "CNY USD"),
    "cards: {price: {a100-80g: 0x10}}": ("wrong-type", "0x10"),
    "cards: {price: {a100-80g: 5, a100-80g: 6}}": ("duplicate-key", "a100-80g"),
    "cards: &a [*a]": ("yaml-feature", "anchor"),
    "cards: !!set {a100-80g}": ("yaml-feature", "tag"),
    "cards: {deny: []": ("yaml-syntax", ""),
    "budget: {max: 5}\t": ("yaml-syntax", "t' that cannot start"),
    "cards: {deny: [a100-80g}}": ("yaml-syntax", ""),
    "catalogs: shop": ("wrong-type", "a list"),
    "catalogs: [5]": ("wrong-type", "5"),
    "catalogs: ['']": ("bad-text", "blank"),
    "catalogs: [https://example.org/cards]": ("bad-path", "example.org"),
    "catalogs: [file:///etc]": ("bad-path", "file:"),
    "catalogs: [~/cards]": ("bad-path", "~/cards"),
    "catalogs: [/etc]": ("bad-path", "absolute"),
    "catalogs: ['a\\b']": ("bad-path", "plain relative path"),
    "what_if: [more]": ("wrong-type", "a mapping"),
    "what_if: {more: {extends: x.yaml}}": ("unknown-key", "belongs to a file"),
    "what_if: {more: {what_if: {}}}": ("unknown-key", "belongs to a file"),
    "what_if: {more: {demand: {streams: 1.5}}}": ("wrong-type", "1.5"),
    "what_if: {more: null}": ("wrong-type", "more"),
    "sweep: [demand.streams]": ("wrong-type", "a mapping"),
    "sweep: {demand.streams: 5}": ("wrong-type", "a list"),
    "sweep: {demand.streams: [a]}": ("wrong-type", "a"),
    "sweep: {demand: [1]}": ("wrong-type", "a mapping"),
    "sweep: {'': [1]}": ("usage", "not a key"),
    "money: {currency: 人民币}": ("bad-choice", "CNY"),
    "money: {currency: null}": ("bad-choice", "CNY"),
    "money: {rates: [7.2]}": ("wrong-type", "a mapping"),
    "money: {rates: {usd: 7}}": ("bad-data", "usd"),
    "money: {rates: {USD: .nan}}": ("wrong-type", ".nan"),
    "money: {rates: {USD: 1e30}}": ("out-of-range", "1e30"),
    "money: {horizon_months: 12.5}": ("wrong-type", "12.5"),
    "money: {horizon_months: 10000}": ("out-of-range", "240"),
    "money: {pue: yes}": ("wrong-type", "yes"),
    "money: {electricity_per_kwh: 0,7}": ("wrong-type", "7"),
    "solver: highs": ("wrong-type", "a mapping"),
    "solver: {second: gurobi}": ("bad-choice", "cbc"),
    "solver: {prove: 2}": ("bad-choice", "twice"),
    "solver: {time_limit_s: .inf}": ("wrong-type", ".inf"),
    "solver: {time_limit_s: '60'}": ("wrong-type", "'60'"),
    "solver: {time_limit_s: null}": ("wrong-type", "null"),
    "solver: {name: [highs]}": ("bad-choice", "highs"),
    "solver: {threads: 4}": ("unknown-key", "time_limit_s"),
    "rules: []": ("wrong-type", "a mapping"),
    "rules: {vendors: nvidia}": ("wrong-type", "nvidia"),
    "rules: {vendors: {deny: nvidia}}": ("wrong-type", "a list"),
    "rules: {max_card_types: 2.0}": ("wrong-type", "2.0"),
    "rules: {virtualization: {min_streams: '4'}}": ("wrong-type", "'4'"),
    "rules: {survive_nodes: true}": ("wrong-type", "true"),
    "rules: {max_power_kw: 1e40}": ("out-of-range", "1e40"),
    "rules: {near: result.json}": ("wrong-type", "a mapping"),
    "budget: {max: ''}": ("bad-amount", "80万"),
    "budget: {max: [1]}": ("bad-data", "not an amount"),
    "budget: {max: 1, min: 2}": ("unknown-key", "max"),
    "budget: 5": ("wrong-type", "a mapping"),
    "estimate: 0": ("bad-choice", "low"),
    "figures: null": ("bad-choice", "seed"),
    "objective: [capex]": ("bad-choice", "tco"),
    "sizing: ''": ("bad-choice", "rules"),
    "schema: 1": ("bad-choice", "glmopt/scenario@1"),
    "owned: [{card: a100-80g, cards: '2'}]": ("wrong-type", "'2'"),
    "owned: [{card: A100, cards: 2}]": ("bad-text", "A100"),
    "owned: [null]": ("wrong-type", "owned[0]"),
    "nodes: {chassis: null}": ("wrong-type", "null"),
    "nodes: {fabric: {a: 1}}": ("wrong-type", "a list"),
    "nodes: 5": ("wrong-type", "a mapping"),
    "sites: [hall]": ("wrong-type", "a mapping"),
    "sites: {hall: null}": ("wrong-type", "hall"),
    "name: {zh: 名}": ("missing-key", "en"),
    "name: {zh: 名, en: n, fr: n}": ("unknown-key", "zh, en"),
    "name: {zh: '', en: n}": ("bad-text", "blank"),
    'name: "\\x00"': ("bad-text", "cannot be shown"),
    'name: "a\\u2028b"': ("bad-text", "cannot be shown"),
}


def _document(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Any, dict[str, Any]]:
    with pytest.raises(SystemExit) as ended:
        main(["solve", str(path), "-f", "json", "--alternatives", "0"])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return ended.value.code, json.loads(out)


@pytest.mark.parametrize("line", REFUSED, ids=lambda line: ascii(line[:70]))
def test_the_third_line_is_refused(
    line: str, write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(HEAD + line + "\n")
    before = sorted(path.parent.iterdir())
    code, document = _document(path, capsys)
    first = document["errors"][0]
    assert (code, first["code"], first["file"]) == (2, REFUSED[line][0], str(path))
    assert REFUSED[line][1] in json.dumps(first, ensure_ascii=False)
    assert first["line"] == 3 or first["code"] == "yaml-syntax"
    assert first["field"] or first["code"] in ("yaml-syntax", "yaml-feature", "duplicate-key", "wrong-type")
    assert sorted(path.parent.iterdir()) == before


# What is well formed and cannot be met, and a key that the conflict names.
NO_WAY = {
    "budget: {max: 0}": "budget.max",
    "budget: {max: 1}\nrules: {max_card_types: 1}": "budget.max",
    "cards: {allow: [rtx-4090-24g], stock: {rtx-4090-24g: {max: 3}}}": "cards.stock",
    "rules: {virtualization: {all_cards: true}}\ncards: {allow: [rtx-4090-24g]}": "rules.virtualization",
    "rules: {vendors: {allow: []}}": "rules.vendors",
    "cards: {allow: []}": "cards.allow",
    # no card holds the llm
    "cards: {allow: [], define: {tiny: {vram_gb: 4, fp16_tflops: 22}}, price: {tiny: 500}}": "demand.streams",
    "demand: {streams: 1, full_finetune: true}\nprices: cn-2026\ncards: {allow: [rtx-4090-24g], stock: "
    "{rtx-4090-24g: {max: 2}}}": "cards.stock",
    "budget: {max: 0.01}": "budget.max",
}


@pytest.mark.parametrize("line", NO_WAY, ids=lambda line: ascii(line[:50]))
def test_what_cannot_be_met_is_an_answer_that_names_the_rules(
    line: str, write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    text = line if line.startswith("demand") else HEAD + line
    code, document = _document(write(text + "\n"), capsys)
    assert (code, document["status"], document["plan"]) == (3, "infeasible", [])
    named = json.dumps(document["explain"]["conflict"])
    assert NO_WAY[line] in named


ODD = {
    "a card of 4 GB that holds no LLM": HEAD
    + "cards: {define: {tiny: {vram_gb: 4, fp16_tflops: 22}}, price: {tiny: 500}}\n",
    "five hundred cards": HEAD
    + "cards:\n  define:\n"
    + "".join(f"    card-{k}: {{vram_gb: {16 + k}, fp16_tflops: {50 + k}}}\n" for k in range(500))
    + "  price: {"
    + ", ".join(f"card-{k}: {90_000 + 37 * k}" for k in range(500))
    + "}\n",
    "JSON with a comma too many": '{"demand": {"streams": 200,}, "prices": "cn-2026",}\n',
    "a time as a name": HEAD + "name: 12:30\n",
    "a number with a plus as a price": HEAD + "cards: {price: {a100-80g: +82800}}\n",
    "a tenth of a yuan": HEAD + "cards: {price: {l40-48g: 0.5, a30-24g: 0.1}, deny: [l40-48g, a30-24g]}\n",
}


@pytest.mark.parametrize("what", ODD)
def test_what_is_odd_but_right_is_solved(
    what: str, write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    code, document = _document(write(ODD[what]), capsys)
    assert (code, document["status"]) == (0, "optimal"), document.get("errors")
    assert document["totals"]["streams"] >= 200
    if "12:30" in ODD[what]:
        assert document["scenario"]["effective"]["name"] in ("12:30", {"zh": "12:30", "en": "12:30"})
