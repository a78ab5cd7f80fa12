"""Dataclasses whose methods are made late do what those of the standard library do."""

from __future__ import annotations

import copy
import dataclasses
import functools
import inspect
import operator
import pickle
from dataclasses import field, replace
from typing import Any

import pytest

from glmopt.dataclass import OFTEN, dataclass


@dataclass(frozen=True, slots=True)
class Late:
    """A record."""

    a: int
    b: str = "b"
    c: list[int] = field(default_factory=list, compare=False)
    d: int = field(default=1, repr=False)
    e: int = field(init=False, default=7)

    def __post_init__(self) -> None:
        if self.a < 0:
            raise ValueError("less than nothing")

    @property
    def twice(self) -> int:
        return 2 * self.a


@dataclasses.dataclass(frozen=True, slots=True)
class Early:
    """A record."""

    a: int
    b: str = "b"
    c: list[int] = field(default_factory=list, compare=False)
    d: int = field(default=1, repr=False)
    e: int = field(init=False, default=7)

    def __post_init__(self) -> None:
        if self.a < 0:
            raise ValueError("less than nothing")

    @property
    def twice(self) -> int:
        return 2 * self.a


@dataclass(frozen=True, slots=True, order=True)
class Ranked:
    """A record that others come before or after."""

    a: int
    b: str = "b"
    c: int = field(default=0, compare=False)


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class RankedEarly:
    """A record that others come before or after."""

    a: int
    b: str = "b"
    c: int = field(default=0, compare=False)


@dataclass(slots=True)
class Open:
    """A record that may be changed."""

    a: int
    b: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Roomy:
    """A record with a place for what is worked out of it."""

    a: int
    b: str = "b"

    @functools.cached_property
    def once(self) -> list[int]:
        return [self.a]


@dataclass(frozen=True, slots=True)
class Own:  # noqa: PLW1641
    a: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own)

    def __repr__(self) -> str:
        return "own"


@dataclass(frozen=True, slots=True)
class Heir(Late):
    f: int = 0


class Plain(Late):
    pass


@dataclass(frozen=True, slots=True)
class Empty:
    pass


def _outcome(call: Any) -> Any:
    try:
        return call()
    except Exception as error:
        return type(error), str(error).replace("Late", "Early")


def _both(ask: Any) -> tuple[Any, Any]:
    return _outcome(lambda: ask(Late)), _outcome(lambda: ask(Early))


@pytest.mark.parametrize(
    "ask",
    [
        lambda cls: cls.__doc__,
        lambda cls: str(inspect.signature(cls)),
        lambda cls: cls.__match_args__,
        lambda cls: cls.__slots__,
        lambda cls: [(f.name, f.type, f.init, f.compare, f.repr) for f in dataclasses.fields(cls)],
        dataclasses.is_dataclass,
        lambda cls: dataclasses.asdict(cls(1, c=[2])),
        lambda cls: repr(cls(1, d=2)).replace("Late", "Early"),
        lambda cls: cls(1, c=[1]) == cls(1, c=[2]),
        lambda cls: cls(1) == cls(2),
        lambda cls: cls(1).__eq__(1),
        lambda cls: cls(1) == 1,
        lambda cls: hash(cls(1, "x", d=3)),
        lambda cls: len({cls(1), cls(1, c=[1]), cls(2)}),
        lambda cls: cls(1).twice,
        lambda cls: replace(cls(1, "x"), a=3).a,
        lambda cls: replace(cls(1), e=1),
        lambda cls: setattr(cls(1), "a", 2),
        lambda cls: delattr(cls(1), "a"),
        lambda cls: cls(-1),
        lambda cls: cls(1, nothing=1),
        lambda cls: cls(),
        lambda cls: cls(1).c is cls(1).c,
        lambda cls: hasattr(cls(1), "__dict__"),
    ],
)
def test_as_the_standard_library_does(ask: Any) -> None:
    late, early = _both(ask)
    if isinstance(early, tuple) and early[:1] == (TypeError,):
        assert late[0] is TypeError
    else:
        assert late == early


