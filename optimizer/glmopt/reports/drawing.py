"""A purchase as a picture: own SVG, no script, no font and nothing else from outside.

Each server is a box, each card a cell with a letter and a colour by its role (the letter and the hatching
say it without colour). Brackets under the cells show what joins them, lines lead to the fabric; numbers
are GB/s per direction. Above forty servers equal ones share a box with "x N".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from glmopt.reports.drawing_model import Box, Picture, picture, shorten
from glmopt.topology import role_colour
from glmopt.units import ceil_div, plain_number

if TYPE_CHECKING:
    from glmopt.topology.attributes import Graph

CELL, GAP, PAD = 34, 4, 12
PER_ROW = 8  # cells side by side in a box
BOXES = 3  # boxes side by side
LEFT, TOP = 48, 60
ROW_HEIGHT = CELL + 40  # cells and the two brackets under them
STEP, LINE = 28, 20
LETTER = 7  # about the width of one, in pixels

WORDS = {
    "zh": {
        "title": "采购方案：{nodes} 台服务器，{cards} 张卡",
        "desc": "每台服务器一个框，每张卡一个格；数字为单向带宽 GB/s。",
        "serving": "S 推理服务",
        "idle": "– 空闲",
        "gang": "G{n} 全量微调：{cards} × {card}，{place}",
        "alone": "{place}；单卡",
        "rate": "{place}；{rate} GB/s",
        "unit": "数字：单向带宽，GB/s",
        "bridges": "；桥接器不在清单内",
        "pcie": "主机总线",
        "sockets": "CPU 间",
    },
    "en": {
        "title": "Purchase: {nodes} servers, {cards} cards",
        "desc": "Each server is a box, each card a cell; numbers are GB/s per direction.",
        "serving": "S serves",
        "idle": "– idle",
        "gang": "G{n} full fine-tuning: {cards} x {card}, {place}",
        "alone": "{place}; one card",
        "rate": "{place}; {rate} GB/s",
        "unit": "numbers: GB/s per direction",
        "bridges": "; bridges are not in the bill",
        "pcie": "host bus",
        "sockets": "between CPUs",
    },
}


def svg(graph: Graph, lang: str, names: Mapping[str, str] | None = None) -> str:
    """The SVG document of a graph made by `topology.plan_graph`, in `zh` or `en`.

    `names` says what people call cards, server types and networks, by id; others stand under their id.
    """
    words = WORDS[lang]
    shown = picture(graph, names or {})
    columns = max(1, min(BOXES, max((len(site.boxes) for site in shown.sites), default=1)))
    width_of = max((_width(box) for site in shown.sites for box in site.boxes), default=200)
    parts: list[str] = []
    y = TOP
    for site in shown.sites:
        y = _site(parts, site.name, site.fabric, site.boxes, words, columns, width_of, y)
    y = _legend(parts, shown, words, y + 8)
    width = max(2 * LEFT + columns * (width_of + STEP), 560)
    bridged = any(box.bridged for site in shown.sites for box in site.boxes)
    unit = words["unit"] + (words["bridges"] if bridged else "")
    title = words["title"].format(nodes=shown.nodes, cards=shown.cards)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" height="{y}" '
        f'role="img" aria-labelledby="t d" xml:lang="{lang}" font-size="12" '
        'font-family="system-ui, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif">'
    )
    whole = (
        head,
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape(words["desc"])}</desc>',
        _patterns(),
        f'<rect width="{width}" height="{y}" fill="#ffffff"/>',
        _text(LEFT - 24, 30, title, size=16, weight="bold"),
        _text(LEFT - 24, 48, unit, fill="#555555"),
        *parts,
        "</svg>\n",
    )
    return "\n".join(whole)


def _site(
    parts: list[str],
    name: str,
    fabric: str,
    boxes: tuple[Box, ...],
    words: dict[str, str],
    columns: int,
    width: int,
    y: int,
) -> int:
    """Draw a site from `y` down; where it ends."""
    label = f"{name} · {fabric}" if fabric else name
    parts.append(_text(LEFT - 24, y + 14, shorten(label, 80), size=14, weight="bold"))
    trunk, top = LEFT - 16, y + 24
    y = last = top
    for first in range(0, len(boxes), columns):
        row = boxes[first : first + columns]
        height = max(_height(box) for box in row)
        joined = [box for box in row if box.ports]
        for number, box in enumerate(row):
            x = LEFT + number * (width + STEP)
            _box(parts, box, words, x, y, width)
            if box.ports:
                rate = f"{box.ports} × {plain_number(box.port_gb_s)}"
                parts.append(_line(x + width // 2, y + _height(box), x + width // 2, y + height + LINE))
                parts.append(_text(x + width // 2 + 5, y + height + LINE - 6, rate, size=11))
        if joined:
            last = y + height + LINE
            end = LEFT + row.index(joined[-1]) * (width + STEP) + width // 2
            parts.append(_line(trunk, last, end, last, thick=3))
        y += height + LINE + 14
    if last > top:
        parts.append(_line(trunk, top - 4, trunk, last, thick=3))
    return y


def _box(parts: list[str], box: Box, words: dict[str, str], x: int, y: int, width: int) -> None:
    frame = f'x="{x}" y="{y}" width="{width}" height="{_height(box)}"'
    parts.append(f'<rect {frame} rx="6" fill="#fafafa" stroke="#444444"/>')
    times = f" × {box.count}" if box.count > 1 else ""
    room = (width - 2 * PAD) // LETTER
    parts.append(_text(x + PAD, y + 18, shorten(f"{box.name} · {box.card}", room - 2), weight="bold"))
    parts.append(_text(x + PAD, y + 34, shorten(box.chassis, room - len(times)) + times, fill="#333333"))
    for slot in range(box.slots):
        cx, cy = _cell_at(x, y, slot)
        role = box.roles[slot] if slot < len(box.roles) else ""
        parts.append(_cell(cx, cy, role))
    for depth, wires in enumerate((box.links, box.bus)):
        for first, last, rate in _by_row(wires):
            x1, cy = _cell_at(x, y, first)
            x2 = _cell_at(x, y, last)[0] + CELL
            by = cy + CELL + 5 + depth * 17
            parts.append(
                f'<path d="M{x1 + 2} {by - 3}V{by}H{x2 - 2}V{by - 3}" fill="none" stroke="#444444" '
                f'stroke-width="{2 - depth}"/>'
            )
            parts.append(_text((x1 + x2) // 2, by + 11, rate, size=10, anchor="middle"))
    between = f"{words['sockets']} {box.sockets}" if box.sockets else ""
    footer = " / ".join(filter(None, (box.link if box.links else "", words["pcie"], between)))
    parts.append(_text(x + PAD, y + _height(box) - 8, footer, size=10, fill="#555555"))


def _cell(x: int, y: int, role: str) -> str:
    if not role:
        dashes = 'fill="none" stroke="#aaaaaa" stroke-dasharray="3 3"'
        return f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" rx="3" {dashes}/>'
    frame = f'x="{x}" y="{y}" width="{CELL}" height="{CELL}" rx="3"'
    cell = f'<rect {frame} fill="{role_colour(role)}" stroke="#222222"/>'
    if role.startswith("gang "):
        cell += f'<rect {frame} fill="url(#h{int(role.split()[1]) % 3})"/>'
    plate = (
        f'<rect x="{x + 4}" y="{y + 9}" width="{CELL - 8}" height="16" rx="2" fill="#ffffff" opacity="0.85"/>'
    )
    letter = _text(x + CELL // 2, y + 21, _letter(role), anchor="middle", weight="bold")
    return cell + plate + letter


def _letter(role: str) -> str:
    if role.startswith("gang "):
        return f"G{role.split()[1]}"
    return "S" if role == "serving" else "–"


def _legend(parts: list[str], shown: Picture, words: dict[str, str], y: int) -> int:
    lines: list[tuple[str, str]] = [
        (role, words[role]) for role in ("serving", "idle") if role in shown.roles
    ]
    for gang in shown.gangs:
        place = shorten(", ".join(gang.nodes), 30)
        template = words["alone"] if gang.rate is None else words["rate"]
        place = template.format(place=place, rate="" if gang.rate is None else plain_number(gang.rate))
        text = words["gang"].format(
            n=gang.role.split()[1], cards=gang.cards, card=shorten(gang.card, 40), place=place
        )
        lines.append((gang.role, text))
    for role, text in lines:
        swatch = f'x="{LEFT - 24}" y="{y}" width="16" height="16" rx="2"'
        parts.append(f'<rect {swatch} fill="{role_colour(role)}" stroke="#222222"/>')
        if role.startswith("gang "):
            parts.append(f'<rect {swatch} fill="url(#h{int(role.split()[1]) % 3})"/>')
        parts.append(_text(LEFT, y + 13, text))
        y += 22
    return y + 10


def _by_row(wires: Iterable[tuple[int, int, str]]) -> Iterable[tuple[int, int, str]]:
    """Brackets cut at the ends of the rows of cells."""
    for first, last, rate in wires:
        for row in range(first // PER_ROW, last // PER_ROW + 1):
            yield max(first, row * PER_ROW), min(last, (row + 1) * PER_ROW - 1), rate


def _cell_at(x: int, y: int, slot: int) -> tuple[int, int]:
    row, column = divmod(slot, PER_ROW)
    return x + PAD + column * (CELL + GAP), y + 44 + row * ROW_HEIGHT


def _width(box: Box) -> int:
    return max(2 * PAD + min(box.slots, PER_ROW) * (CELL + GAP) - GAP, 230)


def _height(box: Box) -> int:
    return 44 + ceil_div(box.slots, PER_ROW) * ROW_HEIGHT + 20


def _patterns() -> str:
    """Three hatchings, so that neighbouring gangs differ without colour."""
    marks = ("M0 6L6 0", "M0 0L6 6", "M3 0V6")
    found = [
        f'<pattern id="h{i}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="{mark}" stroke="#000000" stroke-opacity="0.45"/></pattern>'
        for i, mark in enumerate(marks)
    ]
    return f"<defs>{''.join(found)}</defs>"


def _line(x1: int, y1: int, x2: int, y2: int, thick: int = 2) -> str:
    return f'<path d="M{x1} {y1}L{x2} {y2}" stroke="#444444" stroke-width="{thick}"/>'


def _text(
    x: int, y: int, text: str, *, size: int = 12, weight: str = "", anchor: str = "", fill: str = "#000000"
) -> str:
    extra = "".join(
        f" {key}={quoteattr(value)}"
        for key, value in (("font-weight", weight), ("text-anchor", anchor))
        if value
    )
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{extra}>{escape(text)}</text>'
