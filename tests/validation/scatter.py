"""A scatter plot of predicted against measured as a small SVG file, on logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

SIZE, MARGIN = 420, 56
COLOURS = ("#1b6ca8", "#c8553d", "#3a7d44", "#8f5aa8", "#b8860b", "#4d4d4d", "#00868b", "#d1495b", "#7a8450")


def scatter(title: str, groups: Sequence[tuple[str, Sequence[tuple[float, float]]]]) -> str:
    """Dots (measured, predicted) of each named group, the diagonal, and lines at 20 % to both sides."""
    every = [v for _, dots in groups for dot in dots for v in dot if v > 0]
    low, high = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))

    def at(value: float) -> float:
        return (math.log10(value) - low) / (high - low) * (SIZE - 2 * MARGIN)

    def dot(x: float, y: float) -> str:
        return f'cx="{MARGIN + at(x):.1f}" cy="{SIZE - MARGIN - at(y):.1f}"'

    def line(factor: float, style: str) -> str:
        start, end = 10.0**low, 10.0**high
        a, b = max(start, start / factor), min(end, end / factor)
        ends = (
            MARGIN + at(a),
            SIZE - MARGIN - at(a * factor),
            MARGIN + at(b),
            SIZE - MARGIN - at(b * factor),
        )
        return '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" {}/>'.format(*ends, style)

    height = SIZE + 16 * len(groups)
    box = f'viewBox="0 0 {SIZE} {height}" font-family="sans-serif" font-size="11"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    parts = [
        head,
        f'<rect width="{SIZE}" height="{height}" fill="white"/>',
        f'<text x="{MARGIN}" y="24" font-size="13">{escape(title)}</text>',
        line(1, 'stroke="#888"'),
        line(1.2, 'stroke="#ccc" stroke-dasharray="3 3"'),
        line(1 / 1.2, 'stroke="#ccc" stroke-dasharray="3 3"'),
    ]
    for power in range(low, high + 1):
        place, label = at(10.0**power), f"{10.0**power:g}"
        parts.append(
            f'<text x="{MARGIN + place:.1f}" y="{SIZE - MARGIN + 16}" text-anchor="middle">{label}</text>'
        )
        parts.append(
            f'<text x="{MARGIN - 6}" y="{SIZE - MARGIN - place + 4:.1f}" text-anchor="end">{label}</text>'
        )
    parts.append(f'<text x="{SIZE / 2}" y="{SIZE - 18}" text-anchor="middle">measured</text>')
    middle = SIZE / 2
    parts.append(
        f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">predicted</text>'
    )
    for i, (name, dots) in enumerate(groups):
        colour = COLOURS[i % len(COLOURS)]
        parts += [f'<circle {dot(x, y)} r="2.2" fill="{colour}" fill-opacity="0.6"/>' for x, y in dots]
        y = SIZE + 16 * i
        parts.append(f'<circle cx="{MARGIN}" cy="{y - 4}" r="3" fill="{colour}"/>')
        parts.append(f'<text x="{MARGIN + 8}" y="{y}">{escape(name)} ({len(dots)})</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
