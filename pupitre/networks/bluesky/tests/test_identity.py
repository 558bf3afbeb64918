"""A handle is believed when its domain names the account, and the account names the handle."""

import json
from collections.abc import Callable

import httpx2
import pytest

from pupitre.ground.http import Answer
from pupitre.networks.bluesky import identity as identities
from pupitre.networks.bluesky import xrpc
from pupitre.networks.bluesky.identity import DIRECTORY, INVALID, Identity, identity
from pupitre.networks.errors import NotSent, Refused

DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
OTHER = "did:plc:z72i7hdynmk6r22z27h6tvur"
HOME = "https://pds.lune.org"
ASKED = "https://bsky.social"


def document(did: str = DID, *handles: str, home: str = HOME) -> dict:
    service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": home}
    return {"id": did, "alsoKnownAs": [f"at://{handle}" for handle in handles], "service": [service]}


class World:
    """What each address answers; every other one can't be found."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, str]] = {}
        self.looked_up: dict[str, object] = {}
        self.asked: list[str] = []

    def call(self, verb: str, url: str, **options: object) -> Answer:
        self.asked.append(url)
        if url not in self.pages:
            raise NotSent("unreachable", {"host": url})
        status, body = self.pages[url]
        return Answer(status, httpx2.Headers(), body.encode(), url)

    def look_at(self, server: str, method: str, params: dict[str, str]) -> Answer:
        self.asked.append(f"{server} {params['handle']}")
        told = self.looked_up.get(params["handle"], {"error": "HandleNotFound"})
        return Answer(200 if "did" in str(told) else 400, httpx2.Headers(), json.dumps(told).encode(), server)

    def has(self, told: dict, status: int = 200) -> None:
        self.pages[f"{DIRECTORY}/{told['id']}"] = (status, json.dumps(told))

    def names(self, handle: str, did: str) -> None:
        self.pages[f"https://{handle}/.well-known/atproto-did"] = (200, f"{did}\n")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    monkeypatch.setattr(identities, "call", made.call)
    monkeypatch.setattr(xrpc, "look_at", made.look_at)
    return made


def refused(step: Callable[[], object]) -> str:
    with pytest.raises(Refused) as error:
        step()
    return error.value.code


def test_a_domain_s_own_file_is_asked_first_and_is_enough(world):
    world.names("lune.org", DID)
    world.has(document(DID, "lune.org"))
    assert identity("lune.org", ASKED) == Identity(DID, "lune.org", HOME)
    assert not any(asked.startswith(ASKED) for asked in world.asked)


def test_a_name_in_the_dns_is_looked_up_by_a_server_of_the_network(world):
    world.looked_up["lune.org"] = {"did": DID}
    world.has(document(DID, "lune.org"))
    assert identity("lune.org", ASKED).did == DID


@pytest.mark.parametrize(
    "body", ["<!doctype html>", "", "did:key:z6Mk", "did:plc:short", f"{DID} and more", "did:web:localhost"]
)
def test_a_page_that_answers_everything_is_no_name(world, body):
    world.pages["https://lune.org/.well-known/atproto-did"] = (200, body)
    assert refused(lambda: identity("lune.org", ASKED)) == "handle_unknown"


def test_an_account_that_does_not_claim_the_name_is_not_taken_for_it(world):
    world.names("lune.org", DID)
    world.has(document(DID, "somebody-else.org"))
    assert refused(lambda: identity("lune.org", ASKED)) == "handle_broken"


def test_a_server_that_lies_about_a_name_is_found_out(world):
    world.looked_up["lune.org"] = {"did": OTHER}
    world.has(document(OTHER, "evil.org", home="https://evil.org"))
    assert refused(lambda: identity("lune.org", ASKED)) == "handle_broken"


@pytest.mark.parametrize(
    "told",
    [
        {**document(DID, "lune.org"), "id": OTHER},
        {"id": DID, "alsoKnownAs": ["at://lune.org"]},
        {"id": DID, "alsoKnownAs": "at://lune.org", "service": "https://pds.lune.org"},
        document(DID, "lune.org", home="ftp://pds.lune.org"),
    ],
)
def test_an_entry_that_says_nothing_sound_is_no_account(world, told):
    world.names("lune.org", DID)
    world.pages[f"{DIRECTORY}/{DID}"] = (200, json.dumps(told))
    assert refused(lambda: identity("lune.org", ASKED)) == "did_unknown"


@pytest.mark.parametrize("status", [404, 410])
def test_an_account_that_is_not_in_the_directory_is_unknown_but_trouble_passes(world, status):
    world.has(document(DID), status)
    assert refused(lambda: identity(DID, ASKED)) == "did_unknown"
    world.has(document(DID), 503)
    with pytest.raises(NotSent) as silent:
        identity(DID, ASKED)
    assert silent.value.code == "directory_silent"


def test_a_did_s_own_name_is_proven_before_it_is_shown(world):
    world.has(document(DID, "lune.org"))
    assert identity(DID, ASKED) == Identity(DID, INVALID, HOME)
    world.names("lune.org", OTHER)
    assert identity(DID, ASKED).handle == INVALID
    world.names("lune.org", DID)
    assert identity(DID, ASKED).handle == "lune.org"


def test_a_did_of_the_web_is_read_on_its_own_domain(world):
    world.pages["https://lune.org/.well-known/did.json"] = (200, json.dumps(document("did:web:lune.org", "lune.org")))
    world.names("lune.org", "did:web:lune.org")
    assert identity("did:web:lune.org", ASKED) == Identity("did:web:lune.org", "lune.org", HOME)


@pytest.mark.parametrize(
    "name", ["did:web:10.0.0.1", "did:web:lune.org:users:a", "did:web:lune.org%3A8443", "did:key:z6Mk", "did:plc:../x"]
)
def test_other_kinds_of_did_are_not_followed(world, name):
    assert refused(lambda: identity(name, ASKED)) == "did_unknown" and world.asked == []


@pytest.mark.parametrize(
    "name", ["lune", "10.0.0.1", "lune.org/../x", "lune_.org", "-lune.org", "lune.org:8080", "lune.1"]
)
def test_what_can_be_no_handle_is_asked_of_nobody(world, name):
    assert refused(lambda: identity(name, ASKED)) == "handle_unknown" and world.asked == []
