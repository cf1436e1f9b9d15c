"""Windows: which runs of sentences can be quoted, and by what they are judged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.newsrooms import draft

from newsbot.evidence import QuoteSize, examine
from newsbot.index.reader import Reader
from newsbot.query import build_query
from newsbot.ranking import shipped_weights
from newsbot.retrieval import retrieve
from newsbot.windows import _held, _highest, _runs

LENGTHS = st.lists(st.integers(1, 60), min_size=1, max_size=30)


def spans_of(lengths: list[int]) -> list[tuple[int, int]]:
    starts = np.cumsum([0, *[length + 1 for length in lengths]])
    return [(int(s), int(s) + length) for s, length in zip(starts, lengths, strict=False)]


@given(LENGTHS, st.integers(60, 200))
def test_runs_fit_cover_everything_and_cannot_be_longer(lengths, limit):
    spans = spans_of(lengths)
    runs = _runs(spans, limit)
    for first, last in runs:
        assert spans[last][1] - spans[first][0] <= limit
        assert last + 1 == len(spans) or spans[last + 1][1] - spans[first][0] > limit
    assert {n for a, b in runs for n in range(a, b + 1)} == set(range(len(spans)))
    assert len({last for _, last in runs}) == len(runs)


@given(LENGTHS, st.integers(60, 200), st.integers(0, 2**32 - 1))
def test_windows_hold_and_reach_what_their_sentences_do(lengths, limit, seed):
    draw = np.random.default_rng(seed)
    first, last = np.array(_runs(spans_of(lengths), limit)).T
    table = (draw.random((len(lengths), 4)) < 0.3).astype(float)
    values = draw.random(len(lengths))
    for row, (a, b) in enumerate(zip(first, last, strict=True)):
        assert (_held(table, first, last)[row] == table[a : b + 1].max(axis=0)).all()
        assert _highest(values, first, last)[row] == values[a : b + 1].max()


@pytest.fixture
def examined(newsroom, analyser):
    newsroom.add(draft("기온이 12도까지 올랐다.\n\n비는 저녁에 그쳤다.", "날씨"))
    query = build_query("기온이 몇 도까지 올랐어?", analyser)
    with newsroom.store.reading() as connection:
        reader = Reader(connection)
        found = retrieve(query, reader, shipped_weights())
        yield found, examine(query, found, reader, shipped_weights(), QuoteSize(3, 200))


def test_every_feature_has_its_weight_and_every_weight_its_feature(examined):
    found, windows = examined
    weights = shipped_weights()
    assert list(found.hits[0].features) == list(weights.passage)
    ((_, first),) = windows.values()
    assert list(first.features) == list(weights.window)


def test_the_unit_that_is_asked_for_is_seen(examined):
    _, windows = examined
    ((layout, found),) = windows.values()
    assert layout.body.startswith("기온")
    assert found.features["unit"].tolist() == [1.0]
