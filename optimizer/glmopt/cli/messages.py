"""Errors for people on stderr, or as the one JSON document that `-f json` promises on stdout."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import typer

from glmopt.errors import CheckFailure, GlmoptError, InputError

# typer carries its own click; the base of its usage errors is found through one that it exports.
_UsageError: type[Exception] = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether the command line asks for JSON, even where it cannot be understood."""
    text = " ".join(arguments)
    return any(form in text for form in ("-f json", "-fjson", "--format json", "--format=json"))


def report_error(error: Exception, arguments: Sequence[str]) -> int | None:
    """Show an error that is foreseen and return its exit code; None for one that is not."""
    if isinstance(error, GlmoptError):
        _show(
            [_as_dict(error)] if not isinstance(error, InputError) else _faults(error), str(error), arguments
        )
        return error.exit_code
    if isinstance(error, _UsageError):
        message = error.format_message()  # type: ignore[attr-defined]
        _show(
            [{"code": "usage", "message": message}], f"error[usage]: {message}\n  help: see --help", arguments
        )
        return 2
    if isinstance(error, typer.Abort):
        return 130
    if isinstance(error, OSError):
        message = f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"
        _show([{"code": "machine", "message": message}], f"error[machine]: {message}", arguments)
        return 4
    return None


def report_bug(error: Exception, arguments: Sequence[str]) -> int:
    """Show an error that nobody foresaw: a bug of glmopt. The traceback comes with GLMOPT_DEBUG=1."""
    if os.environ.get("GLMOPT_DEBUG"):
        raise error
    message = f"{type(error).__name__}: {error}"
    text = f"error[bug]: {message}\n  help: this is a fault of glmopt; set GLMOPT_DEBUG=1 for the traceback"
    _show([{"code": "bug", "message": message}], text, arguments)
    return 4


def _faults(error: InputError) -> list[dict[str, Any]]:
    return [fault.as_dict() for fault in error.faults]


def _as_dict(error: GlmoptError) -> dict[str, Any]:
    code = {"CheckFailure": "check", "Disagreement": "disagreement", "SolverFailure": "solver"}
    entry: dict[str, Any] = {"code": code.get(type(error).__name__, "failure"), "message": str(error)}
    if isinstance(error, CheckFailure):
        entry["findings"] = list(error.findings)
    return entry


def _show(entries: list[dict[str, Any]], text: str, arguments: Sequence[str]) -> None:
    if wants_json(arguments):
        document = {"status": "error", "errors": entries}
        with contextlib.suppress(OSError):
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    with contextlib.suppress(OSError):
        sys.stderr.write(text + "\n")
