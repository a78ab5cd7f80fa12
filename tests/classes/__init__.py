"""Tests of classes of requests."""
