"""`glmopt init`: the starter solves, says the same in both languages, and overwrites nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from glmopt.cli import main
from glmopt.records.node import plain
from glmopt.records.reading import read_text
from glmopt.result import answer
from glmopt.scenario import catalog_for, load_scenario
from glmopt.starter import SCHEMA_NAME, starter

Cli = Callable[..., int]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command inside an empty folder: its exit code."""
    monkeypatch.chdir(tmp_path)

    def cli(*arguments: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return int(ended.value.code or 0)

    return cli


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_starter_solves_as_it_stands(lang: str, cli: Cli, tmp_path: Path) -> None:
    assert cli("init", "--lang", lang) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == [SCHEMA_NAME, "scenario.yaml"]
    scenario = load_scenario(tmp_path / "scenario.yaml")
    assert answer(scenario, catalog_for(scenario)).status == "optimal"


def test_its_first_line_leads_editors_to_a_schema_that_it_meets(cli: Cli, tmp_path: Path) -> None:
    assert cli("init", "my.yaml") == 0
    text = (tmp_path / "my.yaml").read_text(encoding="utf-8")
    match = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", text.splitlines()[0])
    assert match
    schema = json.loads((tmp_path / match[1]).read_text(encoding="utf-8"))
    data = json.loads(json.dumps(plain(read_text(text, "my.yaml"))))
    jsonschema.Draft202012Validator(schema).validate(data)


def test_both_languages_ask_the_same() -> None:
    zh, en = (plain(read_text(starter(lang), "s")) for lang in ("zh", "en"))
    assert zh == en


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_key_in_a_comment_is_one_that_works(lang: str, tmp_path: Path) -> None:
    text = starter(lang)
    assert text.count("#- ") >= 5
    (tmp_path / "s.yaml").write_text(text.replace("#- ", ""), encoding="utf-8")
    scenario = load_scenario(tmp_path / "s.yaml")
    assert scenario.demand.instances == 10
    assert scenario.cards.price["a100-80g"].quoted
    assert answer(scenario, catalog_for(scenario)).status == "optimal"


def test_nothing_is_overwritten_unless_it_is_forced(
    cli: Cli, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "scenario.yaml").write_text("mine", encoding="utf-8")
    assert cli("init") == 2
    assert "scenario.yaml: error[bad-path]: is there already" in capsys.readouterr().err
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("scenario.yaml", "mine")]
    assert cli("init", "--force") == 0
    assert cli("init") == 2
    assert cli("init", "second.yaml") == 0, "the schema of the first is shared"
    (tmp_path / SCHEMA_NAME).write_text("mine", encoding="utf-8")
    assert cli("init", "third.yaml") == 2
    assert not (tmp_path / "third.yaml").exists()


@pytest.mark.parametrize("name", [SCHEMA_NAME, "missing/s.yaml", "."])
def test_a_name_that_cannot_be_written_is_refused(name: str, cli: Cli, tmp_path: Path) -> None:
    assert cli("init", name) == 2
    assert list(tmp_path.iterdir()) == []