@pytest.mark.parametrize("first", range(6))
def test_whatever_is_asked_first(first: int) -> None:
    @dataclass(frozen=True, slots=True)
    class One:
        a: int
        b: list[int] = field(default_factory=list, compare=False)

    asks = [
        lambda: One.__match_args__ == ("a", "b"),
        lambda: One(1) == One(1) and hash(One(1)) == hash(One(1)),
        lambda: repr(One(1)).endswith("One(a=1, b=[])"),
        lambda: [f.name for f in dataclasses.fields(One)] == ["a", "b"],
        lambda: [(f.default_factory, f.compare) for f in dataclasses.fields(One)][1] == (list, False),
        lambda: One(1, [2]) == One(1) and One(1).b == [],
    ]
    assert all(ask() for ask in (*asks[first:], *asks[:first]))


def test_copies_and_pickles_are_equal() -> None:
    here = Late(3, "x", [4])
    for other in (copy.copy(here), copy.deepcopy(here), pickle.loads(pickle.dumps(here))):  # noqa: S301
        assert (other, other.c, type(other)) == (here, here.c, Late)


def test_methods_of_its_own_stay() -> None:
    assert (Own(1) == Own(2), repr(Own(1)), hash(Own(1))) == (True, "own", hash((1,)))


def test_a_dataclass_that_inherits_and_a_class_that_only_inherits() -> None:
    assert Heir(1, f=2) == Heir(1, f=2) != Heir(1, f=3)
    assert (Plain(1), Plain(1) == Late(1), Plain(1).twice) == (Plain(1), False, 2)
    assert (Empty() == Empty(), hash(Empty()), repr(Empty())) == (True, hash(()), "Empty()")


def test_without_frozen_it_changes_and_has_no_hash() -> None:
    here = Open(1)
    here.b.append(2)
    here.a = 3
    assert (here, here == Open(3), repr(here)) == (Open(3, [2]), False, "Open(a=3, b=[2])")
    assert [copy.copy(here), copy.deepcopy(here), pickle.loads(pickle.dumps(here))] == 3 * [here]  # noqa: S301
    with pytest.raises(TypeError, match="unhashable"):
        hash(here)
    with pytest.raises(AttributeError):
        here.c = 1  # type: ignore[attr-defined]


def test_without_slots_it_keeps_what_is_worked_out() -> None:
    here = Roomy(1)
    assert here.once is here.once
    assert (here, hash(here), here.__dict__["once"]) == (Roomy(1), hash(Roomy(1)), [1])
    assert [copy.copy(here), copy.deepcopy(here), pickle.loads(pickle.dumps(here))] == 3 * [here]  # noqa: S301
    assert replace(here, a=2).once == [2]
    with pytest.raises(dataclasses.FrozenInstanceError):
        here.a = 2  # type: ignore[misc]


def test_it_matches_by_position() -> None:
    match Late(1, "x"):
        case Late(a, b):
            assert (a, b) == (1, "x")


def test_few_objects_are_filled_and_many_made_by_what_is_compiled() -> None:
    """Each is the same; what `__init__` is by then shows which way it went."""

    @dataclass(frozen=True, slots=True)
    class Often:
        a: int
        b: list[int] = field(default_factory=list)

    filling = Often.__init__
    few = [Often(n, b=[n]) for n in range(OFTEN)]
    assert Often.__init__ is filling
    many = [Often(n, b=[n]) for n in range(OFTEN)]
    assert Often.__init__ is not filling
    assert few == many


@pytest.mark.parametrize("args", [(), (1, "x", [], 1, 7), (1, "x", [], 1, 7, 8)])
@pytest.mark.parametrize("kwargs", [{}, {"a": 2}, {"e": 1}, {"nothing": 1}])
def test_what_is_not_taken_is_complained_of_by_the_standard_library(args: Any, kwargs: Any) -> None:
    late, early = _both(lambda cls: cls(*args, **kwargs))
    assert late == early or repr(late).replace("Late", "Early") == repr(early)


@pytest.mark.parametrize("name", ["lt", "le", "gt", "ge"])
def test_the_order_is_that_of_the_fields(name: str) -> None:
    compare = getattr(operator, name)
    pairs = [((1, "a"), (1, "b")), ((2,), (1,)), ((1,), (1,)), ((1, "b", 1), (1, "b", 2))]
    for one, other in pairs:
        expected = compare(RankedEarly(*one), RankedEarly(*other))  # type: ignore[arg-type]
        assert compare(Ranked(*one), Ranked(*other)) == expected  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not supported"):
        compare(Ranked(1), (1, "b"))
    assert sorted([Ranked(2), Ranked(1, "c"), Ranked(1, "a")]) == [Ranked(1, "a"), Ranked(1, "c"), Ranked(2)]
