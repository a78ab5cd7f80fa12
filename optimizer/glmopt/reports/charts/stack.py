"""A step curve that shows what each step is made of: one layer a kind, its letter where it is widest."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from glmopt.dataclass import dataclass
from glmopt.reports.charts import svg
from glmopt.reports.charts.limit import limit_line
from glmopt.reports.charts.svg import Number, Scale

LEAST_BADGE = 19  # a letter needs so many pixels
ROW = 22


@dataclass(frozen=True, slots=True)
class Piece:
    """For every target from `low` to `high` the same layers, from the bottom up; empty where nothing fits."""

    low: int
    high: int
    layers: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """The height of the whole pile."""
        return sum(self.layers, Decimal(0))


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a picture and its margins, in pixels."""

    width: int = 860
    height: int = 380
    left: int = 66
    right: int = 16
    top: int = 28
    bottom: int = 44

    @property
    def base(self) -> int:
        """The y of the horizontal axis."""
        return self.height - self.bottom


def stacked_steps(
    pieces: Sequence[Piece],
    names: Sequence[str],
    *,
    title: str,
    desc: str,
    x_title: str,
    y_title: str,
    tick: Callable[[Decimal], str],
    limit: tuple[Decimal, str] | None = None,
    at: int | None = None,
    lang: str,
    ident: str = "stack",
    frame: Frame | None = None,
    bare: bool = False,
) -> str:
    """The curve as an SVG document; pieces in rising order without gaps, at least one.

    `limit` is a level to draw across, with its name. `at` is the target to stand at first: the group of
    class `cursor` marks it, and the svg's data attributes say where other targets lie. Layer k is `names[k]`;
    the legend stands below unless the chart is `bare`.
    """
    frame = frame or Frame()
    shift = 0 if bare else 32
    frame = Frame(frame.width, frame.height + shift, frame.left, frame.right, frame.top + shift, frame.bottom)
    top = max([p.total for p in pieces] + ([limit[0]] if limit else []), default=Decimal(1)) or Decimal(1)
    across = Scale(pieces[0].low - 1, pieces[-1].high, frame.left, frame.width - frame.right)
    up = Scale(Decimal(0), top, frame.base, frame.top + 10)
    used = [k for k in range(len(names)) if any(k < len(p.layers) and p.layers[k] for p in pieces)]
    parts = [*_axes(frame, across, up, x_title, y_title, tick)]
    for k in used:
        parts += _layer(pieces, k, across, up, letter(used.index(k)))
    parts += _outline(pieces, across, up, ident, frame)
    if limit:
        field = (frame.left, frame.width - frame.right, frame.top, frame.base)
        parts += limit_line(limit[1], up(limit[0]), field, _corners(pieces, across, up))
    if at is not None:
        parts.append(_cursor(pieces, at, across, up, frame))
    height: float = frame.height
    if not bare:
        for number, k in enumerate(used):
            height += ROW
            parts += [
                svg.box(frame.left - 20, height - 12, 14, 14, fill=tint(number), stroke=svg.INK),
                svg.text(frame.left, height, f"{letter(number)}  {names[k]}"),
            ]
        height += 16
    drawn = svg.document(
        parts, frame.width, height, title=title, desc=desc, lang=lang, ident=ident, bare=bare
    )
    return drawn.replace("<svg ", f"<svg {_measures(across, up)} ", 1)


def letter(number: int) -> str:
    """The letter of a layer: A, B, ..."""
    return chr(ord("A") + number % 26)


def tint(number: int) -> str:
    """The colour of a layer."""
    return svg.TINTS[number % len(svg.TINTS)]


def _measures(across: Scale, up: Scale) -> str:
    """What a script needs to find the pixel of a target and of a total."""
    numbers = {
        "x0": across.start,
        "x1": across.end,
        "t0": across.low,
        "t1": across.high,
        "y0": up.start,
        "y1": up.end,
        "v1": up.high,
    }
    return " ".join(f'data-{key}="{value}"' for key, value in numbers.items())


