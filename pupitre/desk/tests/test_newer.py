"""A newer version: told once, to who runs the desk, and asked of nobody unless somebody wants it."""

import contextlib
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pupitre
from pupitre.desk import jobs, newer
from pupitre.desk.doctor.version import VERSION
from pupitre.desk.models import Release
from pupitre.ground import http
from pupitre.ground.checks import OK, WARNING
from pupitre.ground.environment import environment
from pupitre.ground.failures import NothingLeft
from pupitre.journal.models import Entry
from pupitre.notices.models import Notice
from pupitre.notices.tell import tell


def line(words: bytes) -> bytes:
    return f"{len(words) + 4:04x}".encode() + words


HEAD = line(b"# service=git-upload-pack\n") + b"0000"


def advertised(*tags: str) -> bytes:
    refs = [b"0" * 40 + b" HEAD\0multi_ack agent=git/2", *(b"1" * 40 + b" refs/tags/" + tag.encode() for tag in tags)]
    return HEAD + b"".join(line(ref + b"\n") for ref in refs) + b"0000"


@pytest.fixture
def asked(monkeypatch, db):
    """Who is asked for versions, and what they answer."""
    calls = []

    def request(method, url, **_options):
        calls.append((method, url))
        return http.Answer(told["status"], {}, told["body"], url)

    told = {"status": 200, "body": advertised("v0.0.9", "v9.1.0", "v9.1.0^{}", "v9.2.0-rc1", "v8.30.0"), "calls": calls}
    monkeypatch.setattr(http, "request", request)
    monkeypatch.setenv("PUPITRE_RELEASES", "https://git.lune.example/pupitre.git/")
    environment.cache_clear()
    yield told
    environment.cache_clear()


def test_owners_are_told_once_of_each(asked, brand, owner, colleague):
    assert newer.look().version == "9.1.0"
    newer.look()
    assert asked["calls"][0] == (
        "GET",
        "https://git.lune.example/pupitre.git/info/refs?service=git-upload-pack",
    )
    entry = Entry.objects.get(verb="version.newer")
    assert entry.particulars == {"version": "9.1.0"} and Release.objects.count() == 1
    tell([entry])
    assert {notice.member for notice in Notice.objects.filter(verb="version.newer")} == {owner}


def test_nobody_is_asked_by_itself(asked, brand, monkeypatch):
    monkeypatch.delenv("PUPITRE_RELEASES")
    environment.cache_clear()
    assert newer.look() is None and asked["calls"] == []
    (finding,) = VERSION.look(None)
    assert finding.state == OK and "asked of nobody" in finding.says


def test_the_doctor_says_what_is_known_until_it_is_here(asked, brand, monkeypatch):
    newer.look()
    (finding,) = VERSION.look(None)
    assert finding.state == WARNING and "9.1.0 is there" in finding.says and "pupitre upgrade" in finding.mend
    monkeypatch.setattr(pupitre, "__version__", "9.1.0")
    (finding,) = VERSION.look(None)
    assert finding.state == OK and "no newer one is known" in finding.says
    assert newer.look() is None


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (404, b"", "status 404"),
        (200, b"<!doctype html><title>Sign in</title>", "can’t be read"),
        (200, line(b"# service=git-receive-pack\n"), "not a git repository"),
        (200, advertised("v9.1.0")[:-9], "breaks off"),
        (200, b"", "not a git repository"),
    ],
)
def test_what_is_no_answer_is_logged_and_tells_nobody(asked, brand, caplog, status, body, why):
    asked |= {"status": status, "body": body}
    jobs.look_for_newer(0)
    assert why in caplog.text and not Entry.objects.filter(verb="version.newer").exists()


def test_a_place_that_is_away_is_asked_again_tomorrow(asked, brand, monkeypatch, caplog):
    def away(*_words, **_options):
        raise NothingLeft("connect", "refused")

    monkeypatch.setattr(http, "request", away)
    jobs.look_for_newer(0)
    assert "could not be learned: connect" in caplog.text


def test_what_git_itself_advertises_is_read(tmp_path):
    who = ["-c", "user.name=Lune", "-c", "user.email=lune@example.org"]
    for words in (["init", "-q"], [*who, "commit", "-q", "--allow-empty", "-m", "one"], ["tag", "v1.2.3"]):
        subprocess.run(["git", "-C", tmp_path, *words], check=True)
    subprocess.run(["git", "-C", tmp_path, *who, "tag", "-a", "v1.10.0", "-m", "annotated"], check=True)
    told = subprocess.run(["git", "upload-pack", "--advertise-refs", tmp_path], capture_output=True, check=True).stdout
    assert max(newer.read(HEAD + told)) == (1, 10, 0) and set(newer.read(HEAD + told)) == {(1, 2, 3), (1, 10, 0)}


@given(st.binary(max_size=300), st.booleans())
def test_whatever_comes_is_versions_or_a_sentence(told, begins_right):
    with contextlib.suppress(newer.NotTold):
        assert all(len(version) == 3 for version in newer.read(HEAD + told if begins_right else told))


@given(st.lists(st.tuples(*[st.integers(0, 999_999_999)] * 3), max_size=8))
def test_every_version_is_read(numbers):
    assert list(newer.read(advertised(*[f"v{newer.words(one)}" for one in numbers]))) == numbers
