"""Hypothesis without a deadline: on a busy machine a slow moment is no failure."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("kho-tin", deadline=None)
settings.load_profile("kho-tin")
