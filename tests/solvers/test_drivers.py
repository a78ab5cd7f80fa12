"""The two drivers: what they refuse, and what they make of a solver that stops, crashes, hangs or lies."""

from __future__ import annotations

import os
import stat
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulp
import pytest

import glmopt
from glmopt.catalog import Catalog
from glmopt.errors import CheckFailure, Disagreement, SolverFailure
from glmopt.problem import Offer, Problem
from glmopt.program import Program, build
from glmopt.scenario import Scenario
from glmopt.scenario.model import SolverTerms
from glmopt.solve import optimum, prove
from glmopt.solvers import SOLVERS, Outcome, Solution, cbc

NewOffer = Callable[..., Offer]
ONCE, TWICE = SolverTerms(prove="once"), SolverTerms(prove="twice", second="cbc")


def _seven_streams(offer: NewOffer) -> Problem:
    """2 + 2 + 3 streams for 500 + 500 + 700 = 1,700 is the least cost of 7."""
    return Problem((offer("a", 500, 2), offer("b", 700, 3)), "capex", "CNY", streams=7)


@pytest.mark.parametrize("name", SOLVERS)
def test_a_solver_finds_the_optimum_and_says_so(name: str, offer: NewOffer) -> None:
    run = SOLVERS[name](build(_seven_streams(offer)).lp)
    assert run.outcome is Outcome.OPTIMAL
    assert run.values is not None
    assert {n: round(v) for n, v in run.values.items()} == {"n_a": 2, "n_b": 1}


@pytest.mark.parametrize("name", SOLVERS)
def test_infeasible_has_no_values(name: str, offer: NewOffer) -> None:
    """Two cards of one stream never give three."""
    run = SOLVERS[name](build(Problem((offer("a", stock=2),), "capex", "CNY", streams=3)).lp)
    assert run.outcome is Outcome.INFEASIBLE
    assert run.values is None


@pytest.mark.parametrize("name", SOLVERS)
def test_no_card_at_all_is_enough_for_nothing_and_too_little_for_one_stream(name: str) -> None:
    assert SOLVERS[name](build(Problem((), "cards", "CNY")).lp).outcome is Outcome.OPTIMAL
    assert SOLVERS[name](build(Problem((), "cards", "CNY", streams=1)).lp).outcome is Outcome.INFEASIBLE


def test_cbc_proves_infeasible_also_where_its_first_settings_crash(offer: NewOffer) -> None:
    """Two cards that must be bought, of one type at most: without preprocessing CBC 2.10.3 dies on it."""
    pair = (offer("a", minimum=1, minimum_order=2), offer("b", minimum=1, minimum_order=2))
    ending, counts, notes = prove(Problem(pair, "capex", "CNY", card_types=1), TWICE)
    assert (ending.status, len(ending.proofs), counts, notes) == ("infeasible", 2, None, ())


def test_a_thousand_million_and_seven_streams_are_exact(offer: NewOffer) -> None:
    """One stream a card: 1,000,000,007 cards, not the 1,000,000,000 that eight digits hold."""
    problem = Problem((offer("a", 1),), "capex", "CNY", streams=1_000_000_007)
    ending, counts, notes = prove(problem, TWICE)
    assert counts is not None
    assert counts.cards == {"a": 1_000_000_007}
    assert ending.status == "optimal"
    assert len(ending.proofs) == 1
    assert "proved once" in notes[0]
    assert "1e+08" in notes[0]


def test_cbc_refuses_what_its_files_do_not_carry(offer: NewOffer) -> None:
    with pytest.raises(SolverFailure, match=r"values of 1e\+08"):
        cbc.solve(build(Problem((offer("a"),), "cards", "CNY", streams=100_000_000)).lp)
    small = cbc.solve(build(Problem((offer("a"),), "cards", "CNY", streams=99_999_999)).lp)
    assert small.values == {"n_a": 99_999_999}
    with pytest.raises(SolverFailure, match=r"numbers of 1e\+12"):
        cbc.solve(build(Problem((offer("a", 10**12), offer("b", 3)), "capex", "CNY", streams=1)).lp)


# ---- a CBC that misbehaves: a small program in its place -------------------------------------------------

