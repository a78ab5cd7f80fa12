"""Errors for people on stderr, or as the one JSON document that `-f json` promises on stdout."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import typer

from glmopt.errors import CheckFailure, GlmoptError, InputError
from glmopt.language import LANGUAGES, default_language
from glmopt.messages import error_text, usage_text

# typer carries its own click; the base of its usage errors is found through one that it exports.
_UsageError: type[Exception] = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether the command line asks for JSON, even where it cannot be understood."""
    text = " ".join(arguments)
    return any(form in text for form in ("-f json", "-fjson", "--format json", "--format=json"))


def wanted_language(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The language that the command line asks for, even where it cannot be understood; else the locale's."""
    for option, value in itertools.pairwise((*arguments, "")):
        name, equals, given = option.partition("=")
        if name == "--lang" and (given if equals else value) in LANGUAGES:
            return given if equals else value
    return default_language(environ)


def report_error(error: Exception, arguments: Sequence[str]) -> int | None:
    """Show an error that is foreseen and return its exit code; None for one that is not."""
    lang = wanted_language(arguments, os.environ)
    if isinstance(error, GlmoptError):
        entries = _faults(error) if isinstance(error, InputError) else [_as_dict(error)]
        _show(entries, error_text(error, lang), arguments)
        return error.exit_code
    if isinstance(error, _UsageError):
        message = error.format_message()  # type: ignore[attr-defined]
        text = usage_text("usage", message, lang, "see --help")
        _show([{"code": "usage", "message": message}], text, arguments)
        return 2
    if isinstance(error, typer.Abort):
        return 130
    if isinstance(error, OSError):
        message = f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"
        text = usage_text("machine", message, lang)
        _show([{"code": "machine", "message": message}], text, arguments)
        return 4
    return None


def report_bug(error: Exception, arguments: Sequence[str]) -> int:
    """Show an error that nobody foresaw: a bug of glmopt. The traceback comes with GLMOPT_DEBUG=1."""
    if os.environ.get("GLMOPT_DEBUG"):
        raise error
    message = f"{type(error).__name__}: {error}"
    action = "this is a fault of glmopt; set GLMOPT_DEBUG=1 for the traceback"
    text = usage_text("bug", message, wanted_language(arguments, os.environ), action)
    _show([{"code": "bug", "message": message}], text, arguments)
    return 4


def _faults(error: InputError) -> list[dict[str, Any]]:
    return [fault.as_dict() for fault in error.faults]


def _as_dict(error: GlmoptError) -> dict[str, Any]:
    code = {
        "CheckFailure": "check",
        "Disagreement": "disagreement",
        "Interrupted": "interrupted",
        "NotProvedError": "solver",
        "SolverFailure": "solver",
    }
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
