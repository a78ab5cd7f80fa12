"""What the studies of a result proved, kept with it: shown again without solving, and gone on from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, get_args

from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError, NotProvedError
from glmopt.plan import Status
from glmopt.study.journal import Journal

# Why a study is not there.
TIME_OVER, NOT_PROVED, NOT_ASKED = "its time was over", "not proved in its time", "nothing to study"
INTERRUPTED = "interrupted"
REASONS = (TIME_OVER, NOT_PROVED, NOT_ASKED, INTERRUPTED)
# What reading can come to where there is no record.
MALFORMED = (KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError)
# The row of a solve that a limit ended before its proof.
UNPROVED = "not proved"


@dataclass(frozen=True, slots=True)
class Recorded:
    """Rows by study and key as plain data, and why a study is not there.

    `seconds` each study had; `interrupted` where Ctrl-C came, so that there is more to be done.
    """

    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    interrupted: bool = False

    def has(self, study: str) -> bool:
        """Whether the study came to an end, be it that it was left out."""
        return study in self.left_out or study in self.rows


def recorded_in(document: Mapping[str, Any]) -> Recorded | None:
    """What the studies of a saved result proved; None where it has none. InputError for what is no record."""
    told = document["explain"].get("studied")
    if told is None:
        return None
    try:
        rows = {name: dict(rows) for name, rows in told["rows"].items()}
        left_out = {name: REASONS[REASONS.index(why)] for name, why in told["left_out"].items()}
        return Recorded(rows, left_out, float(told["seconds"]), interrupted=bool(told["interrupted"]))
    except MALFORMED:
        fault = Fault("bad-data", "not the rows of a study", None, "explain.studied")
        raise InputError(fault) from None


def _sane(row: Any) -> Any:
    """`row`; ValueError where what is read of it later is not of its kind."""
    if isinstance(row, dict):
        objective, status = row.get("objective"), row.get("status", "optimal")
        if not (objective is None or isinstance(objective, int)) or status not in get_args(Status):
            raise ValueError("not the rows of a study")
    return row


class Rows(Journal):
    """The rows of one study: those `known` are recalled, others come from `file` or are made, all are noted.

    Where it has `ended` none is made: the study stopped where a row is missing, as if interrupted there.
    """

    def __init__(
        self, study: str, known: Mapping[str, Any], file: Journal | None = None, *, ended: bool = False
    ) -> None:
        super().__init__()
        self.study, self.known, self.ended = study, known, ended
        self.file = file or Journal()
        self.noted: dict[str, Any] = {}

    def recall(self, key: str, make: Callable[[], Any]) -> Any:
        """The row under `key`. Raises what `make` raises; NotProvedError for one that was not proved."""
        row = _sane(self.known.get(key, UNPROVED))
        if self.ended and key not in self.known:
            raise KeyboardInterrupt
        if row == UNPROVED and not self.ended:
            row = self._made(key, make)
        self.noted[key] = row
        if row == UNPROVED:
            raise NotProvedError
        return row

    def _made(self, key: str, make: Callable[[], Any]) -> Any:
        try:
            return self.file.recall(f"{self.study}: {key}", make)
        except NotProvedError:
            return UNPROVED
