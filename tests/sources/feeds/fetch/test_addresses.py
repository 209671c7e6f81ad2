"""The guard's table: which addresses and ports are never connected to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest

from worker.sources.feeds.fetch.addresses import port_refusal, refusal

REFUSED = {
    "0.0.0.0": "unspecified",  # noqa: S104 - nobody binds to it here
    "0.1.2.3": "unspecified",
    "10.0.0.1": "private",
    "10.255.255.255": "private",
    "100.64.0.1": "carrier",
    "100.127.255.255": "carrier",
    "127.0.0.1": "loopback",
    "127.8.8.8": "loopback",
    "169.254.169.254": "link-local",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.0.0.8": "protocol",
    "192.0.2.1": "documentation",
    "192.168.1.1": "private",
    "198.18.0.1": "benchmarks",
    "198.19.255.255": "benchmarks",
    "198.51.100.7": "documentation",
    "203.0.113.7": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "reserved",
    "::": "unspecified",
    "::1": "loopback",
    "fc00::1": "private",
    "fdff:ffff::1": "private",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local",
    "fec0::1": "private",
    "ff02::1": "multicast",
    "2001:db8::1": "documentation",
    "3fff::1": "documentation",
    "100::1": "nowhere",
    "64:ff9b:1::a00:1": "private",
    "2001:10::1": "reserved",
    "5f00::1": "reserved",
    "4000::1": "reserved",
    "::ffff:127.0.0.1": "loopback",
    "::ffff:10.1.2.3": "private",
    "::ffff:0:169.254.169.254": "link-local",
    "::127.0.0.1": "loopback",
    "64:ff9b::10.0.0.1": "private",
    "2002:7f00:1::": "loopback",
    "2002:c0a8:101::1": "private",
    "daily.example": "no address",
    "": "no address",
    "127.1": "no address",
}

PUBLIC = [
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4009::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
]


@pytest.mark.parametrize(("address", "reason"), REFUSED.items())
def test_inside_is_refused(address: str, reason: str) -> None:
    """An address that is not public is refused, and the reason says what it is."""
    assert reason in (refusal(address) or "nothing")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_is_not(address: str) -> None:
    """A public address is not refused, however it is written."""
    assert refusal(address) is None


@pytest.mark.parametrize(
    ("server", "client", "refused"),
    [
        ("8.8.8.8", "9.9.9.9", False),
        ("10.0.0.1", "9.9.9.9", True),
        ("8.8.8.8", "192.168.0.1", True),
    ],
)
def test_both_ends_of_teredo_count(server: str, client: str, refused: bool) -> None:  # noqa: FBT001 - a table
    """A Teredo address is judged by its server and by its client, whose bits are inverted."""
    inverted = ~int(IPv4Address(client)) & 0xFFFF_FFFF
    address = IPv6Address(0x2001_0000 << 96 | int(IPv4Address(server)) << 64 | inverted)
    assert (refusal(str(address)) is not None) == refused


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 11211, 5432, 2375])
def test_ports_of_other_protocols_are_refused(port: int) -> None:
    """No request goes to a mail server, a shell or a store."""
    assert port_refusal(port)


@pytest.mark.parametrize("port", [80, 443, 591, 3000, 8000, 8080, 8443, 50_000])
def test_ports_of_pages_are_not(port: int) -> None:
    """Pages are served on many ports."""
    assert port_refusal(port) is None
