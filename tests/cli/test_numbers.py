"""Numbers on the command line that are none: refused before anything runs, in the reader's language."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from glmopt.cli import app_of, main

# typer says the bounds of a type in its own words, and these have changed with its versions.
ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


def numbers(command: Any, *path: str) -> Iterator[tuple[str, ...]]:
    """Every option that takes a number, with the words of its command before it."""
    if command.callback is not None:
        hints = typing.get_type_hints(command.callback)
        for part in command.params:
            hint = hints.get(part.name)
            if part.opts[0].startswith("-") and {int, float} & {hint, *typing.get_args(hint)}:
                yield (*path, part.opts[0])
    for name, inner in getattr(command, "commands", {}).items():
        yield from numbers(inner, *path, name)


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What stands on stderr where a command line cannot be understood."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    shown = capsys.readouterr()
    assert (ended.value.code, shown.out) == (2, "")
    return shown.err


@pytest.mark.parametrize("value", ["many", "9" * 5000], ids=["a word", "5,000 digits"])
def test_what_is_no_number_is_told_in_chinese(
    value: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    asked = list(numbers(typer.main.get_command(app_of([]))))
    assert len(asked) > 15
    for words in asked:
        told = said([*words[:-1], f"{words[-1]}={value}"], capsys)
        assert f"“{words[-1]}”的值无效" in told
        assert not ENGLISH.search(told), told
