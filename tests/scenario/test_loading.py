"""A scenario is read as written: extends, what-ifs and settings laid on in order, each with its origin."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from glmopt.errors import Fault, InputError
from glmopt.result import effective, origins
from glmopt.scenario import Scenario, catalog_for, grid, load_scenario, parse_settings, vary

Load = Callable[..., Scenario]
Write = Callable[..., Path]


def faults(call: Callable[[], object]) -> tuple[Fault, ...]:
    """The faults that a call is refused with."""
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.faults


def test_the_smallest_scenario_has_its_defaults(load: Load) -> None:
    scenario = load("demand: {streams: 200}")
    assert scenario.demand.streams == 200
    assert scenario.demand.full_finetune.gangs == 0
    assert (scenario.figures, scenario.estimate, scenario.goal) == ("seed", "low", "cards")
    assert (scenario.money.currency, scenario.budget.max, scenario.solver.prove) == ("CNY", None, "twice")


def test_short_forms_mean_their_long_forms(load: Load) -> None:
    short = load("demand: {full_finetune: true}\nrules: {virtualization: required}\nname: 两百路\n")
    assert (short.demand.full_finetune.gangs, short.demand.full_finetune.sharing) == (1, "shared")
    assert short.rules.virtualization.all_cards
    assert (short.name.zh, short.name.en) == ("两百路", "两百路")
    long = load("demand: {full_finetune: false}\nrules: {virtualization: any}\n")
    assert long.demand.full_finetune.gangs == 0
    assert not long.rules.virtualization.all_cards


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("prices: cn-2026", "capex"),
        ("cards: {price: {a100-80g: 5}}", "capex"),
        ("name: x", "cards"),
        ("prices: cn-2026\nobjective: cards", "cards"),
    ],
)
def test_cost_is_minimised_where_there_are_prices(text: str, goal: str, load: Load) -> None:
    assert load(f"demand: {{streams: 1}}\n{text}\n").goal == goal


# ---- extends ---------------------------------------------------------------------------------------------

BASE = """
name: {zh: 基, en: base}
demand: {streams: 200, instances: 4}
cards:
  deny: [rtx-3090-24g, rtx-4090-24g]
  stock: {a100-80g: {max: 5}}
budget: {max: 80万}
what_if:
  high: {estimate: high}
sweep:
  budget.max: [1, 2]
