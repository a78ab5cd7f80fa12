"""Tests of the report, with a browser that they share."""
