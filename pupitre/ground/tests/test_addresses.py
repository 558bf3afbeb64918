"""Which IP addresses are of the open Internet, against Python's reading of the registries; the one reading of URLs."""

import ipaddress
import socket
import threading
import time
from urllib.parse import urlsplit

import httpx2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pupitre.ground import addresses
from pupitre.ground.failures import AddressRefused

# What we refuse although ipaddress (or one of its versions) calls it global.
STRICTER_4 = [
    ipaddress.ip_network(net)
    for net in ("168.63.129.16/32", "192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
                "192.175.48.0/24", "224.0.0.0/4")
]  # fmt: skip
STRICTER_6 = [
    ipaddress.ip_network(net)
    for net in ("::/3", "2001::/23", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "4000::/2", "8000::/1")
]  # fmt: skip
EDGES = [
    edge
    for net in [*addresses.REFUSED_4, *addresses.REFUSED_6, addresses.WORLD_6, addresses.NAT64]
    for number in (int(net[0]) - 1, int(net[0]), int(net[-1]), int(net[-1]) + 1)
    if 0 <= number < 2**net.max_prefixlen
    for edge in [ipaddress.IPv4Address(number) if net.version == 4 else ipaddress.IPv6Address(number)]
]
ANY = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6), st.sampled_from(EDGES))


@settings(deadline=None)
@given(ANY)
def test_an_address_is_global_as_the_registries_say_or_we_are_stricter_by_name(ip):
    ours = addresses.is_global(str(ip))
    stricter = any(ip in net for net in (STRICTER_4 if ip.version == 4 else STRICTER_6))
    if ip.version == 6 and ip in addresses.NAT64:
        assert ours == addresses.is_global(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    else:
        assert ours == (ip.is_global and not stricter)


@pytest.mark.parametrize("ip", EDGES, ids=str)
def test_the_edges_of_every_range_are_where_they_should_be(ip):
    test_an_address_is_global_as_the_registries_say_or_we_are_stricter_by_name.hypothesis.inner_test(ip)


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_one_opens_nothing_it_would_not_open_itself(ip):
    number = int(ip)
    for wrapped in (number, 0xFFFF << 32 | number, 0xFFFF << 48 | number, 0x2002 << 112 | number << 80):
        assert not addresses.is_global(str(ipaddress.IPv6Address(wrapped)))
    assert addresses.is_global(str(ipaddress.IPv6Address((0x64FF9B << 96) | number))) == addresses.is_global(str(ip))


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_read_in_its_plain_form_only(ip):
    assert addresses.canonical(str(ip)) == str(ip)
    for form in (str(int(ip)), hex(int(ip)), f"0{int(ip):o}", f"{int(ip) >> 24}.{int(ip) & 0xFFFFFF}"):
        with pytest.raises(AddressRefused):
            addresses.canonical(form)


def test_a_zone_makes_an_address_local():
    assert not addresses.is_global("2606:4700::1111%eth0")


@settings(deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(st.sampled_from("ab1.:/@\\#?[]%-_0xé。　&;= \t\n"), max_size=40).map(lambda rest: "http://" + rest),
    )
)
@example("http://a\\@b")
@example("http://a#@b")
@example("http://ａ.example")
@example("http://[::1]:1#@[::2]")
def test_a_url_is_refused_or_every_reader_reads_the_same_host_and_port(url):
    try:
        target = addresses.read(url)
    except AddressRefused:
        return
    text = str(target)
    again = urlsplit(text)
    assert text.isascii() and again.scheme in {"http", "https"} and not again.fragment and "@" not in again.netloc
    assert again.hostname == httpx2.URL(text).raw_host.decode() == addresses.name_of(target)
    assert (again.port or addresses.port_of(target)) == addresses.port_of(target)
    assert addresses.read(text) == target


@pytest.mark.parametrize(
    ("url", "params", "read"),
    [
        ("http://example.com", [], "http://example.com"),
        ("HTTP://EXAMPLE.com.:80/A#x", [], "http://example.com/A"),
        ("https://example.com/a?b", [("c", "d e&")], "https://example.com/a?b&c=d+e%26"),
        ("https://example.com#x", [("c", "é")], "https://example.com?c=%C3%A9"),
        ("https://müller.example/ü", [], "https://xn--mller-kva.example/%C3%BC"),
        ("https://[2606:4700:0::1111]:443/", [], "https://[2606:4700::1111]/"),
        ("https://example.com:8443/a/../b", [], "https://example.com:8443/b"),
    ],
)
def test_an_address_is_written_one_way(url, params, read):
    assert str(addresses.read(url, params)) == read


def test_looking_up_a_name_may_not_take_longer_than_it_is_given(monkeypatch):
    asleep = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: asleep.wait(5) and [])
    start = time.monotonic()
    with pytest.raises(addresses.NothingLeft) as failure:
        addresses.places(addresses.read("https://slow.example/"), 0.1)
    asleep.set()
    assert failure.value.code == "name_timeout"
    assert time.monotonic() - start < 2
