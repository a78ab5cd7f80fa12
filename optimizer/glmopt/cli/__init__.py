"""The command line: one file for each command. Results on stdout, messages on stderr, exit codes of DESIGN.

0 optimal or done · 1 feasible, not proved · 2 wrong usage or input · 3 infeasible · 4 failure of the machine
or a solver · 130 interrupted. Only typer is imported here; each command loads what it needs when it runs.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import typer
import typer.core

from glmopt import interrupts
from glmopt.cli.late import metadata_when_asked
from glmopt.cli.messages import report_bug, report_error, wanted_language
from glmopt.cli.process import ENDING, Ended, give_up, prepare_streams, signals_as_errors
from glmopt.errors import Interrupted

# Command, and the module and function behind it, in the order of the help; a group of commands is an `app`.
COMMANDS = {
    "init": "init.init",
    "solve": "solve.solve",
    "whatif": "whatif.whatif",
    "explain": "explain.explain",
    "frontier": "frontier.frontier",
    "table": "table.table",
    "calibrate": "calibrate.calibrate",
    "probe": "probe.probe",
    "size": "size.size",
    "report": "report.report",
    "check": "check.check",
    "compare": "compare.compare",
    "validate": "validate.validate",
    "show": "show.show",
    "catalog": "catalog.app",
    "import": "imports.app",
    "schema": "schema.schema",
    "doctor": "doctor.doctor",
}


class _Commands(typer.core.TyperGroup):
    """The commands, and Ctrl-C as an error of ours: typer itself would end without a word."""

    def make_context(self, *arguments: Any, **keys: Any) -> Any:
        """The arguments, read. Raises Interrupted where Ctrl-C comes meanwhile."""
        try:
            return super().make_context(*arguments, **keys)
        except KeyboardInterrupt:
            raise Interrupted from None

    def invoke(self, ctx: Any) -> Any:
        """What a command returns; Interrupted where Ctrl-C comes before it has something to tell."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Interrupted from None


def app_of(arguments: Sequence[str]) -> typer.Typer:
    """The commands; only the one that `arguments` begin with, where they name one: the rest costs time."""
    app = typer.Typer(
        name="glmopt",
        cls=_Commands,
        help="The cheapest purchase of accelerators that serves an LLM and can still fine-tune it.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_common)
    wanted = arguments[:1] if arguments and arguments[0] in COMMANDS else COMMANDS
    for name in wanted:
        module, _, function = COMMANDS[name].partition(".")
        command = getattr(importlib.import_module(f"glmopt.cli.{module}"), function)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from glmopt import __version__

        typer.echo(f"glmopt {__version__}")
        raise typer.Exit


def _common(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and end."
    ),
) -> None:
    """Options of glmopt itself."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    # Looking for plugins of pydantic reads the metadata of every package there is; none of them is ours.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    metadata_when_asked()
    # numpy starts a thread for every processor, and nothing here multiplies matrices.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    prepare_streams()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with signals_as_errors():
            code = _run(given)
    except Ended as signal:
        code = signal.exit_code
    sys.exit(_flushed(code))


def _run(arguments: list[str]) -> int:
    try:
        from glmopt.cli.help import in_language
        from glmopt.cli.parameters import sparing

        command = sparing(typer.main.get_command(app_of(arguments)))
        in_language(command, wanted_language(arguments, os.environ))
        return int(command(arguments, standalone_mode=False) or 0)
    except KeyboardInterrupt:
        report_error(Interrupted(), arguments)
        return Interrupted.exit_code
    except (BrokenPipeError, SystemExit):
        # typer's own answer to a reader that has gone is exit code 1, which would be "not proved"
        give_up(sys.stdout)
        return 0
    except Exception as error:
        if interrupts.acted(ENDING):
            raise
        known = report_error(error, arguments)
        return known if known is not None else report_bug(error, arguments)


def _flushed(code: int) -> int:
    """`code`, once all output is written: 4 where it cannot be, 0 where the reader (head, less) has gone."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        give_up(sys.stdout)
        return 0
    except OSError as error:
        give_up(sys.stdout)
        with contextlib.suppress(OSError):
            report_error(error, ())
        return 4
    return code
