"""Roles, removals, and the sessions that end with them."""

import pytest

from pupitre.brands.account import change_password, end_session, sessions
from pupitre.brands.found import LastOwner, change_role, remove_member
from pupitre.brands.models import Membership, Session
from pupitre.brands.rights import ROLES
from pupitre.brands.seats import is_lower, seat_in, still_seated
from pupitre.brands.sessions import SessionStore
from pupitre.journal.models import Entry


def signed_in(member):
    session = SessionStore()
    session["_auth_user_id"] = str(member.pk)
    session["device"] = "Firefox · Linux"
    session.save()
    return session.session_key


def seat(member, brand):
    return Membership.objects.get(member=member, brand=brand)


def test_which_role_is_lower():
    lower = {(role, than) for role in ROLES for than in ROLES if is_lower(role, than)}
    assert lower == {
        ("manager", "owner"),
        ("author", "owner"),
        ("author", "manager"),
        ("author", "approver"),
        ("approver", "owner"),
        ("approver", "manager"),
        ("guest", "owner"),
        ("guest", "manager"),
        ("guest", "author"),
        ("guest", "approver"),
    }


def test_a_lowered_role_ends_sessions_and_a_raised_one_does_not(owner, colleague, brand):
    key = signed_in(colleague)
    change_role(seat(colleague, brand), "manager", owner)
    assert Session.objects.filter(pk=key).exists()
    change_role(seat(colleague, brand), "guest", owner)
    assert not Session.objects.filter(pk=key).exists()
    told = [entry.particulars for entry in Entry.objects.filter(verb="member.role")]
    assert told == [{"before": "author", "after": "manager"}, {"before": "manager", "after": "guest"}]


def test_a_removed_member_has_no_seat_and_no_session(owner, colleague, brand):
    key = signed_in(colleague)
    assert still_seated(colleague.pk, brand.pk, key)
    remove_member(seat(colleague, brand), owner)
    assert seat_in(brand.slug, colleague) is None
    assert not Session.objects.filter(member=colleague).exists()
    assert not still_seated(colleague.pk, brand.pk, key)


def test_a_brand_keeps_an_owner(owner, brand):
    with pytest.raises(LastOwner):
        change_role(seat(owner, brand), "manager", owner)
    with pytest.raises(LastOwner):
        remove_member(seat(owner, brand), owner)
    assert seat(owner, brand).role == "owner"


def test_a_new_password_ends_every_session(owner):
    signed_in(owner), signed_in(owner)
    change_password(owner, "eight-scarves-wet")
    assert sessions(owner) == []
    assert owner.check_password("eight-scarves-wet")


def test_only_ones_own_session_can_be_ended(owner, outsider):
    key = signed_in(owner)
    assert not end_session(outsider, key)
    assert end_session(owner, key)
    assert not end_session(owner, key)


def test_a_session_remembers_since_when_and_where(owner):
    key = signed_in(owner)
    begun = Session.objects.get(pk=key).begun_at
    again = SessionStore(key)
    again["seen"] = "something"
    again.save()
    kept = Session.objects.get(pk=key)
    assert (kept.begun_at, kept.device, kept.member) == (begun, "Firefox · Linux", owner)
    assert key not in kept.number


def test_a_session_is_seen_once_a_minute(owner, django_assert_num_queries):
    from datetime import timedelta

    from django.utils import timezone

    key = signed_in(owner)
    with django_assert_num_queries(1):
        SessionStore(key).load()
    Session.objects.filter(pk=key).update(seen_at=timezone.now() - timedelta(hours=1))
    with django_assert_num_queries(2):
        SessionStore(key).load()
    assert Session.objects.get(pk=key).seen_at > timezone.now() - timedelta(minutes=1)
