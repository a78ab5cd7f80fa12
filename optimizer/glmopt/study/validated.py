"""A scenario with all its variations, looked at before any solve."""

from __future__ import annotations

from glmopt.catalog import Catalog
from glmopt.errors import Fault, InputError
from glmopt.problem.again import Formulator
from glmopt.scenario import Scenario, catalog_for, variations
from glmopt.study.point import catalogs


def validated(scenario: Scenario) -> Catalog:
    """The catalog of `scenario`, once nothing is left to complain of in it and in each of its variations.

    Raises InputError with every fault, before any solve.
    """
    catalog = catalog_for(scenario)
    catalog_of, formulator = catalogs((scenario, catalog)), Formulator()
    faults: list[Fault] = []
    cases = [scenario]
    try:
        cases += [varied for _, _, varied in variations(scenario)]
    except InputError as error:
        faults += error.faults
    for case in cases:
        try:
            formulator(case, catalog_of(case))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(dict.fromkeys(faults))
    return catalog
