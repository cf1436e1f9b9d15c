from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web_double import bomb

from newsbot.errors import IngestError
from newsbot.fetching.content import _unpack


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("must_end", [True, False])
def test_a_bomb_is_unpacked_no_further_than_allowed(encoding, must_end):
    assert _unpack(bomb(encoding, 4), encoding, 1000, must_end=must_end) == b" " * 1000


def test_members_share_one_bound():
    packed = gzip.compress(b"a" * 600) * 3
    assert _unpack(packed, "gzip", 1000, must_end=True) == b"a" * 1000


@given(st.binary(max_size=500), st.integers(min_value=1, max_value=600), st.booleans())
def test_what_is_unpacked_is_what_was_packed_up_to_the_bound(data, bound, must_end):
    for encoding, packed in (("gzip", gzip.compress(data)), ("deflate", zlib.compress(data))):
        assert _unpack(packed, encoding, bound, must_end=must_end) == data[:bound]


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]), st.booleans())
def test_any_bytes_are_unpacked_or_refused(data, encoding, must_end):
    for packed in (data, gzip.compress(data)[: len(data)], b"\x1f\x8b\x08\x00" + data):
        try:
            assert len(_unpack(packed, encoding, 100, must_end=must_end)) <= 100
        except IngestError as error:
            assert error.code == "fetch.garbled"  # noqa: PT017 (either may happen)


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_cut_body_is_refused_or_told_up_to_the_cut(data, draw):
    packed = gzip.compress(data)
    cut = packed[: draw.draw(st.integers(min_value=1, max_value=len(packed) - 1))]
    assert data.startswith(_unpack(cut, "gzip", 1000, must_end=False))
    with pytest.raises(IngestError):
        _unpack(cut, "gzip", 1000, must_end=True)
