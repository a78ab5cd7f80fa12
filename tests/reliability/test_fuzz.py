"""Some texts of the long run, and hypothesis' own: a record or an InputError, and nothing else."""

from __future__ import annotations

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glmopt.errors import InputError
from glmopt.records import read_text
from glmopt.scenario import parse_settings
from glmopt.units import parse_money

TEXTS = 2_000
MANY = settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def test_spoiled_texts_end_in_a_record_or_an_input_error():
    """Tracebacks, hangs, files written, programs started, connections made: none of it."""
    from fuzz import Watch, fuzz, quick_folder
    from fuzz_examples import examples

    with quick_folder() as folder:
        watch = Watch(folder)
        examples(watch, TEXTS // 10, 30, number=1)
        found = fuzz(watch, TEXTS, 60, seed=1)
    assert {kind: f.broken for kind, f in found.items() if f.broken} == {}
    assert {kind: f.hanging for kind, f in found.items() if f.hanging} == {}
    assert all(f.inputs and (f.accepted or f.codes) for f in found.values())


@given(st.text(max_size=300))
@MANY
def test_any_text_is_yaml_or_refused(text):
    with contextlib.suppress(InputError):
        read_text(text, "s.yaml")


YAMLISH = st.text(alphabet="ab: -[]{}\"'#&*!|>%@`\n\t0123456789.,?~<", max_size=80)


@given(YAMLISH)
@MANY
def test_any_text_of_yaml_signs_is_yaml_or_refused(text):
    with contextlib.suppress(InputError):
        read_text(text, "s.yaml")


@given(YAMLISH, YAMLISH)
@MANY
def test_any_setting_is_read_or_refused(key, value):
    with contextlib.suppress(InputError):
        parse_settings([f"{key}={value}", f"demand.streams={value}"], many=True)


@given(st.text(max_size=40))
@MANY
def test_any_amount_is_read_or_refused(text):
    with contextlib.suppress(ValueError):
        assert parse_money(text).amount >= 0
