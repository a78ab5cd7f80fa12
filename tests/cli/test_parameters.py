"""A parameter that is left out is what typer makes of it, without a converter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from glmopt.cli import app_of
from glmopt.cli.parameters import sparing


def _commands(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its whole name."""
    inner = getattr(command, "commands", {})
    if not inner:
        yield name.strip(), command
    for key, one in inner.items():
        yield from _commands(one, f"{name} {key}")


def _all() -> dict[str, Any]:
    return dict(_commands(typer.main.get_command(app_of([]))))


def _read(command: Any, *more: str) -> Any:
    """What a command takes from a line that has all that must be given, and `more`."""
    needed = [p.opts[0] for p in command.params if p.required]
    line = [word for name in needed for word in ([name, "1"] if name.startswith("-") else ["1"])]
    return command.make_context("glmopt", [*line, *more]).params


@pytest.mark.parametrize("name", _all())
def test_what_is_left_out_is_what_typer_makes_of_it(name: str) -> None:
    plain, spared = _all()[name], sparing(_all()[name])
    assert _read(spared) == _read(plain)


def test_what_is_given_is_converted() -> None:
    solve = sparing(_all()["solve"])
    given = _read(solve, "--set", "a=1", "--set", "b=2", "--seconds", "2", "--changes", "3", "--lang", "zh")
    # a list or a tuple, as this typer has it
    assert (list(given["settings"]), given["seconds"], given["changes"]) == (["a=1", "b=2"], 2.0, 3)
    assert given["lang"] == "zh"
    with pytest.raises(Exception, match="valid") as refused:
        _read(solve, "--seconds", "bad")
    assert type(refused.value).__name__ == "BadParameter"


def test_what_must_be_given_is_asked_for() -> None:
    with pytest.raises(Exception, match="file") as refused:
        sparing(_all()["solve"]).make_context("glmopt", [])
    assert type(refused.value).__name__ == "MissingParameter"
