"""YAML text to a tree of nodes, each with its place.

The tree is built from the parser's events, so that nothing is resolved, merged or constructed behind
our back. YAML 1.2 scalars; anchors, aliases, merge keys, tags and several documents are refused, for
they hide where a value came from. Limits on depth, nodes and digits keep a bad file harmless.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from glmopt.errors import Fault, InputError, Place
from glmopt.records.node import Node

MAX_DEPTH = 20
MAX_VALUES = 10_000
MAX_DIGITS = 18
MAX_DECIMAL_DIGITS = 15  # what a number of JSON, a double, gives back as it was

_NULL = re.compile(r"null|Null|NULL|~")
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
# Numbers to one YAML reader, text or another number to the next: refused instead of guessed.
_AMBIGUOUS = re.compile(
    r"[-+]?(0[0-9]+(\.[0-9]*)?|0o[0-7]+|0x[0-9a-fA-F]+|\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN"
)
_WIDE_SPACE = re.compile(r"[\u00a0\u2002-\u200a\u202f\u3000]")


def parse(text: str, name: str) -> tuple[Node, list[Fault]]:
    """The document in `text`, named `name` in messages, and the faults that leave a tree to go on with.

    Raises InputError for text that is no YAML, or too large a tree.
    """
    builder = _Builder(name)
    return builder.build(text), builder.faults


class _Builder:
    """Turns the parser's events into nodes; stops at the first syntax fault, gathers all others."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.values = 0

    def build(self, text: str) -> Node:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        parser = YAML(typ="safe", pure=True)
        parser.Reader = _reader()
        events = parser.parse(text)
        try:
            root = self._document(events)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name)
            reason = " ".join(str(error.problem or error.context or "not YAML").split())
            from glmopt.records.hints import of_yaml

            fault = Fault("yaml-syntax", reason, place, action=of_yaml(reason, text, place.line))
            raise InputError([*self.faults, fault]) from None
        except (YAMLError, ValueError, RecursionError, AssertionError) as error:
            reason = str(error).splitlines()[0] if str(error) else "nested too deeply"
            fault = Fault("yaml-syntax", reason[:200], Place(self.name, 1, 1))
            raise InputError([*self.faults, fault]) from None
        return root

    def _document(self, events: Iterator[Any]) -> Node:
        root: Node | None = None
        for event in events:
            match type(event).__name__:
                case "StreamStartEvent" | "StreamEndEvent" | "DocumentEndEvent":
                    continue
                case "DocumentStartEvent":
                    if root is not None:
                        fault = Fault("yaml-feature", "a second document", self._place(event))
                        raise InputError([*self.faults, fault])
                    if event.version not in (None, (1, 2), (1, 1)) or event.tags:
                        fault = Fault(
                            "yaml-feature", "a directive that is not understood", self._place(event)
                        )
                        raise InputError(fault)
                case _:
                    root = self._node(event, events, depth=0)
        if root is None:
            raise InputError(Fault("yaml-syntax", "the file holds no document", Place(self.name)))
        return root

    def _place(self, event: Any) -> Place:
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _fault(self, code: str, message: str, event: Any, action: str = "") -> None:
        self.faults.append(Fault(code, message, self._place(event), action=action))

    def _node(self, event: Any, events: Iterator[Any], depth: int, key_place: Place | None = None) -> Node:
        kind = type(event).__name__
        self.values += 1
        if self.values > MAX_VALUES:
            fault = Fault("file-kind", f"more than {MAX_VALUES:,} values", self._place(event))
            raise InputError(fault)
        if depth > MAX_DEPTH:
            fault = Fault("yaml-syntax", f"nested deeper than {MAX_DEPTH} levels", self._place(event))
            raise InputError([*self.faults, fault])
        if kind == "AliasEvent":
            self._fault("yaml-feature", "an alias (*name)", event, "write the value out, or use extends")
            return Node(None, self._place(event), key_place)
        if event.anchor:
            self._fault("yaml-feature", "an anchor (&name)", event, "write the value out, or use extends")
        if event.tag is not None:
            self._fault("yaml-feature", f"a tag ({event.tag})", event, "remove it")
        if kind == "ScalarEvent":
            return self._scalar(event, key_place)
        if kind == "SequenceStartEvent":
            items: list[Node] = []
            while type(inner := next(events)).__name__ != "SequenceEndEvent":
                items.append(self._node(inner, events, depth + 1))
            return Node(items, self._place(event), key_place)
        return Node(self._mapping(events, depth), self._place(event), key_place)

    def _mapping(self, events: Iterator[Any], depth: int) -> dict[str, Node]:
        children: dict[str, Node] = {}
        while type(key := next(events)).__name__ != "MappingEndEvent":
            name = self._key(key, events, depth)
            child = self._node(next(events), events, depth + 1, self._place(key))
            if child.written == "" and name.isdigit():
                self._one_number(name, key)
            if name in children:
                first = children[name].key_place
                self._fault("duplicate-key", f"{name!r} again; first at {first}", key, "keep one of the two")
            children[name] = child
        return children

    def _one_number(self, rest: str, event: Any) -> None:
        """In braces 1,000 is 1 and a key 000: told as what was meant, and as nothing else."""
        self.faults = [fault for fault in self.faults if fault.place != self._place(event)]
        message = f"a number with a separator before {rest}, or a key without a value"
        self._fault("wrong-type", message, event, "write plain digits: 1000, not 1,000")

    def _key(self, event: Any, events: Iterator[Any], depth: int) -> str:
        if type(event).__name__ != "ScalarEvent":
            self._fault("wrong-type", "a list or mapping as a key", event)
            self._node(event, events, depth + 1)
            return ""
        if event.value == "<<" and event.style is None:
            self._fault("yaml-feature", "a merge key (<<)", event, "write the values out, or use extends")
        if event.value != event.value.strip():
            message, action = f"the key {event.value!r} begins or ends with a space", "take the space away"
            self._fault("bad-text", message, event, action)
        elif event.style is None and _WIDE_SPACE.search(event.value):
            message = f"the key {event.value!r} holds a space that is no plain one"
            self._fault("bad-text", message, event, "type plain spaces, after the colon too")
        if event.style is None and not isinstance(self._resolve(event.value), str):
            action = (
                "card ids are words such as rtx-4090-24g" if event.value.isdigit() else "put it in quotes"
            )
            self._fault("wrong-type", f"the key {event.value or 'null'} is not text", event, action)
        return str(event.value)

    def _scalar(self, event: Any, key_place: Place | None) -> Node:
        place = self._place(event)
        if event.style is not None:
            return Node(event.value, place, key_place, repr(event.value))
        if event.value == "":
            # the parser notices on a later line that there is none
            where, action = key_place or place, "give it one, or take it out; null stands for none"
            self.faults.append(Fault("wrong-type", "a key without a value", where, action=action))
            return Node(None, where, key_place, "")
        if _AMBIGUOUS.fullmatch(event.value):
            self._fault(
                "wrong-type",
                f"{event.value} reads as different numbers in different programs",
                event,
                "write plain digits, or put text in quotes",
            )
        return Node(self._resolve(event.value, event), place, key_place, event.value)

    def _resolve(self, text: str, event: Any = None) -> Any:
        """The YAML 1.2 core value of a plain scalar; floats become Decimal, so that 20.8 stays 20.8."""
        if _NULL.fullmatch(text):
            return None
        if text in _BOOL:
            return _BOOL[text]
        if _INT.fullmatch(text) or _FLOAT.fullmatch(text):
            most = MAX_DIGITS if _INT.fullmatch(text) else MAX_DECIMAL_DIGITS
            if sum(c.isdigit() for c in text) > most and event is not None:
                self._fault("out-of-range", f"a number of more than {most} digits", event)
                return 0
            return int(text) if _INT.fullmatch(text) else Decimal(text)
        return text


@functools.cache
def _reader() -> Any:
    """ruamel's reader, less its search for characters that HIDDEN has not let pass.

    Compiling the pattern for that takes longer than reading a scenario.
    """
    from ruamel.yaml.reader import Reader

    class Quick(Reader):  # type: ignore[misc]
        def check_printable(self, data: Any) -> None:
            if isinstance(data, bytes) or "\ufffe" in data or "\uffff" in data:
                super().check_printable(data)

    return Quick
