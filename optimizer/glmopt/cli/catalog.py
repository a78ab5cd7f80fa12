"""`glmopt catalog`: what is in the catalog, where each figure is from, and how old the prices are."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from glmopt.cli.options import Format, Lang, OutputFormat, language
from glmopt.cli.options import show as display

app = typer.Typer(help="Look into the catalog.", no_args_is_help=True, rich_markup_mode=None)

STALE_MONTHS = 24


@app.command("list")
def list_cards(output_format: OutputFormat = Format.table, lang: Lang = None) -> None:
    """List the cards with their published and data-sheet figures and their prices."""
    from glmopt.catalog import load_catalog
    from glmopt.reports.catalog import cards_table
    from glmopt.reports.tabular import render

    table = cards_table(load_catalog(), language(lang))
    display(lambda screen: render(table, output_format.value, screen))


@app.command("show")
def show(
    name: Annotated[
        str,
        typer.Argument(metavar="ID", help="A card, chassis, fabric, llm or price list.", show_default=False),
    ],
    output_format: OutputFormat = Format.table,
    lang: Lang = None,
) -> None:
    """Show one entry of the catalog, each figure with value, date, confidence and sources."""
    from glmopt.catalog import load_catalog
    from glmopt.errors import Fault, InputError
    from glmopt.records.faults import suggest
    from glmopt.reports.catalog import figures_table
    from glmopt.reports.tabular import render
    from glmopt.result import dumps, jsonable

    catalog = load_catalog()
    found: dict[str, Any] = {**catalog.prices, **catalog.llms, **catalog.chassis, **catalog.fabrics}
    found |= {**catalog.efficiencies, **catalog.cards}
    if name not in found:
        action = suggest(name, found) or "see glmopt catalog list"
        raise InputError(Fault("unknown-name", f"nothing named {name!r} in the catalog", action=action))
    if output_format is Format.json:
        typer.echo(dumps(jsonable(found[name].model_dump(by_alias=True, exclude_none=True))))
        return
    table = figures_table(found[name], catalog, language(lang))
    display(lambda screen: render(table, output_format.value, screen))


@app.command("check")
def check(
    max_age: Annotated[
        int, typer.Option("--max-age", help="Months after which a price is old.")
    ] = STALE_MONTHS,
    lang: Lang = None,
) -> None:
    """Check that every source resolves, and name the old prices; exit code 2 where a source is missing."""
    import datetime as dt

    from glmopt.catalog import load_catalog
    from glmopt.catalog.audit import months_old, unresolved
    from glmopt.errors import InputError
    from glmopt.language import translator

    _ = translator(language(lang))
    catalog = load_catalog(whole=True)
    if faults := unresolved(catalog):
        raise InputError(faults)
    today = dt.datetime.now(tz=dt.UTC).date()
    for prices in catalog.prices.values():
        for price in prices.prices:
            age = months_old(price.date, today)
            if age > max_age:
                old = _("old: {list}: {card} {amount}, {kind} {date}: {age} months")
                said = {"list": prices.id, "card": price.card, "amount": price.amount, "age": age}
                typer.echo(old.format(**said, kind=_(price.kind), date=price.date))
    checked = _(
        "checked: {cards} cards, {chassis} chassis, {fabrics} fabrics, {prices} price lists, "
        "every source among {sources} resolves"
    )
    parts = ("cards", "chassis", "fabrics", "prices", "sources")
    typer.echo(checked.format(**{part: len(getattr(catalog, part)) for part in parts}))
