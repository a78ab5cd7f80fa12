"""`glmopt size`: what cards can do for an llm by the roofline, and why."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from glmopt.cli.options import Catalogs, Lang, TableFormat, language


def size(
    llm: Annotated[
        str, typer.Option(help="An llm of the catalog, a YAML file, or a config.json.")
    ] = "chatglm3-6b",
    card: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="May be repeated; default: all.")
    ] = None,
    prompt: Annotated[int, typer.Option(help="Tokens of a prompt.")] = 512,
    output_tokens: Annotated[int, typer.Option("--output", help="Tokens of an answer.")] = 256,
    context: Annotated[
        int | None, typer.Option(help="Tokens reserved for each stream.  [default: 2048]")
    ] = None,
    tokens_per_s: Annotated[str, typer.Option(help="Speed that each stream is promised.")] = "20",
    ttft_s: Annotated[str | None, typer.Option(help="Seconds to the first token, if limited.")] = None,
    precision: Annotated[str, typer.Option(help="Weights: fp16, fp8, int8 or int4.")] = "fp16",
    efficiency: Annotated[
        str | None, typer.Option(help="Efficiency set; default: that of the card's vendor, or `default`.")
    ] = None,
    cards_per_group: Annotated[int, typer.Option(help="Cards of a tensor-parallel group.")] = 1,
    light: Annotated[str, typer.Option(help="Light fine-tuning: lora, qlora or p-tuning.")] = "lora",
    zero: Annotated[int, typer.Option(help="ZeRO stage of full fine-tuning, 0 to 3.")] = 3,
    sequence: Annotated[int, typer.Option(help="Tokens of a training sequence.")] = 2048,
    batch: Annotated[int, typer.Option(help="Training sequences of a card in one step.")] = 1,
    checkpointing: Annotated[bool, typer.Option(help="Gradient checkpointing.")] = True,
    epoch_tokens: Annotated[
        int, typer.Option(help="Tokens of the training data, for the time of an epoch.")
    ] = 0,
    chassis: Annotated[
        str | None, typer.Option(metavar="ID", help="Server for full fine-tuning: its job sizes are applied.")
    ] = None,
    fabric: Annotated[str, typer.Option(metavar="ID", help="Network between its nodes.")] = "none",
    bandwidth: Annotated[
        str, typer.Option(metavar="GB/S", help="What a gang must have, per direction.")
    ] = "0",
    derive: Annotated[bool, typer.Option("--derive", help="Show how each figure comes about.")] = False,
    catalogs: Catalogs = None,
    lang: Lang = None,
    form: TableFormat = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output-file", metavar="FILE", help="Write to FILE instead of stdout."),
    ] = None,
) -> None:
    """What one card can do: streams with the limit that binds, instances, memory, fine-tuning."""
    from glmopt.catalog import load_catalog
    from glmopt.reports.output import deliver
    from glmopt.reports.sizing import capacity_table, derivation_table
    from glmopt.sizing.roofline import size as size_card
    from glmopt.sizing.roofline.ask import ask, cards_to_size

    catalog = load_catalog(catalogs or ())
    catalog, question = ask(
        catalog,
        llm=llm,
        precision=precision,
        efficiency=efficiency,
        epoch_tokens=epoch_tokens,
        service={
            "prompt": prompt,
            "output": output_tokens,
            "context": context if context is not None else max(2048, prompt + output_tokens),
            "tokens_per_s": tokens_per_s,
            "ttft_s": ttft_s,
            "cards": cards_per_group,
        },
        light={"method": light, "sequence": sequence, "batch": batch, "checkpointing": checkpointing},
        full={"zero": zero, "sequence": sequence, "batch": batch, "checkpointing": checkpointing},
    )
    sized = [size_card(catalog, question, c) for c in cards_to_size(catalog, card or ())]
    tongue = language(lang)
    make = derivation_table if derive else capacity_table
    table = make(sized, catalog, tongue)
    if chassis and not derive:
        from glmopt.cli.options import number
        from glmopt.reports.housing import housing, with_housing

        home = housing(catalog, chassis, fabric, number("--bandwidth", bandwidth))
        table = with_housing(table, sized, catalog, home, tongue)
    deliver(table, form, output, out=sys.stdout, err=sys.stderr, environ=os.environ)
