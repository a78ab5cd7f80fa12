"""Some of the models of the long runs: glmopt against CP-SAT, the edge of a budget, what cannot be met."""

from __future__ import annotations

import pytest

pytest.importorskip("ortools")

MODELS = 50
FAMILIES = ("plain", "stock", "gangs", "streams", "servers", "fees")


@pytest.fixture(scope="module")
def ask():
    from families import Oracle

    with Oracle() as ask:
        yield ask


@pytest.mark.parametrize("family", FAMILIES)
def test_every_optimum_is_that_of_cp_sat(ask, family):
    from oracle import agree

    assert [w for seed in range(MODELS) for w in agree(ask, family, seed)] == []


def test_the_families_are_those_of_the_long_run():
    import oracle

    assert set(oracle.FAMILIES) == set(FAMILIES)


def test_a_family_has_models_that_can_be_met_and_some_that_cannot(ask):
    from families import PROBLEMS, drawn, housed_question

    for family in PROBLEMS:
        ends = [ask(housed_question(drawn(family, seed)))[0] for seed in range(MODELS)]
        assert ends.count("OPTIMAL") >= MODELS // 3, family
        assert family == "plain" or "INFEASIBLE" in ends, family


def test_one_minor_unit_under_the_optimum_is_infeasible():
    from oracle import edge

    seen = [edge(seed) for seed in range(110)]
    assert [w for here in seen if here for w in here] == []
    assert sum(here is not None for here in seen) >= 90


def test_what_is_infeasible_by_construction_is_called_so_and_named(ask):
    from oracle import no_way

    assert [w for seed in range(100) for w in no_way(ask, seed)] == []


def test_the_oracle_itself_is_right_by_hand(ask):
    """7 streams from cards of 2 at 500 and of 3 at 700: 2 + 2 + 3 at 1,700."""
    fees = {"kind": "fees", "fees": [0], "target": 7, "cards": [[2, 500, 9, 0, 1], [3, 700, 9, 0, 1]]}
    assert ask(fees) == ("OPTIMAL", 1_700)
    assert ask({**fees, "fees": [50], "target": 46}) == ("INFEASIBLE", None)
