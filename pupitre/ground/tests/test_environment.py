"""Settings: read once, a sentence for what can't be used, secrets from files and never shown."""

import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as st

from pupitre.ground import environment as settings_file
from pupitre.ground.environment import BadSetting, environment


def test_without_a_variable_the_feature_is_not_there(settings, monkeypatch):
    for name in ("PORT", "ADDRESS", "MAIL_URL", "DEBUG", "OPEN_SIGNUP", "TRUSTED_PROXIES"):
        monkeypatch.delenv(f"PUPITRE_{name}", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    environment.cache_clear()
    read = environment()
    assert (read.port, read.host, read.base, read.public) == (8000, "127.0.0.1", "http://localhost:8000", False)
    assert not (read.database_url or read.mail_url or read.debug or read.open_signup or read.private_hosts)
    assert read.trusted_proxies == ()


def test_settings_are_read_once(settings, monkeypatch):
    settings(PORT="9000")
    first = environment()
    monkeypatch.setenv("PUPITRE_PORT", "9001")
    assert environment() is first and first.port == 9000


def test_the_public_address_is_the_base_of_every_link(settings):
    settings(ADDRESS="https://desk.example.org/")
    assert (environment().base, environment().public) == ("https://desk.example.org", True)
    settings(ADDRESS="http://desk.lan:8000")
    assert (environment().base, environment().public) == ("http://desk.lan:8000", False)


@pytest.mark.parametrize(
    "address", ["desk.example.org", "ftp://desk.example.org", "https://", "https://user@desk.example.org", "https://["]
)
def test_half_an_address_is_refused_in_words(settings, address):
    settings(ADDRESS=address)
    with pytest.raises(BadSetting, match=r"PUPITRE_ADDRESS.*https://desk\.example\.org"):
        environment()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80 80", "http", "8e3", "²", "٨٠"])
def test_a_bad_port_is_refused_in_words(settings, port):
    settings(PORT=port)
    with pytest.raises(BadSetting, match="PUPITRE_PORT"):
        environment()


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", set()),
        (" , ", set()),
        ("nas.lan:8080", {("nas.lan", 8080)}),
        ("NAS.lan.:8080, 192.168.1.10:80", {("nas.lan", 8080), ("192.168.1.10", 80)}),
        ("[::1]:80,[FD00:0::1]:443", {("::1", 80), ("fd00::1", 443)}),
    ],
)
def test_private_hosts_are_pairs_of_host_and_port(settings, text, pairs):
    settings(ALLOWED_HOSTS_PRIVATE=text)
    assert environment().private_hosts == pairs


@pytest.mark.parametrize(
    "text", ["nas.lan", ":80", "nas.lan:", "nas.lan:0", "nas.lan:99999", "http://nas.lan:80", "a:²"]
)
def test_a_private_host_without_its_port_is_refused_in_words(settings, text):
    settings(ALLOWED_HOSTS_PRIVATE=text)
    with pytest.raises(BadSetting, match="host:port"):
        environment()


@runs(deadline=None)
@given(st.text(max_size=30).filter(lambda text: "\0" not in text))
def test_no_list_of_private_hosts_ends_in_anything_but_pairs_or_a_sentence(text):
    try:
        pairs = settings_file._private_hosts(text)
    except BadSetting:
        return
    assert all(host and 1 <= port <= 65535 for host, port in pairs)


def test_a_secret_may_come_from_a_file(settings, monkeypatch, tmp_path):
    secret = tmp_path / "mail"
    secret.write_text("smtps://me:canary@mail.example.org\n")
    monkeypatch.setenv("PUPITRE_MAIL_URL_FILE", str(secret))
    environment.cache_clear()
    assert environment().mail_url == "smtps://me:canary@mail.example.org"
    assert "canary" not in repr(environment())


def test_a_file_that_cannot_be_read_is_named(settings, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "missing"))
    environment.cache_clear()
    with pytest.raises(BadSetting, match=r"DATABASE_URL_FILE.*missing.*No such file"):
        environment()


@pytest.mark.parametrize(
    ("text", "on"), [("1", True), ("TRUE", True), ("yes", True), ("on", True), ("0", False), ("no", False)]
)
def test_a_switch_is_on_or_off(settings, text, on):
    settings(OPEN_SIGNUP=text)
    assert environment().open_signup is on


def test_a_folder_of_ones_own_is_absolute(settings, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    settings(DATA="here")
    assert environment().data == tmp_path / "here"


def test_a_provider_is_whole_or_not_there(settings, monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden\n")
    monkeypatch.setenv("PUPITRE_OIDC_CLIENT_SECRET_FILE", str(secret))
    settings(OIDC_ISSUER="https://login.example.org", OIDC_CLIENT_ID="desk")
    read = environment()
    assert (read.oidc_issuer, read.oidc_client_secret) == ("https://login.example.org", "hidden")
    assert "hidden" not in repr(read)


@pytest.mark.parametrize(
    "half",
    [
        {"OIDC_ISSUER": "https://login.example.org"},
        {"OIDC_CLIENT_ID": "desk"},
        {"OIDC_ISSUER": "login.example.org", "OIDC_CLIENT_ID": "desk"},
    ],
)
def test_half_a_provider_is_refused_in_words(settings, half):
    settings(**half)
    with pytest.raises(BadSetting, match="PUPITRE_OIDC"):
        environment()
