"""Write an answer: its document with the studies that are asked for, and the reports that go with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from glmopt.study import Studies

RESULT = "result.json"
Tell = Callable[[int, int], None]


@contextmanager
def watched(name: str) -> Iterator[tuple[Tell, Callable[[], bool]]]:
    """A way to tell of progress, and one to ask whether Ctrl-C was pressed."""
    from glmopt.cli.process import interrupts_noted
    from glmopt.cli.progress import progress

    with progress(name) as tell, interrupts_noted() as pressed:
        yield tell, pressed


def with_studies(text: str, seconds: float | None) -> tuple[str, Studies]:
    """The document `text` with every study in it, as far as Ctrl-C lets; and the studies."""
    from glmopt.reports.bundle import SECONDS
    from glmopt.reports.bundle import with_studies as made

    with watched("studies") as (tell, pressed):
        return made(text, SECONDS if seconds is None else seconds, tell, pressed)


def write(text: str, folder: Path, lang: str, *, interrupted: bool) -> bool:
    """The result and, where it was not `interrupted`, its reports into `folder`, all of them or none.

    Whether Ctrl-C came: then the result is there, and its reports are not.
    """
    from glmopt.language import translator
    from glmopt.reports.files import write_all

    files = {} if interrupted else _reports(text, folder, lang)
    folder.mkdir(parents=True, exist_ok=True)
    write_all({folder / RESULT: (text + "\n").encode(), **files})
    if not files:
        _ = translator(lang)
        note = _("note: interrupted: {file} is written without its reports; glmopt report makes them")
        typer.echo(note.format(file=folder / RESULT), err=True)
    return not files


def _reports(text: str, folder: Path, lang: str) -> dict[Path, bytes]:
    """The reports of a result, not yet written; none where Ctrl-C comes first."""
    from glmopt.cli.report import say_left_out
    from glmopt.reports.bundle import bundle

    with watched("report") as (tell, pressed):

        def go(done: int, total: int) -> None:
            # a study takes Ctrl-C as a word to stop early; here all of them are to
            if pressed():
                raise KeyboardInterrupt
            tell(done, total)

        try:
            files, found = bundle(text, folder, lang, go)
        except KeyboardInterrupt:
            return {}
    say_left_out(found, lang)
    return files
