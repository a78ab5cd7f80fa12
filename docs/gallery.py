"""Make docs/gallery.md and its pictures: every shipped scenario, solved, with what its money is spent on.

    python docs/gallery.py

A test compares the page with what the scenarios answer today.
"""

from __future__ import annotations

from pathlib import Path

from glmopt.catalog import data_root
from glmopt.language import translator
from glmopt.reports.charts import Bar, bar_chart
from glmopt.reports.facts import headline
from glmopt.reports.numbers import amount
from glmopt.reports.prices import pieces
from glmopt.result import Result, answer
from glmopt.result.basis import rests_on
from glmopt.scenario import catalog_for, load_scenario

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
    picture = drawing(name, result)
    if picture is not None:
        lines += [f"![What the money is spent on](images/gallery/{name}.svg)", ""]
    return "\n".join(lines), picture


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
