"""Every setting of an installation, read once from PUPITRE_ variables, a comment each.

A variable NAME may come from a file named in NAME_FILE (for secrets). Unset: the feature is not there.
"""

import os
import sys
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
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
    data: Path
    """PUPITRE_DATA: database, media, key"""
    port: int = 8000
    """PUPITRE_PORT"""
    host: str = "127.0.0.1"
    """PUPITRE_HOST: the address the pages listen on"""
    address: str = ""
    """PUPITRE_ADDRESS: public https:// address; unset: no approval links, tracked links, callbacks"""
    database_url: str = field(default="", repr=False)
    """DATABASE_URL: the team's own PostgreSQL; unset: the embedded one"""
    private_hosts: frozenset[tuple[str, int]] = frozenset()
    """PUPITRE_ALLOWED_HOSTS_PRIVATE: host:port,… on the inside network that may be spoken to"""
    mail_url: str = field(default="", repr=False)
    """PUPITRE_MAIL_URL: smtp://user:password@host:port (smtps:// for TLS); unset: no mail leaves"""
    mail_from: str = ""
    """PUPITRE_MAIL_FROM"""
    debug: bool = False
    """PUPITRE_DEBUG: developers only"""
    open_signup: bool = False
    """PUPITRE_OPEN_SIGNUP: strangers may open an account"""
    trusted_proxies: tuple[str, ...] = ()
    """PUPITRE_TRUSTED_PROXIES: addresses whose X-Forwarded-For is believed"""

    backup_folder: Path | None = None
    """PUPITRE_BACKUP_FOLDER: where every night's backup goes (backups in PUPITRE_DATA); off: none is made"""
    backup_keep: tuple[int, int, int] = (7, 4, 6)
    """PUPITRE_BACKUP_KEEP: of how many days, weeks and months the newest backup is kept, e.g. 7,4,6"""

    @property
    def public(self) -> bool:
        return self.address.startswith("https://")

    @property
    def base(self) -> str:
        """Where the pages are, for links in mails and callbacks: never taken from a request."""
        return self.address.rstrip("/") or f"http://localhost:{self.port}"


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


def _flag(name: str) -> bool:
    return _read(name).lower() in {"1", "true", "yes", "on"}


def _port(name: str, default: int) -> int:
    text = _read(name)
    if not text:
        return default
    if not _is_port(text):
        raise BadSetting(f"{name} is “{text}”: write a port between 1 and 65535.")
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
        database_url=_read("DATABASE_URL"),
        private_hosts=_private_hosts(_read("PUPITRE_ALLOWED_HOSTS_PRIVATE")),
        mail_url=_read("PUPITRE_MAIL_URL"),
        mail_from=_read("PUPITRE_MAIL_FROM"),
        debug=_flag("PUPITRE_DEBUG"),
        open_signup=_flag("PUPITRE_OPEN_SIGNUP"),
        trusted_proxies=tuple(filter(None, (p.strip() for p in _read("PUPITRE_TRUSTED_PROXIES").split(",")))),
    )
