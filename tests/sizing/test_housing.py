"""Full fine-tuning in a server: the cards that the memory needs, rounded up to the machine's job sizes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from glmopt.cli import main


def sized(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    with pytest.raises(SystemExit) as ended:
        main(["size", *arguments, "-f", "json", "--lang", "en"])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), json.loads(out) if out else [], err


ATLAS = ("--card", "ascend-910-32g", "--zero", "2", "--sequence", "384", "--chassis", "atlas-800-9000")


def test_thirteen_ascend_910_become_sixteen_in_two_atlas_800(capsys: pytest.CaptureFixture[str]) -> None:
    """Jobs of that machine take 1, 2, 4, 8 or whole nodes of 8; its ports carry 12.5 GB/s."""
    code, rows, _ = sized(capsys, *ATLAS, "--fabric", "roce-100g")
    assert code == 0
    assert rows[0]["full_cards"] == 13
    assert (rows[0]["gang_cards"], rows[0]["gang_nodes"], rows[0]["gang_gb_s"]) == (16, 2, 12.5)


def test_without_a_network_two_nodes_make_no_gang(capsys: pytest.CaptureFixture[str]) -> None:
    _, rows, _ = sized(capsys, *ATLAS)
    assert rows[0]["gang_cards"] is None
    assert "13 x ascend-910-32g" in rows[0]["gang_why"]


def test_a_bandwidth_that_the_network_lacks_makes_no_gang(capsys: pytest.CaptureFixture[str]) -> None:
    _, rows, _ = sized(capsys, *ATLAS, "--fabric", "roce-100g", "--bandwidth", "20")
    assert rows[0]["gang_cards"] is None
    assert "12.5 GB/s" in rows[0]["gang_why"]


def test_a_card_that_does_not_fit_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    _, rows, _ = sized(capsys, "--card", "a100-80g", "--chassis", "atlas-800-9000")
    assert rows[0]["gang_why"] == "does not fit"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (("--chassis", "atlas-800-900"), "atlas-800-9000"),
        (("--chassis", "dgx-a100", "--fabric", "roce100"), "roce-100g"),
        (("--chassis", "dgx-a100", "--bandwidth", "fast"), "'fast'"),
        (("--chassis", "dgx-a100", "--bandwidth", "-1"), "'-1'"),
    ],
)
def test_wrong_names_and_numbers_are_refused(
    capsys: pytest.CaptureFixture[str], wrong: tuple[str, ...], named: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["size", "--card", "a100-80g", *wrong])
    assert ended.value.code == 2
    assert named in capsys.readouterr().err