"""


def test_mappings_merge_and_lists_are_replaced(write: Write) -> None:
    write(BASE, "base.yaml")
    child = write(
        """
        extends: base.yaml
        demand: {streams: 300}
        cards:
          deny: [h100-80g]
          stock: {h100-80g: {max: 2}}
        """
    )
    scenario = load_scenario(child)
    assert (scenario.demand.streams, scenario.demand.instances) == (300, 4)
    assert scenario.cards.deny == ("h100-80g",)
    assert {c: s.max for c, s in scenario.cards.stock.items()} == {"a100-80g": 5, "h100-80g": 2}
    assert scenario.name.en == "base"


def test_what_ifs_and_sweeps_belong_to_the_file_that_writes_them(write: Write) -> None:
    write(BASE, "base.yaml")
    scenario = load_scenario(write("extends: base.yaml\n"))
    assert scenario.what_if == {}
    assert scenario.sweep == {}


def test_each_value_knows_the_file_it_was_written_in(write: Write) -> None:
    base = write(BASE, "parents/base.yaml")
    child = write("extends: parents/base.yaml\ndemand:\n  streams: 300\n")
    places = origins(load_scenario(child))
    assert places["demand.streams"] == f"{child}:3:12"
    assert places["demand.instances"] == f"{base}:2:35"
    assert places["budget.max"] == f"{base}:6:15"
    assert places["cards.deny"] == f"{base}:4:9"


def test_three_generations(write: Write) -> None:
    """a <- b <- c: the nearest one that writes a value wins."""
    write("demand: {streams: 1, instances: 1, light_finetune: 1}\n", "a.yaml")
    write("extends: a.yaml\ndemand: {instances: 2, light_finetune: 2}\n", "b.yaml")
    demand = load_scenario(write("extends: b.yaml\ndemand: {light_finetune: 3}\n", "c.yaml")).demand
    assert (demand.streams, demand.instances, demand.light_finetune) == (1, 2, 3)


def test_sixteen_files_in_a_line_are_read_and_seventeen_are_not(write: Write) -> None:
    write("demand: {streams: 7}\n", "f1.yaml")
    for n in range(2, 19):
        write(f"extends: f{n - 1}.yaml\n", f"f{n}.yaml")
    folder = write("demand: {}\n").parent
    assert load_scenario(folder / "f16.yaml").demand.streams == 7
    (fault,) = faults(lambda: load_scenario(folder / "f18.yaml"))
    assert fault.code == "extends-cycle"
    assert "16" in fault.message


def test_a_cycle_is_named(write: Write) -> None:
    write("extends: b.yaml\n", "a.yaml")
    b = write("# b\nextends: a.yaml\n", "b.yaml")
    (fault,) = faults(lambda: load_scenario(b))
    assert fault.code == "extends-cycle"
    assert "b.yaml -> a.yaml -> b.yaml" in fault.message


def test_a_fault_in_the_parent_names_both_files(write: Write) -> None:
    parent = write("demand:\n  streams: [200\n", "parent.yaml")
    child = write("extends: parent.yaml\n")
    (fault,) = faults(lambda: load_scenario(child))
    assert fault.code == "yaml-syntax"
    assert fault.place is not None
    assert fault.place.file == str(parent)
    assert f"extended by {child}:1:10" in fault.action


def test_files_outside_the_folder_are_refused(write: Write) -> None:
    """Neither `..`, nor a symbolic link, nor a parent's own path leads out of the scenario's folder."""
    write("demand: {streams: 666}\n", "outside.yaml")
    inside = write("extends: ../outside.yaml\n", "inside/s.yaml")
    (fault,) = faults(lambda: load_scenario(inside))
    assert fault.code == "bad-path"
    assert "666" not in str(fault)
    (inside.parent / "link.yaml").symlink_to(inside.parent.parent / "outside.yaml")
    inside.write_text("extends: link.yaml\n", encoding="utf-8")
    assert [f.code for f in faults(lambda: load_scenario(inside))] == ["bad-path"]
    write("extends: ../../outside.yaml\n", "inside/deeper/p.yaml")
    inside.write_text("extends: deeper/p.yaml\n", encoding="utf-8")
    assert [f.code for f in faults(lambda: load_scenario(inside))] == ["bad-path"]


def test_a_file_in_a_folder_below_may_extend_one_above_it(write: Write) -> None:
    """The tree is that of the scenario that is loaded: its parents may point upwards inside it."""
    write("demand: {streams: 5}\n", "base.yaml")
    write("extends: ../base.yaml\n", "variants/v.yaml")
    assert load_scenario(write("extends: variants/v.yaml\n")).demand.streams == 5


# ---- what-ifs and settings -------------------------------------------------------------------------------


def test_a_what_if_is_laid_on_and_keeps_its_own_places(write: Write) -> None:
    path = write(
        """
        demand: {streams: 200, instances: 4}
        what_if:
          more: {demand: {streams: 300}}
        """
    )
    scenario = load_scenario(path, what_if="more")
    assert (scenario.demand.streams, scenario.demand.instances) == (300, 4)
    assert origins(scenario)["demand.streams"] == f"{path}:3:28"
    assert origins(scenario)["demand.instances"] == f"{path}:1:35"


def test_settings_come_last_and_say_so(write: Write) -> None:
    path = write("demand: {streams: 200}\nwhat_if:\n  more: {demand: {streams: 300}}\n")
    settings = parse_settings(["demand.streams=400", "cards.stock.a100-80g.max=2"])
    scenario = load_scenario(path, settings, "more")
    assert scenario.demand.streams == 400
    assert scenario.cards.stock["a100-80g"].max == 2
    assert origins(scenario)["demand.streams"] == "--set demand.streams=400"


def test_settings_are_yaml_values() -> None:
    texts = ["a.b=1", "c=true", "d=[x, y]", "e={f: 2}", "g='text'", "h=null", "i=2.50"]
    values = [s.values[0] for s in parse_settings(texts)]
    plain = [v.value if not isinstance(v.value, dict | list) else type(v.value) for v in values]
    assert plain == [1, True, list, dict, "text", None, Decimal("2.50")]


def test_a_grid_is_every_combination_the_last_key_fastest() -> None:
    settings = parse_settings(["a=1,2", "b=[x, y],[z]"], many=True)
    assert [[s.written[0] for s in combination] for combination in grid(settings)] == [
        ["1", "[x, y]"],
        ["1", "[z]"],
        ["2", "[x, y]"],
        ["2", "[z]"],
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("demand.streams", "usage"),
        ("=3", "usage"),
        ("demand.streams=", "usage"),
        ("Demand Streams=3", "usage"),
        ("demand..streams=3", "usage"),
        ("demand.streams=[1", "yaml-syntax"),
        ("demand.streams=0x10", "wrong-type"),
        ("demand.streams=&a 3", "yaml-feature"),
        ("demand.streams=1\x1b[31m", "bad-text"),
    ],
)
def test_a_setting_that_cannot_be_read_is_refused(text: str, code: str) -> None:
    found = faults(lambda: parse_settings([text]))
    assert [f.code for f in found] == [code]
    assert str(found[0].place).startswith("--set ")


def test_one_key_is_set_once() -> None:
    found = faults(lambda: parse_settings(["a.b=1", "a.b=2"]))
    assert {f.code for f in found} == {"usage"}
    assert "set twice" in found[0].message


@pytest.mark.parametrize(
    ("setting", "code", "field"),
    [
        ("demand.stream=3", "unknown-key", "demand.stream"),
        ("demand.streams='3'", "wrong-type", "demand.streams"),
        ("demand.streams=-3", "out-of-range", "demand.streams"),
        ("estimate=middle", "bad-choice", "estimate"),
        ("rules.max_power_kw=-3", "out-of-range", "rules.max_power_kw"),
        ("demand=3", "wrong-type", "demand"),
    ],
)
def test_a_setting_is_judged_like_the_file(setting: str, code: str, field: str, load: Load) -> None:
    (fault,) = faults(lambda: load("demand: {streams: 1}\n", setting))
    assert (fault.code, fault.field) == (code, field)
    assert str(fault.place) == f"--set {setting}"


def test_an_unknown_what_if_is_answered_with_the_nearest(load: Load) -> None:
    text = "demand: {streams: 1}\nwhat_if:\n  tight: {budget: {max: 1}}\n"
    (fault,) = faults(lambda: load(text, what_if="tigth"))
    assert (fault.code, fault.action) == ("unknown-name", 'did you mean "tight"?')
    (fault,) = faults(lambda: load("demand: {streams: 1}\n", what_if="x"))
    assert fault.action == "the file has none"


@pytest.mark.parametrize("key", ["extends", "what_if", "sweep", "schema"])
def test_what_belongs_to_a_file_cannot_be_laid_on(key: str, write: Write) -> None:
    """`--set extends=other.yaml` would be read too late to mean anything: it is refused, not ignored."""
    write("demand: {streams: 9}\n", "other.yaml")
    value = {"extends": "other.yaml", "what_if": "{a: {}}", "sweep": "{a: [1]}", "schema": "x"}[key]
    path = write("demand: {streams: 1}\n")
    assert faults(lambda: load_scenario(path, parse_settings([f"{key}={value}"])))


def test_varying_changes_no_scenario(load: Load) -> None:
    base = load("demand: {streams: 1}\nwhat_if:\n  more: {demand: {streams: 2}}\n")
    assert vary(base, what_if="more").demand.streams == 2
    assert vary(base, parse_settings(["demand.streams=3"])).demand.streams == 3
    assert base.demand.streams == 1


def test_the_effective_scenario_has_every_value(load: Load) -> None:
    values = effective(load("demand: {streams: 200}\nbudget: {max: 80万}\nmoney: {rates: {USD: 7.1}}\n"))
    assert values["demand"]["streams"] == 200
    assert values["budget"]["max"] == "800000"
    assert values["money"] == {
        "currency": "CNY",
        "rates": {"USD": 7.1},
        "horizon_months": 36,
        "electricity_per_kwh": None,
        "pue": 1.5,
        "licences": {},
        "hours": None,
    }
    assert values["solver"] == {"name": "highs", "second": "auto", "time_limit_s": 60, "prove": "twice"}


# ---- catalogs, cards and price lists of one's own --------------------------------------------------------

CARD = """
id: my-card
name: {zh: 我的卡, en: My card}
vendor: own
datasheet:
  part: {value: My part, source: [ME], date: 2026, confidence: B}
  form: {value: PCIe, source: [ME], date: 2026, confidence: B}
  vram_gb: {value: 24, source: [ME], date: 2026, confidence: B}
  fp16_dense_tflops: {value: 104, source: [ME], date: 2026, confidence: B}
  virtualization:
    kinds: {value: [], source: [ME], date: 2026, confidence: B}
