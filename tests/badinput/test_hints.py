"""What people get wrong when they write a scenario: the message names the line and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from glmopt.errors import InputError
from glmopt.messages import told
from glmopt.scenario import load_scenario
from glmopt.study import validated

BASE = "demand: {streams: 200}\nprices: cn-2026\n"
# What is written: line and code of the one fault, and what to do in both languages.
SLIPS: dict[str, tuple[int, str, str, str]] = {
    "demand：\n  streams: 200\n": (
        2,
        "yaml-syntax",
        "line 1 has a full-width ：: write :",
        "第 1 行有全角的 ：",
    ),
    "demand: ｛streams: 200｝\n": (1, "yaml-syntax", "full-width ｛: write {", "全角的 ｛：请改用 {"),
    "demand: {streams: 200}；\n": (1, "yaml-syntax", "full-width ；", "全角的 ；"),
    "demand:\n\tstreams: 200\n": (2, "yaml-syntax", "indent with spaces", "缩进请用空格"),
    "demand: {streams: 200\nprices: x\n": (2, "yaml-syntax", "not closed", "没有收尾"),
    "demand:\n  streams: 200\n instances: 3\n": (3, "yaml-syntax", "begin in one column", "左对齐"),
    "demand: {streams: 200}\nname: a: b\n": (2, "yaml-syntax", "in quotes", "加引号"),
    "name: 采购，大\ndemand: {streams: 200\n": (3, "yaml-syntax", "not closed", "没有收尾"),
    "name: @x\ndemand: {}\n": (1, "yaml-syntax", "in quotes", "加引号"),
    "name: x\nprices: cn-2026\n": (1, "missing-key", "add demand", "补上 demand"),
    "Demand: {streams: 200}\n": (1, "unknown-key", 'did you mean "demand"?', "demand"),
    "demand: {streams: 1,000}\n": (1, "wrong-type", "1000, not 1,000", "不写 1,000"),
    "demand: {streams: 1,500}\n": (1, "wrong-type", "1000, not 1,000", "不写 1,000"),
    "demand:\nprices: cn-2026\n": (1, "wrong-type", "give it one, or take it out", "请给出值"),
    "demand:\n  streams:200\n": (2, "wrong-type", "a space after the colon", "冒号后请加一个空格"),
    "demand:\n  streams = 200\n": (2, "wrong-type", "write key: value", "请写成 键: 值"),
    "demand: {streams: 200, full_finetune: yes}\n": (
        1,
        "wrong-type",
        "write true or false",
        "请写 true 或 false",
    ),
    "demand: {streams: 200, full_finetune: 是}\n": (
        1,
        "wrong-type",
        "write true or false",
        "请写 true 或 false",
    ),
    "demand: {streams: 200, llm: qwen2.5-7b}\n": (1, "unknown-name", "write sizing: roofline", "roofline"),
    "demand:\u00a0{streams: 200}\nx: 1\n": (1, "bad-text", "type plain spaces", "请用普通空格"),
    BASE + "max_power_kw: 4\n": (3, "unknown-key", "rules.max_power_kw", "应写在 rules 之下"),
    BASE + "price: cn-2026\n": (3, "unknown-key", 'did you mean "prices"?', "prices"),
    BASE + "budget: 800000\n": (3, "wrong-type", "keys such as max", "可用的键如 max"),
    BASE + "rules: {max_power_kw: 40kW}\n": (3, "wrong-type", "the bare number", "不带引号"),
    BASE + "nodes: {chassis: dgx-a100}\n": (3, "wrong-type", "write a list: [dgx-a100]", "[dgx-a100]"),
    BASE + "cards: {allow: [RTX 4090]}\n": (3, "bad-text", "a letter first: rtx-4090", "rtx-4090"),
    BASE + "cards: {deny: [a100-80g，h100-80g]}\n": (3, "bad-text", "full-width ，: write ,", "全角的 ，"),
    BASE + "cards:\n  allow:\n    -a100-80g\n    -h100-80g\n": (
        5,
        "wrong-type",
        "after each hyphen",
        "连字符后",
    ),
    BASE + "cards: {stock: {a100-80g: 4}}\n": (3, "wrong-type", "max, min, min_order", "max, min, min_order"),
    BASE + "cards: {stock: {a100-80g: {max: -4}}}\n": (3, "out-of-range", "at least 0", "不小于 0"),
    BASE + "cards: {price: {a100-80g: 8.5万元}}\n": (3, "bad-amount", "800000, 800000 CNY or 80万", "80万"),
    BASE + "cards: {allow: [nothing-like]}\n": (
        3,
        "unknown-name",
        "glmopt catalog list",
        "glmopt catalog list",
    ),
}


@pytest.mark.parametrize("text", SLIPS, ids=ascii)
def test_the_message_says_what_to_do(text: str, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        validated(load_scenario(path))
    line, code, english, chinese = SLIPS[text]
    first = caught.value.faults[0]
    assert first.place is not None
    assert (first.place.file, first.place.line, first.code) == (str(path), line, code), str(first)
    assert english in told(first, "en")
    assert chinese in told(first, "zh")
    if not text.endswith("x: 1\n"):
        assert len(caught.value.faults) == 1, str(caught.value)


def test_a_list_of_prices_says_what_it_lacks(tmp_path: Path) -> None:
    """A price list without its currency, a card of it twice: the line of each."""
    (tmp_path / "ours.yaml").write_text(
        "id: ours\nname: {zh: 我, en: us}\nas_of: 2026-11\nprices:\n"
        "  - {card: a100-80g, amount: ￥5, kind: list, date: 2026, source: [ME], confidence: A}\n",
        encoding="utf-8",
    )
    path = tmp_path / "s.yaml"
    path.write_text("demand: {streams: 200}\nprices: ours.yaml\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        validated(load_scenario(path))
    found = [(f.place.line if f.place else 0, f.code, f.field, f.action) for f in caught.value.faults]
    assert (1, "missing-key", "currency", "add currency") in found
    assert (5, "bad-amount", "prices[0].amount", "") in found
