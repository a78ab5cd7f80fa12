"""Files that must be refused: one clear error with code, file, line and the word it is about, nothing else.

Each case is BASE with one line replaced, or a text of its own. Every one is read through the package and
through the command line: exit code 2, one JSON document, no traceback, nothing written.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from glmopt.cli import main
from glmopt.errors import Fault, InputError
from glmopt.problem import formulate
from glmopt.scenario import catalog_for, load_scenario, variations

BASE = """\
name: base
demand:
  streams: 200
  full_finetune: true
cards:
  deny: [rtx-3090-24g]
  define:
    my-card:
      vram_gb: 24
      fp16_tflops: 104
      virtualization: true
  stock:
    my-card: {max: 50}
  price:
    my-card: 12999
prices: cn-2026
budget: {max: 100万}
rules:
  max_card_types: 2
money:
  rates: {USD: 7.2}
solver:
  time_limit_s: 30
"""
NAME, DEMAND, STREAMS, FULL, DENY, VRAM, TFLOPS, VIRTUAL = 1, 2, 3, 4, 6, 9, 10, 11
STOCK, PRICE, LIST, BUDGET, TYPES, RATES, LIMIT = 13, 15, 16, 17, 19, 21, 23

# (line of BASE, what stands there instead, fault code, a word the error must name); the fault is on the last
# line of what stands there, unless a fifth entry says how many lines after the first.
Edit = tuple[Any, ...]

VALUES: list[Edit] = [
    # a number of streams that is none
    *[
        (STREAMS, f"  streams: {written}", "wrong-type", named)
        for written, named in (
            ("0200", "0200"),
            ("0o310", "0o310"),
            ("0x1F", "0x1F"),
            ("'200'", "'200'"),
            ("200.5", "200.5"),
            ("200.0", "200.0"),
            ("2e2", "2e2"),
            ("true", "true"),
            ("200~300", "200~300"),
            ("200～300", "200～300"),
            ("200 streams", "200 streams"),
            ("２００", "２００"),
            ("٢٠٠", "٢٠٠"),
            ("200,000", "200,000"),
            ("200 000", "200 000"),
            ("1_000", "1_000"),
            ("100+100", "100+100"),
            ("12:30", "12:30"),
            ("null", "null"),
            ("~", "null"),
            ("", "without a value"),
            ("[200]", "a list"),
            ("{low: 200}", "a mapping"),
            (".inf", ".inf"),
            (".nan", ".nan"),
            ("NaN", "NaN"),
            ("$STREAMS", "$STREAMS"),
        )
    ],
    (STREAMS, "  streams: -1", "out-of-range", "-1"),
    (STREAMS, "  streams: 2000000001", "out-of-range", "2000000001"),
    (STREAMS, "  streams: 1000000000000000000", "out-of-range", "18 digits"),
    (STREAMS, f"  streams: {'9' * 5000}", "out-of-range", "18 digits"),
    # flags
    *[(FULL, f"  full_finetune: {w}", "wrong-type", w) for w in ("yes", "是", "'true'", "2", "null", "on")],
    (FULL, "  full_finetune: maybe", "wrong-type", "maybe"),
    (FULL, "  full_finetune:", "wrong-type", "without a value"),
    (FULL, "  full_finetune: {gangs: -1}", "out-of-range", "-1"),
    (FULL, "  full_finetune: {gangs: 1, sharing: both}", "bad-choice", "both"),
    (FULL, "  full_finetune: {gang: 1}", "unknown-key", "gangs"),
    *[
        (VIRTUAL, f"      virtualization: {w}", "wrong-type", w)
        for w in ("yes", "no", "是", "'false'", "2", "n", "null")
    ],
    # money
    *[
        (PRICE, f"    my-card: {written}", "bad-amount", named)
        for written, named in (
            ("12,999", "12,999"),
            ("12999,00", "12999,00"),
            ("12.999,00", "12.999,00"),
            ("¥12999", "¥12999"),
            ("13k", "13k"),
            ("1e999", "1e999"),
            ("NaN", "NaN"),
            ("null", "my-card"),
            ("面议", "面议"),
            ("12:59", "12:59"),
            ("10%", "10%"),
            ("-1", "-1"),
            ("1e30", "1e30"),
            ("true", "true"),
            ("12999 RMB", "RMB"),
            ("12999 元", "元"),
            ("12999 cny", "cny"),
            ("１２９９９", "１２９９９"),
            ("0.001", "0.001"),
            ("12.999", "12.999"),
        )
    ],
    (PRICE, "    my-card: {list: 1, street: 2}", "missing-key", "amount"),
    (PRICE, "    my-card: [1, 2]", "bad-data", "not an amount"),
    (PRICE, "    my-card: 100000000000000", "bad-amount", "100000000000000"),
    (PRICE, "    my-card: 90000000000000", "out-of-range", "too large"),
    (PRICE, "    my-card: 5 EUR", "no-rate", "EUR"),
    (PRICE, "    my-card: - 12999", "yaml-syntax", ""),
    *[
        (BUDGET, f"budget: {{max: {w}}}", "bad-amount", w)
        for w in ("100W", "一百万", "-1", "1e30", "无", "100万元", "true", "1 000 000")
    ],
    (BUDGET, "budget: 100万", "wrong-type", "100万"),
    (BUDGET, "budget: {max: 5 EUR}", "no-rate", "EUR"),
    (BUDGET, "budget: {max: 0.001}", "bad-amount", "0.001"),
    (BUDGET, "budget: {max: 100%}", "bad-amount", "100%"),
    # figures of a card
    *[(VRAM, f"      vram_gb: {w}", "wrong-type", w) for w in ("24GB", "24 GiB", "true", "'24'")],
    # a card without it does only what a measured table says of it, and then has no FP16 figure either
    (VRAM, "      vram_gb: null", "bad-data", "go together"),
    *[(VRAM, f"      vram_gb: {w}", "out-of-range", w) for w in ("0", "-24", "25769803776")],
    *[
        (TFLOPS, f"      fp16_tflops: {w}", "wrong-type", w)
        for w in ("1513,1979,3979", "82，83", "82 TFLOPS", "82~83", "'104'", "false")
    ],
    *[(TFLOPS, f"      fp16_tflops: {w}", "out-of-range", w) for w in ("0", "-1", "104000000000000")],
    (TFLOPS, "      fp16_tflops: [82, 83]", "wrong-type", "a list"),
    (TFLOPS, "      fp16_tflops: .inf", "wrong-type", ".inf"),
    # names
    *[(NAME, f"name: {w}", "wrong-type", "name") for w in ("910", "91e1", "null", "true", "[a]", "2026.5")],
    (NAME, "name: ''", "bad-text", "blank"),
    (NAME, "name: '  '", "bad-text", "blank"),
    (NAME, 'name: "a\\nb"', "bad-text", "line break"),
    (NAME, 'name: "a\\tb"', "bad-text", "tab"),
    (NAME, 'name: "\\e[31mred"', "bad-text", "cannot be shown"),
    (NAME, 'name: "RTX \\u202E0904"', "bad-text", "cannot be shown"),
    (NAME, 'name: "a\\u200Bb"', "bad-text", "cannot be shown"),
    (NAME, 'name: "\\ud800"', "bad-text", ""),
    (NAME, "name: Z" + "\u0301" * 100, "bad-text", "combining"),
    (NAME, f"name: {'x' * 300}", "out-of-range", "200"),
    (NAME, "name: a\u202eb", "bad-text", "U+202E"),
    (NAME, "name: a\x07b", "bad-text", "U+0007"),
    (NAME, "name: a\x00b", "bad-text", "U+0000"),
]

STRUCTURE: list[Edit] = [
    (NAME, "nmae: base", "unknown-key", '"name"'),
    (NAME, "constraints: {}", "unknown-key", "constraints"),
    (NAME, "streams: 200", "unknown-key", "streams"),
    (NAME, "owned:\n  - card: a100-80g\n   cards: 2", "yaml-syntax", ""),
    (VIRTUAL, "      virtualization: true\n    my-card: {vram_gb: 9}", "duplicate-key", "my-card"),
    (NAME, "name: base\ndemand: {}", "duplicate-key", "demand", 2),
    (STREAMS, "  stream: 200", "unknown-key", '"streams"'),
    (STREAMS, "  Streams: 200", "unknown-key", '"streams"'),
    (STREAMS, "  streams: 200\n  streams: 300", "duplicate-key", "streams"),
    (STREAMS, "  streams: 200\n  'streams': 300", "duplicate-key", "streams"),
    (STREAMS, "  'streams ': 200", "bad-text", "streams "),
    (STREAMS, "  str\u200beams: 200", "bad-text", "U+200B"),
    (STREAMS, "  910: 200", "wrong-type", "910"),
    (STREAMS, "  null: 200", "wrong-type", "null"),
    (STREAMS, "  ? [a, b]\n  : 200", "wrong-type", "key", 0),
    (STREAMS, "  on: 200", "unknown-key", "on"),
    (STREAMS, "  full: true", "unknown-key", "full_finetune"),
    (DENY, "  deny: rtx-3090-24g", "wrong-type", "a list"),
    (DENY, "  deny: [null]", "wrong-type", "deny[0]"),
    (DENY, "  deny: [910]", "wrong-type", "910"),
    (DENY, "  deny: [{id: a100-80g}]", "wrong-type", "a mapping"),
    (DENY, "  deny: [RTX 3090]", "bad-text", "RTX 3090"),
    (DENY, "  deny: ['rtx-3090-24g ']", "bad-text", "rtx-3090-24g "),
    (DENY, "  deny: ['ｒtx-3090-24g']", "bad-text", "not an id"),
    (DENY, "  denyed: []", "unknown-key", '"deny"'),
    (VIRTUAL, "      virtualisation: true", "unknown-key", '"virtualization"'),
    (VIRTUAL, "      streams: 5", "wrong-type", "a mapping"),
    (VIRTUAL, "      streams: {low: 5, high: 4}", "bad-data", "low 5 is above high 4"),
    (BUDGET, "budgt: {max: 1}", "unknown-key", '"budget"'),
    (BUDGET, "budget: {maximum: 1}", "unknown-key", '"max"'),
    (BUDGET, "budget: null", "wrong-type", "null"),
    (BUDGET, "budget: [1]", "wrong-type", "a list"),
    (TYPES, "  max_cards: 2", "unknown-key", "max_card_types"),
    (STOCK, "    my-card: 50", "wrong-type", "50"),
    (STOCK, "    my-card: {max: 50, max: 40}", "duplicate-key", "max"),
    (STOCK, "    My-Card: {max: 50}", "bad-text", "My-Card"),
    (LIMIT, "  time_limit: 30", "unknown-key", '"time_limit_s"'),
    (LIMIT, "  options: '-solve; rm -rf x'", "unknown-key", "options"),
    # YAML that hides where values come from
    (STREAMS, "  streams: &s 200", "yaml-feature", "anchor"),
    (STREAMS, "  streams: *s", "yaml-feature", "alias"),
    (DEMAND, "demand: &d", "yaml-feature", "anchor"),
    (STREAMS, "  <<: {streams: 200}", "yaml-feature", "merge key"),
    (STREAMS, "  streams: !!int '200'", "yaml-feature", "tag"),
    (STREAMS, "  streams: !!python/name:os.system ''", "yaml-feature", "python"),
    (STREAMS, "  streams: !env STREAMS", "yaml-feature", "!env"),
    (NAME, "%YAML 2.0\n---\nname: base", "yaml-syntax", "version", 0),
    (NAME, "%YAML 1.200\n---\nname: base", "yaml-syntax", "", 0),
    (LIMIT, "  time_limit_s: 30\n---\nname: other", "yaml-feature", "second document", 1),
    # no YAML at all
    (STREAMS, "\tstreams: 200", "yaml-syntax", ""),
    (NAME, "name: 'base", "yaml-syntax", ""),
    (DENY, "  deny: [rtx-3090-24g", "yaml-syntax", ""),
    (NAME, "name: a: b", "yaml-syntax", ""),
    (NAME, "name: @base", "yaml-syntax", ""),
    (NAME, "name: `base`", "yaml-syntax", ""),
    (NAME, "name: %base", "yaml-syntax", ""),
    (NAME, "name: *A100", "yaml-feature", "alias"),
    (DEMAND, "demand：", "yaml-syntax", ""),
    (STREAMS, "<<<<<<< HEAD\n  streams: 200\n=======", "yaml-syntax", "", 0),
    (LIMIT, "  time_limit_s: " + "[" * 3000, "yaml-syntax", "nested"),
]

MEANING: list[Edit] = [
    (STOCK, "    my-card: {max: 3, min: 4}", "bad-data", "min 4 is above max 3"),
    (STOCK, "    my-card: {max: 3, min_order: 4}", "bad-data", "min_order 4 is above max 3"),
    (STOCK, "    my-card: {max: 0.5}", "wrong-type", "0.5"),
    (STOCK, "    my-card: {max: -1}", "out-of-range", "-1"),
    (STOCK, "    a100-8og: {max: 1}", "unknown-name", '"a100-80g"'),
    (DENY, "  deny: [rtx-4090-24gb]", "unknown-name", '"rtx-4090-24g"'),
    (DENY, "  allow: [nothing-like-it]", "unknown-name", "nothing-like-it"),
    (DENY, "  {allow: [a100-80g], deny: [a100-80g]}", "yaml-syntax", ""),
    (DENY, "  deny: [a100-80g]\n  allow: [my-card, a100-80g]", "contradiction", "allowed and denied"),
    (PRICE, "    my-crad: 12999", "unknown-name", '"my-card"'),
    (DENY, "  discount: {my-crad: [{from: 2, percent_off: 5}]}", "unknown-name", '"my-card"'),
    (
        DENY,
        "  discount: {my-card: [{from: 2, percent_off: 5, price: 1}]}",
        "bad-data",
        "either price or perc",
    ),
    (DENY, "  discount: {my-card: [{from: 2}]}", "bad-data", "either price or percent_off"),
    (DENY, "  discount: {my-card: [{from: 1, price: 1}]}", "out-of-range", "1"),
    (DENY, "  discount: {my-card: [{from: 2, percent_off: 101}]}", "out-of-range", "101"),
    (DENY, "  discount: {my-card: [{from: 2, percent_off: 0}]}", "out-of-range", "0"),
    (
        DENY,
        "  discount: {my-card: [{from: 9, price: 2}, {from: 9, price: 1}]}",
        "bad-data",
        "let the numbers",
    ),
    (DENY, "  discount: {my-card: [{from: 2, price: 13000}]}", "contradiction", "no less than fewer"),
    (DENY, "  discount: {my-card: [{from: 2, price: 9}, {from: 3, price: 9}]}", "contradiction", "no less"),
    (DENY, "  discount: {my-card: [{from: 2, price: 9 KRW}]}", "no-rate", "KRW"),
    (DENY, "  discount: {my-card: []}", "bad-data", "empty list"),
    (DENY, "  discount: {my-card: {from: 2, price: 9}}", "wrong-type", ""),
    (LIST, "prices: cn-2025", "unknown-name", '"cn-2026"'),
    (LIST, "prices: 2026", "wrong-type", "2026"),
    (LIST, "prices: ../cn.yaml", "bad-path", "../cn.yaml"),
    (LIST, "prices: /etc/passwd.yaml", "bad-path", "absolute"),
    (LIST, "prices: https://example.org/p.yaml", "bad-path", "plain relative path"),
    (LIST, "prices: prices.pkl", "unknown-name", "prices.pkl"),
    (LIST, "prices: missing.yaml", "file-missing", "missing.yaml"),
    (LIST, "prices: cn-2026\nobjective: cost", "bad-choice", "capex"),
    (LIST, "prices: cn-2026\nfigures: vendor", "bad-choice", "datasheet"),
    (LIST, "prices: cn-2026\nestimate: mid", "bad-choice", "low"),
    (LIST, "prices: cn-2026\nsizing: rooflines", "bad-choice", "roofline"),
    (LIST, "prices: cn-2026\nschema: glmopt/scenario@2", "bad-choice", "glmopt/scenario@1"),
    (LIST, "prices: cn-2026\ncatalogs: [shop]", "file-missing", "shop"),
    (LIST, "prices: cn-2026\ncatalogs: [../shop]", "bad-path", "../shop"),
    (LIST, "prices: cn-2026\nwhat_if: {more: {demand: {stream: 1}}}", "unknown-key", '"streams"'),
    (LIST, "prices: cn-2026\nwhat_if: {more: 3}", "wrong-type", "3"),
    (LIST, "prices: cn-2026\nwhat_if: {More: {}}", "bad-text", "More"),
    (LIST, "prices: cn-2026\nsweep: {budget.max: []}", "out-of-range", "at least 1"),
    (LIST, "prices: cn-2026\nsweep: {budget.maximum: [1]}", "unknown-key", '"max"'),
    (LIST, "prices: cn-2026\nsweep: {bugdet.max: [1]}", "usage", "bugdet.max"),
    (LIST, "prices: cn-2026\nowned: {}", "wrong-type", "list"),
    (LIST, "prices: cn-2026\nowned: [{card: a100-80g}]", "bad-data", "how many cards"),
    (LIST, "prices: cn-2026\nowned: [{card: a100-81g, cards: 2}]", "unknown-name", '"a100-80g"'),
    (LIST, "prices: cn-2026\nowned: [{card: a100-80g, chassis: dgx-a100}]", "contradiction", "add nodes"),
    (LIST, "prices: cn-2026\nowned: [{card: a100-80g, cards: 0}]", "out-of-range", "0"),
    (LIST, "prices: cn-2026\nnodes: {chassis: [dgx-a101]}", "unknown-name", '"dgx-a100"'),
    (LIST, "prices: cn-2026\nnodes: {chassis: dgx-a100}", "wrong-type", "chassis"),
    (LIST, "prices: cn-2026\nnodes: {fabric: string}", "unknown-name", "roce-25g"),
    (LIST, "prices: cn-2026\nnodes: {fabric: []}", "out-of-range", "at least 1"),
    (LIST, "prices: cn-2026\nnodes: {price: {dgx: 1}}", "unknown-name", "dgx"),
    (LIST, "prices: cn-2026\nsites: {hall: {}}", "contradiction", "add nodes"),
    (LIST, "prices: cn-2026\nnodes: {}\nsites: {hall: {max_power: 3}}", "unknown-key", "max_power_kw"),
    (
        LIST,
        "prices: cn-2026\nnodes: {}\nowned: [{card: a100-80g, chassis: dgx-a100, site: hall}]",
        "unknown-name",
        "main",
    ),
    (
        LIST,
        "prices: cn-2026\nnodes: {}\nowned: [{card: a100-80g, chassis: dgx-h100}]",
        "contradiction",
        "does not fit",
    ),
    (
        LIST,
        "prices: cn-2026\nnodes: {}\nowned: [{card: a100-80g, chassis: dgx-a100, cards: 9}]",
        "out-of-range",
        "8 slots",
    ),
    (LIST, "prices: cn-2026\nnodes: {}\nowned: [{card: a100-80g, cards: 9}]", "missing-key", "chassis"),
    (TYPES, "  max_card_types: 0", "out-of-range", "at least 1"),
    (TYPES, "  max_card_types: true", "wrong-type", "true"),
    (TYPES, "  max_power_kw: -20", "out-of-range", "-20"),
    (TYPES, "  max_rack_units: 20", "contradiction", "rack space"),
    (TYPES, "  survive_nodes: 1", "contradiction", "no node"),
    (TYPES, "  survive_nodes: 9", "out-of-range", "9"),
    (TYPES, "  virtualization: {kind: soft}", "bad-choice", "hard"),
    (TYPES, "  vendors: {deny: [nvdia]}", "unknown-name", '"nvidia"'),
    (TYPES, "  virtualization: maybe", "wrong-type", "virtualization"),
    (TYPES, "  virtualization: {min_streams: -1}", "out-of-range", "-1"),
    (RATES, "  rates: {USD: 0}", "out-of-range", "more than 0"),
    (RATES, "  rates: {USD: -7}", "out-of-range", "-7"),
    (RATES, "  rates: {USD: '7.2'}", "wrong-type", "'7.2'"),
    (RATES, "  rates: {RMB: 1}", "bad-data", "RMB"),
    (RATES, "  currency: RMB", "bad-choice", "CNY"),
    (RATES, "  pue: 0.9", "out-of-range", "0.9"),
    (RATES, "  horizon_months: 0", "out-of-range", "0"),
    (RATES, "  electricity_per_kwh: -1", "out-of-range", "-1"),
    (RATES, "  licences: {mig: 100}", "bad-choice", "vgpu"),
    (LIMIT, "  time_limit_s: -1", "out-of-range", "-1"),
    (LIMIT, "  time_limit_s: 0", "out-of-range", "more than 0"),
    (LIMIT, "  time_limit_s: 100000", "out-of-range", "86400"),
    (LIMIT, "  name: gurobi", "bad-choice", "highs"),
    (LIMIT, "  prove: thrice", "bad-choice", "twice"),
    (STREAMS, "  streams: 200\n  llm: chatglm3", "unknown-name", '"chatglm3-6b"'),
    (FULL, "  full_finetune: {min_bandwidth_gb_s: 100}", "contradiction", "no links"),
]

PATHS: list[Edit] = [
    (NAME, f"extends: {written}", code, named)
    for written, code, named in (
        ("missing.yaml", "file-missing", "missing.yaml"),
        ("../s.yaml", "bad-path", "../s.yaml"),
        ("../../../../etc/passwd", "bad-path", "leads out"),
        ("/etc/passwd", "bad-path", "absolute"),
        ("https://example.org/base.yaml", "bad-path", "example.org"),
        ("file:///etc/passwd", "bad-path", "file:"),
        ("~/base.yaml", "bad-path", "~/base.yaml"),
        ("$HOME/base.yaml", "bad-path", "$HOME"),
        ('"a\\0b.yaml"', "bad-path", "plain relative path"),
        ("a\\b.yaml", "bad-path", "plain relative path"),
        (f"{'x' * 300}.yaml", "file-missing", "xxx..."),
        ("[a.yaml, b.yaml]", "wrong-type", "one file"),
        ("{a: b}", "wrong-type", "one file"),
        ("0", "wrong-type", "one file"),
        ("5", "wrong-type", "one file"),
        ("true", "wrong-type", "one file"),
        ("''", "bad-path", "plain relative path"),
        ("' '", "bad-path", "plain relative path"),
        ("/dev/zero", "bad-path", "absolute"),
        ("/dev/stdin", "bad-path", "absolute"),
        ("s.yaml", "extends-cycle", "s.yaml -> s.yaml"),
        (".", "file-kind", "regular file"),
    )
]


def _edited(line: int, text: str) -> str:
    lines = BASE.splitlines()
    lines[line - 1] = text
    return "\n".join(lines) + "\n"


REFUSED = [*VALUES, *STRUCTURE, *MEANING, *PATHS]


def _faults(path: Path) -> tuple[Fault, ...]:
    """Everything that the package says of the scenario and its variations, before any solve."""
    with pytest.raises(InputError) as caught:
        _read(path)
    return caught.value.faults


def _read(path: Path) -> None:
    scenario = load_scenario(path)
    for case in (scenario, *(varied for _, _, varied in variations(scenario))):
        formulate(case, catalog_for(case))


def _told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What the command line says with `-f json`: exit code 2 and one document on stdout."""
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "-f", "json"])
    out, err = capsys.readouterr()
    assert ended.value.code == 2, out
    assert "Traceback" not in err
    document = json.loads(out)
    assert document["status"] == "error"
    return document["errors"]


