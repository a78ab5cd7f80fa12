"""A heat map of two keys: in each tile the letter and colour of the mix that is bought there."""

from __future__ import annotations

from collections.abc import Sequence

from glmopt.dataclass import dataclass
from glmopt.language import translator
from glmopt.reports.charts import svg

HEIGHT, TOP, LEAST, ROW = 40, 78, 84, 22


@dataclass(frozen=True, slots=True)
class Tile:
    """`mix` names what is bought, None where nothing fits; `text` stands under its letter, as the cost."""

    mix: str | None
    text: str = ""


def letters(rows: Sequence[Sequence[Tile]]) -> dict[str, str]:
    """The mixes in the order of their first tile, each with its letter: A to Z, then A2, B2, ..."""
    mixes = dict.fromkeys(tile.mix for row in rows for tile in row if tile.mix is not None)
    return {mix: chr(ord("A") + k % 26) + (str(k // 26 + 1) if k > 25 else "") for k, mix in enumerate(mixes)}


def heat_map(
    rows: Sequence[Sequence[Tile]],
    *,
    x_title: str,
    x_values: Sequence[str],
    y_title: str,
    y_values: Sequence[str],
    title: str,
    desc: str,
    lang: str,
    ident: str = "heat",
) -> str:
    """The map as an SVG document: one row for each of `y_values`, one column for each of `x_values`."""
    _ = translator(lang)
    named = letters(rows)
    tile = max([svg.wide(t.text) + 16 for row in rows for t in row] + [svg.wide(v) + 16 for v in x_values])
    tile = max(tile, LEAST, svg.wide(_("infeasible")) + 16)
    left = max(svg.wide(v) for v in (*y_values, y_title)) + 32
    parts = [
        svg.text(left, TOP - 28, x_title, fill=svg.GREY),
        svg.text(16, TOP - 10, y_title, fill=svg.GREY),
    ]
    for column, value in enumerate(x_values):
        parts.append(svg.text(left + (column + 0.5) * tile, TOP - 10, value, anchor="middle", bold=True))
    for number, (value, row) in enumerate(zip(y_values, rows, strict=True)):
        y = TOP + number * HEIGHT
        parts.append(svg.text(left - 8, y + 24, value, anchor="end", bold=True))
        for column, one in enumerate(row):
            parts += _tile(one, left + column * tile, y, tile, named, _("infeasible"), ident)
    y = TOP + len(rows) * HEIGHT + 8
    widths = [left + tile * len(x_values)]
    for mix, letter in named.items():
        y += ROW
        parts += [svg.badge(28, y - 4, letter[:2]), svg.text(46, y, mix)]
        widths.append(46 + svg.wide(mix))
    return svg.document(parts, max(widths) + 16, y + 16, title=title, desc=desc, lang=lang, ident=ident)


def _tile(
    tile: Tile, x: float, y: float, width: float, named: dict[str, str], nothing: str, ident: str
) -> list[str]:
    if tile.mix is None:
        return [
            svg.box(x, y, width, HEIGHT, fill="#ffffff", stroke=svg.INK),
            svg.box(x, y, width, HEIGHT, fill=f"url(#{ident}-h)"),
            svg.text(x + width / 2, y + 24, nothing, anchor="middle"),
        ]
    fill = svg.TINTS[list(named).index(tile.mix) % len(svg.TINTS)]
    return [
        svg.box(x, y, width, HEIGHT, fill=fill, stroke=svg.INK),
        svg.text(x + width / 2, y + 17, named[tile.mix], anchor="middle", bold=True),
        svg.text(x + width / 2, y + 33, tile.text, anchor="middle", size=11),
    ]
