"""Remarks of the catalog in the reader's language: they are written in English phrases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from glmopt.catalog.prices import PriceKind
from glmopt.language import texts, translator
from glmopt.scenario.pricing import GIVEN

DOMAIN = "notes"
# Kinds of price, of the catalog and of the scenario itself.
KINDS = (*get_args(PriceKind), "quote", "given")


def remark(text: str, lang: str) -> str:
    """`text` phrase by phrase; one without a form in `lang`, such as a person's own, stays as it is."""
    known = texts(DOMAIN, lang)
    if not known:
        return text
    return "；".join(_phrase(phrase, known, lang) for phrase in text.split("; "))


def _phrase(phrase: str, known: Mapping[str, str], lang: str) -> str:
    """One phrase: known whole, but for the address at its end, or but for the kind of price before it."""
    if phrase in known:
        return known[phrase]
    if phrase == GIVEN:
        return translator(lang)(GIVEN)
    said, found, address = phrase.partition(" http")
    if found:
        return f"{known.get(said, said)} http{address}"
    kind, _space, rest = phrase.partition(" ")
    if kind in KINDS:
        return f"{translator(lang)(kind)} {rest}"
    return phrase
