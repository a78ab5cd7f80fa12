"""A level drawn across a chart, with its name where the curve leaves it room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from glmopt.reports.charts import svg

# Left, right, top and bottom of something, in pixels.
Box = tuple[float, float, float, float]
COLOUR = "#b3261e"
LETTERS = 12  # their height, in pixels
NEAR = 4  # pixels between a name and what is beside it


def limit_line(words: str, y: float, field: Box, curve: Iterable[Box]) -> Iterator[str]:
    """A dashed line at the height `y` across `field`, and its name, beside the straight parts of `curve`.

    The name stands at an end of the line, above it or below, where no part of the curve runs through it; with
    a seam of the paper's colour around its letters, for where there is no such place.
    """
    left, right, top, bottom = field
    yield (
        f'<path class="limit" d="M{svg.num(left)} {svg.num(y)}H{svg.num(right)}" '
        f'stroke="{COLOUR}" stroke-width="1.5" stroke-dasharray="6 4"/>'
    )
    long, parts = svg.wide(words), list(curve)
    places = [(x, base) for x in (left + 6, right - 6 - long) for base in (y - NEAR - 2, y + LETTERS + NEAR)]

    def free(place: tuple[float, float]) -> bool:
        x, base = place
        box = (x - NEAR, x + long + NEAR, base - LETTERS, base + NEAR)
        return top <= box[2] and box[3] <= bottom and not any(_meet(box, part) for part in parts)

    x, base = next(filter(free, places), places[0])
    seam = 'class="seam" paint-order="stroke" stroke="#ffffff" stroke-width="4" stroke-linejoin="round"'
    yield svg.text(x, base, words, fill=COLOUR).replace("<text ", f"<text {seam} ", 1)


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[1] and other[0] <= one[1] and one[2] <= other[3] and other[2] <= one[3]
