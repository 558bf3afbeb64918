"""The file: whole or refused, locked or refused, and never more than it says."""

import io
import json
import tarfile

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pupitre.desk.backup import file
from pupitre.desk.backup.lock import Lock, Locked

IDENTITY = pyrage.x25519.Identity.generate()
PASSPHRASE = "seven dry scarves"
HEAD = {"format": 1, "pupitre": "0.1.0", "made_at": "2026-11-23T02:00:00+00:00", "rows": {"brands_brand": 1}}


OPEN = Lock()


def write(path, lock=OPEN, members=(("media/1/a.jpg", b"a picture"),), dump=b"dump" * 3):
    with file.written(path, lock) as target:
        target.add("head.json", json.dumps(HEAD).encode())
        target.add_pieces("database", io.BytesIO(dump))
        for name, content in members:
            target.add_file(name, io.BytesIO(content), len(content))
    return path


@pytest.fixture
def locks(tmp_path):
    key = tmp_path / "key.txt"
    key.write_text(f"# public key: {IDENTITY.to_public()}\n{IDENTITY}\n")
    return {
        "none": (Lock(), Lock()),
        "passphrase": (Lock(PASSPHRASE), Lock(PASSPHRASE)),
        "recipient": (Lock(recipient=str(IDENTITY.to_public())), Lock(identity=key)),
    }


@pytest.mark.parametrize("kind", ["none", "passphrase", "recipient"])
def test_what_goes_in_comes_out(tmp_path, locks, kind, monkeypatch):
    monkeypatch.setattr(file, "PIECE", 5)
    writing, reading = locks[kind]
    path = write(tmp_path / "all.backup", writing)
    assert path.stat().st_mode & 0o777 == 0o600
    content = file.read(path, reading, tmp_path / "out")
    assert content.head == HEAD
    assert content.dump.read_bytes() == b"dumpdumpdump"
    assert content.media == ["1/a.jpg"] and (tmp_path / "out/media/1/a.jpg").read_bytes() == b"a picture"
    assert (b"a picture" in path.read_bytes()) == (kind == "none")


def test_the_age_tool_would_open_it_too(tmp_path):
    """With a passphrase: one line, the wrapped identity, an age file. See lock.py."""
    path = write(tmp_path / "all.backup", Lock(PASSPHRASE))
    line, _, rest = path.read_bytes().partition(b"\n")
    size = int(line.removeprefix(b"PUPITRE-BACKUP passphrase "))
    identity = pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(rest[:size], PASSPHRASE).decode())
    assert pyrage.decrypt(rest[size:], [identity])[:9] == b"head.json"


@pytest.mark.parametrize(
    ("kind", "opening"),
    [
        ("passphrase", Lock()),
        ("passphrase", Lock("another one entirely")),
        ("recipient", Lock()),
        ("recipient", Lock(PASSPHRASE)),
    ],
)
def test_who_has_not_the_key_reads_nothing(tmp_path, locks, kind, opening):
    path = write(tmp_path / "all.backup", locks[kind][0])
    with pytest.raises(Locked):
        file.read(path, opening, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.parametrize("lock", [Lock("short"), Lock(recipient="age1nonsense")])
def test_a_lock_that_is_none_writes_nothing(tmp_path, lock):
    with pytest.raises(Locked):
        write(tmp_path / "all.backup", lock)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["none", "passphrase", "recipient"])
@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_a_file_that_was_cut_or_changed_is_refused(tmp_path, locks, kind, data):
    """Each byte counts but those that tar fills up with."""
    writing, reading = locks[kind]
    if kind == "passphrase":  # its scrypt takes a second
        writing, reading = locks["recipient"]
    path = tmp_path / "all.backup"
    if not path.exists():
        write(path, writing)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        broken = whole[: min(at, len(whole.rstrip(b"\0")) - 1)]
    else:
        broken = whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :]
    hurt = tmp_path / "hurt.backup"
    hurt.write_bytes(broken)
    try:
        read = file.read(hurt, reading)
    except (file.Damaged, Locked):
        return
    assert kind == "none" and read.head == HEAD  # in the fill of a plain tar, or in a date that nobody reads


@pytest.mark.parametrize(
    "name", ["../secret.key", "/etc/passwd", "media/../../x", "media/..", "database", "media/a/../../../x", "x"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    path = tmp_path / "bad.backup"
    with tarfile.open(path, "w") as tar:
        about = tarfile.TarInfo(name)
        about.size = 1
        tar.addfile(about, io.BytesIO(b"x"))
    with pytest.raises(file.Damaged):
        file.read(path, Lock(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_link_is_refused(tmp_path):
    path = tmp_path / "bad.backup"
    with tarfile.open(path, "w") as tar:
        about = tarfile.TarInfo("media/a")
        about.type, about.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(about)
    with pytest.raises(file.Damaged):
        file.read(path, Lock(), tmp_path / "out")


def test_a_name_given_twice_is_refused(tmp_path):
    path = write(tmp_path / "bad.backup", members=[("media/a", b"1"), ("media/a", b"1")])
    with pytest.raises(file.Damaged, match="twice"):
        file.read(path, Lock(), tmp_path / "out")


def test_what_a_newer_desk_wrote_is_said_to_be_newer(tmp_path, monkeypatch):
    monkeypatch.setitem(HEAD, "format", 2)
    path = write(tmp_path / "all.backup")
    with pytest.raises(file.Damaged, match="newer"):
        file.read(path, Lock())


@pytest.mark.parametrize("content", [b"", b"hello", b"PUPITRE-BACKUP passphrase x\n", b"age-encryption.org/v1\n"])
def test_what_is_no_backup_is_said_to_be_none(tmp_path, content, locks):
    path = tmp_path / "odd"
    path.write_bytes(content)
    with pytest.raises((file.Damaged, Locked)):
        file.read(path, Lock(PASSPHRASE, identity=locks["recipient"][1].identity))


def test_a_backup_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(OSError, match="disk"), file.written(tmp_path / "all.backup", Lock(PASSPHRASE)) as target:
        target.add("head.json", b"{}")
        raise OSError("disk full")
    assert not list(tmp_path.iterdir())
