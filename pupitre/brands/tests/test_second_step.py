"""The second step: a code counts once, a recovery code counts once, guesses are slowed wherever they come from."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from pupitre.brands import second_step
from pupitre.brands.found import found
from pupitre.brands.models import Authenticator, Member, Membership, RecoveryCode, WrongTry
from pupitre.brands.sign_in import FREE_TRIES, TooSoon
from pupitre.brands.tests.codes import code_of, with_app
from pupitre.journal.models import Entry


def verbs(brand):
    return list(Entry.objects.of_brand(brand.pk).order_by("id").values_list("verb", flat=True))


def test_it_counts_once_a_first_code_confirmed_it(owner, brand):
    second_step.begin(owner)
    assert not second_step.is_on(owner)
    with pytest.raises(second_step.WrongCode):
        second_step.confirm(owner, "000000" if code_of(owner) != "000000" else "111111")
    codes = second_step.confirm(owner, code_of(owner))
    assert second_step.is_on(owner) and len(set(codes)) == 10
    assert "member.second_step_on" in verbs(brand)
    with pytest.raises(second_step.AlreadyOn):
        second_step.begin(owner)


def test_neither_the_key_nor_a_code_lies_open_in_the_database(owner):
    second_step.begin(owner)
    key = second_step.draft_of(owner).text
    codes = second_step.confirm(owner, code_of(owner))
    kept = str([*Authenticator.objects.values(), *RecoveryCode.objects.values(), *Entry.objects.values()])
    assert not [secret for secret in (key, *codes) if secret in kept]


def test_the_key_is_what_apps_know(owner):
    second_step.begin(owner)
    key = second_step.draft_of(owner)
    assert key.address.startswith("otpauth://totp/Pupitre:camille%40lune.example?")
    assert f"secret={key.text}" in key.address and len(key.text) == 32 and key.groups.replace(" ", "") == key.text


def test_the_code_that_confirmed_does_not_open(owner):
    second_step.begin(owner)
    code = code_of(owner)
    second_step.confirm(owner, code)
    with pytest.raises(second_step.WrongCode):
        second_step.take(owner, code)


def test_a_code_is_taken_once_and_none_older_than_it(owner):
    with_app(owner)
    before, now = code_of(owner, -30), code_of(owner)
    assert second_step.take(owner, f" {now[:3]} {now[3:]} ") is None
    for used in (now, before):
        with pytest.raises(second_step.WrongCode):
            second_step.take(owner, used)
    assert second_step.take(owner, code_of(owner, 30)) is None


@pytest.mark.parametrize(("seconds", "fits"), [(-75, False), (-30, True), (0, True), (30, True), (75, False)])
def test_a_phone_may_be_wrong_by_one_step(owner, seconds, fits):
    with time_machine.travel(timezone.now().replace(second=15), tick=False):
        with_app(owner)
        code = code_of(owner, seconds)
        if fits:
            assert second_step.take(owner, code) is None
        else:
            with pytest.raises(second_step.WrongCode):
                second_step.take(owner, code)


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_eight_times_at_once_opens_once(owner):
    with_app(owner)
    WrongTry.objects.all().delete()
    code = code_of(owner)

    def send(_):
        try:
            return second_step._take_app_code(owner, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(8))) == [False] * 7 + [True]


def test_a_recovery_code_opens_once_however_it_is_typed(owner):
    codes = with_app(owner)
    assert second_step.take(owner, codes[0].upper().replace("-", " ")) == 9
    with pytest.raises(second_step.WrongCode):
        second_step.take(owner, codes[0])


def test_new_codes_make_the_old_ones_worthless(owner):
    old = with_app(owner)
    new = second_step.new_recovery_codes(owner)
    assert not set(old) & set(new) and second_step.codes_left(owner) == 10
    with pytest.raises(second_step.WrongCode):
        second_step.take(owner, old[3])


def test_anothers_code_opens_nothing(owner, colleague):
    with_app(owner)
    theirs = with_app(colleague)
    for code in (code_of(colleague), theirs[0]):
        if code != code_of(owner):
            with pytest.raises(second_step.WrongCode):
                second_step.take(owner, code)


def test_guesses_are_slowed_and_the_right_one_opens_again(owner):
    with_app(owner)
    for _ in range(FREE_TRIES):
        with pytest.raises(second_step.WrongCode):
            second_step.take(owner, "no-such-code")
    with pytest.raises(TooSoon):
        second_step.take(owner, code_of(owner))
    WrongTry.objects.update(at=timezone.now() - timedelta(minutes=2))
    assert second_step.take(owner, code_of(owner)) is None
    assert not WrongTry.objects.exists()


def test_turning_it_off_takes_everything_away_and_says_so_by_mail(owner, brand, mailoutbox, with_mail, run_jobs):
    with_app(owner)
    second_step.drop_app(owner)
    assert not second_step.is_on(owner) and not RecoveryCode.objects.exists()
    run_jobs()
    (letter,) = mailoutbox
    assert letter.to == ["camille@lune.example"] and "https://desk.example/password" in letter.body
    assert "member.second_step_off" in verbs(brand)


def test_an_owner_sets_a_members_back(owner, colleague, brand, mailoutbox, with_mail, run_jobs):
    with_app(colleague)
    assert second_step.set_back(colleague, owner)
    assert not second_step.is_on(colleague)
    entry = Entry.objects.get(verb="member.second_step_reset")
    assert (entry.brand_id, entry.actor_id, entry.subject_id) == (brand.pk, owner.pk, colleague.pk)
    run_jobs()
    (letter,) = mailoutbox
    assert letter.to == ["ines@lune.example"] and "Camille Roux" in letter.body
    assert letter.subject == "Votre seconde étape est coupée"
    assert not second_step.set_back(colleague, owner)


def test_nobody_weakens_an_account_that_other_owners_trust(owner, colleague, brand, other_brand):
    with_app(colleague)
    Membership.objects.create(brand=other_brand, member=colleague, role="author")
    with pytest.raises(second_step.NotYours):
        second_step.set_back(colleague, owner)
    assert second_step.is_on(colleague)
    found(colleague, "A third one")
    Membership.objects.create(brand=other_brand, member=owner, role="owner")
    with pytest.raises(second_step.NotYours):
        second_step.set_back(colleague, owner)
    assert second_step.set_back(colleague, by=None)


def test_who_has_one_is_asked_at_once_for_many(owner, colleague, outsider, django_assert_num_queries):
    with_app(colleague)
    with django_assert_num_queries(1):
        assert second_step.having([owner.pk, colleague.pk, outsider.pk]) == {colleague.pk}
    assert Member.objects.count() == 3
