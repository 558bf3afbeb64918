"""The folder keeps what the house asks of a shelf; and settings of a bucket are whole or not there."""

import os
import subprocess
import sys

import pytest
from django.core.files.storage import FileSystemStorage

from pupitre.ground.environment import BadSetting, environment
from pupitre.ground.safety import objections
from pupitre.media import away
from pupitre.media.messages import AWAY
from pupitre.media.tests.shelf_contract import ShelfContract

WHOLE = {"BUCKET": "lune", "ENDPOINT": "https://s3.example.org", "KEY": "k", "SECRET": "s"}


class TestFolder(ShelfContract):
    @pytest.fixture
    def shelf(self, tmp_path):
        return FileSystemStorage(location=tmp_path)


@pytest.fixture
def told(monkeypatch):
    def tell(**said):
        for name, value in said.items():
            monkeypatch.setenv(f"PUPITRE_MEDIA_{name}", value)
        environment.cache_clear()
        return environment()

    yield tell
    monkeypatch.undo()
    environment.cache_clear()


@pytest.mark.parametrize("missing", WHOLE)
def test_half_a_bucket_is_refused_with_what_is_missing(told, missing):
    with pytest.raises(BadSetting, match=f"PUPITRE_MEDIA_{missing} too"):
        told(**{name: value for name, value in WHOLE.items() if name != missing})


def test_a_region_or_prefix_alone_is_half_a_bucket_too(told):
    with pytest.raises(BadSetting, match="PUPITRE_MEDIA_BUCKET and PUPITRE_MEDIA_ENDPOINT and"):
        told(REGION="fr-par")


@pytest.mark.parametrize("endpoint", ["s3.example.org", "ftp://s3.example.org", "https://s3.example.org/lune"])
def test_an_endpoint_that_is_none_is_refused(told, endpoint):
    with pytest.raises(BadSetting, match="PUPITRE_MEDIA_ENDPOINT"):
        told(**WHOLE | {"ENDPOINT": endpoint})


def test_a_folder_in_the_bucket_s_name_is_refused(told):
    with pytest.raises(BadSetting, match="PUPITRE_MEDIA_PREFIX"):
        told(**WHOLE | {"BUCKET": "lune/pictures"})


def test_a_whole_bucket_is_read_and_its_secrets_are_in_no_text(told, tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("in a file\n")
    monkeypatch.setenv("PUPITRE_MEDIA_SECRET_FILE", str(tmp_path / "secret"))
    home = told(**WHOLE | {"SECRET": "", "KEY": "seen by nobody", "PREFIX": "/desk/"})
    assert (home.media_secret, home.media_prefix, home.media_region) == ("in a file", "desk", "us-east-1")
    assert "in a file" not in repr(home) and "seen by nobody" not in repr(home)


@pytest.mark.parametrize(
    "endpoint, safe",
    [
        ("https://s3.example.org", True),
        ("http://s3.example.org", False),
        ("http://8.8.8.8", False),
        ("http://10.0.0.5:9000", True),
        ("http://garage:3900", True),
        ("http://localhost:9000", True),
    ],
)
def test_pictures_do_not_travel_in_the_open(told, endpoint, safe):
    assert (not objections(told(**WHOLE | {"ENDPOINT": endpoint}))) is safe


def test_who_keeps_pictures_in_a_folder_does_not_load_the_bucket_s_library():
    loaded = "import django, sys; django.setup(); from django.core.files.storage import default_storage as s; s.listdir"
    script = f"{loaded}; import pupitre.media.far, pupitre.desk.doctor; print('obstore' in sys.modules)"
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "pupitre.desk.settings"}
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=variables, check=True)
    assert said.stdout.strip() == "False"


@pytest.mark.parametrize(
    "answer, code",
    [
        ("403 Forbidden: <Error><Code>RequestTimeTooSkewed</Code><Message>", "clock"),
        ("403 Forbidden: <Error><Code>InvalidAccessKeyId</Code>", "key"),
        ("301 Moved Permanently: <Error><Code>PermanentRedirect</Code>", "region"),
        ("507: <Error><Code>QuotaExceeded</Code>", "full"),
        ("status code: 403 Forbidden: ", "right"),
        ("status code: 503 Service Unavailable: ", "slow"),
        ("<html>a page</html>", "odd"),
    ],
)
def test_an_answer_is_read_as_what_to_do_and_never_quoted(answer, code):
    found = away.read(RuntimeError(f"{answer} StringToSign AWS4-HMAC-SHA256"))
    assert isinstance(found, away.ShelfAway) and found.code == code
    assert "AWS4" not in f"{found}{found!r}" and str(found).startswith(str(AWAY[code][0]))


def test_every_answer_has_its_sentence_and_its_mend():
    assert {*away.CODES.values(), *away._KINDS.values()} <= set(AWAY)
    assert all(says and mend for says, mend in AWAY.values())


def test_a_backup_s_shelf_is_listed_before_django_is_awake():
    """The verb `backup` runs beside a desk that is down, and wakes nothing that it does not need."""
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "pupitre.desk.settings"}
    subprocess.run([sys.executable, "-c", "import pupitre.desk.backup.make"], env=variables, check=True)
