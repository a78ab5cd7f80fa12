"""Put the page together: two languages side by side, one shown; style and script allowed by their hashes."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glmopt import __version__
from glmopt.language import LANGUAGES
from glmopt.reports.html.view import view
from glmopt.reports.sections import Case, curve
from glmopt.reports.tabular.fold import width
from glmopt.reports.tabular.html import text_mark
from glmopt.reports.tabular.table import Cell, Table, one_line
from glmopt.result import Saved
from glmopt.study import Studies

if TYPE_CHECKING:
    from jinja2 import Environment

# Languages as HTML calls them, and as they call themselves.
TAGS = {"zh": "zh-CN", "en": "en"}
NAMES = {"zh": "中文", "en": "English"}
FOLDER = Path(__file__).resolve().parent / "templates"


def render(saved: Saved, studies: Studies, lang: str, drawings: Mapping[str, str] | None = None) -> str:
    """The page as text; `lang` is shown first. `drawings` has an SVG of servers and links a language.

    The same input gives the same text: no clock, no random number.
    """
    cases = {one: Case(saved, studies, one) for one in LANGUAGES}
    style, script = _read("page.css"), _read("page.js")
    page = _environment().get_template("page.html.j2")
    return page.render(
        lang=lang,
        title={one: case.scenario.name.get(one) for one, case in cases.items()},
        views={one: view(case, (drawings or {}).get(one, "")) for one, case in cases.items()},
        tags=TAGS,
        names=NAMES,
        words={one: case.words for one, case in cases.items()},
        curve=curve.data(cases["zh"], cases["en"]),
        style=_trusted(style),
        script=_trusted(script),
        policy=_policy(style, script),
        version=__version__,
    )


def _policy(style: str, script: str) -> str:
    """A content security policy: this style and this script, and no request at all."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{_hash(style)}'",
            f"script-src 'sha256-{_hash(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@functools.cache
def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["drawn"] = _drawn
    environment.filters["lines"] = _lines
    environment.filters["kept"] = _kept
    environment.filters["text_mark"] = _text_mark
    return environment


def _visible(value: Any) -> Any:
    """Text on one line, with nothing in it that hides or turns round what follows; markup as it is."""
    return one_line(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _trusted(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704  (our own file)


def _text_mark(table: Table, cell: Cell) -> Any:
    """The attribute of a cell that a spreadsheet must not take for a formula."""
    return _trusted(text_mark(table, cell))


def _drawn(svg: str, ident: str) -> Any:
    """One of our own SVG documents inside the page, its ids made this page's own by `ident`."""
    ids = set(re.findall(r'\bid="([^"]+)"', svg))
    for name in ids:
        fresh = f"{ident}-{name}"
        svg = svg.replace(f'id="{name}"', f'id="{fresh}"').replace(f"url(#{name})", f"url(#{fresh})")
    labels = re.search(r'aria-labelledby="([^"]+)"', svg)
    if labels:
        named = " ".join(f"{ident}-{name}" for name in labels[1].split())
        svg = svg.replace(labels[0], f'aria-labelledby="{named}"', 1)
    return _trusted(svg.replace('xmlns="http://www.w3.org/2000/svg" ', "", 1))


# What a line's end does not tear apart: a number of cards with their name, a date, a hyphenated name.
_NAME = r"[A-Z0-9\u3400-\u9fff][\w.]*(?: [A-Z0-9\u3400-\u9fff][\w.]*)*"
KEPT = re.compile(
    rf"(?:[0-9][0-9,]* × |[+-][0-9][0-9,]* ){_NAME}"
    r"|\b[0-9]{4}(?:-[0-9]{2}){0,2}~|(?<=~)[0-9]{4}(?:-[0-9]{2}){0,2}\b|\b[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\b"
    r"|\b[A-Za-z][\w.]*(?:-[\w.]+)+\b"
)
# Columns of text that fit a phone's width as a heading.
MOST_KEPT = 26


def _kept(text: str) -> Any:
    """`text` with each of its `KEPT` words in a span of its own, everything escaped."""
    from markupsafe import Markup, escape

    text, at = one_line(text), 0
    parts: list[Any] = []
    for found in KEPT.finditer(text):
        if width(found[0]) <= MOST_KEPT:
            parts += [
                escape(text[at : found.start()]),
                Markup('<span class="kept">{}</span>').format(found[0]),
                # From one date to another: the only place where it may break.
                Markup("<wbr>") if found[0].endswith("~") else "",
            ]
            at = found.end()
    whole = Markup("").join([*parts, escape(text[at:])])
    # One element in all: a narrow page lays a cell out as its label and one element beside it.
    return Markup("<span>{}</span>").format(whole) if parts else whole


def _lines(text: str) -> Any:
    """Text of several lines, each of them safe to look at."""
    from markupsafe import Markup, escape

    return Markup("\n").join(escape(one_line(line)) for line in text.split("\n"))
