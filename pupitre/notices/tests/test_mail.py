"""What must not wait is mailed once, in the member's language, under our own address."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from urllib.parse import urlsplit

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.urls import resolve
from django.utils import timezone

from pupitre.brands.models import Brand, Member, Membership
from pupitre.journal.models import write
from pupitre.notices import jobs, tell
from pupitre.notices.models import Notice


@pytest.fixture(autouse=True)
def mail_is_set_up(settings):
    settings.EMAIL_HOST_SET = True


class Server(EmailBackend):
    """Takes what it takes; `fails` says what it answers to an address."""

    fails: dict[str, OSError] = {}

    def send_messages(self, messages):
        for message in messages:
            if message.to[0] in self.fails:
                raise self.fails[message.to[0]]
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    monkeypatch.setattr(tell, "send_mail", _through(Server))
    monkeypatch.setattr(Server, "fails", {})
    return Server


def _through(backend):
    from django.core.mail import send_mail

    return lambda *words: send_mail(*words, connection=backend())


def notice(brand, verb="sending.refused"):
    tell.tell([write(brand.pk, verb, ("delivery", 7))])


def test_a_refusal_is_mailed_once_to_each_in_their_language(brand, owner, colleague, mailoutbox):
    notice(brand)
    jobs.mail(0)
    jobs.mail(0)
    subjects = {mail.to[0]: mail.subject for mail in mailoutbox}
    assert len(mailoutbox) == 2
    assert subjects["camille@lune.example"] == "Maison Lune: something needs you"
    assert subjects["ines@lune.example"] != subjects["camille@lune.example"]
    assert subjects["ines@lune.example"].startswith("Maison Lune")


def test_the_mail_opens_a_page_of_this_desk_whatever_name_it_was_called_by(brand, owner, mailoutbox, settings):
    notice(brand)
    tell.mail_what_waits()
    address = re.search(r"https?://\S+", mailoutbox[0].body).group()
    assert address.startswith(settings.BASE_ADDRESS + "/")
    assert resolve(urlsplit(address).path).url_name == "today"


def test_no_mail_leaves_where_none_is_set_up(brand, owner, mailoutbox, settings):
    settings.EMAIL_HOST_SET = False
    notice(brand)
    assert tell.mail_what_waits() == 0
    assert not mailoutbox


@pytest.mark.parametrize("verb", sorted(set(tell.TOLD) - tell.MAILED))
def test_what_can_wait_is_not_mailed(brand, owner, mailoutbox, verb):
    notice(brand, verb)
    assert tell.mail_what_waits() == 0


def test_what_was_seen_or_is_old_is_no_news(brand, owner, mailoutbox):
    notice(brand)
    notice(brand)
    seen, old = Notice.objects.order_by("pk")
    Notice.objects.filter(pk=seen.pk).update(read_at=timezone.now())
    Notice.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(days=2))
    assert tell.mail_what_waits() == 0


def test_who_left_meanwhile_gets_no_mail(brand, owner, colleague, mailoutbox):
    notice(brand)
    Membership.objects.filter(member=colleague).delete()
    Member.objects.filter(pk=owner.pk).update(is_active=False)
    assert tell.mail_what_waits() == 0


def test_nobody_is_mailed_about_a_demo(brand, owner, mailoutbox):
    Brand.objects.filter(pk=brand.pk).update(is_demo=True)
    notice(brand)
    assert tell.mail_what_waits() == 0


def test_an_address_that_is_not_taken_keeps_nobody_else_from_their_mail(brand, owner, colleague, mailoutbox, server):
    server.fails = {"camille@lune.example": SMTPRecipientsRefused({"camille@lune.example": (550, b"no")})}
    notice(brand)
    assert tell.mail_what_waits() == 1
    assert [mail.to for mail in mailoutbox] == [["ines@lune.example"]]
    assert tell.mail_what_waits() == 0


@pytest.mark.parametrize("error", [ConnectionRefusedError(), SMTPServerDisconnected("bye")])
def test_a_mail_server_that_is_away_is_tried_again(brand, owner, mailoutbox, server, error):
    server.fails = {"camille@lune.example": error}
    notice(brand)
    assert tell.mail_what_waits() == 0
    server.fails = {}
    assert tell.mail_what_waits() == 1
    assert len(mailoutbox) == 1


def test_a_name_cannot_add_a_header(brand, owner, mailoutbox):
    Brand.objects.filter(pk=brand.pk).update(name="Lune\r\nBcc: all@lune.example")
    notice(brand)
    assert tell.mail_what_waits() == 1
    assert mailoutbox[0].subject == "Lune Bcc: all@lune.example: something needs you"
    assert mailoutbox[0].bcc == []
    assert b"\nBcc:" not in mailoutbox[0].message().as_bytes()


def outage(brand, verb="worker.silent", number=1):
    tell.tell([write(brand.pk, verb, ("outage", number), since="2026-11-23T13:05:00+00:00")])


def test_an_outage_is_mailed_once_to_whoever_leads_however_many_brands_they_have(brand, owner, colleague, mailoutbox):
    second = Brand.objects.create(name="Lune Maison", slug="lune-maison", language="fr", time_zone="Europe/Paris")
    Membership.objects.create(brand=second, member=owner, role="owner")
    outage(brand)
    outage(second)
    assert tell.mail_what_waits() == 1
    (mail,) = mailoutbox
    assert mail.to == ["camille@lune.example"]
    assert "nothing leaves" in mail.subject and "23 November, 14:05" in mail.body and "pupitre doctor" in mail.body
    assert tell.mail_what_waits() == 0
    outage(brand, "worker.back")
    assert tell.mail_what_waits() == 1 and "leave again" in mailoutbox[1].subject


def test_two_processes_that_mail_at_once_mail_once(brand, owner, mailoutbox, monkeypatch):
    notice(brand)
    nested = []
    first = tell._mail

    def slowly(one):
        nested.append(tell.mail_what_waits())  # another process looks meanwhile
        first(one)

    monkeypatch.setattr(tell, "_mail", slowly)
    assert tell.mail_what_waits() == 1
    assert nested == [0] and len(mailoutbox) == 1


def test_who_died_while_mailing_is_followed_by_another(brand, owner, mailoutbox):
    notice(brand)
    Notice.objects.update(mail_until=timezone.now() + timedelta(seconds=60))
    assert tell.mail_what_waits() == 0
    Notice.objects.update(mail_until=timezone.now() - timedelta(seconds=1))
    assert tell.mail_what_waits() == 1
