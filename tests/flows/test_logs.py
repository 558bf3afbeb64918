"""Real processes, real flows: nothing that somebody wrote, and no secret, comes into any log."""

import json
import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import httpx2
import psycopg
import pytest

from pupitre.ground.database import Embedded
from tests.flows.test_up import Desk, free_port

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
CANARIES = {
    "email": "canary.email@lune.example",
    "name": "Canaryname",
    "brand": "Canarybrand",
    "password": "canary-password-dry",
    "text": "canarytext of a post",
    "query": "canaryquery",
    "path": "canarypath",
    "host": "canaryhost.example",
    "mail": "canarymail",
    "token": "9f1c0a7be2canary1d8c4b",
}


@pytest.fixture(scope="module")
def desk():
    base = "/var/lib/pupitre-tests" if os.geteuid() == 0 else None
    folder = tempfile.mkdtemp(prefix="logs-", dir=base)
    os.chmod(folder, 0o711)
    settings = {
        "PUPITRE_LOG": "json",
        "PUPITRE_METRICS_TOKEN": CANARIES["token"],
        "PUPITRE_MAIL_URL": f"smtp://127.0.0.1:{free_port()}",
        "PUPITRE_MAIL_FROM": f"{CANARIES['mail']}@lune.example",
    }
    desk = Desk(folder, free_port(), **settings)
    yield desk
    if desk.process.poll() is None:
        desk.process.send_signal(signal.SIGTERM)
        desk.process.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(desk):
    with psycopg.connect(Embedded(Path(desk.folder)).url(), autocommit=True) as connection:
        yield connection


def send(browser, path, **form):
    token = browser.cookies.get("csrftoken") or ""
    return browser.post(path, data={**form, "csrfmiddlewaretoken": token}, headers={"Referer": str(browser.base_url)})


def walk(desk):
    """A first start, a wrong password, a forgotten one, pages that are not there, a host of somebody else, a bug."""
    browser = httpx2.Client(base_url=f"http://localhost:{desk.port}", follow_redirects=True, timeout=20)
    browser.get("/start")
    who = {"email": CANARIES["email"], "password": CANARIES["password"], "name": CANARIES["name"]}
    started = send(browser, "/start", **who, **BRAND)
    assert started.status_code == 200 and "/b/" in str(started.url), started.text[-2000:]
    brand = str(started.url).split("/b/")[1].split("/")[0]
    send(browser, f"/b/{brand}/compose/", text=CANARIES["text"])
    stranger = httpx2.Client(base_url=f"http://localhost:{desk.port}", follow_redirects=True, timeout=20)
    stranger.get("/sign-in")
    send(stranger, "/sign-in", email=CANARIES["email"], password=f"{CANARIES['password']}x")
    send(stranger, "/password", email=CANARIES["email"])
    stranger.get(f"/join/{CANARIES['path']}", params={"q": CANARIES["query"]})
    stranger.get(f"/{CANARIES['path']}")
    stranger.get("/sign-in", headers={"Host": CANARIES["host"]})
    stranger.get("/metrics", headers={"Authorization": f"Bearer {CANARIES['token']}"})
    return browser, brand


BRAND = {
    "language": "fr",
    "time_zone": "Europe/Paris",
    "brand_name": CANARIES["brand"],
    "brand_language": "fr",
    "brand_zone": "Europe/Paris",
    "site": "",
    "days": ["0", "1"],
    "opens": "09:00",
    "closes": "18:00",
}


def logs(desk):
    return {name: (Path(desk.folder) / name).read_text("utf-8") for name in ("up.log", "postgres/postgres.log")}


def test_no_log_holds_what_somebody_wrote_and_a_bug_has_the_number_of_its_page(desk, database):
    browser, brand = walk(desk)
    database.execute("ALTER TABLE notices_notice RENAME COLUMN verb TO verb_away")
    try:
        page = browser.get(f"/b/{brand}/notices/", params={"q": CANARIES["query"]})
    finally:
        database.execute("ALTER TABLE notices_notice RENAME COLUMN verb_away TO verb")
    assert page.status_code == 500
    number = re.search(r"<code>([0-9a-f]{8})</code>", page.text).group(1)
    with pytest.raises(psycopg.errors.UniqueViolation):  # its text quotes the address
        database.execute("INSERT INTO brands_member SELECT * FROM brands_member")
    desk.until(lambda: number in logs(desk)["up.log"])
    for name, text in logs(desk).items():
        for what, canary in CANARIES.items():
            assert canary.lower() not in text.lower(), (name, what)
    lines = [json.loads(line) for line in logs(desk)["up.log"].splitlines()]
    (told,) = [line for line in lines if line.get("failure") == number]
    assert told["level"] == "ERROR" and any("ProgrammingError" in step for step in told["trace"])
    assert {"at", "level", "logger", "message"} <= set.intersection(*(set(line) for line in lines))
