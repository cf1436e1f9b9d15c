"""The scoring model: upstream's scores, read from packed postings, the best k exactly."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from newsbot.index.okapi import BlockOkapi, Okapi, Postings, idf

TERMS = "가나다라마"
DOCUMENTS = st.lists(st.lists(st.sampled_from(TERMS), max_size=8), min_size=1, max_size=40).filter(
    any
)
QUERY = st.lists(st.sampled_from(TERMS + "없"), max_size=6)


class Memory:
    """Postings of a list of documents, ids spread out as removals leave them."""

    def __init__(self, documents: Sequence[Sequence[str]], step: int = 1) -> None:
        self._postings: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
        self.ids = [1 + n * step for n in range(len(documents))]
        for number, document in zip(self.ids, documents, strict=True):
            for term, count in Counter(document).items():
                self._postings[term].append((number, count, len(document)))
        self.reads = 0

    def postings(self, terms: Sequence[str]) -> Postings:
        self.reads += len(terms)
        rows = np.array(
            [(*row, n) for n, term in enumerate(terms) for row in self._postings.get(term, [])],
            dtype=np.int64,
        ).reshape(-1, 4)
        return Postings(
            rows[:, 0].astype(np.uint32),
            rows[:, 1].astype(np.uint16),
            rows[:, 2].astype(np.uint16),
            rows[:, 3].astype(np.intp),
        )

    def model(self, documents: Sequence[Sequence[str]]) -> BlockOkapi:
        return BlockOkapi(
            self,
            size=len(documents),
            average_length=sum(map(len, documents)) / len(documents),
            frequencies={term: len(rows) for term, rows in self._postings.items()},
            capacity=self.ids[-1] + 1,
        )


@pytest.fixture(autouse=True, scope="module")
def every_list_is_long():
    """Prune small corpora too, so that random ones reach what only large ones would."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("newsbot.index.okapi._LONG_LIST", 0)
        yield


def oracle(
    documents: Sequence[Sequence[str]], query: Sequence[str], ids: Sequence[int]
) -> dict[int, float]:
    scores = Okapi(documents).get_scores(list(dict.fromkeys(query)))
    return {n: float(s) for n, s in zip(ids, scores, strict=True)}


