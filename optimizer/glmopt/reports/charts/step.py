"""A step curve: flat pieces from left to right, a numbered mark where something new begins."""

from __future__ import annotations

from collections.abc import Sequence

from glmopt.dataclass import dataclass
from glmopt.language import translator
from glmopt.reports.charts import svg
from glmopt.reports.charts.svg import Number, Scale
from glmopt.reports.numbers import amount

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 96, 20, 44, 48
ROW = 22
# Numbers nearer to each other could not be read; such marks are dots.
APART, MOST_MARKS = 22, 15


@dataclass(frozen=True, slots=True)
class Flat:
    """One piece: `value` for every x from `low` to `high`; None where nothing fits.

    A `marked` piece gets a number on the curve, and its `label` beside that number below; a dot where
    there is no room.
    """

    low: Number
    high: Number
    value: Number | None
    label: str = ""
    marked: bool = False


def step_curve(
    flats: Sequence[Flat],
    *,
    title: str,
    desc: str,
    x_title: str,
    y_title: str,
    lang: str,
    ident: str = "steps",
) -> str:
    """The curve as an SVG document; pieces in rising order of x, at least one."""
    _ = translator(lang)
    top = max((f.value for f in flats if f.value is not None), default=1) or 1
    across = Scale(flats[0].low, flats[-1].high, LEFT, WIDTH - RIGHT)
    up = Scale(0, top, TOP + HEIGHT, TOP + 24)
    parts = [*_axes(across, up, x_title, y_title)]
    marks: list[tuple[str, str]] = []
    before: tuple[float, float] | None = None
    last, unnamed = -float(APART), 0
    for flat in flats:
        # A piece ends where the next begins: whole targets have no gap between them on paper.
        x1, x2 = across(flat.low), across(flat.high)
        if flat.value is None:
            parts += _nothing(x1, max(x2, x1 + 2), _("infeasible"), ident)
            before = None
            continue
        y = up(flat.value)
        if before is not None:
            parts.append(svg.line(before[0], before[1], x1, before[1], stroke=svg.LINE, width=2))
            parts.append(svg.line(x1, before[1], x1, y, stroke=svg.LINE, width=2))
        parts.append(svg.line(x1, y, max(x2, x1 + 1), y, stroke=svg.LINE, width=2))
        before = (x2, y)
        if flat.marked and len(marks) < MOST_MARKS and x1 - last >= APART:
            marks.append((str(len(marks) + 1), f"{amount(flat.low)}: {flat.label}"))
            parts.append(svg.badge(x1, max(TOP + 10, y - 12), marks[-1][0]))
            last = x1
        elif flat.marked:
            parts.append(svg.dot(x1, y))
            unnamed += 1
    if unnamed:
        marks.append(("•", _("{n} more changes of the mix").format(n=unnamed)))
    y = TOP + HEIGHT + BOTTOM
    for sign, label in marks:
        y += ROW
        parts += [svg.badge(LEFT - 60, y - 4, sign), svg.text(LEFT - 44, y, label)]
    return svg.document(parts, WIDTH, y + 16, title=title, desc=desc, lang=lang, ident=ident)


def _axes(across: Scale, up: Scale, x_title: str, y_title: str) -> list[str]:
    parts = [svg.text(16, TOP - 2, y_title, fill=svg.GREY)]
    for value in svg.ticks(up.low, up.high):
        y = up(value)
        parts.append(svg.line(LEFT, y, WIDTH - RIGHT, y, stroke=svg.GRID))
        parts.append(svg.text(LEFT - 6, y + 4, amount(value), anchor="end", fill=svg.GREY))
    base = TOP + HEIGHT
    for value in svg.ticks(across.low, across.high, 8):
        x = across(value)
        parts.append(svg.line(x, base, x, base + 5, stroke=svg.GREY))
        parts.append(svg.text(x, base + 18, amount(value), anchor="middle", fill=svg.GREY))
    parts.append(svg.line(LEFT, base, WIDTH - RIGHT, base))
    parts.append(svg.text(WIDTH - RIGHT, base + 36, x_title, anchor="end", fill=svg.GREY))
    return parts


def _nothing(x1: float, x2: float, word: str, ident: str) -> list[str]:
    middle = (x1 + x2) / 2
    anchor = "middle" if x2 - x1 > svg.wide(word) else "end"
    return [
        svg.box(x1, TOP, x2 - x1, HEIGHT, fill=f"url(#{ident}-h)"),
        svg.text(middle if anchor == "middle" else x1 - 4, TOP + HEIGHT / 2, word, bold=True, anchor=anchor),
    ]
