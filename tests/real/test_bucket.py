"""The bucket keeps what the house asks of a shelf, on a server that nobody here wrote; what goes wrong is told."""

from __future__ import annotations

import datetime
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.base import ContentFile

from pupitre.media import bucket as media_bucket
from pupitre.media.away import ShelfAway
from pupitre.media.tests.shelf_contract import HEAVY, WHOLE, ShelfContract
from tests.real.bucket import at, bucket_name, port_of
from tests.real.swift import READER, READER_SECRET, swift
from tests.real.wire import before

__all__ = ["bucket_name"]
pytestmark = pytest.mark.real


class TestBucket(ShelfContract):
    @pytest.fixture
    def shelf(self, bucket_name):
        return at(bucket_name)


class TestBucketWithPrefix(ShelfContract):
    @pytest.fixture
    def shelf(self, bucket_name):
        at(bucket_name).save("somebody/else.jpg", ContentFile(b"x"))
        return at(bucket_name, prefix="desk/pictures")


def test_a_heavy_file_is_fetched_only_where_it_is_read(bucket_name):
    at(bucket_name).save("1/heavy.jpg", ContentFile(HEAVY))
    with before(port_of(swift().address)) as wire:
        with at(bucket_name, endpoint=wire.address).open("1/heavy.jpg") as file:
            file.seek(9_000_000)
            assert file.read(100) == HEAVY[9_000_000:9_000_100]
        assert wire.passed < 6_000_000 < len(HEAVY)


def refused(shelf) -> set[str]:
    """The codes with which a shelf refuses to keep, to read and to list."""
    codes = set()
    for call in (
        lambda: shelf.save("1/a.jpg", ContentFile(b"x")),
        lambda: shelf.open("1/a.jpg"),
        lambda: shelf.listdir(""),
    ):
        with pytest.raises(ShelfAway) as told:
            call()
        codes.add(told.value.code)
    return codes


@pytest.mark.parametrize(
    "other, code",
    [
        ({"secret": "another"}, "key"),
        ({"key": "lune:nobody"}, "key"),
        ({"key": READER, "secret": READER_SECRET}, "right"),
        ({"region": "eu-elsewhere"}, "region"),
        ({"bucket": "lune-none"}, "no_bucket"),
        ({"endpoint": "http://127.0.0.1:9"}, "unreachable"),
        ({"endpoint": "http://nowhere.invalid"}, "unreachable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_set_wrong_is_named(bucket_name, other, code):
    assert refused(at(**{"name": bucket_name} | {"name" if k == "bucket" else k: v for k, v in other.items()})) == {
        code
    }


def test_a_storage_that_says_nothing_is_slow_and_not_waited_for(bucket_name, monkeypatch):
    monkeypatch.setattr(media_bucket, "ANSWER_WITHIN", datetime.timedelta(seconds=0.3))
    with before(port_of(swift().address)) as wire:
        wire.dead = True
        assert refused(at(bucket_name, endpoint=wire.address)) == {"slow"}


@pytest.mark.parametrize("content", [WHOLE, HEAVY], ids=["light", "heavy"])
def test_half_a_file_is_never_taken_for_a_file(bucket_name, content):
    at(bucket_name).save("1/a.jpg", ContentFile(content))
    with before(port_of(swift().address)) as wire:
        wire.cut_after = 300_000
        with pytest.raises(ShelfAway), at(bucket_name, endpoint=wire.address).open("1/a.jpg") as file:
            file.read()


def test_a_key_of_the_machine_s_own_is_not_mixed_in(bucket_name, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "another")
    shelf = at(bucket_name)
    shelf.save("1/a.jpg", ContentFile(b"x"))
    assert shelf.exists("1/a.jpg")


def test_a_picture_has_its_type_over_there_and_is_nobody_s_to_read(bucket_name):
    import httpx2

    shelf = at(bucket_name)
    shelf.save("1/a.webp", ContentFile(b"x"))
    assert shelf._store.get("1/a.webp").attributes["Content-Type"] == "image/webp"
    assert httpx2.get(f"{swift().address}/{bucket_name}/1/a.webp").status_code in (400, 403)


TRY = """
from pupitre.ground.environment import Environment
from pupitre.media.bucket import Bucket
import django, sys
django.setup()
try:
    Bucket(Environment("", media_bucket="b", media_endpoint=sys.argv[1], media_key="k", media_secret="s")).size("x")
except OSError as error:
    print(getattr(error, "code", type(error).__name__))
"""


def test_a_certificate_is_believed_when_its_authority_is_ours(tmp_path, monkeypatch):
    certificate = _certificate(tmp_path)
    server = HTTPServer(("127.0.0.1", 0), Nothing)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, tmp_path / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "pupitre.desk.settings")
    said = {}
    for name, path in (("strangers'", ""), ("ours", str(certificate))):
        monkeypatch.setenv("SSL_CERT_FILE", path)
        command = [sys.executable, "-c", TRY, f"https://127.0.0.1:{server.server_port}"]
        said[name] = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    server.shutdown()
    assert said == {"strangers'": "certificate", "ours": "FileNotFoundError"}


class Nothing(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


def _certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Maison Lune")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(pem, private, serialization.NoEncryption()))
    (folder / "certificate.pem").write_bytes(made.public_bytes(pem))
    return folder / "certificate.pem"
