"""The report as one HTML file: both languages, its own style, script and pictures, nothing from outside."""

from glmopt.reports.html.page import render

__all__ = ["render"]
