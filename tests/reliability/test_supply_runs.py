"""What a run of tests/run says is read right: by hand."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("last", "counted"),
    [
        ("4253 passed, 34 skipped in 1034.20s (0:17:14)", (4253, 0, 34, 0)),
        ("2 failed, 3950 passed, 1 error in 9.5s", (3950, 2, 0, 1)),
        ("11 errors in 1.55s", (0, 0, 0, 11)),
        ("mypy: found 3 errors in 1 file", (0, 0, 0, 0)),
    ],
)
def test_the_counts_are_those_of_the_last_line(last: str, counted: tuple[int, ...]) -> None:
    from supply import counts

    assert tuple(counts(["FAILED tests/a.py::b - 7 passed", last, ""]).values()) == counted


def test_a_package_may_have_two_versions() -> None:
    from supply import versions

    text = (
        "numpy==2.4.6 ; python_full_version < '3.12' \\\n    --hash=sha256:00\n"
        "numpy==2.5.5\nPyYAML==6.0.4\nx @ file:///x\n"
    )
    assert versions(text) == {"numpy": {"2.4.6", "2.5.5"}, "pyyaml": {"6.0.4"}}
