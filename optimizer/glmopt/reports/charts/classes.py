"""Classes by card: one bar for the cards of a kind, and in it how much of them each class keeps busy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from glmopt.dataclass import dataclass
from glmopt.reports.charts.svg import GREY, INK, TINTS, box, document, num, text, wide
from glmopt.reports.numbers import share

BAR, LINE, GAP, SWATCH = 26, 16, 18, 22
SIDE = 16
# Lengths of a bar in pixels: of a picture of its own or a wide page, and of a phone.
LENGTH, NARROW = 640, 312
HEADING = 64  # of a picture that stands by itself
LEAST_LETTER = 18  # pixels that a letter needs


@dataclass(frozen=True, slots=True)
class ClassBar:
    """The cards of one kind in one window; `parts` of 1 that classes keep busy, by name; the rest is free."""

    label: str
    parts: tuple[tuple[str, Decimal], ...]


def classes_chart(
    bars: Sequence[ClassBar],
    *,
    title: str,
    desc: str,
    free: str,
    lang: str,
    ident: str = "classes",
    length: int = LENGTH,
    bare: bool = False,
) -> str:
    """The bars as an SVG document, from top to bottom, with a legend of the classes; `free` is a word.

    Bars are `length` pixels long. A `bare` picture stands in a page that has heading and paper of its own.
    """
    names = list(dict.fromkeys(name for bar in bars for name, _ in bar.parts))
    letters = {name: _letter(k) for k, name in enumerate(names)}
    found: list[str] = []
    y = SIDE if bare else HEADING
    if not bare:
        found.append(text(SIDE, 44, desc, fill=GREY))
    for bar in bars:
        for label in folded(bar.label.split(" "), length, " "):
            found.append(text(SIDE, y + 12, label, bold=True))
            y += LINE
        found += _bar(bar, names, letters, y + 4, ident, length)
        y += BAR + 8
        for said in folded(_shares(bar, letters, free), length, ", "):
            found.append(text(SIDE, y + 12, said, fill=GREY))
            y += LINE
        y += GAP
    for k, name in enumerate(names):
        found += [*_swatch(k, SIDE, y, ident), text(SIDE + 24, y + 12, f"{letters[name]}  {name}")]
        y += SWATCH
    width = 2 * SIDE + max([length, *(24 + wide(name) + 24 for name in names)])
    width = width if bare else max(width, SIDE + wide(desc) + SIDE)
    return document(found, width, y + 12, title=title, desc=desc, lang=lang, ident=ident, bare=bare)


def folded(words: Sequence[str], length: int, between: str) -> list[str]:
    """`words` joined by `between` on lines of at most `length` pixels; a longer one has a line of its own."""
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]}{between}{word}" if lines else word
        if lines and wide(joined) > length:
            lines[-1] += between.rstrip()
            lines.append(word)
        else:
            lines[-1:] = [joined]
    return lines


def _bar(
    bar: ClassBar, names: list[str], letters: dict[str, str], y: float, ident: str, length: int
) -> Iterator[str]:
    """The frame of a bar, and in it the classes from left to right."""
    yield box(SIDE, y, length, BAR, fill="#ffffff", stroke=INK)
    done = Decimal(0)
    for name, part in bar.parts:
        start, end = (SIDE + length * float(min(x, Decimal(1))) for x in (done, done + part))
        done += part
        k = names.index(name)
        size = f'x="{num(start)}" y="{num(y)}" width="{num(end - start)}" height="{BAR}"'
        said = f"<title>{escape(name)}: {share(part)}</title>"
        yield f'<rect {size} fill="{_tint(k)}" stroke="{INK}">{said}</rect>'
        if _hatched(k):
            yield box(start, y, end - start, BAR, fill=f"url(#{ident}-h)")
        if end - start >= LEAST_LETTER:
            yield text((start + end) / 2, y + 17, letters[name], bold=True, anchor="middle")


def _shares(bar: ClassBar, letters: dict[str, str], free: str) -> list[str]:
    """The bar in words: A 40.0 %, B 12.5 %, free 47.5 %."""
    busy = sum((part for _, part in bar.parts), Decimal(0))
    said = [f"{letters[name]} {share(part)}" for name, part in bar.parts]
    return [*said, f"{free} {share(max(Decimal(0), 1 - busy))}"]


def _swatch(k: int, x: float, y: float, ident: str) -> list[str]:
    found = [box(x, y, 16, 16, fill=_tint(k), stroke=INK)]
    return [*found, box(x, y, 16, 16, fill=f"url(#{ident}-h)")] if _hatched(k) else found


def _tint(k: int) -> str:
    return TINTS[k % len(TINTS)]


def _hatched(k: int) -> bool:
    """Neighbours differ by texture too, and a colour that comes again has the other texture."""
    return (k + k // len(TINTS)) % 2 == 1


def _letter(k: int) -> str:
    """A to Z, then A2, B2, ..."""
    return chr(ord("A") + k % 26) + (str(k // 26 + 1) if k > 25 else "")
