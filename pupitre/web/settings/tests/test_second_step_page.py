"""Setting the second step up, and what an owner does about everybody's."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from pupitre.brands import second_step
from pupitre.brands.models import Authenticator, Brand, Membership
from pupitre.brands.sign_in import FREE_TRIES
from pupitre.brands.tests.codes import code_of, with_app
from pupitre.journal.models import Entry

PASSWORD = "seven-scarves-dry"


def at(brand, name, *args):
    return reverse(name, args=[brand.slug, *args])


@pytest.fixture
def seated(client, owner, brand):
    client.force_login(owner)
    return client


def page(client, brand):
    return client.get(at(brand, "second-step"), headers={"Accept": "text/html"}).content.decode()


def test_from_nothing_to_ten_codes_shown_once(seated, owner, brand):
    assert "not set up" in page(seated, brand)
    assert not Authenticator.objects.exists(), "looking at the page made a key"
    seated.post(at(brand, "second-step-app"))
    text = page(seated, brand)
    key = second_step.draft_of(owner)
    assert key.groups in text and 'src="data:image/svg+xml' in text
    answer = seated.post(at(brand, "second-step-confirmation"), {"code": code_of(owner)})
    codes = re.findall(r"<li><code>([a-z0-9-]{19})</code>", answer.content.decode())
    assert len(set(codes)) == 10 and "no-store" in answer["Cache-Control"]
    text = page(seated, brand)
    assert "10 left" in text and key.groups not in text and not [code for code in codes if code in text]


def test_a_wrong_first_code_counts_for_nothing(seated, owner, brand):
    seated.post(at(brand, "second-step-app"))
    answer = seated.post(at(brand, "second-step-confirmation"), {"code": "no"})
    assert answer.status_code == 400 and "Nothing counts yet" in answer.content.decode()
    assert not second_step.is_on(owner)


@pytest.mark.parametrize(("name", "prefix"), [("recovery-codes", "codes"), ("second-step-end", "end")])
def test_the_password_is_asked_before_anything_weakens_it(seated, owner, brand, name, prefix):
    with_app(owner)
    for _ in range(FREE_TRIES):
        answer = seated.post(at(brand, name), {f"{prefix}-password": "not-it"})
        assert answer.status_code == 400 and "Nothing was changed" in answer.content.decode()
    answer = seated.post(at(brand, name), {f"{prefix}-password": PASSWORD})
    assert answer.status_code == 400 and "Too many wrong passwords" in answer.content.decode()
    assert second_step.is_on(owner) and second_step.codes_left(owner) == 10


def test_new_codes_and_off_with_the_right_one(seated, owner, brand):
    old = with_app(owner)
    answer = seated.post(at(brand, "recovery-codes"), {"codes-password": PASSWORD})
    assert len(re.findall(r"<li><code>", answer.content.decode())) == 10 and old[0] not in answer.content.decode()
    assert seated.post(at(brand, "second-step-end"), {"end-password": PASSWORD}).status_code == 302
    assert not second_step.is_on(owner)


def test_there_is_nothing_to_turn_off_or_renew_without_one(seated, brand):
    for name in ("recovery-codes", "second-step-end"):
        assert seated.post(at(brand, name), {"end-password": PASSWORD, "codes-password": PASSWORD}).status_code == 404


def test_a_brand_that_asks_for_it_leads_everybody_there(seated, owner, colleague, brand):
    seated.post(at(brand, "second-step-rule"), {"asked": "yes"})
    assert Entry.objects.get(verb="brand.second_step").particulars == {"asked": True}
    theirs = Client()
    theirs.force_login(colleague)
    for name in ("today", "settings-account", "live", "settings-members"):
        assert theirs.get(at(brand, name)).url == at(brand, "second-step")
    assert theirs.post(at(brand, "account"), {"name": "I"}).url == at(brand, "second-step")
    fragment = theirs.get(at(brand, "frame"), headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"] == at(brand, "second-step")
    assert "Maison Lune demande" in page(theirs, brand)
    theirs.post(at(brand, "second-step-app"))
    theirs.post(at(brand, "second-step-confirmation"), {"code": code_of(colleague)})
    assert theirs.get(at(brand, "today")).status_code == 200
    with_app(owner)
    seated.post(at(brand, "second-step-rule"), {"asked": "no"})
    assert not Brand.objects.get(pk=brand.pk).asks_second_step


def test_an_owner_sees_who_has_it_and_sets_a_lost_one_back(seated, owner, colleague, brand):
    with_app(colleague)
    text = seated.get(at(brand, "settings-members")).content.decode()
    seat = Membership.objects.get(brand=brand, member=colleague)
    assert at(brand, "member-second-step", seat.pk) in text
    seated.post(at(brand, "member-second-step", seat.pk))
    assert not second_step.is_on(colleague)
    assert at(brand, "member-second-step", seat.pk) not in seated.get(at(brand, "settings-members")).content.decode()


def test_ones_own_is_not_set_back_without_the_password(seated, owner, brand):
    with_app(owner)
    seated.post(at(brand, "member-second-step", Membership.objects.get(brand=brand, member=owner).pk))
    assert second_step.is_on(owner)


def test_one_owner_does_not_weaken_what_another_trusts(seated, colleague, brand, other_brand):
    with_app(colleague)
    Membership.objects.create(brand=other_brand, member=colleague, role="author")
    seat = Membership.objects.get(brand=brand, member=colleague)
    answer = seated.post(at(brand, "member-second-step", seat.pk), follow=True)
    assert "which you do not own" in answer.content.decode() and second_step.is_on(colleague)
