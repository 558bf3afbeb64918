"""A real WordPress on loopback: 6.5.5 on SQLite, PHP's own server, thrown away at the end.

From npm's @wp-playground/wordpress-builds, kept where npm.py keeps things, and PHP from the system's packages.
"""

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from pupitre.ground.environment import environment
from tests.real.npm import fetched, kept

HERE = Path(__file__).parent
PACKAGE = "@wp-playground/wordpress-builds"
WORDPRESS = "src/wordpress/wp-6.5.zip"
SQLITE = "src/sqlite-database-integration/sqlite-database-integration.zip"
STATIC = "public/wp-6.5"
"""Scripts and styles of the admin pages, which the archive above leaves out."""
MODULES = {"pdo_sqlite", "gd", "mbstring", "xml", "curl", "dom"}
DEBIAN = ["php-cli", "php-sqlite3", "php-gd", "php-mbstring", "php-xml", "php-curl"]
NAME = "L’Atelier & Co"
TIMEZONE = "Europe/Amsterdam"

CONFIG = """<?php
define('DB_DIR', '{data}/'); define('DB_FILE', 'blog.sqlite');
define('DB_NAME', 'blog'); define('DB_USER', ''); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY',
          'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $name) {{
    define($name, hash('sha256', 'test-' . $name));
}}
define('WP_ENVIRONMENT_TYPE', 'local'); // else application passwords ask for https
define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_AUTO_UPDATE_CORE', false); define('DISABLE_WP_CRON', true);
define('WP_HOME', '{address}'); define('WP_SITEURL', WP_HOME);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""


@dataclass(frozen=True, slots=True)
class Member:
    login: str
    password: str = field(repr=False)
    """signs in on wp-login.php; of no use to programs"""
    application_password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blog:
    """`address` is http://127.0.0.1:port, already allowed as a private host of this process."""

    address: str
    folder: Path
    administrator: Member
    editor: Member
    author: Member
    subscriber: Member

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")

    @property
    def login(self) -> str:
        return self.editor.login

    @property
    def application_password(self) -> str:
        return self.editor.application_password

    @contextmanager
    def quirk(self, name: str, **more: object) -> Iterator[None]:
        """For a while the blog behaves as one that a plugin or a host has changed (wordpress_quirks.php)."""
        switch = self.order(name, **more)
        try:
            yield
        finally:
            switch.unlink()

    def order(self, name: str, **more: object) -> Path:
        """A quirk until its file goes; with `once=True` it befalls the next create, or look, and goes by itself."""
        switch = self.folder / "data" / "quirk"
        switch.write_text(json.dumps({"name": name, "once": False, **more}))
        return switch

    @contextmanager
    def maintenance(self) -> Iterator[None]:
        """As during an update: WordPress itself answers 503 with Retry-After."""
        flag = self.folder / "site" / ".maintenance"
        flag.write_text("<?php $upgrading = time();")
        try:
            yield
        finally:
            flag.unlink()

    @contextmanager
    def down(self) -> Iterator[None]:
        """Nobody answers at its address."""
        end(SERVERS.pop(self.address))
        try:
            yield
        finally:
            serve(php_ready(), self.folder, self.address)


SERVERS: "dict[str, subprocess.Popen[bytes]]" = {}
"""the processes that answer, by their address"""


@pytest.fixture(scope="session")
def wordpress_site() -> Iterator[Blog]:
    """A blog with an administrator, an editor, an author and a subscriber; spoken to as the editor by default."""
    blog = running_blog()
    with allowed(blog.host):
        yield blog


@contextmanager
def allowed(host: str) -> Iterator[None]:
    """The operator's leave to speak to `host` (host:port) on the inside network, for this process."""
    name = "PUPITRE_ALLOWED_HOSTS_PRIVATE"
    before = os.environ.get(name)
    os.environ[name] = ",".join(filter(None, [before, host]))
    environment.cache_clear()
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before
        environment.cache_clear()


@cache
def running_blog() -> Blog:
    """One blog per process, ended with it. Skips the test with a sentence when it can't be had."""
    php = php_ready()
    source = wordpress_source()
    folder = Path(tempfile.mkdtemp(prefix="pupitre-blog-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    address = f"http://127.0.0.1:{free_port()}"
    lay_out(source, folder, address)
    members = installed(php, folder, address)
    serve(php, folder, address)
    return Blog(address, folder, **members)


def php_ready() -> str:
    """PHP with the modules that WordPress on SQLite needs; installed when we are root on Debian or Ubuntu."""
    if MODULES - php_modules() and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], env=quiet, capture_output=True, timeout=300)
        subprocess.run(
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", *DEBIAN],
            env=quiet,
            capture_output=True,
            timeout=900,
        )
    missing = MODULES - php_modules()
    if missing:
        lacking = ", ".join(sorted(missing))
        pytest.skip(f"WordPress needs PHP with {lacking}: install it with “apt-get install {' '.join(DEBIAN)}”.")
    return shutil.which("php") or "php"


