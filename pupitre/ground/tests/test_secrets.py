"""Sealed secrets: only the key kept outside the database opens them."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from pupitre.ground import secrets


@pytest.fixture(autouse=True)
def fresh_box():
    secrets._read_box.cache_clear()
    yield
    secrets._read_box.cache_clear()


@runs(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_what_was_sealed_is_unsealed_and_cannot_be_read_meanwhile(settings, secret):
    sealed = secrets.seal(secret)
    assert secrets.unseal(sealed) == secret
    assert all(text not in sealed for text in secret.values() if len(text) > 8)


def test_nothing_sealed_is_nothing():
    assert secrets.unseal("") == {}


def test_the_same_secret_is_sealed_differently_each_time():
    assert secrets.seal({"token": "a"}) != secrets.seal({"token": "a"})


def test_the_key_is_made_once_for_us_only():
    secrets.seal({})
    path = secrets.key_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_text()
    secrets._read_box.cache_clear()
    secrets.seal({})
    assert path.read_text() == before
    assert [file.name for file in path.parent.iterdir()] == ["secret.key"], "no draft stays behind"


def test_two_first_starts_end_with_one_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: secrets.ensure_key(tmp_path / "new" / "secret.key"), range(64)))
    assert len(keys) == 1


def test_another_key_is_told_and_shows_nothing():
    sealed = secrets.seal({"token": "canary"})
    secrets.key_file().write_text(Fernet.generate_key().decode())
    secrets._read_box.cache_clear()
    with pytest.raises(secrets.WrongKey) as error:
        secrets.unseal(sealed)
    assert "secret.key" in str(error.value) and "canary" not in str(error.value)


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-4], lambda text: "x" + text, lambda text: "é", lambda text: "{}"]
)
def test_what_was_changed_is_not_opened(damage):
    with pytest.raises(secrets.WrongKey):
        secrets.unseal(damage(secrets.seal({"token": "a"})))


@pytest.mark.parametrize("text", ["", "\n\n", "short", "x" * 44, "é" * 44])
def test_a_key_file_without_a_key_is_told_in_words(text):
    secrets.key_file().write_text(text)
    for use in (lambda: secrets.seal({"a": "b"}), lambda: secrets.unseal("x"), lambda: secrets.derived("django")):
        with pytest.raises(secrets.WrongKey, match=r"secret\.key"):
            use()


def test_a_new_key_seals_and_the_old_one_still_opens():
    old = secrets.seal({"token": "old"})
    path = secrets.key_file()
    newest = Fernet.generate_key().decode()
    path.write_text(f"{newest}\n{path.read_text()}")
    secrets._read_box.cache_clear()
    assert secrets.unseal(old) == {"token": "old"}
    assert Fernet(newest).decrypt(secrets.seal({"token": "new"}).encode())


def test_a_derived_secret_is_stable_and_for_one_purpose():
    first = secrets.derived("django")
    assert first == secrets.derived("django") != secrets.derived("links")
    assert len(first) == 64
    assert secrets.key_file().read_text().strip() not in first


def test_what_was_derived_from_an_older_key_is_known_again():
    old = secrets.derived("links")
    path = secrets.key_file()
    path.write_text(f"{Fernet.generate_key().decode()}\n{path.read_text()}")
    newest, again = secrets.derived_each("links")
    assert again == old and newest == secrets.derived("links") != old
