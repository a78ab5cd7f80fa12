"""`dataclass` of the standard library, made when it is worth it.

The standard library compiles six methods for each class while its module is imported, which was a sixth of
what `glmopt solve` took to start. A command imports three times as many classes as it uses, and of most it
makes a few objects only: these are filled without anything compiled.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from glmopt import interrupts

__all__ = ["dataclass"]

# From so many objects on an `__init__` that is compiled takes less time than filling them.
OFTEN = 100
_OF_PYTHON = ("__dict__", "__weakref__")

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool = False, slots: bool = False, order: bool = False):
        """As `dataclasses.dataclass`, which makes at once what inherits."""

        def made(cls: type) -> type:
            if cls.__bases__ == (object,):
                return _late(cls, frozen, slots, ORDERED if order else {})
            return dataclasses.dataclass(cls, frozen=frozen, slots=slots, order=order)

        return made


def _late(source: type, frozen: bool, slots: bool, ordered: dict[str, Any]) -> Any:
    """A class with the fields of `source`; what it lacks, the standard library makes of `source` later.

    `ordered`: the methods of an order, where there is one.
    """
    names = _names(source)
    left = {*names, *_OF_PYTHON}
    if "__eq__" in source.__dict__ and source.__dict__["__hash__"] is None:
        left.add("__hash__")  # Python's own answer to an `__eq__`
    kept = {name: value for name, value in source.__dict__.items() if name not in left}
    standard = _Standard(source, frozen, slots)
    described = {name: _Described(standard, name) for name in DESCRIBED}
    methods = METHODS | ordered | (FROZEN if frozen else {"__hash__": None})
    if slots:
        methods |= {"__slots__": names} | (COPIED if frozen else {})
    made = type(source)(source.__name__, (), methods | described | kept)
    made.__qualname__ = source.__qualname__
    return made


def _names(source: type) -> tuple[str, ...]:
    """The names of the fields."""
    return tuple(inspect.get_annotations(source))


class _Standard:
    """The dataclass that the standard library makes of `source`, once it is asked for."""

    def __init__(self, source: type, frozen: bool, slots: bool) -> None:
        self.source, self.frozen, self.slots, self.filled = source, frozen, slots, 0

    @functools.cached_property
    def cls(self) -> Any:
        """The whole class, but for what METHODS has."""
        given = {"frozen": self.frozen, "slots": self.slots}
        return dataclasses.dataclass(self._copy(), **given, eq=False, repr=False)

    @functools.cached_property
    def fields(self) -> dict[str, dataclasses.Field[Any]]:
        """The fields alone, by name: nothing is compiled for them."""
        made: Any = dataclasses.dataclass(self._copy(), init=False, repr=False, eq=False)
        return {f.name: f for f in dataclasses.fields(made)}

    def _copy(self) -> type:
        """`source` once more, for the standard library changes what it makes a dataclass of.

        With a text of its own, for it writes one of the signature where there is none.
        """
        kept = {name: v for name, v in self.source.__dict__.items() if name not in _OF_PYTHON}
        given = kept | {"__doc__": "Fields.", "__qualname__": self.source.__qualname__}
        # Python makes an error of its own of a Ctrl-C that comes while a field is told its name.
        with interrupts.held():
            return type(self.source)(self.source.__name__, (), given)

    @functools.cached_property
    def written(self) -> dict[str, dataclasses.Field[Any]]:
        """The fields as they are written, by name: looking closer at them takes longer than filling them."""
        found = {name: self.source.__dict__.get(name, dataclasses.MISSING) for name in _names(self.source)}
        return {
            n: f if isinstance(f, dataclasses.Field) else dataclasses.field(default=f)
            for n, f in found.items()
        }

    @functools.cached_property
    def taken(self) -> list[str]:
        """The fields that `__init__` takes, in order."""
        return [name for name, f in self.written.items() if f.init]

    def fill(self, record: object, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Set every field of `record`; False where `__init__` would complain of what it is given."""
        values = dict(zip(self.taken, args, strict=False)) | kwargs
        if len(values) < len(args) + len(kwargs) or not values.keys() <= set(self.taken):
            return False
        for name, f in self.written.items():
            if name in values:
                value = values[name]
            elif f.default is not dataclasses.MISSING:
                value = f.default
            elif f.default_factory is not dataclasses.MISSING:
                value = f.default_factory()
            else:
                return False
            object.__setattr__(record, name, value)
        self.filled += 1
        return True