def php_modules() -> set[str]:
    php = shutil.which("php")
    if not php:
        return set()
    told = subprocess.run([php, "-m"], capture_output=True, text=True, timeout=60).stdout
    return {line.strip().lower() for line in told.splitlines()}


def wordpress_source() -> Path:
    """WordPress with its SQLite plugin and admin scripts, unpacked once per machine."""
    ready = kept() / "wordpress-6.5.5"
    if not ready.exists():
        package = fetched("wordpress", PACKAGE, "0.9.19")
        with tempfile.TemporaryDirectory(dir=kept()) as draft:
            unpack(package, Path(draft))
            try:
                os.rename(Path(draft) / "site", ready)
            except OSError:  # another run was first
                if not ready.exists():
                    raise
        shutil.rmtree(package, ignore_errors=True)  # five other versions that nobody asks for
    return ready


def unpack(package: Path, draft: Path) -> None:
    """1. WordPress, 2. its admin scripts, 3. the plugin in its place."""
    site = draft / "site"
    with zipfile.ZipFile(package / WORDPRESS) as inner:
        inner.extractall(site)
    shutil.copytree(package / STATIC, site, dirs_exist_ok=True)
    with zipfile.ZipFile(package / SQLITE) as inner:
        inner.extractall(draft / "sqlite")
    plugin = site / "wp-content" / "plugins" / "sqlite-database-integration"
    shutil.copytree(draft / "sqlite" / "sqlite-database-integration-main", plugin, dirs_exist_ok=True)


def lay_out(source: Path, folder: Path, address: str) -> None:
    """A copy of WordPress with its own database folder, configuration and quirks."""
    site = folder / "site"
    shutil.copytree(source, site)
    (folder / "data").mkdir()
    plugin = site / "wp-content" / "plugins" / "sqlite-database-integration"
    door = (plugin / "db.copy").read_text()
    door = door.replace("{SQLITE_IMPLEMENTATION_FOLDER_PATH}", str(plugin))
    door = door.replace("{SQLITE_PLUGIN}", "sqlite-database-integration/load.php")
    (site / "wp-content" / "db.php").write_text(door)
    (site / "wp-config.php").write_text(CONFIG.format(data=folder / "data", address=address))
    (site / "wp-content" / "mu-plugins").mkdir(exist_ok=True)
    shutil.copy(HERE / "wordpress_quirks.php", site / "wp-content" / "mu-plugins" / "quirks.php")


def installed(php: str, folder: Path, address: str) -> dict[str, Member]:
    told = subprocess.run(
        [php, str(HERE / "wordpress_install.php")],
        env=os.environ
        | {
            "BLOG_FOLDER": str(folder / "site"),
            "BLOG_ADDRESS": address,
            "BLOG_NAME": NAME,
            "BLOG_TIMEZONE": TIMEZONE,
        },
        capture_output=True,
        text=True,
        timeout=180,
    )
    if told.returncode:
        raise RuntimeError(f"WordPress could not be installed: {told.stdout[-500:]}{told.stderr[-500:]}")
    accounts = json.loads(told.stdout[told.stdout.index('{"administrator"') :])
    return {role: Member(**account) for role, account in accounts.items()}


def serve(php: str, folder: Path, address: str) -> None:
    """PHP's own server with a few workers, in a process group of its own so that none is left behind."""
    log = (folder / "php.log").open("wb")
    server = subprocess.Popen(
        [php, "-S", address.removeprefix("http://"), "-t", str(folder / "site")],
        env=os.environ | {"PHP_CLI_SERVER_WORKERS": "3"},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    SERVERS[address] = server
    atexit.register(end, server)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/wp-json/", timeout=30) as answer:
                json.load(answer)
                return
        except (urllib.error.URLError, ConnectionError, ValueError):
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"WordPress did not start: {(folder / 'php.log').read_text()[-500:]}")


def end(server: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(server.pid, signal.SIGTERM)
    except ProcessLookupError:
        return
    server.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
