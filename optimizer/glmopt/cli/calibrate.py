"""`glmopt calibrate`: fit an engine's efficiency to measurements, or only predict them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from glmopt.cli.options import Catalogs, Lang, TableFile, TableFormat, language


def calibrate(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Measured figures.", show_default=False)],
    predict: Annotated[
        bool, typer.Option("--predict", help="Fit nothing; print each row with its prediction and error.")
    ] = False,
    efficiency: Annotated[
        str | None,
        typer.Option(help="Set to predict with, or to start from; default: that of each row's engine."),
    ] = None,
    save: Annotated[
        Path | None, typer.Option(metavar="FILE.yaml", help="Write the fitted set as a catalog file.")
    ] = None,
    catalogs: Catalogs = None,
    lang: Lang = None,
    form: TableFormat = None,
    output: TableFile = None,
) -> None:
    """Fit the efficiency factors to the rows of FILE.csv and report the errors left; few points suffice."""
    from glmopt.calibration.calibrate import calibrate as fit
    from glmopt.calibration.points import read_points
    from glmopt.calibration.predict import predict as predict_point
    from glmopt.catalog import load_catalog
    from glmopt.reports.calibration import calibration_table, predictions_table
    from glmopt.reports.output import deliver
    from glmopt.sizing.roofline.resolve import efficiency as set_named
    from glmopt.sizing.roofline.resolve import factors_of

    catalog = load_catalog(catalogs or ())
    if efficiency is not None:
        set_named(catalog, efficiency)
    points = read_points(file, catalog)
    tongue = language(lang)
    if predict:
        shown = predictions_table([predict_point(catalog, p, efficiency) for p in points], tongue)
    else:
        found = fit(catalog, points, efficiency)
        shown = calibration_table(found, factors_of(catalog, found.start), tongue)
        if save is not None:
            _save(found, save, points[0].engine)
    deliver(shown, form, output, out=sys.stdout, err=sys.stderr, environ=os.environ)


def _save(found: object, path: Path, engine: str) -> None:
    import datetime as dt

    from glmopt.calibration.calibrate import Calibration, as_catalog_file
    from glmopt.reports.files import write_whole

    assert isinstance(found, Calibration)  # noqa: S101  # the command made it
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    write_whole(path, as_catalog_file(found, path.stem, today, engine).encode())
