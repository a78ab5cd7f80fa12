"""Errors, warnings, findings and help in Chinese: complete, with the same values; programs see English."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from glmopt.cli import app_of
from glmopt.cli.help import DOMAIN as HELP
from glmopt.cli.help import helps
from glmopt.cli.messages import wanted_language
from glmopt.errors import Fault, Place
from glmopt.language import texts
from glmopt.messages import DOMAIN, findings, told, translated
from glmopt.scenario.names import NAMED

sys.path.insert(0, str(Path(__file__).resolve().parent))
from templates import templates

FIELD = re.compile(r"\{(\d*)\}")
# Texts that show code, formats or numbers alone read the same in both languages.
SAME = {"--set objective=capex", "pip install 'glmopt[probe]'", "{} x {}", "null", "null {}", "true/false"}


def package_folder() -> Path:
    import glmopt

    return Path(str(glmopt.__file__)).parent


def test_every_message_has_a_chinese_form() -> None:
    """Found in the code by tests/templates.py; add what is missing to locale/zh_CN/LC_MESSAGES/errors.po."""
    found, known = templates(package_folder()), texts(DOMAIN, "zh")
    assert len(found) > 200
    assert {text: sorted(files) for text, files in found.items() if text not in known} == {}


def test_every_kind_of_name_that_is_not_known_has_a_form_of_its_own() -> None:
    """`no {} {}` would keep the word for the kind English."""
    kinds = {kind for kind, _path in NAMED}
    assert sorted(kind for kind in kinds if f"no {kind} {{}}" not in texts(DOMAIN, "zh")) == []


def test_chinese_forms_take_the_same_values() -> None:
    wrong = []
    for text, form in texts(DOMAIN, "zh").items():
        count = text.count("{}")
        numbers = FIELD.findall(form)
        fine = sorted(numbers) == [str(n) for n in range(count)] or numbers == [""] * count
        if not fine or (form == text and text not in SAME and not text.startswith("true/false")):
            wrong.append(text)
    assert wrong == []


def test_every_help_text_has_a_chinese_form() -> None:
    known = texts(HELP, "zh")
    shown = {part.help for part in helps(typer.main.get_command(app_of([]))) if part.help}
    assert len(shown) > 50
    assert sorted(shown - known.keys()) == []


def pages(command: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    from glmopt.cli import main

    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_pages_of_help_are_of_one_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What typer writes itself is translated too; in English nothing changes."""
    english = re.compile(r"Usage|Options:|Arguments|Commands|default:|required|Show this|Install")
    for command in ([], ["solve"], ["catalog"], ["catalog", "list"], ["import"], ["report"]):
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
        assert not english.search(pages(command, capsys)), command
        monkeypatch.setenv("LC_ALL", "C.UTF-8")
        said = pages(command, capsys)
        assert said.startswith("Usage: ")
        assert not re.search(r"[\u3000-\uffef]", said)


@pytest.mark.parametrize(
    ("message", "zh"),
    [
        ("no card 'x'", "没有这种卡：'x'"),
        ("expected a whole number, found text '200'", "应为整数，实为文字 '200'"),
        ("expected a mapping, found null", "应为映射，实为null"),
        ("not an id Ab", "不是合法代码 Ab"),
        (
            "a100-80g has no price: the price list cn-2026 has none",
            "a100-80g 没有价格：价格表 cn-2026 中没有",
        ),
        ('did you mean "streams"?', "是否想写 “streams”？"),
        ("must be at least 0, found -1", "须不小于 0，实为 -1"),
        ("1 gangs of 4 in 3 x a100-80g", "3 x a100-80g 中有 1 组、每组 4 张"),
        ("a sentence nobody has written", "a sentence nobody has written"),
        ("", ""),
    ],
)
def test_a_message_is_found_by_its_template(message: str, zh: str) -> None:
    assert translated(message, "zh") == zh
    assert translated(message, "en") == message


def test_the_template_with_the_most_text_wins() -> None:
    """`{} of {} streams on cards ...` and not `{} of {} streams`; a name in it is left alone."""
    assert translated("3 of 5 streams on cards with virtualization", "zh") == "支持虚拟化的卡上并发 3，需要 5"
    assert translated("no card 'is missing'", "zh") == "没有这种卡：'is missing'"


def test_a_finding_keeps_its_name_and_its_file() -> None:
    found = findings(["streams: 3 of 5 streams", "my results/a.json: totals: cards is 5, stated 6"], "zh")
    assert found == ["streams: 并发 3，需要 5", "my results/a.json: totals: cards 为 5，文件中写 6"]


def test_a_fault_is_told_whole_in_both_languages() -> None:
    fault = Fault("missing-key", "is missing", Place("s.yaml", 1, 2), "demand", "leave it out")
    assert told(fault, "en") == str(fault)
    assert told(fault, "zh") == "s.yaml:1:2: 错误[missing-key]：demand: 缺失\n  办法：请去掉"


@pytest.mark.parametrize(
    ("arguments", "environ", "lang"),
    [
        (["solve", "x", "--lang", "zh"], {}, "zh"),
        (["solve", "x", "--lang=en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["solve", "x", "--lang"], {"LANG": "zh_CN.UTF-8"}, "zh"),
        (["solve", "x", "--lang", "fr"], {}, "en"),
        ([], {}, "en"),
    ],
)
def test_the_language_of_errors_is_what_the_command_line_asks(
    arguments: list[str], environ: dict[str, str], lang: str
) -> None:
    assert wanted_language(arguments, environ) == lang


def glmopt(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from glmopt.cli import main; main()", *arguments]
    env = {**os.environ, "PYTHONIOENCODING": "utf-8", **environ}
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=env, timeout=60, check=False
    )


def test_json_and_codes_stay_english(write: Callable[..., Path]) -> None:
    path = write("demand: {stream: 1}\n")
    runs = [glmopt("solve", str(path), "-f", "json", LC_ALL=loc) for loc in ("zh_CN.UTF-8", "C.UTF-8")]
    assert runs[0].stdout == runs[1].stdout
    assert json.loads(runs[0].stdout)["errors"][0]["message"] == "unknown key"
    assert "错误[unknown-key]：demand.stream: 未知的键" in runs[0].stderr
    assert "error[unknown-key]: demand.stream: unknown key" in runs[1].stderr
    assert [run.returncode for run in runs] == [2, 2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["solv"], "没有这个命令"),
        (["solve"], "缺少参数“FILE”"),
        (["solve", "x", "--bad"], "没有这个选项：--bad"),
        (["solve", "x", "--lag"], "（相近的选项：--lang）"),
        (["solve", "x", "-f", "pdf"], "的值无效"),
        (["solve", "x", "--alternatives", "many"], "整数"),
        (["solve", "x", "y"], "多余的参数（y）"),
        (["solve", "missing.yaml"], "没有这个文件"),
    ],
)
def test_a_command_line_that_cannot_be_understood_is_told_in_chinese(arguments: list[str], said: str) -> None:
    run = glmopt(*arguments, LC_ALL="zh_CN.UTF-8")
    assert run.returncode == 2
    assert said in run.stderr
    assert "办法" in run.stderr or arguments[-1] == "missing.yaml"


def test_help_is_in_the_language_of_the_reader() -> None:
    assert "求出满足场景的最省方案" in glmopt("solve", "--help", LC_ALL="zh_CN.UTF-8").stdout
    assert "Find the cheapest plan" in glmopt("solve", "--help", LC_ALL="C.UTF-8").stdout
