"""The demo's door: a word that opens one thing, for a day, to nobody by a mere visit."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client

from pupitre.brands import demo
from pupitre.brands.models import Member


@pytest.fixture
def member(db):
    demo_member = Member.objects.create_user("demo-1@demo.invalid", None, name="Camille", is_demo=True)
    from pupitre.brands.found import found

    found(demo_member, "Moon House (demo)", is_demo=True)
    return demo_member


def test_a_visit_alone_changes_nothing_and_the_button_sits_down(member):
    client = Client()
    path = f"/demo/door/{demo.door(member)}"
    assert client.get(path).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(path).status_code == 302
    assert client.session["_auth_user_id"] == str(member.pk)


def test_a_false_old_or_foreign_word_opens_nothing(member, owner):
    assert Client().post("/demo/door/nothing").status_code == 404
    assert Client().post(f"/demo/door/{signing.dumps(member.pk, salt='another purpose')}").status_code == 404
    assert Client().post(f"/demo/door/{demo.door(owner)}").status_code == 404
    word = demo.door(member)
    with time_machine.travel(timedelta(days=2)):
        assert Client().post(f"/demo/door/{word}").status_code == 404
