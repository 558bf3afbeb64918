"""Every setting of an installation, read once from PUPITRE_ variables, a comment each.

A variable NAME may come from a file named in NAME_FILE (for secrets). Unset: the feature is not there.
"""

import os
import sys
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit


class BadSetting(Exception):
    """A variable that can't be used as it is; the sentence says which and what to write instead."""


def default_data_dir() -> Path:
    """Where an installation keeps everything when nobody says: the state folder of its user."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/pupitre")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Pupitre"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "pupitre"


@dataclass(frozen=True, slots=True)
class Environment:
    """Each field's text begins with its variable; docs/running/settings.md is made of these texts."""

    data: Path
    """PUPITRE_DATA: the folder that keeps everything: database, media, key (`~/.local/state/pupitre`; macOS:
    `~/Library/Application Support/Pupitre`; root: `/var/lib/pupitre`)"""
    port: int = 8000
    """PUPITRE_PORT: the port the pages listen on (8000)"""
    host: str = "127.0.0.1"
    """PUPITRE_HOST: the address the pages listen on (127.0.0.1: only this machine); another one needs
    PUPITRE_ADDRESS"""
    address: str = ""
    """PUPITRE_ADDRESS: the public address, `https://desk.example.org`: the base of every link in a mail or a callback;
    unset: no approval links, tracked links, callbacks"""
    plain_http: bool = False
    """PUPITRE_PLAIN_HTTP: `yes` when an http:// address that others reach is meant: passwords then travel in the open
    on that network (off)"""
    database_url: str = field(default="", repr=False)
    """DATABASE_URL: your own PostgreSQL, 15 or newer: `postgresql://user:password@host/name`; unset: the embedded
    one"""
    private_hosts: frozenset[tuple[str, int]] = frozenset()
    """PUPITRE_ALLOWED_HOSTS_PRIVATE: `host:port,host:port`: servers of the inside network that may be spoken to;
    nothing else that is private is ever called"""
    mail_url: str = field(default="", repr=False)
    """PUPITRE_MAIL_URL: `smtps://user:password@host:465` or `smtp://user:password@host:587` (STARTTLS); what is no
    letter or digit is written as in an address (%40 for @); unset: no mail leaves"""
    mail_from: str = ""
    """PUPITRE_MAIL_FROM: the sender of that mail, an address of your domain"""
    debug: bool = False
    """PUPITRE_DEBUG: for developers, on their own machine only (off)"""
    open_signup: bool = False
    """PUPITRE_OPEN_SIGNUP: strangers may open an account (off)"""
    trusted_proxies: tuple[str, ...] = ()
    """PUPITRE_TRUSTED_PROXIES: addresses or networks (`127.0.0.1,172.18.0.0/16`) of proxies whose `X-Forwarded-For` is
    believed; without it everybody behind a proxy comes from the proxy's address"""
    log: str = "line"
    """PUPITRE_LOG: `line` for people or `json` for machines; both go to standard error and hold no personal data
    (line)"""
    metrics_token: str = field(default="", repr=False)
    """PUPITRE_METRICS_TOKEN: who sends it as `Authorization: Bearer …` may read /metrics; at least 20 signs"""
    metrics_from: tuple[str, ...] = ()
    """PUPITRE_METRICS_FROM: addresses or networks from which /metrics may be read without a token; with neither there
    is no such page"""

    backup_folder: Path | None = None
    """PUPITRE_BACKUP_FOLDER: where every night's backup goes (backups in PUPITRE_DATA); off: none is made"""
    backup_keep: tuple[int, int, int] = (7, 4, 6)
    """PUPITRE_BACKUP_KEEP: of how many days, weeks and months the newest backup is kept, e.g. 7,4,6"""

    releases: str = ""
    """PUPITRE_RELEASES: address of the git repository whose versions are looked at once a day, `https://…/pupitre.git`;
    a newer one is told to owners; unset: nobody is asked (`pupitre upgrade --check` asks when you want it)"""

    media_bucket: str = ""
    """PUPITRE_MEDIA_BUCKET: the bucket that keeps the pictures, on a storage that speaks S3; it must be there already;
    unset: the folder `media` in PUPITRE_DATA"""
    media_endpoint: str = ""
    """PUPITRE_MEDIA_ENDPOINT: the address of that storage, as its provider tells it: `https://s3.example.org`; with the
    bucket's name in front (`https://pictures.s3.example.org`) where the provider wants it so"""
    media_region: str = "us-east-1"
    """PUPITRE_MEDIA_REGION: its region, as its provider writes it (us-east-1, which a storage of your own mostly
    takes)"""
    media_key: str = field(default="", repr=False)
    """PUPITRE_MEDIA_KEY: the access key that may read, write, list and delete in that bucket"""
    media_secret: str = field(default="", repr=False)
    """PUPITRE_MEDIA_SECRET: the secret that belongs to that key"""
    media_prefix: str = ""
    """PUPITRE_MEDIA_PREFIX: a folder inside the bucket, where it is shared with something else (none)"""
    media_most: int = 0
    """PUPITRE_MEDIA_MOST: how many GB the pictures of one brand may weigh; unset: as many as there is room for"""

    oidc_issuer: str = ""
    """PUPITRE_OIDC_ISSUER: the house's own sign-in provider (OpenID Connect), which is given the callback
    `<address>/sign-in/provider/back`; on a private host it must be in PUPITRE_ALLOWED_HOSTS_PRIVATE; unset: there is
    none"""
    oidc_client_id: str = ""
    """PUPITRE_OIDC_CLIENT_ID: what this desk is called there"""
    oidc_client_secret: str = field(default="", repr=False)
    """PUPITRE_OIDC_CLIENT_SECRET: unset for a client without one"""
    oidc_name: str = ""
    """PUPITRE_OIDC_NAME: what people call it, on the button"""

    @property
    def public(self) -> bool:
        return self.address.startswith("https://")

    @property
    def base(self) -> str:
        """Where the pages are, for links in mails and callbacks: never taken from a request."""
        return self.address.rstrip("/") or f"http://localhost:{self.port}"

    def trusts(self, address: str) -> bool:
        """Whether what a request from this address says of its origin is believed."""
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        return any(ip in ip_network(proxy) for proxy in self.trusted_proxies)


