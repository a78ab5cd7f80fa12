"""What the doctor found, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from glmopt.doctor import Finding
from glmopt.language import translator
from glmopt.messages import translated
from glmopt.reports.tabular import Column, Table


def findings_table(findings: Sequence[Finding], lang: str, *, plain: bool = False) -> Table:
    """One row a part; what is missing says what to do. `plain` for programs: what was found stays English."""
    _ = translator(lang)
    columns = (
        Column("part", _("component")),
        Column("state", _("state")),
        Column("found", _("found"), prose=True),
        Column("action", _("what to do"), prose=True),
    )
    states = {"good": _("good"), "missing": _("missing"), "note": _("note")}
    parts = {
        "catalog": _("catalog"),
        "temporary folder": _("temporary folder"),
        "file names": _("file names"),
        "language": _("language"),
    }
    if plain:
        return Table(columns, tuple((f.part, f.state, f.found, f.action) for f in findings))
    rows = tuple(
        (
            parts.get(f.part, f.part),
            states[f.state],
            translated(f.found, lang),
            translated(f.action, lang),
        )
        for f in findings
    )
    return Table(columns, rows)
