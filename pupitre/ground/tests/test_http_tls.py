"""TLS: the name in the address is the name in the certificate, whatever address it was reached at."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pupitre.ground import http, wire
from pupitre.ground.tests.loopback import answer, say


class Authority:
    """A certificate authority for one test run."""

    def __init__(self, folder):
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        self.certificate = self._signed(self.name, self.key, x509.BasicConstraints(ca=True, path_length=None))

    def trusted(self) -> ssl.SSLContext:
        text = self.certificate.public_bytes(serialization.Encoding.PEM).decode()
        return ssl.create_default_context(cadata=text)

    def server(self, *names: str, until: timedelta = timedelta(days=1)) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        alternatives = x509.SubjectAlternativeName([_alternative(name) for name in names])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a server")])
        certificate = self._signed(subject, key, alternatives, until=until)
        path = self.folder / f"{id(key)}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _signed(self, subject, key, extension, until=timedelta(days=1)) -> x509.Certificate:
        now = datetime.now(UTC)
        identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        return (
            x509.CertificateBuilder(self.name, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=2))
            .not_valid_after(now + until)
            .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
            .add_extension(identifier, critical=False)
            .add_extension(issuer, critical=False)
            .sign(self.key, hashes.SHA256())
        )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def trusted(authority, monkeypatch):
    context = authority.trusted()
    monkeypatch.setattr(wire, "tls", lambda: context)


def test_host_and_certificate_are_of_the_name_and_the_line_goes_to_the_judged_address(
    server, authority, trusted, names
):
    there = server(context=authority.server("shop.example"), allowed="shop.example")
    names["shop.example"] = ["127.0.0.1"]
    assert http.request("POST", there.url(host="Shop.example."), json={}).text == "hello"
    assert there.server_names == ["shop.example"]
    assert there.requests[0].headers["host"] == f"shop.example:{there.port}"


def test_a_certificate_may_be_of_an_address(server, authority, trusted):
    there = server(context=authority.server("127.0.0.1"))
    assert http.request("GET", there.url()).ok
    assert http.request("GET", there.url()).ok
    assert there.connections == 1


@pytest.mark.parametrize(
    ("host", "certificate"),
    [
        ("shop.example", {"names": ["other.example"]}),
        ("shop.example", {"names": ["127.0.0.1"]}),
        ("a.b.example", {"names": ["*.example"]}),
        ("shop.example", {"names": ["shop.example"], "until": timedelta(days=-1)}),
    ],
)
def test_a_wrong_certificate_left_nothing(server, authority, trusted, names, host, certificate):
    until = certificate.get("until", timedelta(days=1))
    there = server(context=authority.server(*certificate["names"], until=until), allowed=host)
    names[host] = ["127.0.0.1"]
    with pytest.raises(http.NothingLeft) as failure:
        http.request("POST", there.url(host=host), json={})
    assert failure.value.code == "tls"
    assert there.requests == []


def test_a_certificate_of_a_stranger_left_nothing(server, authority):
    there = server(context=authority.server("127.0.0.1"))
    with pytest.raises(http.NothingLeft) as failure:
        http.request("POST", there.url(), json={})
    assert failure.value.code == "tls"
    assert there.requests == []


@pytest.mark.parametrize("talk", [say(answer(b"plain")), lambda sock, request: sock.close()])
def test_a_server_that_speaks_no_tls_left_nothing(server, talk):
    there = server(talk, raw=True)
    with pytest.raises(http.NothingLeft) as failure:
        http.request("POST", there.url().replace("http://", "https://"), json={})
    assert failure.value.code == "tls"
    assert all(b"POST" not in request.body for request in there.requests)


def test_a_handshake_that_never_ends_left_nothing_in_time(server):
    there = server(lambda sock, request: sock.recv(1), raw=True)
    with pytest.raises(http.NothingLeft) as failure:
        http.request("POST", there.url().replace("http://", "https://"), json={}, timeout=0.3)
    assert failure.value.code == "connect_timeout"


def test_a_broken_line_after_the_handshake_is_interrupted(server, authority, trusted):
    there = server(lambda sock, request: sock.close(), context=authority.server("127.0.0.1"))
    with pytest.raises(http.Interrupted):
        http.request("POST", there.url(), json={})


def test_the_deadline_holds_under_tls(server, authority, trusted):
    there = server(lambda sock, request: sock.recv(1), context=authority.server("127.0.0.1"))
    with pytest.raises(http.Interrupted) as failure:
        http.request("POST", there.url(), json={}, timeout=0.3)
    assert failure.value.code == "timeout"


def test_the_machines_own_authorities_are_believed_and_names_are_compared():
    context = wire.tls()
    assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
