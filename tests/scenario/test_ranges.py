"""Ranges in grids: whole numbers by a step, beside values as they are written."""

from __future__ import annotations

import pytest

from glmopt.errors import InputError
from glmopt.scenario import parse_settings


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("demand.streams=10..13", [10, 11, 12, 13]),
        ("demand.streams=10..41:10", [10, 20, 30, 40]),
        ("demand.streams=5, 10..30:10,7", [5, 10, 20, 30, 7]),
        ("demand.streams=4..4", [4]),
        ("name='1..3'", ["1..3"]),
    ],
)
def test_a_range_is_its_numbers(text: str, values: list[object]) -> None:
    (setting,) = parse_settings([text], many=True)
    assert [node.value for node in setting.values] == values
    assert len(setting.written) == len(values)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("demand.streams=9..3", "no range: 9..3"),
        ("demand.streams=3..9:0", "no range: 3..9:0"),
        ("demand.streams=0..100000", "100,001 values of one key, more than 100,000"),
    ],
)
def test_a_range_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_settings([text], many=True)
    (fault,) = caught.value.faults
    assert fault.message == message
    assert fault.action


def test_without_a_grid_it_is_a_text() -> None:
    (setting,) = parse_settings(["name=1..3"])
    assert [node.value for node in setting.values] == ["1..3"]
