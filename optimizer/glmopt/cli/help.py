"""The help of the commands in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glmopt.language import texts

DOMAIN = "help"


def helps(command: Any) -> Iterator[Any]:
    """The command, its parameters, and those of its subcommands: everything that has a help text."""
    yield command
    yield from (p for p in command.params if getattr(p, "help", None))
    for inner in getattr(command, "commands", {}).values():
        yield from helps(inner)


def in_language(command: Any, lang: str) -> Any:
    """`command` with its help texts in `lang`; a text without translation stays English."""
    known = texts(DOMAIN, lang)
    for part in helps(command) if known else ():
        part.help = known.get(part.help, part.help)
    return command
