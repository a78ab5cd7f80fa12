"""Measured figures: read them, predict them, fit an engine's factors to them, and say what error is left."""
