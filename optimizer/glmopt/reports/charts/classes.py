"""Classes by card: one bar for the cards of a kind, and in it how much of them each class keeps busy."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from glmopt.dataclass import dataclass
from glmopt.reports.numbers import share

BAR, ROW, LENGTH, TOP, LEGEND, LEFT = 26, 40, 520, 72, 22, 24
LEAST_LETTER = 18  # pixels that a letter needs
# Light enough for black letters; neighbours differ in lightness too, and every second one is hatched.
TINTS = (
    "#a6cee3",
    "#fdbf6f",
    "#b2df8a",
    "#cab2d6",
    "#fb9a99",
    "#ffff99",
    "#c7c7c7",
    "#9edae5",
    "#dbdb8d",
    "#f7b6d2",
)
FONT = "system-ui, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"


@dataclass(frozen=True, slots=True)
class ClassBar:
    """The cards of one kind in one window; `parts` of 1 that classes keep busy, by name; the rest is free."""

    label: str
    parts: tuple[tuple[str, Decimal], ...]


def classes_chart(
    bars: Sequence[ClassBar], *, title: str, desc: str, free: str, lang: str, ident: str = "classes"
) -> str:
    """The bars as an SVG document, from top to bottom, with a legend of the classes; `free` is a word."""
    names = list(dict.fromkeys(name for bar in bars for name, _ in bar.parts))
    letters = {name: _letter(k) for k, name in enumerate(names)}
    left = LEFT + max([_wide(bar.label) for bar in bars], default=0) + 12
    texts = [_shares(bar, letters, free) for bar in bars]
    width = max(left + LENGTH + 24, left + max([_wide(t) for t in texts], default=0) + 24, _wide(title) * 2)
    parts: list[str] = []
    y = TOP
    for bar, text in zip(bars, texts, strict=True):
        parts.append(_text(left - 8, y + 18, bar.label, anchor="end"))
        parts += _bar(bar, names, letters, left, y, ident)
        parts.append(_text(left, y + BAR + 12, text, size=10, fill="#444444"))
        y += ROW + 10
    y += 8
    for k, name in enumerate(names):
        parts += [*_swatch(k, LEFT, y, ident), _text(LEFT + 24, y + 12, f"{letters[name]}  {name}")]
        y += LEGEND
    height = y + 12
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="{ident}-t {ident}-d" xml:lang="{lang}" '
        f'font-size="12" font-family="{FONT}">'
    )
    return "\n".join(
        (
            head,
            f'<title id="{ident}-t">{escape(title)}</title>',
            f'<desc id="{ident}-d">{escape(desc)}</desc>',
            _hatching(ident),
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            _text(LEFT, 28, title, size=16, weight="bold"),
            _text(LEFT, 48, desc, fill="#444444"),
            *parts,
            "</svg>\n",
        )
    )


def _hatching(ident: str) -> str:
    return (
        f'<defs><pattern id="{ident}-h" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M0 6L6 0" stroke="#000000" stroke-opacity="0.35"/></pattern></defs>'
    )


def _bar(
    bar: ClassBar, names: list[str], letters: dict[str, str], left: int, y: int, ident: str
) -> list[str]:
    """The frame of a bar, and in it the classes from left to right."""
    found = [f'<rect x="{left}" y="{y}" width="{LENGTH}" height="{BAR}" fill="#ffffff" stroke="#222222"/>']
    done = Decimal(0)
    for name, part in bar.parts:
        start, end = (_px(left + LENGTH * min(x, Decimal(1))) for x in (done, done + part))
        done += part
        k = names.index(name)
        size = f'x="{start}" y="{y}" width="{_px(Decimal(end) - Decimal(start))}" height="{BAR}"'
        found.append(
            f'<rect {size} fill="{TINTS[k % len(TINTS)]}" stroke="#222222"><title>'
            f"{escape(name)}: {share(part)}</title></rect>"
        )
        if k % 2:
            found.append(f'<rect {size} fill="url(#{ident}-h)"/>')
        if Decimal(end) - Decimal(start) >= LEAST_LETTER:
            middle = _px((Decimal(start) + Decimal(end)) / 2)
            found.append(_text(middle, y + 17, letters[name], anchor="middle", weight="bold"))
    return found


def _shares(bar: ClassBar, letters: dict[str, str], free: str) -> str:
    """The bar in words: A 40.0 %, B 12.5 %, free 47.5 %."""
    busy = sum((part for _, part in bar.parts), Decimal(0))
    said = [f"{letters[name]} {share(part)}" for name, part in bar.parts]
    return ", ".join([*said, f"{free} {share(max(Decimal(0), 1 - busy))}"])


def _swatch(k: int, x: int, y: int, ident: str) -> list[str]:
    size = f'x="{x}" y="{y}" width="16" height="16" rx="2"'
    found = [f'<rect {size} fill="{TINTS[k % len(TINTS)]}" stroke="#222222"/>']
    return [*found, f'<rect {size} fill="url(#{ident}-h)"/>'] if k % 2 else found


def _letter(k: int) -> str:
    """A to Z, then A2, B2, ..."""
    return chr(ord("A") + k % 26) + (str(k // 26 + 1) if k > 25 else "")


def _px(x: Decimal) -> str:
    return f"{x:.1f}"


def _wide(text: str) -> int:
    """About how many pixels a text takes at size 12."""
    return sum(13 if unicodedata.east_asian_width(c) in "WF" else 7 for c in text)


def _text(
    x: int | str,
    y: int,
    text: str,
    *,
    size: int = 12,
    weight: str = "",
    anchor: str = "",
    fill: str = "#000000",
) -> str:
    extra = (f' font-weight="{weight}"' if weight else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{extra}>{escape(text)}</text>'