"""


def test_a_card_of_ones_own_needs_one_file(write: Write) -> None:
    """104 TFLOPS at 20.8 a stream are 5 streams."""
    from glmopt.sizing import sizer_for

    write(CARD, "shop/cards/my-card.yaml")
    scenario = load_scenario(write("demand: {streams: 1}\ncatalogs: [shop]\nfigures: datasheet\n"))
    catalog = catalog_for(scenario)
    spec = catalog.spec("my-card", "datasheet")
    assert spec is not None
    assert sizer_for(scenario, catalog)(spec).streams_low == 5


def test_a_card_can_be_defined_in_place(load: Load) -> None:
    text = """
        demand: {streams: 1}
        cards:
          define:
            my-card: {vram_gb: 24, fp16_tflops: 104, virtualization: true}
    """
    catalog = catalog_for(load(text))
    assert catalog.cards["my-card"].given is not None
    assert catalog.cards["my-card"].name.zh == "my-card"


def test_a_card_in_place_cannot_take_the_place_of_another(load: Load) -> None:
    text = "demand: {streams: 1}\ncards:\n  define:\n    a100-80g: {vram_gb: 1, fp16_tflops: 1}\n"
    (fault,) = faults(lambda: catalog_for(load(text)))
    assert (fault.code, fault.field) == ("contradiction", "cards.define.a100-80g")
    assert fault.place is not None
    assert fault.place.line == 4


def test_a_price_list_of_ones_own(write: Write) -> None:
    from glmopt.scenario import price_of

    write(
        """
        id: mine
        name: {zh: 我的, en: mine}
        currency: CNY
        as_of: 2026-11-01
        prices:
          - {card: a100-80g, amount: 9.9万, kind: contract, date: 2026-11, source: [ME], confidence: A}
        """,
        "mine.yaml",
    )
    scenario = load_scenario(write("demand: {streams: 1}\nprices: mine.yaml\n"))
    price = price_of(scenario, catalog_for(scenario), "a100-80g")
    assert price is not None
    assert (price.minor, price.kind, price.date) == (9_900_000, "contract", "2026-11")


def test_one_id_in_two_folders_is_refused_with_both_places(write: Write) -> None:
    first = write(CARD, "one/cards/my-card.yaml")
    second = write(CARD, "two/cards/my-card.yaml")
    scenario = load_scenario(write("demand: {streams: 1}\ncatalogs: [one, two]\n"))
    (fault,) = faults(lambda: catalog_for(scenario))
    assert fault.place is not None
    assert fault.place.file == str(second)
    assert str(first) in fault.message
