"""Invitations: one link, one person, seven days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pupitre.brands.invite import InvitationRefused, accept, find_invitation, invite, join_anew, withdraw
from pupitre.brands.models import Invitation, Member

ACCOUNT = {"email": "new@lune.example", "password": "seven-scarves-dry", "name": "Noé", "language": "fr"}


def test_a_link_seats_one_person(owner, brand):
    made, token = invite(brand, "New@Lune.example", "author", owner)
    assert made.email == "new@lune.example"
    newcomer = join_anew(find_invitation(token), ACCOUNT)
    assert brand.memberships.get(member=newcomer).role == "author"
    assert find_invitation(token) is None
    with pytest.raises(InvitationRefused):
        join_anew(made, {**ACCOUNT, "email": "second@lune.example"})
    assert not Member.objects.knows("second@lune.example")


def test_the_token_is_kept_as_a_hash_only(owner, brand):
    made, token = invite(brand, "new@lune.example", "author", owner)
    row = Invitation.objects.filter(pk=made.pk).values().get()
    assert token not in str(row)


def test_a_link_dies_after_seven_days_and_when_it_is_withdrawn(owner, brand):
    made, token = invite(brand, "new@lune.example", "author", owner)
    Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert find_invitation(token) is None
    made, token = invite(brand, "new@lune.example", "author", owner)
    withdraw(made, owner)
    assert find_invitation(token) is None
    made.refresh_from_db()
    with pytest.raises(InvitationRefused):
        accept(made, owner)


def test_who_is_a_member_already_is_not_invited(owner, colleague, brand):
    with pytest.raises(InvitationRefused, match="already"):
        invite(brand, "INES@lune.example", "author", owner)


def test_only_an_owner_makes_an_owner(owner, colleague, brand):
    brand.memberships.filter(member=colleague).update(role="manager")
    with pytest.raises(InvitationRefused, match="role"):
        invite(brand, "new@lune.example", "owner", colleague)
    with pytest.raises(InvitationRefused, match="role"):
        invite(brand, "new@lune.example", "king", owner)


def test_a_seat_that_is_taken_stays_as_it_is(owner, colleague, brand):
    _made, token = invite(brand, "new@lune.example", "guest", owner)
    assert accept(find_invitation(token), colleague).role == "author"
