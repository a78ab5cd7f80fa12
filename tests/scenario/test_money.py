"""Amounts are read exactly, converted by named rates, and rounded to the minor unit once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest

from glmopt.catalog import Catalog
from glmopt.errors import InputError
from glmopt.problem import formulate
from glmopt.scenario import Scenario, catalog_for, price_of
from glmopt.solve import solve
from glmopt.units import Money, convert, cut, parse_money, plain_number, round_half_up, to_minor

Ask = Callable[..., Scenario]
Load = Callable[..., Scenario]


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        (800000, "800000", None),
        (Decimal("12.5"), "12.5", None),
        ("800000", "800000", None),
        ("800000 CNY", "800000", "CNY"),
        ("800000CNY", "800000", "CNY"),
        ("80万", "800000", None),
        ("80万 CNY", "800000", "CNY"),
        ("80 万", "800000", None),
        ("1.5万", "15000", None),
        ("1.2亿", "120000000", None),
        (" 5 USD ", "5", "USD"),
        (0, "0", None),
        (90_000_000_000_000, "90000000000000", None),
    ],
)
def test_an_amount_is_read_as_written(written: object, amount: str, currency: str | None) -> None:
    assert parse_money(written) == Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    "written",
    [
        "12,999",
        "1 000",
        "¥5",
        "5k",
        "5w",
        "-5",
        "+5",
        "5.",
        ".5",
        "五万",
        "８０",
        "٥",
        "5 cny",
        "5 XYZ",
        "5 万元",
        "80万万",
        "1e5",
        "NaN",
        "Infinity",
        "",
        " ",
        "5\u200b",
        "5\nCNY",
        True,
        None,
        -1,
        1.5,
        [5],
        10**20,
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(written: object) -> None:
    with pytest.raises(ValueError, match=r"amount|currency"):
        parse_money(written)


def test_minor_units_are_whole() -> None:
    assert to_minor(Decimal("12.34"), "CNY") == 1234
    assert to_minor(Decimal(12), "JPY") == 12
    with pytest.raises(ValueError, match="more than 2 decimals"):
        to_minor(Decimal("0.001"), "CNY")
    with pytest.raises(ValueError, match="more than 0 decimals"):
        to_minor(Decimal("0.5"), "JPY")


def test_roundings_by_hand() -> None:
    """2.5 up to 3, 2.49 down to 2; 313 / 15 = 20.866... cut to 20.8; 0.1 x 0.05 = 0.005 up to 0.01."""
    assert [round_half_up(Fraction(x)) for x in ("2.5", "2.49", "0.5", "0")] == [3, 2, 1, 0]
    assert cut(Fraction(313, 15), 1) == Fraction(208, 10)
    assert convert(Decimal("0.1"), Decimal("0.05"), "CNY") == Decimal("0.01")
    assert [plain_number(x) for x in (Decimal("7.20"), Decimal("100"), Fraction(1, 3), 5)] == [
        "7.2",
        "100",
        "0.3333",
        "5",
    ]


def test_a_listed_price_is_converted_by_the_lists_own_rate(load: Load) -> None:
    """499 USD x 7.2 = 3,592.80 CNY, an estimate whatever the list calls it."""
    scenario = load("demand: {streams: 1}\nprices: cn-2026\n")
    price = price_of(scenario, catalog_for(scenario), "rtx-4060ti-16g")
    assert price is not None
    assert (price.minor, price.kind) == (359_280, "estimate")
    assert "499 USD" in price.how
    assert "7.2" in price.how


def test_the_scenarios_rate_comes_before_the_lists(load: Load) -> None:
    """499 USD x 7 = 3,493.00 CNY."""
    scenario = load("demand: {streams: 1}\nprices: cn-2026\nmoney: {rates: {USD: 7}}\n")
    price = price_of(scenario, catalog_for(scenario), "rtx-4060ti-16g")
    assert price is not None
    assert price.minor == 349_300


def test_a_price_of_the_scenario_comes_before_the_lists(load: Load) -> None:
    scenario = load("demand: {streams: 1}\nprices: cn-2026\ncards: {price: {h100-80g: 20万}}\n")
    price = price_of(scenario, catalog_for(scenario), "h100-80g")
    assert price is not None
    assert (price.minor, price.kind, price.date) == (20_000_000, "given", None)


def test_a_price_of_the_scenario_in_another_currency_says_how_it_was_converted(
    ask: Ask, tiny: Catalog
) -> None:
    """10 USD x 7 = 70 CNY; the words have no gap left open."""
    scenario = ask(cards={"price": {"one": "10 USD"}}, money={"rates": {"USD": Decimal(7)}})
    price = price_of(scenario, tiny, "one")
    assert price is not None
    assert (price.minor, price.kind) == (7_000, "estimate")
    assert "10 USD" in price.how
    assert "{" not in price.how


def _codes(call: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        call()
    return [(f.code, f.field) for f in caught.value.faults]


def test_a_currency_without_a_rate_is_refused(ask: Ask, tiny: Catalog, shipped: Catalog) -> None:
    price = ask(cards={"price": {"one": "10 USD"}})
    assert _codes(lambda: formulate(price, tiny)) == [("no-rate", "cards.price.one")]
    budget = ask(budget={"max": "10 USD"})
    assert _codes(lambda: formulate(budget, tiny)) == [("no-rate", "budget.max")]
    listed = Scenario.model_validate({"demand": {}, "prices": "cn-2026", "money": {"currency": "EUR"}})
    assert {code for code, _ in _codes(lambda: formulate(listed, shipped))} == {"no-rate"}


def test_more_decimals_than_the_currency_has_are_refused(ask: Ask, tiny: Catalog) -> None:
    price = ask(cards={"price": {"one": Decimal("0.001")}})
    assert _codes(lambda: formulate(price, tiny)) == [("bad-amount", "cards.price.one")]
    budget = ask(budget={"max": Decimal("0.001")})
    assert _codes(lambda: formulate(budget, tiny)) == [("bad-amount", "budget.max")]


def test_a_converted_budget_is_never_more_than_it_is_worth(ask: Ask, tiny: Catalog) -> None:
    """100.01 USD x 7.12345 = 712.4162345 CNY buy nothing that costs 712.42."""
    money = {"rates": {"USD": Decimal("7.12345")}}
    demand = {"streams": 1}

    def status(price: str) -> str:
        cards = {"price": {"one": price}, "allow": ("one",)}
        scenario = ask(demand=demand, cards=cards, budget={"max": "100.01 USD"}, money=money)
        return solve(scenario, tiny).ending.status

    assert status("712.41") == "optimal"
    assert status("712.42") == "infeasible"


def test_the_answer_can_be_in_another_currency(ask: Ask, tiny: Catalog) -> None:
    """13 streams for 110 in whatever currency; yen have no decimals."""
    for currency, text in (("JPY", "110"), ("USD", "110.00")):
        solved = solve(ask(demand={"streams": 13}, money={"currency": currency}), tiny)
        assert solved.plan is not None
        assert (solved.plan.currency, str(solved.plan.totals.cost)) == (currency, text)


def test_cards_without_a_price_are_named_and_refused_where_they_are_asked_for(load: Load) -> None:
    """The shipped list has no price for the T4: it is not considered, and an error where it is named."""
    text = "demand: {streams: 1}\nprices: cn-2026\nfigures: datasheet\n"
    scenario = load(text)
    problem = formulate(scenario, catalog_for(scenario))
    assert ("t4-16g", "no price") in problem.not_considered
    for named in ("cards: {allow: [t4-16g]}", "cards: {stock: {t4-16g: {max: 3}}}"):
        scenario = load(f"{text}{named}\n")
        with pytest.raises(InputError) as caught:
            formulate(scenario, catalog_for(scenario))
        (fault,) = caught.value.faults
        assert fault.code == "no-price"
        assert "t4-16g has no price" in fault.message
        assert fault.place is not None
        assert fault.place.line == 4
    priced = load(f"{text}cards: {{allow: [t4-16g], price: {{t4-16g: 5000}}}}\n")
    assert [o.card for o in formulate(priced, catalog_for(priced)).open_offers] == ["t4-16g"]


def test_without_prices_no_card_is_left_out(ask: Ask, tiny: Catalog) -> None:
    problem = formulate(ask(objective="cards", cards={"price": {}}), tiny)
    assert [(o.card, o.price) for o in problem.offers] == [("four", None), ("one", None), ("ten", None)]
