"""The scenario file's records, key by key (docs/scenario.md lists them with their meaning).

Defaults that are records are constructed, not validated: pydantic builds a schema for the first validation,
and a start would build one for each of them. They equal the validated ones (tests/scenario/test_defaults.py).
"""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, model_validator

from glmopt.catalog import CardFigures, FigureSet
from glmopt.dataclass import dataclass
from glmopt.errors import Place
from glmopt.records import Count, Id, Later, Money, Name, Node, Number, Record, Text, locate
from glmopt.scenario.classes import Amount, CapacityTable, ServiceClass, split_of
from glmopt.scenario.discount import Breaks
from glmopt.scenario.housing import Limit, Nodes, Owned, Site
from glmopt.scenario.own_price import OwnPrice
from glmopt.scenario.service import Precision, Service, Tuning
from glmopt.units import MINOR_DIGITS

Objective = Literal["capex", "tco", "cards", "streams"]


def _text(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, str) else value


class FullFinetune(Record):
    """Full fine-tuning jobs at one time: each takes a gang of identical cards of one group.

    `min_bandwidth_gb_s`: the group's cards reach each other at no less, GB/s per direction; bare cards have
    no links, so it needs `nodes`. `shared`: the gang's cards serve streams while no job runs. `dedicated`:
    they serve nothing else.
    """

    gangs: Count = 1
    sharing: Literal["shared", "dedicated"] = "shared"
    min_bandwidth_gb_s: Number = Field(default=Decimal(0), ge=0)


def _full_finetune(value: Any) -> Any:
    """`true` is one shared gang, `false` none."""
    return {"gangs": int(value)} if isinstance(value, bool) else value


def _efficiency(value: Any) -> Any:
    """One name is the set of every card; a mapping has sets by card id or vendor, and `any`."""
    return {"any": value} if isinstance(value, str) else value


def _classes(value: Any) -> Any:
    """The path of a table is replaced by its rows when the scenario is read (scenario/tables.py)."""
    return value


class Demand(Record):
    """What the purchase must do; `service` to `tuning` count under `sizing: roofline` only.

    `classes` instead of `streams`: several classes of requests. `requests_per_s` is what their shares are of,
    `capacity` a measured table, `split` how a class may be divided between cards, `night_hours` the length of
    the night, in which batches run.
    """

    llm: str = "chatglm3-6b"
    streams: Count = 0
    instances: Count = 0
    light_finetune: Count = 0
    full_finetune: Annotated[FullFinetune, BeforeValidator(_full_finetune)] = FullFinetune.model_construct(
        gangs=0
    )
    service: Later[Service] = Service.model_construct()
    precision: Precision = "fp16"
    efficiency: Annotated[
        dict[str, str], BeforeValidator(_efficiency, json_schema_input_type=str | dict[str, str])
    ] = Field(default_factory=dict)
    tuning: Later[Tuning] = Tuning.model_construct()
    classes: Annotated[
        dict[Id, Later[ServiceClass]],
        BeforeValidator(_classes, json_schema_input_type=str | dict[str, Later[ServiceClass]]),
    ] = Field(default_factory=dict)
    requests_per_s: Amount | None = None
    capacity: Later[CapacityTable] | None = None
    split: Annotated[str, AfterValidator(split_of)] = "any"
    night_hours: Annotated[int, Field(ge=1, le=23)] = 8


class Stock(Record):
    """Limits on the count of one card: at most `max`, at least `min`, and at least `min_order` if any."""

    max: Count | None = None
    min: Count = 0
    min_order: Count = 0

    @model_validator(mode="after")
    def _possible(self) -> Self:
        for name, low in (("min", self.min), ("min_order", self.min_order)):
            if self.max is not None and low > self.max:
                raise ValueError(f"{name} {low} is above max {self.max}")
        return self


class Cards(Record):
    """Which cards may be bought, how many there are, and what they cost here, one by one and in numbers."""

    allow: tuple[Id, ...] | None = None
    deny: tuple[Id, ...] = ()
    stock: dict[Id, Later[Stock]] = Field(default_factory=dict)
    price: dict[Id, OwnPrice] = Field(default_factory=dict)
    discount: dict[Id, Breaks] = Field(default_factory=dict)
    define: dict[Id, Later[CardFigures]] = Field(default_factory=dict)


class Virtualization(Record):
    """How much must run on cards that can be partitioned or shared by a hypervisor.

    `all_cards`: every card must be such a card. Else at least so many streams and instances on them.
    `kind`: `hard` counts partitions in hardware only (MIG, vNPU), `any` also time slices (vGPU, which needs a
    licence), by the 16 GB instances that data sheets give; left out, the figure set's yes or no counts.
    """

    kind: Literal["hard", "any"] | None = None
    all_cards: bool = False
    min_streams: Count = 0
    min_instances: Count = 0


def _virtualization(value: Any) -> Any:
    """`any` asks for nothing, `required` for all cards."""
    return {"all_cards": value == "required"} if value in ("any", "required") else value


