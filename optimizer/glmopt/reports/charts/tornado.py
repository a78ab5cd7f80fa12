"""A tornado: one input at a time, the change of the optimum to either side, the widest on top."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from glmopt.dataclass import dataclass
from glmopt.language import translator
from glmopt.reports.charts import svg
from glmopt.reports.charts.svg import Number, Scale

ROW, BAR, TOP, HALF, GAP = 30, 16, 56, 210, 12
LOW_FILL, HIGH_FILL = "#cfe8f7", "#f9cfb8"


@dataclass(frozen=True, slots=True)
class Swing:
    """One input: the change of the optimum at both ends of its range, None where nothing fits there.

    The texts stand beside the bars, such as `-50 %: -437,450`. `flips` where an end buys something else.
    """

    label: str
    low: Number | None
    high: Number | None
    low_text: str
    high_text: str
    flips: bool


def tornado_chart(
    swings: Sequence[Swing], *, title: str, desc: str, lang: str, starred: str, ident: str = "tornado"
) -> str:
    """The tornado as an SVG document; `starred` says what the star of an input that flips means."""
    _ = translator(lang)
    labels = max([svg.wide(s.label) for s in swings] + [80]) + 40
    texts = max([svg.wide(t) for s in swings for t in (s.low_text, s.high_text)] + [60])
    changes = [abs(Decimal(v)) for s in swings for v in (s.low, s.high) if v is not None]
    reach = max(changes, default=Decimal(0)) or Decimal(1)
    left = labels + texts + GAP
    scale = Scale(-reach, reach, left, left + 2 * HALF)
    width, height = left + 2 * HALF + texts + 2 * GAP, TOP + ROW * len(swings) + 40
    parts = [svg.text(16, 44, starred, fill=svg.GREY)]
    for row, swing in enumerate(swings):
        y = TOP + row * ROW
        parts.append(svg.text(16, y + 20, f"{swing.label}{' *' if swing.flips else ''}"))
        parts += _bars(swing, scale, y, ident)
    base = scale(0)
    parts.append(svg.line(base, TOP, base, TOP + ROW * len(swings)))
    parts.append(
        svg.text(base, TOP + ROW * len(swings) + 18, _("as it stands"), anchor="middle", fill=svg.GREY)
    )
    return svg.document(parts, width, height, title=title, desc=desc, lang=lang, ident=ident)


def _bars(swing: Swing, scale: Scale, y: float, ident: str) -> list[str]:
    """Both bars; an end where nothing fits has none, its text stands at the edge."""
    base, top = scale(0), y + (ROW - BAR) / 2
    parts: list[str] = []
    ends = [scale(v) for v in (swing.low, swing.high) if v is not None]
    left, right = min([base, *ends]), max([base, *ends])
    for value, fill, hatched in ((swing.low, LOW_FILL, True), (swing.high, HIGH_FILL, False)):
        if value is None:
            continue
        x1, x2 = sorted((base, scale(value)))
        parts.append(svg.box(x1, top, x2 - x1, BAR, fill=fill, stroke=svg.INK))
        if hatched:
            parts.append(svg.box(x1, top, x2 - x1, BAR, fill=f"url(#{ident}-h)"))
    # The text of the end that lies further left stands left of the bars.
    low_left = (swing.low if swing.low is not None else 0) <= (swing.high if swing.high is not None else 0)
    first, second = (swing.low_text, swing.high_text) if low_left else (swing.high_text, swing.low_text)
    parts.append(svg.text(left - GAP / 2, y + 20, first, anchor="end", fill=svg.GREY))
    parts.append(svg.text(right + GAP / 2, y + 20, second, fill=svg.GREY))
    return parts
