from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fetching.hostile import PRIVATE_IPV4, PRIVATE_IPV6

from newsbot.fetching import is_public


@pytest.mark.parametrize("address", [*PRIVATE_IPV4, *PRIVATE_IPV6])
def test_special_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "93.184.216.34",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "203.248.252.2",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2404:6800:4004:80a::200e",
        "2606:4700::1111",
        "2a00:1450:4001:80e::200e",
        "2a00:1450::5efe:1",
    ],
)
def test_ordinary_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "text",
    [
        *("", "localhost", "127.1", "0x7f.0.0.1", "1.1.1.01", " 1.1.1.1", "1.1.1.1%lo", "例"),
        *("2606:4700::1%eth0", "1.1.1.1/32", "１.1.1.1", "2606:4700", "1.1.1.1.", "[2606:4700::]"),
    ],
)
def test_what_is_no_address_in_its_usual_spelling_is_not_public(text):
    assert not is_public(text)


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_nothing_is_public_that_python_calls_special(address: IPv4Address | IPv6Address):
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast
        assert not address.is_reserved
        assert not (isinstance(address, IPv6Address) and address.ipv4_mapped)


@given(st.ip_addresses(v=4))
def test_no_disguise_of_ipv4_is_public(address: IPv4Address):
    number = int(address)
    for disguise in (
        number,
        0xFFFF << 32 | number,
        0x64FF9B << 96 | number,
        0x2002 << 112 | number << 80,
        0x20010000 << 96 | number << 64,
        0x20010000 << 96 | (number ^ 0xFFFF_FFFF),
        0x26064700 << 96 | 0x5EFE << 32 | number,
    ):
        assert not is_public(str(IPv6Address(disguise)))
