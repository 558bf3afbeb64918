"""A forgotten password through the door."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from pupitre.brands.jobs import mail_password_link
from pupitre.brands.password import link_for
from pupitre.brands.sign_in import FREE_TRIES
from pupitre.ground.environment import Environment, environment


@pytest.fixture
def with_mail(monkeypatch, tmp_path):
    has_mail = Environment(data=tmp_path, mail_url="smtp://mail.example")
    monkeypatch.setattr("pupitre.web.start.passwords.environment", lambda: has_mail)


def asked():
    return [job.args for job in ProcrastinateJob.objects.filter(task_name="brands.mail_password_link")]


def test_without_mail_the_page_says_what_to_do_instead(client, owner):
    text = client.get("/password", headers={"Accept-Language": "en"}).content.decode()
    assert "has no mail" in text and "changepassword" in text
    client.post("/password", {"email": owner.email})
    assert asked() == []


@pytest.mark.parametrize("email", ["camille@lune.example", "nobody@lune.example"])
def test_known_and_unknown_are_answered_alike(client, owner, with_mail, email):
    answer = client.post("/password", {"email": email}, headers={"Accept-Language": "en"})
    assert "If somebody has an account under this address" in answer.content.decode()
    assert asked() == [{"email": email}]


def test_who_plays_with_it_fills_no_mailbox(client, owner, with_mail):
    for _ in range(FREE_TRIES + 3):
        answer = client.post("/password", {"email": owner.email}, headers={"Accept-Language": "en"})
        assert "a link is on its way" in answer.content.decode()
    assert len(asked()) == FREE_TRIES
    assert client.post("/sign-in", {"email": owner.email, "password": "seven-scarves-dry"}).status_code == 302


def test_the_worker_writes_the_letter(owner, mailoutbox):
    mail_password_link(email=owner.email)
    assert mailoutbox[0].to == [owner.email]


def test_the_link_opens_once_and_signs_in(client, owner, brand):
    path = link_for(owner).removeprefix(environment().base)
    assert "A new password, Camille" in client.get(path, headers={"Accept-Language": "en"}).content.decode()
    assert client.post(path, {"password": "short"}).status_code == 200
    assert client.post(path, {"password": "eight-scarves-wet"}).url == "/"
    owner.refresh_from_db()
    assert owner.check_password("eight-scarves-wet")
    assert client.get("/").url == "/b/maison-lune/"
    assert client.get(path).status_code == 404


def test_an_invented_link_is_refused_in_words(client, owner):
    answer = client.get("/password/MQ/abc-def", headers={"Accept-Language": "en"})
    assert answer.status_code == 404 and "no longer works" in answer.content.decode()