def _judge(path: Path, code: str, named: str, capsys: pytest.CaptureFixture[str]) -> Fault:
    """The first fault of a file that package and command line refuse alike; the folder is as before."""
    before = sorted(path.parent.rglob("*"))
    fault = _faults(path)[0]
    assert fault.code == code, str(fault)
    assert named in str(fault), str(fault)
    assert len(str(fault)) < 700
    assert fault.place is not None
    first = _told(["validate", str(path)], capsys)[0]
    assert first == fault.as_dict()
    _told(["solve", str(path), "-o", str(path.parent / "out")], capsys)
    assert sorted(path.parent.rglob("*")) == before
    return fault


def _id(case: Edit) -> str:
    return f"{case[0]}-{case[1].strip()[:40]!a}"


@pytest.mark.parametrize("case", REFUSED, ids=_id)
def test_a_line_that_is_wrong_is_refused(
    case: Edit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line, text, code, named, *offset = case
    path = tmp_path / "s.yaml"
    path.write_text(_edited(line, text), encoding="utf-8")
    place = _judge(path, code, named, capsys).place
    assert place is not None
    if code == "file-kind":
        return
    assert place.file == str(path)
    last = line + (offset[0] if offset else text.count("\n"))
    if code == "yaml-syntax":  # what is missing is often missed further down
        assert place.line >= last
    else:
        assert place.line == last
        assert place.column >= 1


# Whole files, as bytes: name, content, fault code, line, a word the error must name.
FILES: list[tuple[str, bytes, str, int, str]] = [
    ("empty", b"", "yaml-syntax", 0, "no document"),
    ("blank", b"\n\n  \n", "yaml-syntax", 0, "no document"),
    ("only comments", b"# demand:\n#   streams: 200\n", "yaml-syntax", 0, "no document"),
    ("a word", b"hello\n", "wrong-type", 1, "a mapping"),
    ("a list", b"- demand\n- cards\n", "wrong-type", 1, "a list"),
    ("null", b"null\n", "wrong-type", 1, "a mapping"),
    ("no demand", b"name: x\nprices: cn-2026\n", "missing-key", 1, "demand"),
    ("demand is a number", b"demand: 200\n", "wrong-type", 1, "200"),
    ("demand is a list", b"demand:\n- streams: 200\n", "wrong-type", 2, "a list"),
    ("demand is empty", b"name: x\ndemand:\n", "wrong-type", 2, "without a value"),
    ("a saved page", b"<!DOCTYPE html>\n<html><body>404</body></html>\n", "wrong-type", 1, "a mapping"),
    ("a printed dict", b"{'demand': {'streams': None}}\n", "wrong-type", 1, "None"),
    ("an image", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "encoding", 1, "byte 0"),
    ("GBK", "name: 并发\ndemand: {streams: 200}\n".encode("gbk"), "encoding", 1, "GBK"),
    ("GBK further down", "demand: {streams: 200}\nname: 并发\n".encode("gbk"), "encoding", 2, "UTF-8"),
    ("Latin-1", "name: café\ndemand: {}\n".encode("latin-1"), "encoding", 1, "byte 9"),
    ("UTF-16", "demand: {streams: 200}\n".encode("utf-16"), "encoding", 1, "byte 0"),
    ("a broken byte", b"demand:\n  streams: 2\xff0\n", "encoding", 2, "byte 20"),
    ("NUL", b"demand:\n  streams: 2\x000\n", "bad-text", 2, "U+0000"),
    ("BEL", b"demand: {}\nname: a\x07b\n", "bad-text", 2, "U+0007"),
    ("a mark in the middle", "demand: {}\nname: a\ufeffb\n".encode(), "bad-text", 2, "U+FEFF"),
    (
        "an alias bomb",
        b"name: &a [1,1]\ncards: &b [*a,*a]\ndemand: *b\n",
        "yaml-feature",
        1,
        "anchor",
    ),
    ("deep lists", b"demand: " + b"[" * 3000 + b"]" * 3000 + b"\n", "yaml-syntax", 1, "nested"),
    (
        "deep mappings",
        b"".join(b" " * n + b"k%d:\n" % n for n in range(900)),
        "yaml-syntax",
        22,
        "nested deeper than 20",
    ),
    ("too large", b"demand: {}\n" + b"# filler\n" * 120_000, "file-kind", 0, "1,080,011 bytes"),
    ("two merge keys", b"demand:\n  <<: {streams: 1}\n  <<: {streams: 2}\n", "yaml-feature", 2, "merge key"),
    ("a pickle", b"\x80\x04\x95\x10\x00", "encoding", 1, "byte 0"),
    ("a zip", b"PK\x03\x04\x14\x00", "bad-text", 1, "U+0003"),
    ("a spreadsheet", b"card,price\na100,5\n", "wrong-type", 1, "a mapping"),
]


@pytest.mark.parametrize("case", FILES, ids=lambda case: case[0].replace(" ", "-"))
def test_a_file_that_is_no_scenario_is_refused(
    case: tuple[str, bytes, str, int, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, content, code, line, named = case
    path = tmp_path / "s.yaml"
    path.write_bytes(content)
    place = _judge(path, code, named, capsys).place
    assert place is not None
    assert (place.file, place.line) == (str(path), line)


def test_what_is_no_regular_file_is_refused_without_waiting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder, a pipe that nobody writes to, an endless device, a loop of links, nothing at all."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    for name, code in (
        (str(tmp_path), "file-kind"),
        (str(tmp_path / "pipe"), "file-kind"),
        ("/dev/zero", "file-kind"),
        (str(tmp_path / "loop"), "file-missing"),
        (str(tmp_path / "missing.yaml"), "file-missing"),
        (str(tmp_path / ("x" * 300)), "file-missing"),
    ):
        (error,) = _told(["solve", name], capsys)
        assert (error["code"], error["file"]) == (code, name)


@pytest.mark.parametrize("kind", ["pipe", "loop", "link"])
def test_extends_follows_no_pipe_and_no_link_out(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("extends: p.yaml\ndemand: {}\n", encoding="utf-8")
    parent = tmp_path / "p.yaml"
    if kind == "pipe":
        os.mkfifo(parent)
    else:
        parent.symlink_to("p.yaml" if kind == "loop" else "/etc/passwd")
    fault = _judge(path, {"pipe": "file-kind", "loop": "file-missing", "link": "bad-path"}[kind], "", capsys)
    assert "root:" not in str(fault)


def test_every_fault_of_a_file_is_told_at_once_in_its_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        """\
demand:
  streams: '200'
  instances: -1
  light: 1
cards:
  deny: a100-80g
  stock: {h100-80g: {max: 1.5}}
budget: {max: 100W}
objective: cost
rules: {max_card_types: 0}
""",
        encoding="utf-8",
    )
    errors = _told(["solve", str(path)], capsys)
    assert [(e["line"], e["code"], e["field"]) for e in errors] == [
        (2, "wrong-type", "demand.streams"),
        (3, "out-of-range", "demand.instances"),
        (4, "unknown-key", "demand.light"),
        (6, "wrong-type", "cards.deny"),
        (7, "wrong-type", "cards.stock.h100-80g.max"),
        (8, "bad-amount", "budget.max"),
        (9, "bad-choice", "objective"),
        (10, "out-of-range", "rules.max_card_types"),
    ]


def test_two_hundred_faults_are_told_in_twenty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("demand: {}\n" + "".join(f"k{n}: 1\n" for n in range(200)), encoding="utf-8")
    errors = _told(["solve", str(path)], capsys)
    assert len(errors) == 20
    assert errors[-1]["message"] == "and 181 more like these"


# Odd, but right: (line of BASE, what stands there instead), with the plan that BASE has.
ACCEPTED: list[tuple[int, str]] = [
    (NAME, "name: '4090: NO, really # 1'"),
    (NAME, "name: {zh: 名, en: 'naïve [blower] =1+1'}"),
    (NAME, "name: 'no'"),
    (NAME, "name: 👩\u200d💻"),
    (NAME, "name: عرض"),
    (NAME, "%YAML 1.2\n---\nname: base"),
    (NAME, "---\nname: base"),
    (NAME, "# 注释\nname: base # 也是"),
    (NAME, f"# {'long ' * 500}\nname: base"),
    (NAME, "schema: glmopt/scenario@1"),
    (STREAMS, "  streams: 200  "),
    (STREAMS, "  'streams': 200"),
    (STREAMS, "  streams: +200"),
    (FULL, "  full_finetune: {gangs: 1, sharing: shared}"),
    (FULL, "  full_finetune: TRUE"),
    (DENY, "  deny: [rtx-3090-24g,]"),
    (DENY, "  deny:\n  - rtx-3090-24g"),
    (PRICE, "    my-card: 12999.00"),
    (PRICE, "    my-card: 1.2999e4"),
    (PRICE, "    my-card: '12999'"),
    (PRICE, "    my-card: 1.2999万 CNY"),
    (BUDGET, "budget: {max: 1e6}"),
    (BUDGET, "budget: {max: 1000000 CNY}"),
    (BUDGET, "budget: {max: 1000000.00}"),
    (LIMIT, "  time_limit_s: 30.5"),
    (LIMIT, "  time_limit_s: 30\n..."),
]


def _answer(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    with pytest.raises(SystemExit) as ended:
        main(["solve", str(path), "-f", "json"])
    out, _ = capsys.readouterr()
    assert ended.value.code == 0, out
    answer = json.loads(out)
    return {"plan": answer["plan"], "totals": answer["totals"], "objective": answer["objective"]}


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: ascii(case[1].strip()[:40]))
def test_what_is_odd_but_right_gives_the_same_plan(
    case: tuple[int, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "odd.yaml").write_text(_edited(*case), encoding="utf-8")
    base = _answer(tmp_path / "base.yaml", capsys)
    assert _answer(tmp_path / "odd.yaml", capsys) == base
    assert base["totals"]["streams"] >= 200


@pytest.mark.parametrize("kind", ["byte order mark", "CRLF", "no final newline", "JSON", "indented list"])
def test_other_ways_to_write_the_same_file(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = BASE.encode()
    if kind == "byte order mark":
        data = b"\xef\xbb\xbf" + data
    elif kind == "CRLF":
        data = data.replace(b"\n", b"\r\n")
    elif kind == "no final newline":
        data = data.rstrip()
    elif kind == "indented list":
        data = data.replace(b"[rtx-3090-24g]", b"\n    - rtx-3090-24g")
    else:
        my_card = {"vram_gb": 24, "fp16_tflops": 104, "virtualization": True}
        cards = {"deny": ["rtx-3090-24g"], "define": {"my-card": my_card}}
        cards |= {"stock": {"my-card": {"max": 50}}, "price": {"my-card": 12999}}
        whole = {
            "name": "base",
            "demand": {"streams": 200, "full_finetune": True},
            "cards": cards,
            "prices": "cn-2026",
            "budget": {"max": 1_000_000},
            "rules": {"max_card_types": 2},
            "money": {"rates": {"USD": 7.2}},
        }
        data = json.dumps(whole, indent=1).encode()
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "odd.yaml").write_bytes(data)
    assert _answer(tmp_path / "odd.yaml", capsys) == _answer(tmp_path / "base.yaml", capsys)


def test_the_corpus_is_large_enough() -> None:
    assert len(REFUSED) + len(FILES) >= 250
    assert len({_id(case) for case in REFUSED}) > len(REFUSED) * 0.95
