"""One run tells every mistake of a scenario: keys, values and names together, in the order of the file."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glmopt.cli import main
from glmopt.errors import Fault, InputError
from glmopt.scenario import load_scenario, parse_settings
from glmopt.study import validated

Write = Callable[..., Path]
Told = list[tuple[int, str]]


def faults_of(path: Path, *sets: str, what_if: str | None = None) -> tuple[Fault, ...]:
    """Everything that one run says of the file."""
    with pytest.raises(InputError) as caught:
        validated(load_scenario(path, parse_settings(sets), what_if))
    return caught.value.faults


def told(faults: tuple[Fault, ...]) -> Told:
    return [(f.place.line if f.place else 0, f.code) for f in faults]


# Scenarios with several mistakes, and exactly what is told of each: line and code.
SEVERAL: dict[str, tuple[str, Told]] = {
    "a key, a number and five names": (
        """\
        demand: {streams: 200, llm: chatglm3}
        budgt: {max: 3}
        cards:
          allow: [a100-8og, h100-80g]
          stock: {h100-80g: {max: -1}}
        prices: cn-2025
        nodes:
          chassis: [dgx-a101]
          fabric: roce-26g
        """,
        [
            (1, "unknown-name"),
            (2, "unknown-key"),
            (4, "unknown-name"),
            (5, "out-of-range"),
            (6, "unknown-name"),
            (8, "unknown-name"),
            (9, "unknown-name"),
        ],
    ),
    "names alone": (
        """\
        demand: {streams: 200, llm: chatglm3, efficiency: {nvidai: default, any: vllm-2042}}
        prices: cn-2025
        cards: {deny: [a100-8og]}
        rules: {vendors: {deny: [nvdia]}}
        nodes: {price: {dgx: 1}}
        sites: {hall: {fabric: string}}
        owned: [{card: a100-81g, chassis: dgx-a101, site: hal}]
        """,
        [
            (1, "unknown-name"),
            (1, "unknown-name"),
            (1, "unknown-name"),
            (2, "unknown-name"),
            (3, "unknown-name"),
            (4, "unknown-name"),
            (5, "unknown-name"),
            (6, "unknown-name"),
            (7, "unknown-name"),
            (7, "unknown-name"),
            (7, "unknown-name"),
        ],
    ),
    "an llm that is not there hides no contradiction": (
        """\
        demand: {streams: 200, llm: chatglm3}
        cards: {allow: [a100-80g], deny: [a100-80g]}
        rules: {survive_nodes: 1}
        budget: {max: 5 EUR}
        """,
        [(1, "unknown-name"), (2, "contradiction"), (3, "contradiction"), (4, "no-rate")],
    ),
    "a card with a broken figure is a card": (
        """\
        demand: {streams: 1}
        cards:
          define: {my-card: {vram_gb: 24GB, fp16_tflops: 1}}
          allow: [my-card, my-crad]
        """,
        [(3, "wrong-type"), (4, "unknown-name")],
    ),
    "cards under a misspelt key are cards": (
        """\
        demand: {streams: 1}
        cards:
          defin: {my-card: {vram_gb: 24, fp16_tflops: 1, vendor: me}}
          allow: [my-card]
        rules: {vendors: {allow: [me]}}
        """,
        [(3, "unknown-key")],
    ),
    "where cards are defined is broken, so no card is judged": (
        """\
        demand: {streams: 1, llm: glm3}
        cards:
          define: [my-card]
          allow: [my-card]
        """,
        [(1, "unknown-name"), (3, "wrong-type")],
    ),
    "so are sites": (
        """\
        demand: {streams: 1}
        nodes: {}
        sites: [hall]
        owned: [{card: a100-80g, chassis: dgx-a100, site: hall}]
        """,
        [(3, "wrong-type")],
    ),
    "a folder that is not there may hold every name": (
        """\
        demand: {stream: 1, llm: ours}
        catalogs: [shop]
        cards: {allow: [my-card]}
        prices: ours
        """,
        [(1, "unknown-key"), (2, "file-missing")],
    ),
    "so may one under a misspelt key": (
        """\
        demand: {streams: 1, llm: ours}
        catalog: [shop]
        """,
        [(2, "unknown-key")],
    ),
    "a name that is no name is told once": (
        """\
        demand: {streams: 1}
        cards: {deny: [RTX 3090, 910, a100-8og]}
        """,
        [(2, "bad-text"), (2, "wrong-type"), (2, "unknown-name")],
    ),
    "what-ifs and the scenario without them": (
        """\
        demand: {streams: -1}
        cards: {deny: [a100-8og]}
        what_if:
          more: {demand: {stream: 300}}
          less: {cards: {deny: [h100-8og]}, prices: cn-2025}
        sweep: {bugdet.max: [1]}
        """,
        [
            (1, "out-of-range"),
            (2, "unknown-name"),
            (4, "unknown-key"),
            (5, "unknown-name"),
            (5, "unknown-name"),
            (6, "usage"),
        ],
    ),
    "a table that is not there, beside the rest": (
        """\
        demand: {classes: ours.csv, light: 1}
        cards: {deny: [a100-8og]}
        """,
        [(1, "file-missing"), (1, "unknown-key"), (2, "unknown-name")],
    ),
    "a file to extend that is not there may hold what is missing here": (
        """\
        extends: base.yaml
        cards: {stock: {my-card: {max: -1}}, denny: []}
        """,
        [(1, "file-missing"), (2, "out-of-range"), (2, "unknown-key")],
    ),
    "llms of classes": (
        """\
        demand:
          classes:
            chat: {streams: 5, prompt: 9, output: 9, llm: glm3}
            long: {stream: 5}
        sizing: roofline
        """,
        [(3, "unknown-name"), (4, "unknown-key")],
    ),
}


@pytest.mark.parametrize("case", SEVERAL)
def test_several_mistakes_are_told_at_once(case: str, write: Write) -> None:
    text, expected = SEVERAL[case]
    faults = faults_of(write(text))
    assert told(faults) == expected, "\n".join(map(str, faults))


# A scenario that is right, one thing a line; and for each line what may be wrong there: text and code.
RIGHT = (
    "schema: glmopt/scenario@1",
    "demand:",
    "  streams: 200",
    "  llm: chatglm3-6b",
    "  instances: 3",
    "cards:",
    "  allow: [a100-80g, h100-80g, my-card]",
    "  deny: []",
    "  stock: {a100-80g: {max: 50}}",
    "  price: {my-card: 12999}",
    "  define: {my-card: {vram_gb: 24, fp16_tflops: 104}}",
    "prices: cn-2026",
    "nodes:",
    "  chassis: [dgx-a100]",
    "  fabric: [roce-25g]",
    "rules:",
    "  max_card_types: 2",
    "  vendors: {allow: [nvidia, own]}",
    "budget: {max: 100万}",
    "owned: [{card: a100-80g, chassis: dgx-a100}]",
    "objective: capex",
    "solver: {prove: once}",
    "what_if: {more: {demand: {streams: 300}}}",
)
WRONG: dict[int, tuple[tuple[str, str], ...]] = {
    1: (("schema: glmopt/scenario@2", "bad-choice"), ("schemas: 1", "unknown-key")),
    3: (
        ("  streams: -1", "out-of-range"),
        ("  stream: 200", "unknown-key"),
        ("  streams: '2'", "wrong-type"),
    ),
    4: (("  llm: chatglm3", "unknown-name"), ("  llm: 6", "wrong-type")),
    5: (("  instance: 3", "unknown-key"), ("  instances: 3.5", "wrong-type")),
    7: (("  allow: [a100-8og]", "unknown-name"), ("  allow: [A100]", "bad-text")),
    8: (("  deny: [rtx-4080]", "unknown-name"), ("  deny: rtx-4090-24g", "wrong-type")),
    9: (
        ("  stock: {a100-8og: {max: 50}}", "unknown-name"),
        ("  stock: {a100-80g: {max: -5}}", "out-of-range"),
    ),
    10: (("  price: {my-crad: 12999}", "unknown-name"), ("  price: {my-card: 12k}", "bad-amount")),
    11: (("  define: {my-card: {vram_gb: 0, fp16_tflops: 104}}", "out-of-range"),),
    12: (
        ("prices: cn-2025", "unknown-name"),
        ("prices: ours.yaml", "file-missing"),
        ("price: x", "unknown-key"),
    ),
    14: (("  chassis: [dgx-a101]", "unknown-name"), ("  chassis: dgx-a100", "wrong-type")),
    15: (("  fabric: [roce-26g]", "unknown-name"), ("  fabrics: [roce-25g]", "unknown-key")),
    17: (("  max_card_types: 0", "out-of-range"), ("  max_cards: 2", "unknown-key")),
    18: (("  vendors: {allow: [nvdia]}", "unknown-name"), ("  vendors: {alow: []}", "unknown-key")),
    19: (("budget: {max: 100W}", "bad-amount"), ("budget: 100", "wrong-type")),
    20: (
        ("owned: [{card: a100-81g, chassis: dgx-a100}]", "unknown-name"),
        ("owned: [{card: a100-80g, chassis: dgx-a101}]", "unknown-name"),
        ("owned: [{card: a100-80g, chassis: dgx-a100, site: hall}]", "unknown-name"),
    ),
    21: (("objective: cost", "bad-choice"),),
    22: (("solver: {prove: thrice}", "bad-choice"), ("solver: {limit: 3}", "unknown-key")),
    23: (
        ("what_if: {more: {demand: {llm: glm}}}", "unknown-name"),
        ("what_if: {more: {demand: {steams: 3}}}", "unknown-key"),
        ("what_if: {more: {prices: eu-1999}}", "unknown-name"),
    ),
}
MISTAKES = st.lists(st.sampled_from(sorted(WRONG)), min_size=1, max_size=9, unique=True).flatmap(
    lambda lines: st.fixed_dictionaries({line: st.sampled_from(WRONG[line]) for line in lines})
)


def written(mistakes: dict[int, tuple[str, str]]) -> str:
    lines = [mistakes.get(n, (right, ""))[0] for n, right in enumerate(RIGHT, start=1)]
    return "\n".join(lines) + "\n"


def test_the_scenario_without_mistakes_is_right(write: Write) -> None:
    validated(load_scenario(write(written({}))))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mistakes=MISTAKES)
def test_each_of_several_mistakes_is_told_and_nothing_else(
    mistakes: dict[int, tuple[str, str]], tmp_path: Path
) -> None:
    """One fault for each, at its line, in order; none follows from another, none is told twice."""
    path = tmp_path / "s.yaml"
    path.write_text(written(mistakes), encoding="utf-8")
    faults = faults_of(path)
    assert told(faults) == sorted((line, code) for line, (_, code) in mistakes.items())


@pytest.mark.parametrize("line", WRONG)
def test_each_mistake_alone_is_one_fault(line: int, write: Write) -> None:
    for wrong in WRONG[line]:
        assert told(faults_of(write(written({line: wrong})))) == [(line, wrong[1])], wrong


def test_settings_and_a_what_if_are_judged_with_the_file_that_they_are_laid_on(write: Write) -> None:
    path = write(written({3: WRONG[3][1], 8: WRONG[8][0]}))
    faults = faults_of(path, "cards.stock.h100-8og.max=5", "rules.max_card_type=1", what_if="more")
    assert told(faults) == [(0, "unknown-name"), (0, "unknown-key"), (3, "unknown-key"), (8, "unknown-name")]
    assert [f.field for f in faults[:2]] == ["cards.stock.h100-8og", "rules.max_card_type"]
    faults = faults_of(path, what_if="mor")
    assert told(faults) == [(0, "unknown-name"), (3, "unknown-key"), (8, "unknown-name")]


def test_a_price_file_and_a_catalog_folder_are_judged_with_the_scenario(write: Write) -> None:
    """A card whose file is broken is a card: only who makes it is not known."""
    write("id: ours\nname: x\n", "ours.yaml")
    write("id: my-card\nvendr: me\n", "shop/cards/my-card.yaml")
    text = "demand: {stream: 1}\ncatalogs: [shop]\ncards: {deny: [my-card, my-crad]}\nprices: ours.yaml\n"
    faults = faults_of(write(text + "rules: {vendors: {deny: [me]}}\n"))
    by_file: dict[str, list[str]] = {}
    for fault in faults:
        assert fault.place is not None
        by_file.setdefault(Path(fault.place.file).name, []).append(f"{fault.code} {fault.field}")
    assert by_file["s.yaml"] == ["unknown-key demand.stream", "unknown-name cards.deny[1]"]
    assert "unknown-key vendr" in by_file["my-card.yaml"]
    assert "missing-key currency" in by_file["ours.yaml"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_all_of_it_is_told_in_both_languages(
    lang: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    text, expected = SEVERAL["a key, a number and five names"]
    path = write(text)
    for command in ("validate", "solve"):
        with pytest.raises(SystemExit) as ended:
            main([command, str(path), "--lang", lang])
        out, err = capsys.readouterr()
        assert (ended.value.code, out) == (2, "")
        heads = [line for line in err.splitlines() if line.startswith(str(path))]
        word = "error" if lang == "en" else "错误"
        assert [head.split(": ")[1].split("：")[0] for head in heads] == [f"{word}[{c}]" for _, c in expected]
        assert ("no chassis" in err) == (lang == "en")
        assert ("没有这种服务器型号" in err) == (lang == "zh")
        with pytest.raises(SystemExit):
            main([command, str(path), "--lang", lang, "-f", "json"])
        errors = json.loads(capsys.readouterr().out)["errors"]
        assert [(e["line"], e["code"]) for e in errors] == expected


def test_twenty_faults_are_enough(write: Write) -> None:
    """Of more than twenty the last says how many there are; names are counted with the rest."""
    names = ", ".join(f"card-{k}" for k in range(30))
    text = f"demand: {{stream: 1}}\ncards: {{deny: [{names}]}}\n"
    faults = faults_of(write(textwrap.dedent(text)))
    assert len(faults) == 20
    assert faults[-1].message == "and 12 more like these"
