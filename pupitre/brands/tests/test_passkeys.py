"""Passkeys: the right device at the right place opens; every other answer is refused."""

import pytest

from pupitre.brands import passkeys, second_step
from pupitre.brands.models import Passkey
from pupitre.brands.passkeys import PasskeyRefused, Place
from pupitre.brands.tests.codes import with_app
from pupitre.brands.tests.device import PRESENT, Device

HERE = Place("localhost", "http://localhost")


def added(member, device, name="my phone", place=HERE):
    asked = passkeys.ask_for_new(member, place)
    return passkeys.keep(member, name, device.make(asked.options), asked, place)


def entered(device, place=HERE, member=None):
    asked = passkeys.ask_to_enter(place, member)
    return passkeys.enter(device.sign(asked.options), asked.challenge, place, member)


def test_it_signs_in_alone_and_says_when(owner):
    device = Device()
    added(owner, device)
    assert entered(device) == owner
    assert Passkey.objects.get().last_used_at and Passkey.objects.get().sign_count == 1


def test_the_first_brings_recovery_codes_and_the_second_step(owner, brand, with_mail, run_jobs, mailoutbox):
    assert len(added(owner, Device())) == 10 and second_step.is_on(owner)
    assert added(owner, Device(), "blue key") == []
    assert [one.name for one in passkeys.passkeys_of(owner)] == ["my phone", "blue key"]
    run_jobs()
    assert [letter.subject for letter in mailoutbox] == ["A new passkey opens your desk"] * 2
    assert "blue key" in mailoutbox[1].body


def test_all_of_a_members_devices_call_them_alike_and_by_nothing_personal(owner):
    first, second = Device(), Device()
    added(owner, first), added(owner, second)
    assert first.user == second.user and len(first.user) == 32
    asked = passkeys.ask_for_new(owner, HERE)
    assert asked.options.count('"type": "public-key"') == 2 + asked.options.count('"alg"'), "known ones are left out"


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:9999"},
        {"place": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
    ids=str,
)
def test_a_device_elsewhere_or_that_checks_nobody_is_refused(owner, wrong):
    device = Device()
    added(owner, device)
    vars(device).update(wrong)
    with pytest.raises(PasskeyRefused):
        entered(device)
    stranger = Device()
    vars(stranger).update(wrong)
    with pytest.raises(PasskeyRefused):
        added(owner, stranger)


def test_an_answer_to_another_question_is_refused(owner):
    device = Device()
    added(owner, device)
    first, second = passkeys.ask_to_enter(HERE), passkeys.ask_to_enter(HERE)
    with pytest.raises(PasskeyRefused):
        passkeys.enter(device.sign(first.options), second.challenge, HERE)


def test_a_copied_device_gives_itself_away(owner):
    device = Device()
    added(owner, device)
    entered(device), entered(device)
    device.count = 0
    with pytest.raises(PasskeyRefused):
        entered(device)


def test_another_key_under_a_known_number_is_refused(owner):
    device, forger = Device(), Device()
    added(owner, device)
    forger.id, forger.user = device.id, device.user
    with pytest.raises(PasskeyRefused):
        entered(forger)


def test_one_number_belongs_to_one_member(owner, outsider):
    device, copy = Device(), Device()
    added(owner, device)
    copy.id = device.id
    with pytest.raises(PasskeyRefused):
        added(outsider, copy)


def test_as_the_second_step_only_the_members_own_counts(owner, outsider):
    mine, theirs = Device(), Device()
    added(owner, mine), added(outsider, theirs)
    assert entered(mine, member=owner) == owner
    with pytest.raises(PasskeyRefused):
        entered(theirs, member=owner)


def test_a_handle_that_is_not_the_members_is_refused(owner):
    device = Device()
    added(owner, device)
    device.user = b"somebody else"
    with pytest.raises(PasskeyRefused):
        entered(device)


def test_a_member_who_was_put_out_of_use_does_not_enter(owner):
    device = Device()
    added(owner, device)
    owner.is_active = False
    owner.save()
    with pytest.raises(PasskeyRefused):
        entered(device)


@pytest.mark.parametrize("rubbish", ["", "{}", "[]", "null", '{"id": "x"}', "\x00", "{" * 900])
def test_rubbish_is_refused(owner, rubbish):
    asked = passkeys.ask_to_enter(HERE)
    with pytest.raises(PasskeyRefused):
        passkeys.enter(rubbish, asked.challenge, HERE)
    new = passkeys.ask_for_new(owner, HERE)
    with pytest.raises(PasskeyRefused):
        passkeys.keep(owner, "x", rubbish, new, HERE)


def test_it_works_only_where_it_was_made(owner):
    device = Device()
    added(owner, device)
    elsewhere = Place("desk.example", "https://desk.example")
    assert passkeys.usable(owner, HERE) and not passkeys.usable(owner, elsewhere) and not passkeys.usable(owner, None)
    device.place, device.origin = elsewhere.name, elsewhere.origin
    with pytest.raises(PasskeyRefused):
        entered(device, elsewhere)


def test_with_the_last_way_the_second_step_is_off(owner, outsider):
    added(owner, Device())
    key = Passkey.objects.get()
    assert not passkeys.remove(outsider, key.pk)
    with_app(owner)
    assert passkeys.remove(owner, key.pk) and second_step.is_on(owner) and second_step.codes_left(owner) == 10
    second_step.drop_app(owner)
    assert not second_step.is_on(owner) and second_step.codes_left(owner) == 0


def test_setting_back_takes_passkeys_too(owner, colleague, brand):
    added(colleague, Device())
    assert second_step.set_back(colleague, owner)
    assert not Passkey.objects.exists()
