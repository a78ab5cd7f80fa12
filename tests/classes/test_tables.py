"""Capacities from a measured table: rows, chords between rows, and everything that is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest

from glmopt.errors import InputError
from glmopt.messages import told
from glmopt.notices.classes import about_tables
from glmopt.scenario import Scenario, catalog_for
from glmopt.sizing.classes import class_sizer

Load = Callable[..., Scenario]
Write = Callable[..., object]

SCENARIO = """
    demand:
      classes:
        asked: {ASKED}
      capacity: {table: speeds.csv}
    cards:
      allow: []
      define: {own: {vram_gb: 80, fp16_tflops: 100}}
      price: {own: 100}
"""
ENGLISH = re.compile(r"\b(the|row|requests|not|outside|measure)\b")
GRID = "card,prompt,output,rate\nown,100,50,8\nown,300,50,4\nown,100,150,2\nown,300,150,1\n"


def capacity(load: Load, write: Write, table: str, asked: str) -> Fraction | None:
    """What one card of the table carries of a class; None where it cannot serve it."""
    write(table, "speeds.csv")
    scenario = load(SCENARIO.replace("ASKED", asked))
    found = class_sizer(scenario, catalog_for(scenario))("own")
    return found[0].capacity if found else None


@pytest.mark.parametrize(
    ("asked", "rate"),
    [
        # a row as it stands
        ("prompt: 100, output: 50", Fraction(8)),
        # half way between 8 and 4 requests/s the card's time is half of 1/8 + 1/4
        ("prompt: 200, output: 50", Fraction(16, 3)),
        ("prompt: 100, output: 100", Fraction(16, 5)),
        # the middle of the cell: a quarter of 1/8 + 1/4 + 1/2 + 1/1
        ("prompt: 200, output: 100", Fraction(32, 15)),
        # a range is sized at its upper end
        ("prompt: [100, 300], output: 50", Fraction(4)),
    ],
)
def test_rates_lie_on_the_chords_of_time(load: Load, write: Write, asked: str, rate: Fraction) -> None:
    assert capacity(load, write, GRID, f"{asked}, requests_per_s: 1") == rate


def test_an_interpolated_rate_is_never_too_much(load: Load, write: Write) -> None:
    """Where the time of a request is convex, as (p + o)^2, the chord takes at least that time."""

    def time(p: int, o: int) -> Fraction:
        return Fraction((p + o) ** 2, 10**6)

    rows = [(p, o, 10**6 / Fraction((p + o) ** 2)) for p in (100, 400) for o in (50, 250)]
    table = "card,prompt,output,rate\n" + "".join(f"own,{p},{o},{float(r):.12f}\n" for p, o, r in rows)
    for p, o in ((150, 60), (250, 150), (399, 249)):
        rate = capacity(load, write, table, f"prompt: {p}, output: {o}, requests_per_s: 1")
        assert rate is not None
        assert 1 / rate >= time(p, o)


@pytest.mark.parametrize(
    ("table", "asked", "says"),
    [
        (GRID, "prompt: 99, output: 50", r"on own: outside of the measured 100..300: prompt 99"),
        (GRID, "prompt: 200, output: 151", "outside of the measured 50..150: output 151"),
        (
            GRID.replace("own,300,150,1\n", ""),
            "prompt: 200, output: 100",
            "no row at prompt 300 and output 150",
        ),
        (
            GRID.replace("own,300,50,4", "own,300,50,9"),
            "prompt: 200, output: 50",
            r"longer requests at a higher rate \(speeds.csv:2:1, speeds.csv:3:1\)",
        ),
        (
            GRID,
            "tokens_per_s: 20, prompt: 100, output: 50",
            r"does not say at what tokens_per_s \(speeds.csv:2:1\)",
        ),
        (GRID, "ttft_s: 2, prompt: 100, output: 50", "does not say at what ttft_s"),
        (GRID, "prompt: 100", "gives no prompt and output to look up"),
    ],
)
def test_what_was_not_measured_is_refused(
    load: Load, write: Write, table: str, asked: str, says: str
) -> None:
    with pytest.raises(InputError, match=says) as caught:
        capacity(load, write, table, f"{asked}, requests_per_s: 1")
    assert not ENGLISH.search(told(caught.value.faults[0], "zh").partition("错误")[2])


def test_a_table_of_streams_serves_streams_and_no_rates(load: Load, write: Write) -> None:
    table = "card,prompt,output,streams\nown,100,50,12\n"
    assert capacity(load, write, table, "prompt: 100, output: 50, streams: 3") == 12
    with pytest.raises(InputError, match="the row gives no requests/s"):
        capacity(load, write, table, "prompt: 100, output: 50, requests_per_s: 3")


def test_the_best_row_that_keeps_the_promise_counts(load: Load, write: Write) -> None:
    """Faster for each request is less in all: a class takes the most that is fast enough for it."""
    table = (
        "card,class,rate,tokens_per_s,ttft_s\n"
        "own,asked,9,10,4\nown,asked,5,30,2\nown,asked,2,60,0.5\nown,asked,7,30,9\n"
    )
    for promise, rate in (
        ("tokens_per_s: 5, ttft_s: 5", 9),
        ("tokens_per_s: 20, ttft_s: 3", 5),
        ("tokens_per_s: 60", 2),
        ("ttft_s: 10", 9),
    ):
        assert capacity(load, write, table, f"{promise}, requests_per_s: 1") == rate
    assert capacity(load, write, table, "tokens_per_s: 61, requests_per_s: 1") is None


def test_no_row_and_a_rate_of_nothing_serve_nothing(load: Load, write: Write) -> None:
    assert capacity(load, write, "card,class,rate\nown,asked,0\n", "requests_per_s: 1") is None
    assert capacity(load, write, "card,class,rate\nown,other,5\n", "requests_per_s: 1") is None
    zero_corner = GRID.replace("own,300,150,1\n", "own,300,150,0\n")
    assert capacity(load, write, zero_corner, "prompt: 200, output: 100, requests_per_s: 1") is None
    other_llm = "card,class,rate,llm\nown,asked,5,llama-3-8b\n"
    assert capacity(load, write, other_llm, "requests_per_s: 1") is None


def test_rates_are_read_digit_by_digit(load: Load, write: Write) -> None:
    table = "card,class,rate\nown,asked,62.47705920379080000001\n"
    rate = capacity(load, write, table, "requests_per_s: 1")
    assert rate == Fraction(6247705920379080000001, 10**20)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("", "the table is empty"),
        (
            "card,class,rats\nown,asked,1\n",
            r"speeds.csv:1:1: .*unknown column 'rats'\n.*did you mean \"rate\"",
        ),
        ("class,rate\nasked,1\n", "no column card"),
        ("card,class,rate,rate\nown,asked,1,1\n", "the column rate twice"),
        ("card,class,rate\nown,asked\n", r"speeds.csv:2:1: .*2 cells under 3 columns"),
        (
            "card,class,rate\nown,asked,fast\n",
            r"speeds.csv:2:1: error\[wrong-type\]: rate: expected a number, found fast",
        ),
        ("card,class,rate\nown,asked,-1\n", "must be 0 or more, found -1"),
        ("card,class,rate\nown,asked,1e99\n", "must be 0 to"),
        ("card,class,rate\nown,asked,nan\n", "expected a number, found nan"),
        ("card,class,rate\nown,asked,0x10\n", "expected a number"),
        ("card,class,rate\n,asked,1\n", "a row without a card"),
        ("card,class,rate\nown,,1\n", "a row needs a class, or prompt and output"),
        ("card,prompt,rate\nown,100,1\n", "prompt and output go together"),
        ("card,class,prompt,output\nown,asked,1,1\n", "a row needs a rate"),
        ("card,prompt,output,rate\nown,1.5,2,1\n", "expected a whole number"),
        ('card,class,rate\n"own,asked,1\n', "not CSV"),
        ("card,class,rate\nown,asked,1\u202e\n", "invisible or control character"),
        ("card,class,rate,cards\nown,asked,1,65\n", "must be 1 to 64"),
    ],
)
def test_broken_tables_are_refused_at_their_line(load: Load, write: Write, table: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        capacity(load, write, table, "requests_per_s: 1")


def test_all_faults_of_a_table_are_told_at_once(load: Load, write: Write) -> None:
    with pytest.raises(InputError) as caught:
        capacity(load, write, "card,class,rate\nown,asked,x\nown,asked,y\n", "requests_per_s: 1")
    assert [f.place.line for f in caught.value.faults if f.place] == [2, 3]


def test_a_table_may_stand_in_the_scenario(load: Load) -> None:
    text = SCENARIO.replace("{table: speeds.csv}", '{text: "card,class,rate\\nown,asked,3\\n"}')
    scenario = load(text.replace("ASKED", "requests_per_s: 1"))
    assert class_sizer(scenario, catalog_for(scenario))("own")[0].capacity == 3


def test_a_table_stays_inside_the_folder(load: Load, write: Write) -> None:
    with pytest.raises(InputError, match="leads out of the scenario's folder"):
        load(SCENARIO.replace("speeds.csv", "../speeds.csv").replace("ASKED", "requests_per_s: 1"))
    with pytest.raises(InputError, match="does not exist"):
        load(SCENARIO.replace("ASKED", "requests_per_s: 1"))


def test_another_table_by_set(load: Load, write: Write) -> None:
    """`--set demand.capacity.table` reads the other table; a text and a table together are refused."""
    write("card,class,rate\nown,asked,3\n", "speeds.csv")
    write("card,class,rate\nown,asked,5\n", "faster.csv")
    text = SCENARIO.replace("ASKED", "requests_per_s: 1")
    scenario = load(text, "demand.capacity.table=faster.csv")
    assert class_sizer(scenario, catalog_for(scenario))("own")[0].capacity == 5
    both = text.replace("{table: speeds.csv}", "{table: speeds.csv, text: card}")
    with pytest.raises(InputError, match="a table and a text"):
        load(both)


def test_classes_from_a_table(load: Load, write: Write) -> None:
    """Each row is a class as it could stand in the scenario; faults have the row's line."""
    write("card,class,rate\nown,a,3\nown,b,3\n", "speeds.csv")
    write("class,share,tokens_per_s\na,0.25,\nb,0.75,20\n", "mix.csv")
    text = SCENARIO.replace("{ASKED}", "").replace(
        "classes:\n        asked:", "classes: mix.csv\n      requests_per_s: 8"
    )
    demand = load(text).demand
    assert [c.need(demand.requests_per_s) for c in demand.classes.values()] == [2, 6]
    write("class,share\na,0.25\na,0.75\n", "mix.csv")
    with pytest.raises(InputError, match=r"mix.csv:3:1: error\[duplicate-key\]"):
        load(text)
    write("class,share\nA B,0.25\n", "mix.csv")
    with pytest.raises(InputError, match=r"mix\.csv"):
        load(text)
    write("class,share,prompt\na,0.25,lots\n", "mix.csv")
    with pytest.raises(InputError, match=r"mix.csv:2:1: .*expected a number, found lots"):
        load(text)


