"""Make docs/gallery.md and its pictures: every shipped scenario, solved, with what its money is spent on.

    python docs/gallery.py

A test compares the page with what the scenarios answer today.
"""

from __future__ import annotations

from pathlib import Path

from glmopt.catalog import Catalog, data_root
from glmopt.language import translator
from glmopt.plan import Plan
from glmopt.reports.charts import Bar, bar_chart
from glmopt.reports.headline import headline
from glmopt.reports.numbers import amount
from glmopt.reports.prices import pieces
from glmopt.result import Result, answer
from glmopt.result.basis import rests_on
from glmopt.scenario import Scenario, catalog_for, load_scenario
from glmopt.study import compare

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "images" / "gallery"
HEAD = """# Gallery

Every scenario that comes with glmopt, and its answer. Made by `python docs/gallery.py`; a test compares it.
"""


def entry(name: str, result: Result) -> tuple[str, str | None]:
    """The text of one scenario, and its picture where something is bought for money."""
    _ = translator("en")
    said = headline(result.scenario, result.solved, _, "en")
    lines = [f"## {result.scenario.name.en}", "", f"`scenarios/{name}.yaml`: {said}.", ""]
    if result.plan is not None and result.plan.nodes:
        lines += [f"{_bought(result.catalog, result.plan)}.", ""]
    lines += steps(result.scenario) if result.scenario.nodes and result.scenario.sweep else []
    picture = drawing(name, result)
    if picture is not None:
        lines += [f"![What the money is spent on](images/gallery/{name}.svg)", ""]
    return "\n".join(lines), picture


def _bought(catalog: Catalog, plan: Plan) -> str:
    """The cards and the servers of a plan, by their names."""
    cards = " + ".join(f"{n.count} × {catalog.cards[n.card].name.en}" for n in plan.lines)
    held: dict[str, int] = {}
    for node in plan.nodes:
        name = catalog.chassis[node.chassis].name.en
        held[name] = held.get(name, 0) + node.nodes
    servers = " + ".join(f"{count} × {name}" for name, count in held.items())
    return f"{cards} in {servers}" if servers else cards


def steps(scenario: Scenario) -> list[str]:
    """A sweep as a table: the value of each step, what it costs and what is bought."""
    catalog, found = catalog_for(scenario), compare(scenario)
    key = found.variations[0].settings[0].key
    rows = [f"| `{key}` | total ({scenario.money.currency}) | bought |", "| ---: | ---: | --- |"]
    for v in found.variations:
        bought = _bought(catalog, v.solved.plan) if v.solved.plan else v.solved.ending.status
        rows.append(f"| {v.settings[0].written[0]} | {amount(v.cost)} | {bought} |")
    return [*rows, ""]


def drawing(name: str, result: Result) -> str | None:
    """Cost of each line of the bill as bars."""
    plan = result.plan
    if plan is None or not plan.bill:
        return None
    rests = rests_on(result.scenario, result.catalog, plan)
    bars = [
        Bar(
            f"{piece.count} {piece.name}",
            piece.subtotal,
            f"{amount(piece.subtotal)} {plan.currency}",
        )
        for piece in pieces(rests, result.catalog, translator("en"), "en")
        if piece.subtotal
    ]
    title = result.scenario.name.en
    return bar_chart(bars, title=title, desc="What the money is spent on", lang="en", ident=name)


def gallery() -> tuple[str, dict[str, str]]:
    """The page, and its pictures by scenario."""
    texts, pictures = [HEAD], {}
    for path in sorted((data_root() / "scenarios").glob("*.yaml")):
        scenario = load_scenario(path)
        text, picture = entry(path.stem, answer(scenario, catalog_for(scenario)))
        texts.append(text)
        if picture is not None:
            pictures[path.stem] = picture
    return "\n".join(texts).rstrip("\n") + "\n", pictures


if __name__ == "__main__":
    page, made = gallery()
    PICTURES.mkdir(parents=True, exist_ok=True)
    (HERE / "gallery.md").write_text(page, encoding="utf-8")
    for stem, svg in made.items():
        (PICTURES / f"{stem}.svg").write_text(svg, encoding="utf-8")