def _read(name: str) -> str:
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE points to {path}, which can't be read: {error.strerror}.") from error
    return os.environ.get(name, "").strip()


def secret(name: str) -> str:
    """A variable that is read when it is needed and kept nowhere (passphrases). Raises BadSetting."""
    return _read(name)


def _provider() -> dict[str, str]:
    """Whole, or not there."""
    said = {name: _read(f"PUPITRE_OIDC_{name.upper()}") for name in ("issuer", "client_id", "client_secret", "name")}
    if said["issuer"] and not _is_whole(said["issuer"]):
        raise BadSetting("PUPITRE_OIDC_ISSUER: write the provider's whole address, e.g. https://login.example.org.")
    if bool(said["issuer"]) != bool(said["client_id"]):
        raise BadSetting("PUPITRE_OIDC_ISSUER and PUPITRE_OIDC_CLIENT_ID belong together: set both, or neither.")
    return {f"oidc_{name}": value for name, value in said.items()}


MEDIA_NEEDS = ("bucket", "endpoint", "key", "secret")


def _media() -> dict[str, str]:
    """Whole, or not there."""
    said = {name: _read(f"PUPITRE_MEDIA_{name.upper()}") for name in (*MEDIA_NEEDS, "region", "prefix")}
    missing = [f"PUPITRE_MEDIA_{name.upper()}" for name in MEDIA_NEEDS if not said[name]]
    if missing and any(said.values()):
        raise BadSetting(
            f"pictures on S3 need {' and '.join(missing)} too: set it, or unset every PUPITRE_MEDIA_ variable to keep "
            "pictures in the folder."
        )
    if said["endpoint"] and (not _is_whole(said["endpoint"]) or urlsplit(said["endpoint"]).path.strip("/")):
        raise BadSetting(
            "PUPITRE_MEDIA_ENDPOINT: write the storage’s whole address, without a path, e.g. https://s3.example.org."
        )
    if "/" in said["bucket"]:
        raise BadSetting("PUPITRE_MEDIA_BUCKET: write the bucket’s name alone; a folder in it is PUPITRE_MEDIA_PREFIX.")
    said |= {"endpoint": said["endpoint"].rstrip("/"), "prefix": said["prefix"].strip("/")}
    return {f"media_{name}": value for name, value in said.items() if value}


def _flag(name: str) -> bool:
    return _read(name).lower() in {"1", "true", "yes", "on"}


def _port(name: str, default: int) -> int:
    text = _read(name)
    if not text:
        return default
    if not _is_port(text):
        raise BadSetting(f"{name} is “{text}”: write a port between 1 and 65535.")
    return int(text)


def _whole_number(name: str) -> int:
    """0 when unset."""
    text = _read(name) or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise BadSetting(f"{name} is “{text}”: write a whole number.")
    return int(text)


