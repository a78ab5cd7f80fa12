"""SVG to PNG by resvg, which is installed with the extra `png`."""

from __future__ import annotations

import functools

from glmopt.errors import Fault, InputError

ZOOM = 2
# Tried in this order; what they lack, such as Chinese in the first ones, resvg takes from other fonts.
FAMILIES = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei"),
    *("Noto Sans", "DejaVu Sans", "Liberation Sans", "Arial", "Helvetica", "Segoe UI"),
)
_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30">{}</svg>'


def to_png(svg: str) -> bytes:
    """The picture as a PNG file, twice as large as the SVG says.

    Raises InputError where the extra is not installed, and where no font has the letters of the text.
    """
    missing = [letter for letter in ("A", "采") if letter in svg and not _family(letter)]
    if missing:
        message = f"no font of this machine has the letter {missing[0]}"
        raise InputError(Fault("missing-part", message, action="install Noto Sans CJK, or leave out --png"))
    return _drawn(svg, _family("A"), ZOOM)


def _drawn(svg: str, family: str, zoom: int = 1) -> bytes:
    try:
        import resvg_py
    except ImportError:
        message = "PNG pictures need the package resvg-py"
        action = 'pip install "glmopt[png]", or leave out --png'
        raise InputError(Fault("missing-part", message, action=action)) from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, sans_serif_family=family))


@functools.cache
def _family(letter: str) -> str:
    """The first family by which `letter` leaves a mark; nothing where there is none."""
    blank = _drawn(_PROBE.format(""), "sans-serif")
    for family in FAMILIES:
        drawn = _PROBE.format(f'<text x="5" y="22" font-family="{family}">{letter}</text>')
        if _drawn(drawn, family) != blank:
            return family
    return ""
