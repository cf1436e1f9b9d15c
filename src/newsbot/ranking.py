"""The learnt weights: a readable table, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Weights:
    """Feature name -> weight, for each of the three decisions. Scores are log-odds."""

    passage: Mapping[str, float]
    """Which passage answers."""
    window: Mapping[str, float]
    """Which run of its sentences to quote."""
    confidence: Mapping[str, float]
    """Whether to answer at all; with ``bias`` and ``threshold``."""


@cache
def shipped_weights() -> Weights:
    """Return the weights of ``ranking.toml``."""
    table = tomllib.loads(files("newsbot").joinpath("ranking.toml").read_text("utf-8"))
    return Weights(table["passage"], table["window"], table["confidence"])
