"""Redirects: only when asked, each hop judged anew, nothing secret to another host."""

import time

import pytest

from pupitre.ground import http
from pupitre.ground.tests.loopback import answer, say


def to(location: str, status: str = "302 Found"):
    return say(answer(b"", status, f"Location: {location}"))


def countdown(sock, request):
    """/5 leads to /4 and so on to /0."""
    left = int(request.target.strip("/"))
    sock.sendall(answer(b"", "302 Found", f"Location: /{left - 1}") if left else answer(b"there"))


@pytest.mark.parametrize("hops", [0, 1, 5])
def test_as_many_redirects_are_followed_as_were_asked_for(server, hops):
    there = server(countdown)
    got = http.request("GET", there.url(f"/{hops}"), redirects=5)
    assert (got.text, got.url) == ("there", there.url("/0"))


def test_one_redirect_too_many_is_an_error(server):
    there = server(countdown)
    with pytest.raises(http.Interrupted) as failure:
        http.request("GET", there.url("/6"), redirects=5)
    assert failure.value.code == "too_many_redirects"
    assert len(there.requests) == 6


def test_a_circle_ends(server):
    there = server(to("/again"))
    with pytest.raises(http.Interrupted):
        http.request("GET", there.url(), redirects=5)
    assert len(there.requests) == 6


INSIDE = [
    "http://169.254.169.254/latest/meta-data/",
    "//10.0.0.1/",
    "http://0x7f000001/",
    "http://[::ffff:127.0.0.1]/",
    "http://user@example.com/",
    "http://a\\@b/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "javascript:alert(1)",
    "http://[",
    "http://[::1",
]


@pytest.mark.parametrize("location", INSIDE)
@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
def test_a_redirect_that_leads_inside_is_refused(server, location, status):
    there = server(to(location, status))
    with pytest.raises(http.AddressRefused):
        http.request("GET", there.url(), redirects=5)
    assert len(there.requests) == 1


@pytest.mark.parametrize("location", INSIDE)
def test_after_a_post_a_refused_redirect_may_have_been_executed(server, location):
    with pytest.raises(http.Interrupted) as failure:
        http.request("POST", server(to(location)).url(), json={}, redirects=5)
    assert failure.value.code == "redirect_refused"


def test_a_redirect_to_a_neighbour_that_is_not_listed_does_not_reach_it(server):
    trap = server(allowed=False)
    there = server(to(trap.url()))
    with pytest.raises(http.AddressRefused):
        http.request("GET", there.url(), redirects=5)
    assert trap.connections == 0


def test_a_later_hop_that_cannot_be_reached_is_never_nothing_left(server, deaf):
    with pytest.raises(http.Interrupted) as failure:
        http.request("POST", server(to(deaf)).url(), json={}, redirects=5)
    assert failure.value.code == "unreachable"


SECRETS = {"Authorization": "Bearer x", "Cookie": "a=b", "X-Api-Key": "x", "PRIVATE-TOKEN": "x"}


def test_credentials_stay_with_their_host(server):
    other = server()
    there = server(to(other.url()))
    http.request("GET", there.url(), headers={**SECRETS, "Accept": "text/html"}, redirects=1)
    assert set(there.requests[0].headers) >= {name.lower() for name in SECRETS}
    assert set(other.requests[0].headers) == {"host", "accept", "accept-encoding", "connection", "user-agent"}
    assert other.requests[0].headers["accept"] == "text/html"


def test_credentials_go_along_on_the_same_host(server):
    there = server(countdown)
    http.request("GET", there.url("/1"), headers=SECRETS, redirects=1)
    assert there.requests[1].headers["authorization"] == "Bearer x"


def test_another_name_for_the_same_server_is_another_host(server, names):
    there = server(lambda sock, request: to(f"http://alias.example:{there.port}/")(sock, request))
    names["alias.example"] = ["127.0.0.1"]
    with pytest.raises(http.Interrupted):
        http.request("GET", there.url(), headers=SECRETS, redirects=1)
    assert "authorization" not in there.requests[1].headers


def once(location: str, status: str):
    def talk(sock, request):
        sock.sendall(answer(b"end") if request.target == "/end" else answer(b"", status, f"Location: {location}"))

    return talk


@pytest.mark.parametrize(
    ("method", "status", "becomes"),
    [
        ("POST", "301 M", "GET"),
        ("POST", "302 F", "GET"),
        ("POST", "303 S", "GET"),
        ("POST", "307 T", "POST"),
        ("POST", "308 P", "POST"),
        ("PUT", "303 S", "GET"),
        ("PUT", "301 M", "PUT"),
        ("DELETE", "302 F", "DELETE"),
        ("HEAD", "303 S", "HEAD"),
    ],
)
def test_the_method_changes_as_browsers_change_it(server, method, status, becomes):
    there = server(once("/end", status))
    http.request(method, there.url(), body=None if method in {"HEAD", "DELETE"} else b"text", redirects=1)
    second = there.requests[1]
    assert second.line == f"{becomes} /end HTTP/1.1"
    assert second.body == (b"text" if becomes in {"POST", "PUT"} else b"")


@pytest.mark.parametrize("status", ["307 T", "308 P"])
def test_a_body_is_not_repeated_to_another_host(server, status):
    other = server()
    with pytest.raises(http.Interrupted) as failure:
        http.request("POST", server(to(other.url(), status)).url(), form={"password": "x"}, redirects=1)
    assert failure.value.code == "redirect_refused"
    assert other.connections == 0


@pytest.mark.parametrize("location", ["/a b", " /a%20b ", "?x=é", "./c/../d"])
def test_a_sloppy_location_is_read_as_browsers_read_it(server, location):
    there = server(
        lambda sock, request: (to(location) if request.target == "/" else say(answer(b"end")))(sock, request)
    )
    assert http.request("GET", there.url(), redirects=1).text == "end"
    assert " " not in there.requests[1].target and there.requests[1].target.isascii()


def test_a_redirect_without_a_location_is_an_answer(server):
    assert http.request("GET", server(say(answer(b"", "302 Found"))).url(), redirects=3).status == 302


def test_all_hops_share_one_deadline(server):
    def slow(sock, request):
        time.sleep(0.2)
        to("/again")(sock, request)

    there = server(slow)
    start = time.monotonic()
    with pytest.raises(http.Interrupted) as failure:
        http.request("GET", there.url(), redirects=50, timeout=0.7)
    assert failure.value.code in {"timeout", "connect_timeout"}
    assert len(there.requests) <= 4 and time.monotonic() - start < 3
