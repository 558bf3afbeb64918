"""One table, default deny: pages, programs and the shell all ask it."""

import pytest

from pupitre.brands.models import Member, Membership
from pupitre.brands.rights import RIGHTS, ROLES, may

TABLE = {
    #           see write plan approve decide hold lift connect invite settings open remove audit health guard
    "owner": "   yes yes  yes  yes     yes    yes  yes  yes     yes    yes      yes  yes    yes   yes    yes",
    "manager": " yes yes  yes  yes     yes    yes  yes  yes     yes    yes      no   no     yes   no     no",
    "author": "  yes yes  yes  no      yes    yes  no   no      no     no       no   no     no    no     no",
    "approver": "yes yes  yes  yes     yes    yes  yes  no      no     no       no   no     no    no     no",
    "guest": "   yes no   no   no      no     no   no   no      no     no       no   no     no    no     no",
}
ACTIONS = (
    *("see", "write", "plan", "approve", "decide", "hold", "lift", "connect"),
    *("invite", "settings", "open", "remove", "audit", "health", "guard"),
)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_table_says(role):
    assert {action: may(role, action) for action in ACTIONS} == {
        action: word == "yes" for action, word in zip(ACTIONS, TABLE[role].split(), strict=True)
    }


def test_the_table_is_whole():
    assert set(RIGHTS) == set(ACTIONS) and set(ROLES) == set(TABLE)


@pytest.mark.parametrize(("role", "action"), [("owner", "fly"), ("owner", ""), ("king", "see"), ("", "see")])
def test_what_the_table_does_not_name_is_denied(role, action):
    assert not may(role, action)


def test_who_was_put_out_of_use_may_nothing(brand, owner):
    seat = Membership.objects.select_related("member").get(brand=brand, member=owner)
    assert seat.may("see")
    Member.objects.filter(pk=owner.pk).update(is_active=False)
    seat.member.refresh_from_db()
    assert not any(seat.may(action) for action in ACTIONS)
