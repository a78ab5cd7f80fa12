"""Ctrl-C is heard before or after a library is loaded, and before or after a step that is held."""

from __future__ import annotations

import importlib
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import field, fields
from pathlib import Path

import pytest

from glmopt import interrupts
from glmopt.catalog import data_root
from glmopt.cli.process import prepare_streams
from glmopt.dataclass import dataclass

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends signals")

# A library that takes whatever comes while it is loaded for something of its own, as pulp does.
SWALLOWS = """
import os, signal
try:
    os.kill(os.getpid(), signal.SIGINT)
    whole = True
except BaseException:
    whole = False
"""


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C as the command line hears it."""
    before = signal.signal(signal.SIGINT, interrupts.ctrl_c)
    yield
    interrupts.forget()
    signal.signal(signal.SIGINT, before)


def _press_inside_an_import(name: str) -> None:
    importlib.import_module(name)
    time.sleep(1)


def _press_inside_a_step(done: list[str]) -> None:
    with interrupts.held():
        os.kill(os.getpid(), signal.SIGINT)
        done.append("the whole step")


def _press() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(1)


@pytest.mark.usefixtures("heard")
def test_a_library_is_loaded_whole_and_ctrl_c_comes_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "swallows.py").write_text(SWALLOWS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        _press_inside_an_import("swallows")
    assert sys.modules.pop("swallows").whole


def _press_inside_a_class_being_built(built: list[type]) -> None:
    from pydantic import BaseModel, create_model

    class Presses:
        @classmethod
        def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> dict[str, str]:
            os.kill(os.getpid(), signal.SIGINT)
            return {"type": "any"}

    built.append(create_model("Built", __base__=BaseModel, field=(Presses, ...)))
    time.sleep(1)


class _Presses:
    """A default that is told its name with Ctrl-C."""

    armed = False

    def __set_name__(self, _owner: type, _name: str) -> None:
        if self.armed:
            os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.usefixtures("heard")
def test_the_fields_of_a_dataclass_are_made_whole_and_ctrl_c_comes_after() -> None:
    """Python takes what comes meanwhile for a fault of the class."""
    default = _Presses()

    @dataclass(frozen=True, slots=True)
    class Late:
        a: object = field(default=default)

    default.armed = True
    with pytest.raises(KeyboardInterrupt):
        fields(Late)
    default.armed = False
    assert [f.default for f in fields(Late)] == [default]


@pytest.mark.usefixtures("heard")
def test_a_class_of_pydantic_is_built_whole_and_ctrl_c_comes_after() -> None:
    built: list[type] = []
    with pytest.raises(KeyboardInterrupt):
        _press_inside_a_class_being_built(built)
    assert [kind.__name__ for kind in built] == ["Built"]


@pytest.mark.usefixtures("heard")
def test_what_waits_is_told_when_there_is_no_later() -> None:
    interrupts._held += 1
    os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012  the clock may be first on a busy machine
        interrupts._held -= 1
        interrupts.settle()
    interrupts.settle()


@pytest.mark.usefixtures("heard")
def test_a_step_that_is_held_is_not_cut_in_two() -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        _press_inside_a_step(done)
    assert done == ["the whole step"]
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    with pytest.raises(KeyboardInterrupt):
        _press()


@pytest.mark.usefixtures("heard")
def test_what_waits_is_forgotten_at_the_end() -> None:
    interrupts._held += 1
    os.kill(os.getpid(), signal.SIGINT)
    interrupts.forget()
    interrupts._held -= 1
    time.sleep(5 * interrupts.LATER_S)


class _PressedStream(io.BytesIO):
    """A place to write to where Ctrl-C is pressed, once, while it is asked whether it can be written to."""

    ready = False

    def writable(self) -> bool:
        if self.ready:
            self.ready = False
            os.kill(os.getpid(), signal.SIGINT)
        return True


@pytest.mark.usefixtures("heard")
def test_a_stream_is_made_ready_whole_and_ctrl_c_comes_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half way through, Python takes a stream for one that cannot be written to, and loses its last words."""
    buffer = _PressedStream()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(buffer, encoding="ascii"))
    buffer.ready = True
    with pytest.raises(KeyboardInterrupt):
        prepare_streams()
    sys.stderr.write("名")
    sys.stderr.flush()
    assert buffer.getvalue() == b"?"


# glmopt, with a Ctrl-C at the import of so many modules; it says on stderr how many there were.
COUNTS = """
import atexit, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
seen, last = 0, int(os.environ["PRESS_AT"])
def count(event, _arguments):
    global seen
    if event == "import":
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGINT)
from glmopt.__main__ import main
atexit.register(lambda: sys.stderr.write(f"imports: {seen}"))
sys.addaudithook(count)
main()
"""
TRIES = 24


def test_ctrl_c_at_any_import_ends_a_solve_and_is_never_lost() -> None:
    scenario = str(data_root() / "scenarios" / "200streams.yaml")
    command = [sys.executable, "-c", COUNTS, "solve", scenario, "--set", "solver.second=cbc"]

    def press(at: int) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "PRESS_AT": str(at)}
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=100, check=False)

    whole = press(0)
    imports = int(whole.stderr.rpartition("imports: ")[2])
    assert (whole.returncode, imports > 400) == (0, True)
    for k in range(TRIES):
        at = 10 + k * (imports - 10) // TRIES
        run = press(at)
        assert (run.returncode, "Traceback" in run.stderr) == (130, False), (at, imports, run)


# A library that makes an error of its own of whatever comes.
MAKES_AN_ERROR = """
import os, signal, time
import glmopt.cli as cli
def load(_arguments):
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
    except BaseException:
        raise SystemError("an error was set")
cli.app_of = load
cli.main(["solve"])
"""


def test_a_signal_that_a_library_made_another_error_of_ends_the_process_all_the_same() -> None:
    run = subprocess.run([sys.executable, "-c", MAKES_AN_ERROR], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (143, "", "")


def test_ctrl_c_while_the_arguments_are_read_is_said_in_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import typer.core

    from glmopt.cli import main

    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(typer.core.TyperGroup, "parse_args", pressed)
    with pytest.raises(SystemExit) as ended:
        main(["solve", "any.yaml", "--lang", "en"])
    assert (ended.value.code, capsys.readouterr()) == (130, ("", "interrupted\n"))
