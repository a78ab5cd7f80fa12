"""Errors and warnings in the reader's language.

They are made in English, which programs may rely on; a person reads them through here. The catalogue
`errors` holds templates such as "no card {}": a message is matched with the one that has the most text in it,
and what stood in the braces is translated in turn, or kept. A message without a template stays English.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from glmopt.errors import CheckFailure, Fault, GlmoptError, InputError, Place
from glmopt.language import texts

DOMAIN = "errors"
FIELD = "{}"
# A value may be a message of its own, which holds another one; no deeper.
DEPTH = 3
# A finding of the check, perhaps after the name of a file.
_NAMED = r"(?s)((?:.*?: )??[a-z_]+: )(.*)"


def translated(message: str, lang: str, depth: int = DEPTH) -> str:
    """`message` in the language `lang`, line by line; as it is where the catalogue has no template of it."""
    if lang == "en" or not message:
        return message
    if "\n" in message:
        return "\n".join(translated(line, lang, depth) for line in message.split("\n"))
    body = message.strip(" ")
    return message.replace(body, _one(body, lang, depth), 1) if body else message


def told(fault: Fault, lang: str) -> str:
    """A fault as lines for people: place, code, field, message, and what to do."""
    where = f"{fault.place}: " if fault.place else ""
    what = translated(fault.message, lang)
    what = f"{fault.field}: {what}" if fault.field else what
    head = _filled("error[{}]: {}", lang, fault.code, what)
    return f"{where}{head}" + (f"\n  {helped(fault.action, lang)}" if fault.action else "")


def helped(action: str, lang: str) -> str:
    """`help: ...`: what to do about an error."""
    return _filled("help: {}", lang, translated(action, lang))


def warned(message: str, lang: str, place: Place | None = None, field: str = "") -> str:
    """A warning as a line for people."""
    where = f"{place}: " if place else ""
    what = translated(message, lang)
    return where + _filled("warning: {}", lang, f"{field}: {what}" if field else what)


def noted(message: str, lang: str) -> str:
    """What is worth knowing, as a line for people."""
    return _filled("note: {}", lang, translated(message, lang))


def error_text(error: GlmoptError, lang: str) -> str:
    """An error as lines for people, with everything that it carries."""
    if isinstance(error, InputError):
        return "\n".join(told(fault, lang) for fault in error.faults)
    if isinstance(error, CheckFailure):
        head = translated(str(error).partition("\n")[0], lang)
        return "\n".join([head, *(f"  {line}" for line in findings(error.findings, lang))])
    return translated(str(error), lang)


def usage_text(code: str, message: str, lang: str, action: str = "") -> str:
    """An error that has no fault: `error[usage]: ...`."""
    head = _filled("error[{}]: {}", lang, code, translated(message, lang))
    return head + (f"\n  {helped(action, lang)}" if action else "")


def findings(found: Iterable[str], lang: str) -> list[str]:
    """Findings of the check: `name: what is wrong`, the name kept."""
    parts = [(match[1], match[2]) if (match := re.fullmatch(_NAMED, f)) else ("", f) for f in found]
    return [name + translated(rest, lang) for name, rest in parts]


def _filled(template: str, lang: str, *values: str) -> str:
    """A text of this module in `lang`, with values that are as they should be."""
    return texts(DOMAIN, lang).get(template, template).format(*values)


def _one(message: str, lang: str, depth: int) -> str:
    exact = texts(DOMAIN, lang).get(message)
    if exact is not None:
        return exact
    if depth:
        for pattern, form in _templates(lang):
            match = pattern.fullmatch(message)
            if match:
                return form.format(*(translated(value, lang, depth - 1) for value in match.groups()))
    return message


@functools.cache
def _templates(lang: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each template as a pattern with its form in `lang`; those with the most text first."""
    found = [(key, form) for key, form in texts(DOMAIN, lang).items() if FIELD in key]
    found.sort(key=lambda pair: (-len(pair[0].replace(FIELD, "")), pair[0]))
    return tuple((_pattern(key), form) for key, form in found)


def _pattern(template: str) -> re.Pattern[str]:
    """A value right after a word may be empty ("not an id{}"); of two side by side the first takes all."""
    first, *rest = template.split(FIELD)
    pattern, before = re.escape(first), first or " "
    for part in rest:
        field = "()" if not before else "(.*?)" if before[-1].isalnum() else "(.+?)"
        pattern += field + re.escape(part)
        before = part
    return re.compile(pattern, re.DOTALL)
