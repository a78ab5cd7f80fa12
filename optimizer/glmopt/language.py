"""The two languages of every output: English texts are the keys, gettext catalogues hold the others.

Bind the translator to the name `_` and call it with a literal, so that a test can find every text.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[str, ...] = get_args(Language)

DOMAIN = "glmopt"
LOCALE_FOLDER = Path(__file__).resolve().parent / "locale"

# Folder of each catalogue; English needs none, for its texts are the keys.
_FOLDERS = {"zh": "zh_CN"}
# The variables that say which language messages are in, the strongest first (POSIX).
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


@functools.cache
def translator(lang: str) -> Callable[[str], str]:
    """The function that turns an English text into `lang`; a text without translation stays English."""
    if lang not in LANGUAGES:
        raise ValueError(f"unknown language {lang!r}; known: {', '.join(LANGUAGES)}")
    if lang not in _FOLDERS:
        return str
    from gettext import translation

    catalogue = translation(DOMAIN, str(LOCALE_FOLDER), [_FOLDERS[lang]], fallback=True)
    # Under the empty text a catalogue keeps its own header.
    return lambda text: catalogue.gettext(text) if text else ""


@functools.cache
def texts(domain: str, lang: str) -> Mapping[str, str]:
    """Every text of the catalogue `domain` with its form in `lang`; none for English."""
    if lang not in _FOLDERS:
        return {}
    from gettext import GNUTranslations, translation

    found = translation(domain, str(LOCALE_FOLDER), [_FOLDERS[lang]], fallback=True)
    # gettext offers no list of what it has; under the empty text stands the header.
    known: dict[str, str] = found._catalog if isinstance(found, GNUTranslations) else {}  # type: ignore[attr-defined]
    return {key: form for key, form in known.items() if key}


def default_language(environ: Mapping[str, str]) -> Language:
    """The language of the first locale variable that is set: zh for zh_CN.UTF-8 and its kin, else en."""
    locale = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"
