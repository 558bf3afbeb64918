"""Signing in: the right password opens, a guesser is slowed, nobody learns who has an account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from pupitre.brands.jobs import forget
from pupitre.brands.models import Session, WrongTry
from pupitre.brands.sign_in import FIRST_WAIT, FREE_TRIES, FREE_TRIES_FROM, TooSoon, WrongPassword, enter, prove

HERE, ELSEWHERE = "203.0.113.7", "203.0.113.8"


def guess(times, email="camille@lune.example", address=HERE):
    for _ in range(times):
        with pytest.raises(WrongPassword):
            enter(email, "not-it-at-all", address)


def test_the_right_password_opens_whatever_the_case_of_the_address(owner):
    assert enter(" Camille@Lune.Example ", "seven-scarves-dry", HERE) == owner


def test_a_wrong_one_and_an_unknown_address_are_refused_the_same_way(owner):
    for email in ("camille@lune.example", "nobody@lune.example"):
        with pytest.raises(WrongPassword):
            enter(email, "not-it-at-all", HERE)


def test_a_member_who_was_put_out_of_use_does_not_enter(owner):
    owner.is_active = False
    owner.save()
    with pytest.raises(WrongPassword):
        enter("camille@lune.example", "seven-scarves-dry", HERE)


@pytest.mark.parametrize("email", ["camille@lune.example", "nobody@lune.example"])
def test_after_five_wrong_ones_each_next_must_wait(owner, email):
    guess(FREE_TRIES, email)
    with pytest.raises(TooSoon) as refused:
        enter(email, "seven-scarves-dry", HERE)
    assert 0 < refused.value.seconds <= FIRST_WAIT


def test_the_wait_doubles_and_ends(owner):
    guess(FREE_TRIES)
    for wait in (FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4):
        with pytest.raises(TooSoon) as refused:
            enter("camille@lune.example", "x", HERE)
        assert wait - 5 < refused.value.seconds <= wait
        WrongTry.objects.update(at=timezone.now() - timedelta(seconds=wait + 1))
        guess(1)
    WrongTry.objects.update(at=timezone.now() - timedelta(minutes=10))
    assert enter("camille@lune.example", "seven-scarves-dry", HERE) == owner


def test_a_stranger_who_guesses_does_not_slow_the_member_elsewhere(owner):
    guess(FREE_TRIES)
    assert enter("camille@lune.example", "seven-scarves-dry", ELSEWHERE) == owner


def test_one_address_that_tries_many_accounts_is_slowed_too(owner):
    for number in range(FREE_TRIES_FROM):
        guess(1, f"member-{number}@lune.example")
    with pytest.raises(TooSoon):
        enter("camille@lune.example", "seven-scarves-dry", HERE)


def test_the_right_password_forgets_the_wrong_ones(owner):
    guess(FREE_TRIES - 1)
    enter("camille@lune.example", "seven-scarves-dry", HERE)
    assert not WrongTry.objects.exists()
    guess(FREE_TRIES)


def test_what_is_an_hour_old_counts_no_more_and_goes(owner):
    guess(FREE_TRIES)
    WrongTry.objects.update(at=timezone.now() - timedelta(minutes=61))
    guess(1)
    forget(timestamp=0)
    assert WrongTry.objects.count() == 1


def test_sessions_that_are_over_go_too(owner):
    for days in (-1, 1):
        Session.objects.create(session_key=f"k{days}", expire_date=timezone.now() + timedelta(days=days), member=owner)
    forget(timestamp=0)
    assert [session.session_key for session in Session.objects.all()] == ["k1"]


def test_neither_address_nor_account_is_kept_readable(owner):
    guess(1)
    assert all(len(kept.account) == len(kept.address) == 64 for kept in WrongTry.objects.all())


@pytest.mark.django_db(transaction=True)
def test_guessing_all_at_once_gains_nothing(owner):
    def one(number):
        try:
            enter("camille@lune.example", f"guess-{number}", HERE)
        except (WrongPassword, TooSoon) as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(16)))
    assert answers.count(WrongPassword) == FREE_TRIES
    assert answers.count(TooSoon) == 16 - FREE_TRIES


def test_who_sits_there_already_proves_it_once_more_and_is_slowed_alike(owner):
    prove(owner, "seven-scarves-dry", HERE)
    for _ in range(FREE_TRIES):
        with pytest.raises(WrongPassword):
            prove(owner, "not-it-at-all", HERE)
    with pytest.raises(TooSoon):
        prove(owner, "seven-scarves-dry", HERE)
