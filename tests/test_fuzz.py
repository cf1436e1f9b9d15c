"""A short run of ``benchmarks.fuzz``; the long one is started by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.fuzz import FOREIGN, Child, Report, run
from benchmarks.fuzz_inputs import PARSERS, Input, make

COUNT = 1_500


def test_damaged_inputs_are_read_or_refused_with_a_sentence(tmp_path: Path) -> None:
    report = run(1, range(COUNT), tmp_path, quiet=True)
    assert report.findings == [], tmp_path
    assert report.outcomes.total() == COUNT
    for parser in PARSERS:
        some = {name for name in report.outcomes if name.startswith(f"{parser}: ")}
        assert f"{parser}: read" in some
        assert any(": ingest." in name for name in some), "all were read: they are not damaged"


def test_an_input_can_be_made_again() -> None:
    assert [make(1, number) for number in range(50)] == [make(1, number) for number in range(50)]
    assert make(1, 0) != make(2, 0)


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("outcome", ["bug", "died", "slow", "memory"])
def test_what_is_a_finding(parser: str, outcome: str, tmp_path: Path) -> None:
    report = Report(1)
    answer = {"outcome": outcome, "seconds": 1.0, "rss_mib": 9, "trace": "a\nKeyError: 'b'"}
    report.note(5, Input(parser, b"data"), answer, tmp_path)
    found = outcome == "bug" or parser not in FOREIGN
    assert report.findings == ([f"5-{parser}: KeyError: 'b'"] if found else [])
    assert [path.read_bytes() for path in tmp_path.glob("*.bin")] == ([b"data"] if found else [])


def test_a_child_that_is_too_slow_is_killed_and_another_goes_on() -> None:
    child = Child(timeout_seconds=0.001)
    try:
        assert child.parse(make(1, 0))["outcome"] == "slow"
        child.timeout_seconds = 60
        assert child.parse(Input("page", b""))["outcome"] == "ingest.no_body"
    finally:
        child.close()
