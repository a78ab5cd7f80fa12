"""The few SVG elements that charts need, and a scale from values to pixels."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from glmopt.dataclass import dataclass

Number = int | Decimal

FONT = "system-ui, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"
INK, GREY, GRID = "#1a1a1a", "#555555", "#dddddd"
# Told apart by people who do not see all colours (after Okabe and Ito), light enough for black letters.
TINTS = ("#cfe8f7", "#fbe3b3", "#cdeee0", "#f6d5e6", "#fdf6b8", "#dbe2f2", "#f9cfb8", "#e3e3e3")
LINE = "#0072b2"
# About the width of a character of 12 pixels; Chinese ones take two.
LETTER = 7


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` on pixels from `start` to `end`, which may run backwards."""

    low: Number
    high: Number
    start: float
    end: float

    def __call__(self, value: Number) -> float:
        """The pixel of `value`; the middle where the scale has no length."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = float((Decimal(value) - self.low) / (Decimal(self.high) - self.low))
        return self.start + share * (self.end - self.start)


def document(
    parts: Iterable[str],
    width: float,
    height: float,
    *,
    title: str,
    desc: str,
    lang: str,
    ident: str,
    bare: bool = False,
) -> str:
    """The SVG element around `parts`, with what a screen reader says of it.

    A `bare` one has no heading and no paper of its own: it stands in a page that has both.
    """
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(width)} {num(height)}" '
        f'width="{num(width)}" height="{num(height)}" role="img" '
        f"aria-labelledby={quoteattr(f'{ident}-t {ident}-d')} xml:lang={quoteattr(lang)} "
        f'font-size="12" font-family="{FONT}">'
    )
    lines = (
        head,
        f"<title id={quoteattr(f'{ident}-t')}>{escape(title)}</title>",
        f"<desc id={quoteattr(f'{ident}-d')}>{escape(desc)}</desc>",
        hatching(ident),
        *([] if bare else _paper(width, height, title)),
        *parts,
        "</svg>\n",
    )
    return "\n".join(lines)


def _paper(width: float, height: float, title: str) -> list[str]:
    return [
        f'<rect width="{num(width)}" height="{num(height)}" fill="#ffffff"/>',
        text(16, 24, title, size=15, bold=True),
    ]


def hatching(ident: str) -> str:
    """Slanted lines, to say by texture what is also said by colour."""
    name = quoteattr(f"{ident}-h")
    return (
        f'<defs><pattern id={name} width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M0 6L6 0" stroke="#000000" stroke-opacity="0.4"/></pattern></defs>'
    )


def text(
    x: float, y: float, words: str, *, size: int = 12, bold: bool = False, anchor: str = "", fill: str = INK
) -> str:
    """`words` with its baseline at (x, y); `anchor` is middle or end."""
    extra = (' font-weight="bold"' if bold else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text x="{num(x)}" y="{num(y)}" font-size="{size}" fill="{fill}"{extra}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str = INK, width: float = 1) -> str:
    """A straight line."""
    return (
        f'<path d="M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}" stroke="{stroke}" stroke-width="{num(width)}"/>'
    )


def box(x: float, y: float, width: float, height: float, *, fill: str, stroke: str = "none") -> str:
    """A rectangle; `fill` may be a pattern, as in url(#chart-h)."""
    size = f'x="{num(x)}" y="{num(y)}" width="{num(max(0.0, width))}" height="{num(height)}"'
    return f'<rect {size} fill="{fill}" stroke="{stroke}"/>'


def badge(x: float, y: float, sign: str) -> str:
    """A letter or number in a circle."""
    ring = f'<circle cx="{num(x)}" cy="{num(y)}" r="9" fill="#ffffff" stroke="{INK}"/>'
    return ring + text(x, y + 4, sign, size=11, bold=True, anchor="middle")


def dot(x: float, y: float) -> str:
    """A small point."""
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="3" fill="{INK}"/>'


def num(value: float) -> str:
    """A coordinate to a tenth of a pixel, without needless zeros."""
    shown = f"{value:.1f}"
    return shown.removesuffix(".0")


def wide(words: str) -> int:
    """About how many pixels `words` take at 12 pixels."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in words) * LETTER


def ticks(low: Number, high: Number, about: int = 5) -> list[Decimal]:
    """Round values from `low` to `high`, about so many: multiples of 1, 2 or 5 times a power of ten."""
    length = Decimal(high) - Decimal(low)
    if length <= 0:
        return [Decimal(low)]
    power = Decimal(10) ** (length / about).adjusted()
    step = next(s * power for s in (1, 2, 5, 10) if length / (s * power) <= about)
    first = (Decimal(low) / step).to_integral_value(rounding="ROUND_CEILING")
    last = (Decimal(high) / step).to_integral_value(rounding="ROUND_FLOOR")
    return [step * k for k in range(int(first), int(last) + 1)]