def test_a_card_that_nothing_knows_is_refused_where_it_is_first_named(load: Load, write: Write) -> None:
    with pytest.raises(InputError) as caught:
        capacity(load, write, GRID + "owm,100,50,9\nowm,300,50,9\nnocard-9,500,100,2\n", "streams: 1")
    told = [(f.code, str(f.place).rpartition("/")[2], f.message, f.action) for f in caught.value.faults]
    assert told == [
        ("unknown-name", "speeds.csv:6:1", "no card 'owm'", 'did you mean "own"?'),
        ("unknown-name", "speeds.csv:8:1", "no card 'nocard-9'", "glmopt catalog list shows the cards"),
    ]


MANY = """
    demand:
      llm: chatglm3-6b
      classes:
        chats: {requests_per_s: 1}
        documents: {requests_per_s: 1}
      capacity: {table: speeds.csv}
    cards:
      allow: []
      define: {own: {}, other: {}}
      price: {own: 100, other: 100}
"""


def sized(load: Load, write: Write, table: str, text: str = MANY) -> None:
    """Size the classes by `table`. Raises InputError for its faults."""
    write(table, "speeds.csv")
    scenario = load(text)
    class_sizer(scenario, catalog_for(scenario))


def warnings_of(load: Load, write: Write, table: str, text: str = MANY) -> list[str]:
    write(table, "speeds.csv")
    scenario = load(text)
    return [str(n).rpartition("/")[2] for n in about_tables(scenario, catalog_for(scenario))]


