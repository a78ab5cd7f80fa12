"""Everything that can go wrong, in one tree.

GlmoptError            exit code
├── InputError         2    the user's files or words; carries every fault found, each with its place
├── SolverFailure      4    a solver crashed, answered nonsense or is not there
│   ├── NotProvedError 4    a limit came before a proof, and what is not proved explains nothing
│   └── Disagreement   4    two proofs of one optimum differ: no plan is shown
├── CheckFailure       4    a plan that the independent check refuses
└── Interrupted        130  the user pressed Ctrl-C

An infeasible scenario is not an error: it is an Ending (see plan.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from glmopt.dataclass import dataclass

# Every fault code with its meaning; docs/errors.md has one heading for each (a test compares them).
CODES = {
    "file-missing": "the file or folder does not exist or cannot be read",
    "file-kind": "not a regular file, too large, or not text",
    "encoding": "the file is not UTF-8",
    "yaml-syntax": "the text is not YAML",
    "yaml-feature": "a YAML feature that hides values: anchors, aliases, merge keys, tags, several documents",
    "duplicate-key": "one key twice in one mapping",
    "unknown-key": "a key that means nothing here",
    "missing-key": "a key that must be there",
    "not-yet": "a key that this version knows but does not model",
    "wrong-type": "text where a number is wanted, and the like",
    "out-of-range": "a number outside the range that makes sense",
    "bad-choice": "a word outside the list of allowed words",
    "bad-amount": "an amount of money that cannot be read",
    "bad-text": "a name or key with characters that cannot be shown safely",
    "bad-path": "a path that leads out of the scenario's folder, or is no path",
    "extends-cycle": "files that extend each other, or too many of them",
    "unknown-name": "a card, llm, price list or what-if that does not exist",
    "no-price": "a card that is asked for by name has no price",
    "no-rate": "an amount in another currency, and no rate to convert it",
    "other-currency": "a quote in another currency than the answer",
    "bad-cell": "a cell of a workbook that says no number or date by itself",
    "contradiction": "two values of the scenario that cannot both be meant",
    "bad-data": "a catalog entry that is not consistent in itself",
    "missing-part": "an optional package or a font that is asked for is not installed",
    "no-figure": "a figure that a study needs and that a card does not have",
    "other-study": "a file to continue from that was written for another scenario, catalog or study",
    "usage": "the command line cannot be understood",
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a value was written: a file with line and column (1-based), or a command-line option."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: what (code, message), where (place, field) and what to do (action)."""

    code: str
    message: str
    place: Place | None = None
    field: str = ""
    action: str = ""

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"unknown fault code {self.code!r}")

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        what = f"{self.field}: {self.message}" if self.field else self.message
        help_line = f"\n  help: {self.action}" if self.action else ""
        return f"{where}error[{self.code}]: {what}{help_line}"

    def as_dict(self) -> dict[str, Any]:
        """The fault as it stands in the JSON error document."""
        place = self.place
        return {
            "code": self.code,
            "message": self.message,
            "file": place.file if place else None,
            "line": place.line or None if place else None,
            "column": place.column or None if place else None,
            "field": self.field or None,
            "action": self.action or None,
        }


class GlmoptError(Exception):
    """Base of all errors that glmopt raises on purpose."""

    exit_code = 4


class InputError(GlmoptError):
    """The user's input is wrong; `faults` holds everything that was found, in file order."""

    exit_code = 2

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        found = (faults,) if isinstance(faults, Fault) else tuple(faults)
        self.faults = tuple(sorted(found, key=lambda f: (f.place or Place(""), f.field)))
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process: made anew from its faults."""
        return type(self), (self.faults,)


class SolverFailure(GlmoptError):
    """A solver crashed, is missing, or gave an answer that makes no sense."""


class NotProvedError(SolverFailure):
    """A limit came before the proof of an explanation or of a study's point."""

    def __init__(self) -> None:
        super().__init__("the time limit came before an explanation was proved")


class Disagreement(SolverFailure):
    """Two independent proofs of one optimum differ, so neither is believed."""


class CheckFailure(GlmoptError):
    """A plan that the independent check refuses; it is never shown as an answer."""

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("the plan failed its check:\n" + "\n".join(f"  {f}" for f in self.findings))

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process: made anew from its findings."""
        return type(self), (self.findings,)


class Interrupted(GlmoptError):
    """The user interrupted a run that has nothing to tell yet."""

    exit_code = 130

    def __init__(self) -> None:
        super().__init__("interrupted")