class _Described:
    """What functions of `dataclasses` and `inspect` ask of the class."""

    def __init__(self, standard: _Standard, name: str) -> None:
        self.standard, self.name = standard, name

    def __get__(self, _instance: object, _cls: type) -> Any:
        if self.name == "__dataclass_fields__":
            return self.standard.fields
        if self.name == "__signature__":
            return inspect.signature(self.standard.cls)
        return getattr(self.standard.cls, self.name)


DESCRIBED = ("__dataclass_fields__", "__dataclass_params__", "__match_args__", "__signature__")


def _init(self: Any, *args: Any, **kwargs: Any) -> None:
    cls = _owner(self, "__init__")
    standard: _Standard = cls.__dict__["__match_args__"].standard
    if standard.filled < OFTEN and standard.fill(self, args, kwargs):
        if hasattr(self, "__post_init__"):
            self.__post_init__()
        return
    cls.__init__ = init = standard.cls.__init__
    init(self, *args, **kwargs)


def _eq(self: Any, other: object) -> Any:
    cls = _owner(self, "__eq__")
    values = _values(cls)

    def __eq__(self: Any, other: object) -> Any:  # noqa: N807
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    cls.__eq__ = __eq__
    return __eq__(self, other)


def _compared(name: str) -> Callable[[Any, object], Any]:
    compare = getattr(operator, name)

    def first(self: Any, other: object) -> Any:
        cls = _owner(self, name)
        values = _values(cls)

        def ordered(self: Any, other: object) -> Any:
            return (
                compare(values(self), values(other)) if other.__class__ is self.__class__ else NotImplemented
            )

        setattr(cls, name, ordered)
        return ordered(self, other)

    return first


def _hash(self: Any) -> int:
    cls = _owner(self, "__hash__")
    values = _values(cls)

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    cls.__hash__ = __hash__
    return __hash__(self)


def _repr(self: Any) -> str:
    shown = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
    return f"{type(self).__qualname__}({shown})"


def _setattr(_self: Any, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(_self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


# `copy` and `pickle` would fill a frozen object with slots through its __setattr__.
def _getstate(self: Any) -> list[Any]:
    return [getattr(self, f.name) for f in dataclasses.fields(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for f, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, f.name, value)


METHODS: dict[str, Any] = {"__init__": _init, "__eq__": _eq, "__repr__": _repr}
FROZEN: dict[str, Any] = {"__hash__": _hash, "__setattr__": _setattr, "__delattr__": _delattr}
ORDERED: dict[str, Any] = {name: _compared(name) for name in ("__lt__", "__le__", "__gt__", "__ge__")}
COPIED: dict[str, Any] = {"__getstate__": _getstate, "__setstate__": _setstate}


def _owner(self: object, name: str) -> Any:
    """The class whose method this is: that of `self`, or one that it inherits."""
    return next(cls for cls in type(self).__mro__ if name in cls.__dict__)


def _values(cls: type) -> Callable[[Any], Any]:
    """The fields that are compared, as one value."""
    standard: _Standard = cls.__dict__["__match_args__"].standard
    names = [name for name, f in standard.written.items() if f.compare]
    if len(names) == 1:
        only = operator.attrgetter(*names)
        return lambda self: (only(self),)
    return operator.attrgetter(*names) if names else lambda _self: ()