class Vendors(Record):
    """Vendors that may or may not be bought from."""

    allow: tuple[Id, ...] | None = None
    deny: tuple[Id, ...] = ()


class Near(Record):
    """An earlier plan, cards by id, and how many cards more or fewer than in it are allowed in all.

    Without `changes` there is no limit: the answer only says what the earlier plan and each change cost.
    """

    plan: dict[Id, Count]
    changes: Count | None = None


class Rules(Record):
    """Limits on the purchase as a whole."""

    virtualization: Annotated[Later[Virtualization], BeforeValidator(_virtualization)] = (
        Virtualization.model_construct()
    )
    max_card_types: Annotated[int, Field(ge=1)] | None = None
    survive_nodes: Annotated[int, Field(ge=0, le=8)] = 0
    max_power_kw: Limit | None = None
    max_rack_units: Limit | None = None
    vendors: Later[Vendors] = Vendors.model_construct()
    near: Later[Near] | None = None


class Budget(Record):
    """The most that may be spent."""

    max: Money | None = None


class MoneyTerms(Record):
    """The currency of the answer, and rates: units of it for one unit of another currency.

    `hours`: prices are those of so many hours of rent; left out, they are prices of purchase.
    `objective: tco` also reads the horizon, the price of electricity in that currency, what cooling and
    losses add to it, and the price of licences for one card and year.
    """

    currency: Literal["CNY", "USD", "EUR", "GBP", "HKD", "JPY", "KRW", "TWD", "SGD"] = "CNY"
    hours: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    rates: dict[str, Annotated[Number, Field(gt=0, le=100_000)]] = Field(default_factory=dict)
    horizon_months: Annotated[int, Field(ge=1, le=240)] = 36
    electricity_per_kwh: Annotated[Number, Field(ge=0, le=1000)] | None = None
    pue: Annotated[Number, Field(ge=1, le=10)] = Decimal("1.5")
    licences: dict[Literal["vgpu"], Money] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Self:
        for code in self.rates:
            if code not in MINOR_DIGITS:
                raise ValueError(f"unknown currency {code}; known: {', '.join(MINOR_DIGITS)}")
        return self


class SolverTerms(Record):
    """How to prove: which solver first, how long, and whether a second one proves it again.

    `second` auto is dynamic programming or branch and bound where the rules allow it, else the other solver;
    bare cards that serve classes may then be proved twice without an integer program.
    """

    name: Literal["highs", "cbc"] = "highs"
    second: Literal["auto", "highs", "cbc"] = "auto"
    time_limit_s: Annotated[Number, Field(gt=0, le=86_400)] = Field(default=Decimal(60))
    prove: Literal["once", "twice"] = "twice"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where each value of a scenario was written; `folder` bounds what the scenario may refer to."""

    tree: Node
    file: str
    folder: str

    def place(self, *path: str | int) -> Place:
        """The place of the value at `path`, or of the nearest parent that was written."""
        return locate(self.tree, path)


class Scenario(Record):
    """One question to glmopt. Everything but `demand` may be left out."""

    schema_: Literal["glmopt/scenario@1"] = Field(default="glmopt/scenario@1", alias="schema")
    name: Annotated[Text, BeforeValidator(_text)] = Text.model_construct(zh="未命名", en="unnamed")
    extends: Name | None = None
    figures: FigureSet = "seed"
    sizing: Literal["rules", "roofline"] = "rules"
    estimate: Literal["low", "high"] = "low"
    demand: Demand
    cards: Cards = Cards.model_construct()
    catalogs: tuple[Name, ...] = ()
    prices: Name | None = None
    owned: tuple[Later[Owned], ...] = ()
    nodes: Later[Nodes] | None = None
    sites: dict[Id, Later[Site]] = Field(default_factory=dict)
    rules: Later[Rules] = Rules.model_construct()
    budget: Later[Budget] = Budget.model_construct()
    money: Later[MoneyTerms] = MoneyTerms.model_construct()
    objective: Objective | None = None
    what_if: dict[Id, dict[str, Any]] = Field(default_factory=dict)
    sweep: dict[str, Annotated[tuple[Any, ...], Field(min_length=1)]] = Field(default_factory=dict)
    solver: Later[SolverTerms] = SolverTerms.model_construct()
    _origin: Origin | None = PrivateAttr(default=None)

    @property
    def goal(self) -> Objective:
        """The objective: as written, else `capex` where prices are given and `cards` where none are."""
        return self.objective or ("capex" if self.prices or self.cards.price else "cards")

    def place(self, *path: str | int) -> Place | None:
        """Where the value at `path` was written; None for a scenario that was not read from a file."""
        return self._origin.place(*path) if self._origin else None

    @property
    def origin(self) -> Origin | None:
        """Where the values were written; None for a scenario that was not read from a file."""
        return self._origin

    def with_origin(self, origin: Origin) -> Self:
        """This scenario, knowing where it was written."""
        copy = self.model_copy()
        copy._origin = origin
        return copy
