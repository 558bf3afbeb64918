"""A forgotten password: a link by mail, for one person, one hour, one use."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode

from pupitre.brands import password
from pupitre.brands.models import Session
from pupitre.ground.environment import environment


def parts(link):
    return link.rsplit("/", 2)[1:]


def test_the_letter_goes_to_the_member_under_our_own_address(owner, mailoutbox):
    assert password.mail_link("Camille@lune.example")
    (letter,) = mailoutbox
    assert letter.to == ["camille@lune.example"]
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    assert link.startswith(f"{environment().base}/password/")
    assert password.who_has(*parts(link)) == owner


def test_nobody_is_told_nothing(owner, mailoutbox):
    assert not password.mail_link("nobody@lune.example")
    owner.is_demo = True
    owner.save()
    assert not password.mail_link(owner.email)
    assert mailoutbox == []


def test_the_link_works_once(owner):
    who, token = parts(password.link_for(owner))
    password.set_anew(password.who_has(who, token), "eight-scarves-wet")
    assert password.who_has(who, token) is None


def test_the_link_dies_with_a_sign_in_and_after_an_hour(owner):
    who, token = parts(password.link_for(owner))
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert password.who_has(who, token) is None
    assert password.who_has(who, token) == owner
    owner.last_login = timezone.now()
    owner.save()
    assert password.who_has(who, token) is None


def test_setting_it_ends_every_session(owner):
    from pupitre.brands.tests.test_seats import signed_in

    signed_in(owner)
    password.set_anew(owner, "eight-scarves-wet")
    assert not Session.objects.filter(member=owner).exists()


@pytest.mark.parametrize("who", ["", "x", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "'", "é", "MQ=="])
def test_what_is_no_link_opens_nothing(owner, who):
    assert password.who_has(who, parts(password.link_for(owner))[1]) is None


def test_a_token_of_another_purpose_or_member_opens_nothing(owner, outsider):
    who, token = parts(password.link_for(owner))
    assert password.who_has(who, default_token_generator.make_token(owner)) is None
    assert password.who_has(urlsafe_base64_encode(str(outsider.pk).encode()), token) is None