@pytest.mark.parametrize(
    ("table", "message", "action"),
    [
        ("own,documents,2,\nown,chat,5,\nother,chats,4,\n", "no class 'chat'", 'did you mean "chats"?'),
        ("own,chats,5,\nother,chats,5,chatglm3-b6\n", "no llm 'chatglm3-b6'", 'did you mean "chatglm3-6b"?'),
    ],
)
def test_a_slip_in_a_class_or_an_llm_is_refused_at_its_line(
    load: Load, write: Write, table: str, message: str, action: str
) -> None:
    """`chat` would leave the card without chats, `chatglm3-b6` without anything: both in silence."""
    with pytest.raises(InputError) as caught:
        sized(load, write, f"card,class,rate,llm\n{table}")
    (fault,) = caught.value.faults
    assert (fault.code, fault.message, fault.action) == ("unknown-name", message, action)
    assert str(fault.place).endswith("speeds.csv:3:1")
    chinese = told(fault, "zh")
    assert "没有这个" in chinese
    assert message not in chinese


def test_a_shared_table_may_have_more_and_is_told(load: Load, write: Write) -> None:
    """Other classes and llms, other digits, and a like name beside the row of the right one are no slips."""
    table = (
        "card,class,rate,llm\nown,chats,5,\nown,chat,5,\nown,batch,1,\nown,documents,1,my-llm\n"
        "other,chats2,3,\nother,documents,1,chatglm2-6b\n"
    )
    sized(load, write, table)
    assert warnings_of(load, write, table) == [
        (
            "speeds.csv:3:1: warning: class: rows of classes that are not in the scenario are passed over: "
            "chat, batch, chats2"
        ),
        "speeds.csv:5:1: warning: llm: rows of llms that no class asks for are passed over: my-llm",
    ]


def test_classes_of_a_what_if_and_rows_with_lengths_are_no_strangers(load: Load, write: Write) -> None:
    table = "card,class,prompt,output,rate,llm\nown,night,,,5,\nown,long,900,90,5,\nown,chats,,,5,tiny\n"
    more = "    what_if: {night: {demand: {classes: {night: {requests_per_s: 1, llm: tiny}}}}}\n"
    assert warnings_of(load, write, table, MANY + more) == []
    sized(load, write, table, MANY + more)
    assert len(warnings_of(load, write, table)) == 2


def test_rows_of_cards_that_are_not_on_offer_are_no_fault(load: Load, write: Write) -> None:
    """One table serves many scenarios: cards of the catalog, and those that a what-if defines."""
    write(GRID + "l20-48g,100,50,9\nlater,100,50,9\n", "speeds.csv")
    more = "    what_if: {more: {cards: {define: {later: {vram_gb: 80, fp16_tflops: 100}}}}}\n"
    scenario = load((SCENARIO + more).replace("ASKED", "prompt: 100, output: 50, requests_per_s: 1"))
    assert class_sizer(scenario, catalog_for(scenario))("own")[0].capacity == 8
