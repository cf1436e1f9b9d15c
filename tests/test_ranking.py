"""The learnt weights: complete, readable, and used as they stand."""

import math

import pytest

from newsbot.answer import confidence_of
from newsbot.ranking import shipped_weights


def test_the_threshold_is_a_probability():
    assert 0 < shipped_weights().confidence["threshold"] < 1


def test_confidence_is_the_logistic_of_the_weighed_signals():
    weights = {"bias": -1.0, "coverage": 2.0, "threshold": 0.5}
    assert confidence_of({"coverage": 0.5}, weights) == pytest.approx(0.5)
    assert confidence_of({"coverage": 1.0}, weights) == pytest.approx(1 / (1 + math.exp(-1)))


def test_without_a_hit_there_is_no_confidence():
    assert confidence_of({}, shipped_weights().confidence) == 0


def test_more_of_the_question_found_is_more_confidence():
    weights = shipped_weights().confidence
    names = set(weights) - {"bias", "threshold"}
    for name in names:
        low = confidence_of(dict.fromkeys(names, 0.5) | {name: 0.0}, weights)
        high = confidence_of(dict.fromkeys(names, 0.5) | {name: 1.0}, weights)
        assert (high > low) is not name.startswith("lacks"), name