def _axes(
    frame: Frame, across: Scale, up: Scale, x_title: str, y_title: str, tick: Callable[[Decimal], str]
) -> Iterator[str]:
    yield svg.text(4, frame.top - 10, y_title, fill=svg.GREY)
    for value in svg.ticks(up.low, up.high):
        y = up(value)
        yield svg.line(frame.left, y, frame.width - frame.right, y, stroke=svg.GRID)
        yield svg.text(frame.left - 6, y + 4, tick(value), anchor="end", fill=svg.GREY)
    for value in svg.ticks(across.low, across.high, max(3, frame.width // 100)):
        x = across(value)
        yield svg.line(x, frame.base, x, frame.base + 5, stroke=svg.GREY)
        anchor = "end" if x > frame.width - 24 else "middle"
        yield svg.text(x, frame.base + 19, f"{int(value):,}", anchor=anchor, fill=svg.GREY)
    yield svg.line(frame.left, frame.base, frame.width - frame.right, frame.base)
    yield svg.text(frame.width - frame.right, frame.base + 37, x_title, anchor="end", fill=svg.GREY)


def _spans(pieces: Sequence[Piece], k: int, across: Scale, up: Scale) -> Iterator[list[tuple[float, ...]]]:
    """Runs of pieces that have layer `k`: x from, x to, y below, y above."""
    run: list[tuple[float, ...]] = []
    for p in pieces:
        value = p.layers[k] if k < len(p.layers) else Decimal(0)
        if value:
            below = sum(p.layers[:k], Decimal(0))
            run.append((across(p.low - 1), across(p.high), up(below), up(below + value)))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _layer(pieces: Sequence[Piece], k: int, across: Scale, up: Scale, sign: str) -> Iterator[str]:
    path, widest = "", (0.0, 0.0, 0.0)
    for run in _spans(pieces, k, across, up):
        path += f"M{svg.num(run[0][0])} {svg.num(run[0][2])}"
        path += _stairs((above, x2) for _, x2, _, above in run)
        path += _stairs((below, x1) for x1, _, below, _ in reversed(run)) + "Z"
        # Neighbours of one height are one place for the letter.
        x = run[0][0]
        for (x1, x2, below, above), after in zip(run, [*run[1:], None], strict=True):
            if after and abs(after[2] - below) < LEAST_BADGE / 4 and abs(after[3] - above) < LEAST_BADGE / 4:
                continue
            size = min(x2 - x, below - above)
            if size > widest[0]:
                widest = (size, (x + x2) / 2, (below + above) / 2)
            x = x2
            del x1
    number = ord(sign) - ord("A")
    yield f'<path d="{path}" fill="{tint(number)}" stroke="#ffffff" stroke-width="0.5"/>'
    if widest[0] >= LEAST_BADGE:
        yield svg.badge(widest[1], widest[2], sign)


def _stairs(steps: Iterable[tuple[float, float]]) -> str:
    """To each height in turn and along it up to x: the rest of a path, neighbours of one height as one."""
    heights = itertools.groupby(steps, key=lambda step: svg.num(step[0]))
    return "".join(f"V{y}H{svg.num(list(along)[-1][1])}" for y, along in heights)


def _outline(pieces: Sequence[Piece], across: Scale, up: Scale, ident: str, frame: Frame) -> Iterator[str]:
    """The curve itself on top, and a hatched field where nothing fits."""
    path = ""
    for fits, run in itertools.groupby(pieces, key=lambda p: bool(p.layers)):
        along = list(run)
        if fits:
            first = along[0]
            path += f"M{svg.num(across(first.low - 1))} {svg.num(up(first.total))}"
            path += _stairs((up(p.total), across(p.high)) for p in along)
            continue
        for p in along:
            x1, x2 = across(p.low - 1), across(p.high)
            yield svg.box(x1, frame.top, x2 - x1, frame.base - frame.top, fill=f"url(#{ident}-h)")
    yield f'<path d="{path}" fill="none" stroke="{svg.LINE}" stroke-width="2"/>'


def _corners(
    pieces: Sequence[Piece], across: Scale, up: Scale
) -> Iterator[tuple[float, float, float, float]]:
    """The curve in straight parts: left, right, top, bottom of each, steps up with what they rise from."""
    before: float | None = None
    for p in pieces:
        if not p.layers:
            before = None
            continue
        x1, x2, y = across(p.low - 1), across(p.high), up(p.total)
        yield x1, x2, y, y
        if before is not None:
            yield x1, x1, min(before, y), max(before, y)
        before = y


def _cursor(pieces: Sequence[Piece], at: int, across: Scale, up: Scale, frame: Frame) -> str:
    here = next((p for p in pieces if p.low <= at <= p.high and p.layers), None)
    x, y = across(at), up(here.total if here else Decimal(0))
    return (
        f'<g class="cursor"><path d="M{svg.num(x)} {frame.top}V{frame.base}" stroke="{svg.INK}" '
        f'stroke-width="1.5"/><circle cx="{svg.num(x)}" cy="{svg.num(y)}" r="5.5" fill="{svg.INK}" '
        'stroke="#ffffff" stroke-width="2"/></g>'
    )


__all__ = ["Frame", "Number", "Piece", "letter", "stacked_steps", "tint"]
