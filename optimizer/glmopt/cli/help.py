"""The help of the commands in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from glmopt.language import texts

DOMAIN = "help"
_Formatter: Any = typer.Context.formatter_class

# What typer adds to the help of a parameter: [default: 2%; 0<=x<=100], [required].
_ADDED = r"(?s)(?P<help>.*?)(?P<space> *)\[(?P<added>[^\[\]]*)\]"


def helps(command: Any) -> Iterator[Any]:
    """The command, its parameters, and those of its subcommands: everything that has a help text."""
    yield command
    yield from (p for p in command.params if getattr(p, "help", None))
    for inner in getattr(command, "commands", {}).values():
        yield from helps(inner)


def in_language(command: Any, lang: str) -> Any:
    """`command` with its help in `lang`; a text without translation stays English."""
    known = texts(DOMAIN, lang)
    if not known:
        return command

    class Formatter(_Formatter):  # type: ignore[misc]  # click is inside typer, and has no types to import
        """Headings, the usage line, and what typer adds to help texts: it has them in English only."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, known["Usage: "] if prefix is None else prefix)

        def write_heading(self, heading: str) -> None:
            super().write_heading(known.get(heading, heading))

        def write_dl(self, rows: Sequence[tuple[str, str]], *sizes: Any, **more: Any) -> None:
            super().write_dl([(name, _row(text)) for name, text in rows], *sizes, **more)

    class Context(typer.Context):
        formatter_class = Formatter

    def _row(text: str) -> str:
        found = re.fullmatch(_ADDED, text)
        if found is None:
            return known.get(text, text)
        default = known["default: {default}"].format(default="")
        added = (known.get(part, part.replace("default: ", default)) for part in found["added"].split("; "))
        return f"{known.get(found['help'], found['help'])}{found['space']}[{'; '.join(added)}]"

    for part in helps(command):
        part.help = known.get(part.help, part.help)
        if hasattr(part, "context_class"):
            part.context_class = Context
    return command
