"""The command line: one file for each command. Results on stdout, messages on stderr, exit codes of DESIGN.

0 optimal or done · 1 feasible, not proved · 2 wrong usage or input · 3 infeasible · 4 failure of the machine
or a solver · 130 interrupted. Only typer is imported here; each command loads what it needs when it runs.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence

import typer

from glmopt.cli import (
    calibrate,
    catalog,
    check,
    explain,
    frontier,
    imports,
    probe,
    schema,
    show,
    size,
    solve,
    table,
    validate,
    whatif,
)
from glmopt.cli.messages import report_bug, report_error
from glmopt.cli.process import Ended, give_up, prepare_streams, signals_as_errors

app = typer.Typer(
    name="glmopt",
    help="The cheapest purchase of accelerators that serves an LLM and can still fine-tune it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("solve")(solve.solve)
app.command("whatif")(whatif.whatif)
app.command("explain")(explain.explain)
app.command("frontier")(frontier.frontier)
app.command("table")(table.table)
app.command("calibrate")(calibrate.calibrate)
app.command("probe")(probe.probe)
app.command("size")(size.size)
app.command("check")(check.check)
app.command("validate")(validate.validate)
app.command("show")(show.show)
app.add_typer(catalog.app, name="catalog")
app.add_typer(imports.app, name="import")
app.command("schema")(schema.schema)


def _version(wanted: bool) -> None:
    if wanted:
        from glmopt import __version__

        typer.echo(f"glmopt {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and end."
    ),
) -> None:
    """Options of glmopt itself."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
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
        return int(app(arguments, standalone_mode=False) or 0)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return 130
    except (BrokenPipeError, SystemExit):
        # typer's own answer to a reader that has gone is exit code 1, which would be "not proved"
        give_up(sys.stdout)
        return 0
    except Exception as error:
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
