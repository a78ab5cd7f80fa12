"""Every text has a Chinese form, with the same fields in it; the locale decides the language."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path

import pytest

from glmopt.language import DOMAIN, LOCALE_FOLDER, default_language, translator

COMPILED = LOCALE_FOLDER / "zh_CN" / "LC_MESSAGES" / f"{DOMAIN}.mo"


def package_folder() -> Path:
    found = importlib.util.find_spec("glmopt")
    assert found is not None
    assert found.submodule_search_locations
    return Path(next(iter(found.submodule_search_locations)))


def texts_in_templates() -> set[str]:
    """Every literal that a template hands to `_`."""
    from jinja2 import Environment, nodes

    found = set()
    for path in package_folder().rglob("*.j2"):
        for call in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):  # noqa: S701
            if isinstance(call.node, nodes.Name) and call.node.name == "_" and call.args:
                found |= {a.value for a in call.args[:1] if isinstance(a, nodes.Const)}
    return found


def texts_in_code() -> set[str]:
    """Every literal that the package hands to a translator called `_`."""
    calls = (
        node
        for path in package_folder().rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
    )
    literals = (call.args[0] for call in calls if call.args and isinstance(call.args[0], ast.Constant))
    return {literal.value for literal in literals if isinstance(literal.value, str)} | texts_in_templates()


def words_by_value() -> dict[str, set[str]]:
    """What the package hands to a translator as a value and not as a literal, by the name of that value."""
    from typing import get_args

    from glmopt.catalog.prices import PriceKind
    from glmopt.plan import Status
    from glmopt.result.reasons_record import KEYS
    from glmopt.result.why import INTERRUPTED, NOT_PROVED
    from glmopt.solve.bill import PURCHASE, RUNNING
    from glmopt.study import CRITERIA
    from glmopt.study.comparison import NOT_SOLVED

    kinds = {*get_args(PriceKind), "quote", "given"}
    labels = {"fewest types", "one vendor", "most head-room", "least power"}
    return {
        "kind": kinds,
        "kinds": kinds,
        "status": {*get_args(Status), NOT_SOLVED},
        "NOT_SOLVED": {NOT_SOLVED},
        "name": labels | CRITERIA.keys(),
        "unit": {"cards", "card types", "streams"},
        "need": {"streams", "instances", "light fine-tuning", "full fine-tuning"},
        "estimate": {"low", "high"},
        "sharing": {"shared", "dedicated"},
        # cards are called accelerators there
        "category": {*PURCHASE, *RUNNING} - {"cards"},
        "question": set(KEYS),
        "why": {NOT_PROVED, INTERRUPTED, "no price", "no power figure", "no figures", "not in the catalog"},
        "sign": {"none of", "only", "if any, >="},
    }


def values_in_code() -> set[str]:
    """The names of the values that the package hands to a translator: price.kind is kind."""
    found = set()
    for path in package_folder().rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
            if called and node.args and not isinstance(node.args[0], ast.Constant):
                found.add(named(node.args[0]))
    return found


def named(value: ast.expr) -> str:
    """The last name of an expression: p.kind, line['kind'] and status[0] are kind, kind and status."""
    if isinstance(value, ast.Subscript):
        key = value.slice
        text = isinstance(key, ast.Constant) and isinstance(key.value, str)
        return str(key.value) if text else named(value.value)
    return value.attr if isinstance(value, ast.Attribute) else ast.unparse(value)


def test_every_value_that_is_translated_is_listed_and_has_a_chinese_form():
    """A word that is no literal, such as the kind of a price, is not found by reading the code."""
    from gettext import GNUTranslations

    listed = words_by_value()
    assert values_in_code() == listed.keys()
    with COMPILED.open("rb") as file:
        known = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    assert sorted(word for words in listed.values() for word in words if not known.get(word)) == []


def test_the_catalogue_is_compiled():
    assert COMPILED.is_file(), "run `python hatch_build.py` to compile the catalogues of a source checkout"


def test_every_text_in_the_code_has_a_chinese_form():
    from gettext import GNUTranslations

    with COMPILED.open("rb") as file:
        known = GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # the lookup itself hides gaps
    texts = texts_in_code()
    assert len(texts) > 30
    assert sorted(text for text in texts if not known.get(text)) == []


def test_chinese_forms_have_the_same_fields():
    fields = re.compile(r"\{[^}]*\}")
    zh = translator("zh")
    wrong = [t for t in texts_in_code() if set(fields.findall(t)) != set(fields.findall(zh(t)))]
    assert wrong == []


def test_english_is_the_text_itself_and_a_gap_stays_english():
    assert translator("en")("VRAM") == "VRAM"
    assert translator("zh")("VRAM") == "显存"
    assert translator("zh")("never translated") == "never translated"
    assert translator("zh")("") == ""


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="unknown language 'fr'"):
        translator("fr")


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.Big5"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "zh_CN"}, "zh"),
        ({"LANG": "zh_CN", "LC_ALL": ""}, "zh"),
        ({}, "en"),
    ],
)
def test_the_strongest_locale_variable_that_is_set_decides(environ, language):
    assert default_language(environ) == language