def _private_hosts(text: str) -> frozenset[tuple[str, int]]:
    pairs = set()
    for item in filter(None, (part.strip() for part in text.split(","))):
        host, _, port = item.rpartition(":")
        if not host or "/" in host or not _is_port(port):
            raise BadSetting(f"PUPITRE_ALLOWED_HOSTS_PRIVATE has “{item}”: write host:port, e.g. 192.168.1.10:8080.")
        pairs.add((_plain(host), int(port)))
    return frozenset(pairs)


def _plain(host: str) -> str:
    """As ground.addresses writes it: lower case, no brackets, no last dot, an IPv6 address in its short form."""
    host = host.removeprefix("[").removesuffix("]").lower().removesuffix(".")
    try:
        return str(ip_address(host))
    except ValueError:
        return host


def _networks(name: str) -> tuple[str, ...]:
    """Addresses and networks, each in its plain form."""
    found = []
    for item in filter(None, (part.strip() for part in _read(name).split(","))):
        try:
            network = ip_network(item)
        except ValueError as error:
            raise BadSetting(
                f"{name} has “{item}”: write an address or a network, e.g. 127.0.0.1 or 10.0.0.0/8."
            ) from error
        found.append(str(network.network_address) if network.num_addresses == 1 else str(network))
    return tuple(found)


def _one_of(name: str, *allowed: str) -> str:
    """The first one when unset."""
    text = _read(name).lower() or allowed[0]
    if text not in allowed:
        raise BadSetting(f"{name} is “{text}”: write {' or '.join(allowed)}.")
    return text


def _url(name: str, *schemes: str) -> str:
    """An address with a secret in it: what is wrong with it is said without showing it."""
    text = _read(name)
    try:
        whole = not text or (urlsplit(text).scheme in schemes)
    except ValueError:
        whole = False
    if not whole:
        raise BadSetting(f"{name} can’t be read: write {' or '.join(f'{scheme}://…' for scheme in schemes)}.")
    return text


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= 65535


def _backup_folder(text: str, data: Path) -> Path | None:
    if text.lower() in {"off", "no", "none"}:
        return None
    return Path(text).expanduser().absolute() if text else data / "backups"


def _backup_keep(text: str) -> tuple[int, int, int]:
    parts = [part.strip() for part in (text or "7,4,6").split(",")]
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise BadSetting(f"PUPITRE_BACKUP_KEEP is “{text}”: write days, weeks and months, e.g. 7,4,6.")
    return int(parts[0]), int(parts[1]), int(parts[2])


def _address(text: str) -> str:
    if text and not _is_whole(text):
        raise BadSetting(f"PUPITRE_ADDRESS is “{text}”: write the whole address, e.g. https://desk.example.org.")
    return text


def _releases(text: str) -> str:
    if text and not _is_whole(text):
        raise BadSetting(
            "PUPITRE_RELEASES: write the repository's whole address, e.g. https://git.example.org/pupitre.git."
        )
    return text


def _is_whole(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


@cache
def environment() -> Environment:
    """This process' settings. Raises BadSetting with a sentence for the operator."""
    data = Path(_read("PUPITRE_DATA") or default_data_dir()).expanduser().absolute()
    return Environment(
        data=data,
        backup_folder=_backup_folder(_read("PUPITRE_BACKUP_FOLDER"), data),
        backup_keep=_backup_keep(_read("PUPITRE_BACKUP_KEEP")),
        port=_port("PUPITRE_PORT", 8000),
        host=_read("PUPITRE_HOST") or "127.0.0.1",
        address=_address(_read("PUPITRE_ADDRESS")),
        plain_http=_flag("PUPITRE_PLAIN_HTTP"),
        database_url=_url("DATABASE_URL", "postgresql", "postgres"),
        private_hosts=_private_hosts(_read("PUPITRE_ALLOWED_HOSTS_PRIVATE")),
        mail_url=_url("PUPITRE_MAIL_URL", "smtps", "smtp"),
        mail_from=_read("PUPITRE_MAIL_FROM"),
        debug=_flag("PUPITRE_DEBUG"),
        releases=_releases(_read("PUPITRE_RELEASES")),
        open_signup=_flag("PUPITRE_OPEN_SIGNUP"),
        **_media(),
        media_most=_whole_number("PUPITRE_MEDIA_MOST"),
        **_provider(),
        trusted_proxies=_networks("PUPITRE_TRUSTED_PROXIES"),
        log=_one_of("PUPITRE_LOG", "line", "json"),
        metrics_token=_read("PUPITRE_METRICS_TOKEN"),
        metrics_from=_networks("PUPITRE_METRICS_FROM"),
    )
