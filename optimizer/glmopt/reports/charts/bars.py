"""Plain bars from zero, each with its name and its value in words."""

from __future__ import annotations

from collections.abc import Sequence

from glmopt.dataclass import dataclass
from glmopt.reports.charts import svg
from glmopt.reports.charts.svg import Number, Scale

ROW, BAR, TOP, LENGTH = 28, 16, 44, 380


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `value` not negative, None where there is none; `text` beside it; `hatched` sets it apart."""

    label: str
    value: Number | None
    text: str
    hatched: bool = False


def bar_chart(bars: Sequence[Bar], *, title: str, desc: str, lang: str, ident: str = "bars") -> str:
    """The bars as an SVG document, from top to bottom."""
    left = max([svg.wide(b.label) for b in bars] + [40]) + 28
    room = max([svg.wide(b.text) for b in bars] + [40])
    scale = Scale(0, max((b.value for b in bars if b.value is not None), default=1) or 1, left, left + LENGTH)
    parts: list[str] = []
    for row, bar in enumerate(bars):
        y = TOP + row * ROW
        parts.append(svg.text(left - 8, y + 13, bar.label, anchor="end"))
        end = scale(bar.value or 0)
        if bar.value is not None:
            parts.append(svg.box(left, y, end - left, BAR, fill=svg.TINTS[0], stroke=svg.INK))
            if bar.hatched:
                parts.append(svg.box(left, y, end - left, BAR, fill=f"url(#{ident}-h)"))
        parts.append(svg.text(end + 6, y + 13, bar.text))
    parts.append(svg.line(left, TOP - 4, left, TOP + ROW * len(bars)))
    height = TOP + ROW * len(bars) + 16
    return svg.document(
        parts, left + LENGTH + room + 24, height, title=title, desc=desc, lang=lang, ident=ident
    )
