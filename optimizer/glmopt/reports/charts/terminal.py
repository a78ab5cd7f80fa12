"""The same charts as lines of text: for terminals of any width, with plain signs outside Unicode."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from glmopt.language import translator
from glmopt.reports.charts.heatmap import Tile, letters
from glmopt.reports.charts.step import Flat
from glmopt.reports.charts.tornado import Swing
from glmopt.reports.numbers import amount
from glmopt.reports.tabular import Screen
from glmopt.reports.tabular.fold import width

HEIGHT, WIDE, NARROW = 8, 72, 24
EIGHTHS = " ▁▂▃▄▅▆▇█"


def steps(flats: Sequence[Flat], screen: Screen) -> str:
    """Columns as high as the value at their place; x where nothing fits, a number over each marked piece."""
    top = max((f.value for f in flats if f.value is not None), default=None)
    if not top:
        return ""
    label = max(len(amount(top)), 1)
    columns = max(NARROW, min(screen.width or WIDE, WIDE) - label - 2)
    low, high = Decimal(flats[0].low), Decimal(flats[-1].high)
    places = [low + (high - low) * k / max(1, columns - 1) for k in range(columns)]
    values = [_at(flats, place).value for place in places]
    levels = [None if v is None else int(Decimal(v) / Decimal(top) * HEIGHT * 8) for v in values]
    lines = [f"{'':>{label}}  {_marks(flats, low, high, columns)}".rstrip()]
    for row in range(HEIGHT, 0, -1):
        name = {HEIGHT: amount(top), 1: "0"}.get(row, "")
        lines.append(f"{name:>{label}} |{''.join(_sign(v, row, screen.unicode) for v in levels)}".rstrip())
    ends = f"{amount(flats[0].low)}{amount(flats[-1].high):>{columns - len(amount(flats[0].low))}}"
    lines += [f"{'':>{label}} +{'-' * columns}", f"{'':>{label}}  {ends}"]
    return "\n".join(lines) + "\n"


def _at(flats: Sequence[Flat], place: Decimal) -> Flat:
    return next((f for f in reversed(flats) if f.low <= place), flats[0])


def _marks(flats: Sequence[Flat], low: Decimal, high: Decimal, columns: int) -> str:
    """The numbers of the marked pieces above their first column; where two meet, the later gives way."""
    line = [" "] * (columns + 3)
    number = 0
    for flat in flats:
        if not flat.marked:
            continue
        number += 1
        place = math.ceil((Decimal(flat.low) - low) / max(Decimal(1), high - low) * (columns - 1))
        sign = str(number)
        if not "".join(line[max(0, place - 1) : place + len(sign)]).strip():
            line[place : place + len(sign)] = sign
    return "".join(line)


def _sign(level: int | None, row: int, unicode: bool) -> str:
    if level is None:
        return "x" if row == 1 else " "
    rest = min(8, max(0, level - (row - 1) * 8))
    # A value above nothing is never drawn as nothing.
    rest = max(rest, 1) if row == 1 and level >= 0 else rest
    return EIGHTHS[rest] if unicode else ("#" if rest >= 4 or (row == 1 and rest) else " ")


def tornado(swings: Sequence[Swing], screen: Screen) -> str:
    """A bar to either side of a middle line; the lower end in light signs, the upper in heavy ones."""
    if not swings:
        return ""
    names = max(width(s.label) for s in swings)
    half = max(8, (min(screen.width or WIDE, WIDE) - names - 5) // 2)
    reach = max(
        (abs(Decimal(v)) for s in swings for v in (s.low, s.high) if v is not None), default=Decimal(0)
    )
    lower, upper = ("░", "█") if screen.unicode else ("-", "#")
    lines = []
    for s in swings:
        left, right = [" "] * half, [" "] * half
        for value, sign in ((s.low, lower), (s.high, upper)):
            if value is None:
                # Nothing fits at this end: it is marked at the edge.
                right[-1] = "x"
                continue
            length = round(abs(Decimal(value)) / reach * half) if reach else 0
            if value < 0:
                left[half - length :] = sign * length
            else:
                right[:length] = sign * length
        name = s.label + " " * (names - width(s.label))
        lines.append(f"{name} {'*' if s.flips else ' '} {''.join(left)}|{''.join(right)}".rstrip())
    return "\n".join(lines) + "\n"


def heat(rows: Sequence[Sequence[Tile]], x_values: Sequence[str], y_values: Sequence[str], lang: str) -> str:
    """A letter for the mix of each tile, x where nothing fits, and what each letter means."""
    _ = translator(lang)
    named = letters(rows)
    cells = [["x" if t.mix is None else named[t.mix] for t in row] for row in rows]
    left = max(width(v) for v in y_values)
    wide = [max(width(v), *(len(row[k]) for row in cells)) for k, v in enumerate(x_values)]
    head = " " * left + "".join("  " + " " * (w - width(v)) + v for w, v in zip(wide, x_values, strict=True))
    lines = [head.rstrip()]
    for value, row in zip(y_values, cells, strict=True):
        signs = "".join(f"  {c:>{w}}" for c, w in zip(row, wide, strict=True))
        lines.append(value + " " * (left - width(value)) + signs)
    legend = [f"{letter}  {mix}" for mix, letter in named.items()]
    if any(t.mix is None for row in rows for t in row):
        legend.append(f"x  {_('infeasible')}")
    return "\n".join([*lines, "", *legend]) + "\n"
