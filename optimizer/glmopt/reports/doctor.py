"""What the doctor found, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from glmopt.doctor import Finding
from glmopt.language import translator
from glmopt.reports.tabular import Column, Table


def findings_table(findings: Sequence[Finding], lang: str) -> Table:
    """One row a part; what is missing says what to do."""
    _ = translator(lang)
    columns = (
        Column("part", _("part")),
        Column("state", _("state")),
        Column("found", _("found"), prose=True),
        Column("action", _("what to do"), prose=True),
    )
    states = {"good": _("good"), "missing": _("missing"), "note": _("note")}
    rows = tuple((f.part, states[f.state], f.found, f.action) for f in findings)
    return Table(columns, rows)
