"""`glmopt import`: files of other tools as scenarios and throughput tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glmopt.cli.options import Lang, language

if TYPE_CHECKING:
    from glmopt.importing import Imported

app = typer.Typer(
    name="import",
    help="Turn a file of another tool into a scenario or a throughput table.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Source = Annotated[Path, typer.Argument(metavar="FILE", help="The other tool's file.", show_default=False)]
Sources = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Files of the benchmark.", show_default=False)
]
Scenario = Annotated[
    Path, typer.Option("-o", "--output", metavar="SCENARIO.yaml", help="The scenario to write.")
]
Table = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="TABLE.csv", help="The table to write, instead of stdout."),
]
CardId = Annotated[
    str | None, typer.Option("--card", metavar="ID", help="The card that was measured, by its id.")
]
GroupSize = Annotated[
    int | None, typer.Option("--cards", min=1, max=64, help="How many cards served together.")
]
OfScenario = Annotated[
    Path | None,
    typer.Option("--scenario", metavar="FILE", help="A scenario whose own cards and catalogs count too."),
]
# The benchmarks, by their names in importing.BENCHMARKS, and the help of their commands.
_HELP = {
    "vllm-bench": "Results of `vllm bench serve --save-result` as a throughput table.",
    "aiconfigurator": "Tables of NVIDIA's aiconfigurator as a throughput table.",
    "guidellm": "Reports of GuideLLM as a throughput table.",
}


@app.command("melange")
def melange(file: Source, output: Scenario, lang: Lang = None) -> None:
    """A Mélange configuration as a scenario with its two tables beside it."""
    from glmopt.catalog import load_catalog
    from glmopt.importing import melange as read

    _named(output, ".yaml", ".yml")
    _write(read(_text(file), str(file), load_catalog().cards, output.name), output, language(lang))


def _command(tool: str) -> None:
    """Add the command that reads results of a benchmark."""

    @app.command(tool, help=_HELP[tool])
    def benchmark(
        files: Sources,
        output: Table = None,
        card: CardId = None,
        cards: GroupSize = None,
        scenario: OfScenario = None,
        lang: Lang = None,
    ) -> None:
        _write(_benchmark(tool, files, output, scenario, card, cards), output, language(lang))


for _tool in _HELP:
    _command(_tool)


def _benchmark(
    tool: str,
    files: list[Path],
    output: Path | None,
    scenario: Path | None,
    card: str | None,
    cards: int | None,
) -> Imported:
    from glmopt.importing import BENCHMARKS, Asked

    if output is not None:
        _named(output, ".csv")
    texts = {str(file): _text(file) for file in files}
    return BENCHMARKS[tool](texts, Asked(card, cards, _known(scenario)))


def _known(scenario: Path | None) -> tuple[str, ...]:
    """The cards that may have been measured: the shipped ones, or those that a scenario knows."""
    from glmopt.catalog import load_catalog
    from glmopt.scenario import catalog_for, load_scenario

    catalog = load_catalog() if scenario is None else catalog_for(load_scenario(scenario))
    return tuple(catalog.cards)


def _text(file: Path) -> str:
    from glmopt.importing.imported import MAX_IMPORT_BYTES
    from glmopt.records.reading import read_file

    return read_file(file, str(file), MAX_IMPORT_BYTES)


def _named(output: Path, *endings: str) -> None:
    from glmopt.errors import Fault, InputError

    if output.suffix.lower() not in endings:
        message = f"a name that ends in {' or '.join(endings)} is needed, found {output.name}"
        raise InputError(Fault("usage", message, field="--output"))


def _write(imported: Imported, output: Path | None, lang: str) -> None:
    from glmopt.messages import noted
    from glmopt.reports.files import write_whole

    if output is None:
        typer.echo(imported.texts[""], nl=False)
    else:
        # The tables first: a scenario never names a file that is not there.
        for suffix, text in sorted(imported.texts.items(), reverse=True):
            write_whole(output.with_name(output.stem + suffix) if suffix else output, text.encode())
    for note in imported.notes:
        typer.echo(noted(note, lang), err=True)
