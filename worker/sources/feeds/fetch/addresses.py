"""Where we never connect: addresses inside of networks, and ports of other protocols.

A list of feeds, and every redirect and link in a document, is written by others; none of them
may make the worker ask its own machine, its cluster or the cloud's metadata service. An IPv6
address that carries an IPv4 one is judged by that one as well, since gateways unwrap it.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_IPV4 = [
    (IPv4Network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "an unspecified address"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "a carrier's internal address"),
        ("127.0.0.0/8", "a loopback address"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a protocol's own address"),
        ("192.0.2.0/24", "an address for documentation"),
        ("192.88.99.0/24", "a retired relay's address"),
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "an address for benchmarks"),
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
    )
]
_IPV6 = [
    (IPv6Network(network), reason)
    for network, reason in (
        ("::/128", "an unspecified address"),
        ("::1/128", "a loopback address"),
        ("64:ff9b:1::/48", "a private address"),
        ("100::/64", "an address that goes nowhere"),
        ("2001:db8::/32", "an address for documentation"),
        ("3fff::/20", "an address for documentation"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a private address"),
        ("ff00::/8", "a multicast address"),
    )
]
_TEREDO = IPv6Network("2001::/32")
_PROTOCOLS = IPv6Network("2001::/23")
_GLOBAL = IPv6Network("2000::/3")
_LOW_BITS = 0xFFFF_FFFF
# Networks whose addresses carry an IPv4 address, and how many bits stand to the right of it.
_CARRIERS = [
    (IPv6Network("::ffff:0:0/96"), 0),  # mapped
    (IPv6Network("::ffff:0:0:0/96"), 0),  # translated
    (IPv6Network("::/96"), 0),  # compatible
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("2002::/16"), 80),  # 6to4
    (_TEREDO, 64),  # Teredo: its server; the client follows in the low bits, inverted
]

_OTHER_PROTOCOLS = frozenset(
    int(port)
    for port in (
        # What browsers refuse as well: mail, shells, printers, name services, chat …
        "0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 "
        "111 113 115 117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 "
        "532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 "
        "5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080 "
        # … and stores, brokers, desktops, and those who run containers.
        "445 873 1433 1521 2181 2375 2376 2379 2380 3306 3389 4369 5432 5672 5900 5984 6379 7000 "
        "9042 9092 9200 9300 10250 11211 27017"
    ).split()
)


def refusal(address: str) -> str | None:
    """Say what ``address`` is if it must not be connected to; None where it is public.

    >>> refusal("::ffff:10.0.0.1")
    'a private address'
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "no address"
    if isinstance(parsed, IPv4Address):
        return _refusal_v4(parsed)
    return _refusal_v6(parsed)


def port_refusal(port: int) -> str | None:
    """Say why ``port`` must not be asked; None where it may serve pages."""
    return "a port of another protocol" if port in _OTHER_PROTOCOLS else None


def _refusal_v4(address: IPv4Address) -> str | None:
    return next((reason for network, reason in _IPV4 if address in network), None)


def _refusal_v6(address: IPv6Address) -> str | None:
    reason = next((reason for network, reason in _IPV6 if address in network), None)
    if reason:
        return reason
    carried = list(_carried(address))
    if carried:
        return next(filter(None, map(_refusal_v4, carried)), None)
    if address not in _GLOBAL or address in _PROTOCOLS:
        return "a reserved address"
    return None


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    for network, shift in _CARRIERS:
        if address in network:
            yield IPv4Address(int(address) >> shift & _LOW_BITS)
            if network is _TEREDO:
                yield IPv4Address(~int(address) & _LOW_BITS)
