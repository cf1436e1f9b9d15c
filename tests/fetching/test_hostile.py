"""No spelling, redirect or name server leads to an address that is not public."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fetching.hostile import HERE, Case, cases

from newsbot.fetching import is_public

ROOT = Path(__file__).parent.parent.parent
CASES = list(cases())


@pytest.fixture(scope="module")
def report() -> dict[str, object]:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.fetching.hostile"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    told: dict[str, object] = json.loads(run.stdout)
    return told


@pytest.fixture(scope="module")
def outcomes(report):
    return {(kind, name): (code, connects) for kind, name, code, connects in report["outcomes"]}


def test_there_are_more_than_four_hundred_cases_and_none_twice():
    assert len({(case.kind, case.name) for case in CASES}) == len(CASES) > 400


def test_the_watch_sees_connects(report):
    assert report["control"] == [["127.0.0.1", 9], "watching"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind} {case.name}"[:80])
def test_hostile_addresses_are_refused_with_their_reason(case: Case, outcomes):
    assert outcomes[case.kind, case.name][0] == case.code


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind} {case.name}"[:80])
def test_no_socket_connects_to_an_address_that_is_not_public(case: Case, outcomes):
    connects = outcomes[case.kind, case.name][1]
    assert [one for one in connects if one[0] != HERE and not is_public(one[0])] == []


def test_what_is_typed_or_resolved_badly_connects_to_nothing(outcomes):
    for case in CASES:
        if case.kind in ("typed", "resolved", "socket"):
            assert outcomes[case.kind, case.name][1] == [], case.name


def test_the_public_part_of_a_mixed_answer_is_used(outcomes):
    for case in CASES:
        if case.kind == "mixed":
            assert {is_public(one[0]) for one in outcomes[case.kind, case.name][1]} == {True}
