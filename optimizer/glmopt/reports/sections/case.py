"""What a report is made from, and the words that all its parts share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from glmopt.catalog import load_catalog
from glmopt.dataclass import dataclass
from glmopt.language import translator
from glmopt.plan import Plan
from glmopt.reports.numbers import amount, percent
from glmopt.reports.tabular import Table
from glmopt.reports.wording import solver
from glmopt.result import Reasons, Saved, jsonable, reasons_record
from glmopt.scenario import Scenario, in_minor
from glmopt.study import Studies
from glmopt.units import from_minor

Translate = Callable[[str], str]

# Keys that are lists of what may be bought, or may not.
LISTS = ("cards.allow", "cards.deny", "rules.vendors.allow", "rules.vendors.deny")
# What a currency is called in a Chinese sentence; others keep their code.
YUAN = {"CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "HKD": "港元", "JPY": "日元"}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with what a page adds to it.

    `bars` has one share in percent a row, drawn beside its first number; None for no bar. `total`: the last
    row is a sum. `marked` rows stand out, such as the answer among its rivals. `notes` has a remark a row, in
    small letters under its first cell.
    """

    table: Table
    bars: tuple[Decimal | None, ...] = ()
    notes: tuple[str, ...] = ()
    total: bool = False
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """A saved answer with its studies, told in one language."""

    saved: Saved
    studies: Studies
    lang: str

    @property
    def words(self) -> Translate:
        """The translator of this language."""
        return translator(self.lang)

    @property
    def scenario(self) -> Scenario:
        """The scenario that was asked."""
        return self.saved.scenario

    @property
    def document(self) -> dict[str, Any]:
        """The saved JSON document."""
        return self.saved.document

    @property
    def explain(self) -> dict[str, Any]:
        """The reasons as the file has them; where it does not, those of the studies."""
        told: dict[str, Any] = dict(self.document["explain"])
        every, out = self.studies.unmet or (None, None)
        made = jsonable(reasons_record(Reasons(decision=self.studies.decision, conflicts=every, ways=out)))
        for name in ("deciding", "conflicts", "ways"):
            if not told.get(name):
                told |= {key: made[key] for key in (name, f"{name}_complete") if key in made}
        return told

    @property
    def in_classes(self) -> bool:
        """Whether the demand is in classes of requests, of which no streams can be counted."""
        return bool(self.scenario.demand.classes)

    @property
    def plan(self) -> Plan | None:
        """The plan; None where there is none."""
        return self.saved.plan

    @property
    def status(self) -> str:
        """optimal, feasible, infeasible or unknown."""
        return str(self.document["status"])

    @property
    def currency(self) -> str:
        """The code of the answer's currency."""
        return self.scenario.money.currency

    @property
    def budget(self) -> Decimal | None:
        """The budget in the answer's currency, rounded down as the program does; None without one."""
        most = self.scenario.budget.max
        if most is None:
            return None
        minor, _how = in_minor(self.scenario, self.saved.catalog, most, ("budget", "max"), down=True)
        return from_minor(minor, self.currency)

    def card(self, card: str) -> str:
        """What people call a card; its id where neither the file nor the shipped catalog says."""
        known = self.saved.catalog.cards.get(card) or load_catalog().cards.get(card)
        return known.name.get(self.lang) if known else card

    def named(self, records: Mapping[str, Any], key: str) -> str:
        """What people call the record `key` of `records`; the key itself where it is not there."""
        known = records.get(key)
        return str(known.name.get(self.lang)) if known else key

    def bought(self, plan: Plan | None) -> str:
        """A plan in a few words, owned cards included: 4 × A100 80G + 2 × H100 80G."""
        return self.counted((line.card, line.count) for line in plan.lines) if plan else ""

    def counted(self, cards: Iterable[tuple[str, int]]) -> str:
        """Cards and how many of each, in a few words; those of which there is none are left out."""
        return " + ".join(f"{amount(count)} × {self.card(card)}" for card, count in cards if count)

    def solver(self, name: str, version: str) -> str:
        """A solver with its version; a method of our own by its name alone."""
        return solver(name, version, self.words)

    def money(self, value: Decimal | int | None) -> str:
        """An amount with its currency, as a sentence of this language has it."""
        if value is None:
            return ""
        unit = YUAN.get(self.currency, self.currency) if self.lang == "zh" else self.currency
        return f"{amount(value)} {unit}"

    def share(self, part: Decimal | int, whole: Decimal | int) -> str:
        """A part of a whole in percent."""
        return percent(Decimal(part), Decimal(whole))

    def rule(self, constraint: str) -> str:
        """What a rule is called, by the constraint that it feeds."""
        _ = self.words
        names = {
            "streams": _("concurrent streams"),
            "classes": _("class of requests"),
            "instances": _("loaded instances"),
            "light_finetune": _("light fine-tuning"),
            "full_finetune": _("full fine-tuning"),
            "availability": _("cards ruled out"),
            "stock": _("stock"),
            "minimum": _("smallest quantity"),
            "minimum_order": _("smallest order"),
            "virtualization": _("virtualization"),
            "card_types": _("kinds of card"),
            "budget": _("budget"),
            "slots": _("cards in servers"),
            "power": _("power"),
            "rack_units": _("rack units"),
            "ports": _("network ports"),
            "site_streams": _("streams of a site"),
            "survive_nodes": _("loss of servers"),
        }
        return names.get(constraint, constraint)

    def rule_of(self, key: str) -> str:
        """What a rule is called, by its key in the scenario; the key where it has no name of its own."""
        parts = key.split(".")
        if parts[0] == "cards" and len(parts) > 1 and parts[1] == "stock":
            return self.rule({"min": "minimum", "min_order": "minimum_order"}.get(parts[-1], "stock"))
        if parts[:2] == ["rules", "virtualization"]:
            return self.rule("virtualization")
        if parts[-1] == "min_bandwidth_gb_s":
            _ = self.words
            return _("bandwidth of a gang")
        if key in LISTS:
            _ = self.words
            return {
                "cards.allow": _("cards allowed"),
                "cards.deny": _("cards ruled out"),
                "rules.vendors.allow": _("vendors allowed"),
                "rules.vendors.deny": _("vendors ruled out"),
            }[key]
        known = {
            "nodes": "slots",
            "nodes.chassis": "slots",
        }
        last = parts[-1].removeprefix("max_").removesuffix("_kw")
        return self.rule("budget" if key == "budget.max" else known.get(key, last))