ANSWER = "Optimal - objective value 17\n      0 X0000000 2 5\n      1 X0000001 1 7\n"


@pytest.fixture
def instead_of_cbc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a Python program in the place of CBC."""

    def place(program: str) -> None:
        path = tmp_path / "cbc"
        path.write_text(f"#!{sys.executable}\n{textwrap.dedent(program)}", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(cbc, "executable", lambda: path)

    return place


def _writes(answer: str) -> str:
    return f"open('model.sol', 'w', encoding='utf-8').write({answer!r})"


def test_the_program_in_the_place_of_cbc_is_believed_where_it_is_right(
    instead_of_cbc: Callable[[str], None], offer: NewOffer
) -> None:
    instead_of_cbc(_writes(ANSWER))
    ending, _, notes = prove(_seven_streams(offer), TWICE)
    assert [p.objective for p in ending.proofs] == [1_700, 1_700]
    assert notes == ()


def test_cbc_stopped_on_time_gives_no_values(instead_of_cbc: Callable[[str], None], offer: NewOffer) -> None:
    """What CBC writes then may be fractional: it is not read, and the first proof stands alone."""
    instead_of_cbc(_writes(ANSWER.replace("Optimal", "Stopped on time").replace(" 2 5", " 1.5 5")))
    run = cbc.solve(build(_seven_streams(offer)).lp, 1.0)
    assert (run.outcome, run.values, run.bound) == (Outcome.UNKNOWN, None, None)
    _, counts, notes = prove(_seven_streams(offer), TWICE)
    assert counts is not None
    assert notes == ("proved once: CBC reached the time limit",)


FAILURES = {
    "killed": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "ended with code -11"),
    "fails": ("raise SystemExit(3)", "ended with code 3"),
    "says nothing": ("pass", "wrote no solution file"),
    "empty file": (_writes(""), "an empty answer"),
    "short file": (_writes(ANSWER[:-3]), "is cut short"),
    "a value missing": (_writes(ANSWER[: ANSWER.index("      1 X")]), "has 1 of 2 values"),
    "another ending": (_writes("Unbounded - objective value 0\n"), "'Unbounded'"),
    "not ASCII": (_writes("最优"), "wrote no solution file"),
}


@pytest.mark.parametrize("what", FAILURES)
def test_a_broken_cbc_is_said_and_never_believed(
    what: str, instead_of_cbc: Callable[[str], None], offer: NewOffer
) -> None:
    program, message = FAILURES[what]
    instead_of_cbc(program)
    with pytest.raises(SolverFailure, match=message):
        prove(_seven_streams(offer), SolverTerms(name="cbc"))
    ending, counts, notes = prove(_seven_streams(offer), TWICE)
    assert counts is not None
    assert counts.cards == {"a": 2, "b": 1}
    assert len(ending.proofs) == 1
    assert len(notes) == 1
    assert message in notes[0]


def test_a_cbc_that_hangs_is_ended(
    instead_of_cbc: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, offer: NewOffer, tmp_path: Path
) -> None:
    told = tmp_path / "pid"
    instead_of_cbc(f"import os, time; open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    monkeypatch.setattr(cbc, "GRACE_S", 3.0)
    with pytest.raises(SolverFailure, match="past its time limit"):
        cbc.solve(build(_seven_streams(offer)).lp, 0.1)
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


def test_cbc_that_is_not_there_is_said(
    monkeypatch: pytest.MonkeyPatch, offer: NewOffer, tmp_path: Path
) -> None:
    monkeypatch.setattr("pulp.apis.coin_api.pulp_cbc_path", str(tmp_path / "cbc"))
    with pytest.raises(SolverFailure, match="no CBC for this machine"):
        prove(_seven_streams(offer), SolverTerms(name="cbc"))


def test_no_file_is_left_behind(monkeypatch: pytest.MonkeyPatch, offer: NewOffer, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    cbc.solve(build(_seven_streams(offer)).lp)
    assert list(tmp_path.iterdir()) == []


# ---- solvers that lie ------------------------------------------------------------------------------------


def _answers(outcome: Outcome, values: dict[str, float] | None = None, bound: float | None = None) -> Any:
    return lambda _lp, _limit=None: Solution(outcome, values, bound, "liar", "1.0", 0.0)


def test_two_proofs_that_differ_show_no_plan(monkeypatch: pytest.MonkeyPatch, offer: NewOffer) -> None:
    """3 x 700 = 2,100 is feasible, but no proof of 1,700."""
    monkeypatch.setitem(SOLVERS, "cbc", _answers(Outcome.OPTIMAL, {"n_a": 0, "n_b": 3}))
    with pytest.raises(Disagreement, match=r"HiGHS says optimal 1700 and liar says optimal 2100\. No plan"):
        prove(_seven_streams(offer), TWICE)


def test_one_solver_says_infeasible_and_the_other_has_a_plan(
    monkeypatch: pytest.MonkeyPatch, offer: NewOffer
) -> None:
    monkeypatch.setitem(SOLVERS, "cbc", _answers(Outcome.INFEASIBLE))
    with pytest.raises(Disagreement):
        prove(_seven_streams(offer), TWICE)
    with pytest.raises(Disagreement):
        prove(_seven_streams(offer), SolverTerms(name="cbc"))


def test_a_disagreement_reaches_the_caller(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[..., Scenario], tiny: Catalog
) -> None:
    monkeypatch.setitem(SOLVERS, "cbc", _answers(Outcome.INFEASIBLE))
    with pytest.raises(Disagreement):
        glmopt.solve(ask(demand={"streams": 13}, solver={"second": "cbc"}), tiny)


def test_a_lie_breaks_a_row_and_is_refused(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[..., Scenario], tiny: Catalog
) -> None:
    """One card of 10 streams is no plan for 13, whoever proves it."""
    lie = _answers(Outcome.OPTIMAL, {"n_four": 0, "n_one": 0, "n_ten": 1})
    monkeypatch.setitem(SOLVERS, "highs", lie)
    monkeypatch.setitem(SOLVERS, "cbc", lie)
    with pytest.raises(SolverFailure, match="breaks streams"):
        glmopt.solve(ask(demand={"streams": 13}), tiny)


def test_a_lie_that_the_rows_let_pass_fails_the_check(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[..., Scenario], tiny: Catalog
) -> None:
    """Were the program itself wrong, its rows would not notice; the check shares nothing with it."""
    lie = _answers(Outcome.OPTIMAL, {"n_four": 0, "n_one": 0, "n_ten": 1})
    monkeypatch.setitem(SOLVERS, "highs", lie)
    monkeypatch.setitem(SOLVERS, "cbc", lie)
    monkeypatch.setattr(Program, "broken", lambda _program, _whole: [])
    monkeypatch.setattr(sys.modules["glmopt.solve.answer"], "settle", _unsettled)
    with pytest.raises(CheckFailure) as caught:
        glmopt.solve(ask(demand={"streams": 13}, solver={"second": "cbc"}), tiny)
    assert caught.value.findings == ("streams: 10 of 13 streams",)


def _unsettled(
    _program: Program, whole: dict[str, int], _clock: object, *, only: bool
) -> tuple[dict[str, int], str]:
    return whole, ""


def test_half_a_card_is_no_answer(monkeypatch: pytest.MonkeyPatch, offer: NewOffer) -> None:
    monkeypatch.setitem(SOLVERS, "highs", _answers(Outcome.OPTIMAL, {"n_a": 3.5, "n_b": 0}))
    with pytest.raises(SolverFailure, match=r"n_a = 3\.5, not a whole number"):
        prove(_seven_streams(offer), ONCE)
    nearly = _answers(Outcome.OPTIMAL, {"n_a": 1.9999999, "n_b": 1.0000001})
    monkeypatch.setitem(SOLVERS, "highs", nearly)
    monkeypatch.setattr(sys.modules["glmopt.solve.answer"], "settle", _unsettled)
    _, counts, _ = prove(_seven_streams(offer), ONCE)
    assert counts is not None
    assert counts.cards == {"a": 2, "b": 1}


# ---- limits ----------------------------------------------------------------------------------------------


def test_a_plan_at_the_time_limit_is_feasible_with_its_bound(
    monkeypatch: pytest.MonkeyPatch, offer: NewOffer
) -> None:
    """Three cards at 700 against a proved 15.2 units of 100: feasible, at least 1,600, never optimal."""
    stopped = _answers(Outcome.FEASIBLE, {"n_a": 0.0, "n_b": 3.0}, 15.2)
    monkeypatch.setitem(SOLVERS, "highs", stopped)
    ending, counts, _ = prove(_seven_streams(offer), TWICE)
    assert counts is not None
    assert counts.cards == {"b": 3}
    assert (ending.status, ending.objective, ending.bound) == ("feasible", 2_100, 1_600)
    assert ending.gap == pytest.approx(500 / 2_100)
    assert len(ending.proofs) == 1


def test_neither_plan_nor_proof_is_unknown(monkeypatch: pytest.MonkeyPatch, offer: NewOffer) -> None:
    monkeypatch.setitem(SOLVERS, "highs", _answers(Outcome.UNKNOWN, None, 3.0))
    ending, counts, _ = prove(_seven_streams(offer), TWICE)
    assert (ending.status, ending.objective, counts) == ("unknown", None, None)


def test_a_plan_above_the_budget_at_the_time_limit_proves_nothing(
    monkeypatch: pytest.MonkeyPatch, offer: NewOffer
) -> None:
    """2,100 found and 1,600 proved: a budget of 2,000 stays open, one of 1,500 is proved too small."""
    monkeypatch.setitem(SOLVERS, "highs", _answers(Outcome.FEASIBLE, {"n_a": 0.0, "n_b": 3.0}, 15.2))
    offers = _seven_streams(offer).offers
    within = Problem(offers, "capex", "CNY", streams=7, budget=2_000)
    assert prove(within, TWICE)[0].status == "unknown"
    below = Problem(offers, "capex", "CNY", streams=7, budget=1_500)
    assert prove(below, TWICE)[0].status == "infeasible"


def _hard() -> Any:
    """Five equations in 40 unknowns of 0 or 1 with numbers below 100 (a market split): days of search."""
    lp = pulp.LpProblem("hard", pulp.LpMinimize)
    x = [lp.add_variable(f"x_{i}", 0, 1, "Integer") for i in range(40)]
    slack = [lp.add_variable(f"s_{r}", 0, 5_000, "Integer") for r in range(5)]
    for r in range(5):
        row = [(37 * (i + 1) * (r + 3) + 11 * (i * i) * (r + 1) ** 2 + 53 * i**3) % 97 + 1 for i in range(40)]
        half = sum(row) // 2
        lp.addConstraint(pulp.lpSum(a * v for a, v in zip(row, x, strict=True)) - slack[r] <= half, f"le_{r}")
        lp.addConstraint(pulp.lpSum(a * v for a, v in zip(row, x, strict=True)) + slack[r] >= half, f"ge_{r}")
    lp.setObjective(pulp.lpSum(slack))
    return lp


def test_the_real_solvers_say_that_a_limit_stopped_them() -> None:
    """One second for a problem of days: HiGHS has a plan and a bound below it, CBC's values are not taken."""
    lp = _hard()
    run = SOLVERS["highs"](lp, 1.0)
    assert run.outcome is Outcome.FEASIBLE
    assert run.values is not None
    assert run.bound is not None
    found = sum(v for name, v in run.values.items() if name.startswith("s_"))
    assert run.bound <= found + 1e-6
    assert SOLVERS["cbc"](lp, 1.0).outcome is Outcome.UNKNOWN


def test_ctrl_c_that_comes_as_the_solver_ends_is_not_lost(
    monkeypatch: pytest.MonkeyPatch, offer: NewOffer
) -> None:
    """HiGHS is done before it hears of it: the answer is there, and says that it was interrupted."""
    import highspy

    whole, calls = highspy.Highs.wait, []

    def late(self: Any, timeout: float = -1.0) -> Any:
        done = whole(self, 10)
        calls.append(done)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(highspy.Highs, "wait", late)
    program = build(Problem((offer("a"),), "cards", "CNY", streams=3))
    solution = SOLVERS["highs"](program.lp, 10)
    assert solution.outcome is Outcome.OPTIMAL
    assert solution.interrupted
    calls.clear()
    with pytest.raises(KeyboardInterrupt):
        optimum(Problem((offer("a"),), "cards", "CNY", streams=3), SolverTerms(prove="once"))
