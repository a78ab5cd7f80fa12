"""How the document's cells are worded, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from glmopt.language import translator
from glmopt.records import Text
from glmopt.sizing import Value
from glmopt.units import plain_number


def vram(gb: Decimal, lang: str) -> str:
    """`16 GB`, as the document prints it: `16G`."""
    _ = translator(lang)
    return _("{gb} GB").format(gb=plain_number(gb))


def throughput(tflops: tuple[Decimal, ...], interfaces: Text | None, lang: str) -> str | Decimal:
    """One number, or the figures of the interface variants in a row."""
    if len(tflops) == 1:
        return tflops[0]
    _ = translator(lang)
    figures = ",".join(map(plain_number, tflops))
    if interfaces is None:
        return figures
    return _("{value} ({remark})").format(value=figures, remark=interfaces.get(lang))


def span(low: int, high: int, lang: str) -> str | int:
    """`8`, or `1~2` where the ends differ."""
    _ = translator(lang)
    return low if low == high else _("{low}~{high}").format(low=low, high=high)


def yes_no(value: bool, lang: str) -> str:
    """Whether a card can be shared."""
    _ = translator(lang)
    return _("yes") if value else _("no")


def instances(count: int, lang: str) -> str:
    """`3 x instance`."""
    _ = translator(lang)
    return _("{n} x instance").format(n=count)


def supported(value: bool, lang: str) -> str:
    """Whether a card takes a light fine-tuning job."""
    _ = translator(lang)
    return _("supported") if value else _("not supported")


def cards_needed(count: int, lang: str) -> str:
    """How many cards a full fine-tuning takes."""
    _ = translator(lang)
    return (_("needs {n} card") if count == 1 else _("needs {n} cards")).format(n=count)


def marked(value: str | int | Decimal, published: str | int | Decimal, lang: str) -> str:
    """A value with the published one in brackets: `71.2 (164)`."""
    _ = translator(lang)
    texts = [v if isinstance(v, str) else plain_number(v) for v in (value, published)]
    return _("{value} ({remark})").format(value=texts[0], remark=texts[1])


def value(result: Value, lang: str) -> str:
    """Any computed value as one text."""
    if isinstance(result, bool):
        return yes_no(result, lang)
    if isinstance(result, int | Decimal):
        return plain_number(result)
    if isinstance(result[0], int) and isinstance(result[-1], int):
        return str(span(result[0], result[-1], lang))
    return ",".join(map(plain_number, result))


def solver(name: str, version: str, _: Callable[[str], str]) -> str:
    """A solver with its version; a method of our own, whose version is that of glmopt, by its name alone."""
    ours = {
        "dynamic programming": _("dynamic programming"),
        "branch and bound": _("branch and bound"),
        "enumeration with cuts": _("enumeration with cuts"),
    }
    return ours.get(name, f"{name} {version}")


def unit_of(rule: str, currency: str) -> str:
    """The unit of the number in the rule of this key; empty for a count."""
    if rule == "budget.max":
        return currency
    ends = {"_kw": "kW", "_gb_s": "GB/s", "max_rack_units": "U"}
    return next((unit for end, unit in ends.items() if rule.endswith(end)), "")


def seed_note(errata: Iterable[Mapping[Any, Text]], lang: str) -> str:
    """One line to stand wherever the document's figures are shown; `errata` of each of its rows."""
    _ = translator(lang)
    rows = tuple(errata)
    note = _(
        "The data sheets contradict the document's FP16 figure in {wrong} of {rows} rows: "
        "glmopt table --figures datasheet"
    )
    return note.format(wrong=sum("fp16_tflops" in row for row in rows), rows=len(rows))