def test_idf_is_never_negative():
    assert all(idf(size, n) > 0 for size in (1, 2, 3, 10, 10**7) for n in {1, size // 2, size})
    assert idf(10, 1) > idf(10, 5) > idf(10, 10)
    assert idf(10, 3) == pytest.approx(math.log(1 + 7.5 / 3.5), rel=1e-12)


def test_the_only_document_scores_above_zero_unlike_upstream():
    assert Okapi([["가", "나"]]).get_scores(["가"])[0] > 0
    assert BM25Okapi([["가", "나"]]).get_scores(["가"])[0] < 0
    model = Memory([["가", "나"]]).model([["가", "나"]])
    ids, scores = model.top(["가"], 10)
    assert ids.tolist() == [1]
    assert scores[0] > 0


def test_the_oracle_is_upstream_but_for_the_idf():
    documents = [["가", "나", "가"], ["나", "다"], ["라"]]
    ours, theirs = Okapi(documents), BM25Okapi(documents, k1=0.9, b=0.4)
    theirs.idf = {term: idf(3, n) for term, n in {"가": 1, "나": 2, "다": 1, "라": 1}.items()}
    assert ours.get_scores(["가", "나"]).tolist() == theirs.get_scores(["가", "나"]).tolist()


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS, QUERY, st.integers(1, 3))
def test_scores_are_those_of_the_oracle(documents, query, step):
    memory = Memory(documents, step)
    scores = memory.model(documents).get_scores(query)
    expected = oracle(documents, query, memory.ids)
    assert len(scores) == memory.ids[-1] + 1
    for number, score in enumerate(scores):
        assert score == pytest.approx(expected.get(number, 0.0), abs=1e-9)


@settings(max_examples=400, deadline=None)
@given(DOCUMENTS, QUERY, st.integers(1, 50), st.integers(1, 3), st.data())
@example([["가"]] * 20, ["가"], 3, 1, None)
@example([["가", "나"]] * 20 + [["가"]], ["가", "나"], 3, 1, None)
def test_the_best_k_are_exact(documents, query, k, step, data):
    memory = Memory(documents, step)
    model = memory.model(documents)
    allowed = None
    if data is not None and data.draw(st.booleans()):
        let_through = data.draw(
            st.lists(st.booleans(), min_size=len(documents), max_size=len(documents))
        )
        allowed = np.zeros(model.capacity, dtype=bool)
        allowed[memory.ids] = let_through
    ids, scores = model.top(query, k, allowed)
    holds = set(query)
    expected = {
        n: score
        for n, score in oracle(documents, query, memory.ids).items()
        if holds & set(documents[memory.ids.index(n)]) and (allowed is None or allowed[n])
    }
    assert len(set(ids.tolist())) == len(ids)
    for n, score in zip(ids.tolist(), scores.tolist(), strict=True):
        assert score == pytest.approx(expected[n], abs=1e-9)
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    ranked = sorted(expected.values(), reverse=True)
    if len(ranked) <= k:
        assert set(ids.tolist()) == set(expected)
    else:
        must = {n for n, score in expected.items() if score >= ranked[k - 1] - 1e-12}
        may = {n for n, score in expected.items() if score >= ranked[k - 1] - 1e-9}
        assert must <= set(ids.tolist()) <= may


@pytest.mark.parametrize("seed", range(60))
def test_pruning_is_exact_where_common_words_follow_rare_ones(seed):
    """Words from rare to common, lengths and repeats of all sizes: where a wrong bound shows."""
    chance = np.random.default_rng(seed)
    size = int(chance.integers(100, 400))
    shares = chance.choice([0.005, 0.01, 0.03, 0.1, 0.3, 0.6, 0.95], 5)
    documents = [
        [
            term
            for term, share in zip(TERMS, shares, strict=True)
            if chance.random() < share
            for _ in range(int(chance.integers(1, 6)))
        ]
        + ["그밖에"] * int(chance.integers(1, 60))
        for _ in range(size)
    ]
    memory = Memory(documents)
    model = memory.model(documents)
    scores = model.get_scores(TERMS)
    ranked = np.sort(scores[scores > 0])[::-1]
    for k in (1, 2, 5, 20):
        ids, found = model.top(TERMS, k)
        assert found == pytest.approx(scores[ids], abs=1e-9)
        assert found[:k] == pytest.approx(ranked[:k], abs=1e-9)
        assert len(ids) >= min(k, len(ranked))


def test_pruning_is_exact_and_happens():
    """One document holds the rare word twice over; the common one need not be scored everywhere."""
    chance = np.random.default_rng(7)
    documents = [
        ["흔한"] * int(chance.integers(1, 4))
        + [f"w{n % 50}"] * 5
        + (["드문"] * 3 if n % 97 == 0 else [])
        for n in range(5_000)
    ]
    memory = Memory(documents)
    model = memory.model(documents)
    added: list[int] = []
    whole = model.weigh

    def counting(found, rarity):
        added.append(len(found.ids))
        return whole(found, rarity)

    model.weigh = counting  # type: ignore[method-assign]
    ids, scores = model.top(["흔한", "드문"], 10)
    expected = oracle(documents, ["흔한", "드문"], memory.ids)
    best = sorted(expected.values(), reverse=True)[:10]
    assert scores[:10].tolist() == pytest.approx(best, abs=1e-9)
    assert sum(added) < 1_000
    assert len(ids) >= 10


def test_nothing_asked_or_known_is_nothing_found():
    documents = [["가"]]
    model = Memory(documents).model(documents)
    for query in ([], ["없"]):
        ids, scores = model.top(query, 5)
        assert len(ids) == len(scores) == 0
        assert model.get_scores(query).tolist() == [0.0, 0.0]


def test_an_empty_index_has_scores_too():
    model = BlockOkapi(Memory([[]]), size=0, average_length=1.0, frequencies={}, capacity=1)
    assert model.get_scores(["가"]).tolist() == [0.0]
    assert len(model.top(["가"], 5)[0]) == 0
