"""What a look met is kept whole: a sentence without its particulars says nothing."""

import pytest

from pupitre.channels import states
from pupitre.channels.look import look
from pupitre.channels.send import send
from pupitre.journal.models import Entry
from pupitre.networks.errors import NotSent, Reconnect, Refused
from pupitre.networks.paper import mischief, publish
from pupitre.networks.registry import sentence
from pupitre.networks.words import Accepted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sending(spine, channel):
    """Its answer was lost, and it is not out there."""
    mischief.break_before(channel.account)
    made = spine.entrust(channel)
    send(spine.claimed(made))
    assert spine.part(made).state == states.UNKNOWN
    return made


def finding(monkeypatch, told):
    def answer(outgoing, grant):
        if isinstance(told, Exception):
            raise told
        return told

    monkeypatch.setattr(publish, "find", answer)


def test_what_a_look_met_is_kept_with_all_that_its_sentence_needs(spine, sending, monkeypatch):
    finding(monkeypatch, NotSent("server_error", {"host": "shop.example", "status": 502}, "Bad Gateway"))
    look(spine.looking(sending))
    row = spine.part(sending)
    assert (row.reason_code, row.reason_raw) == ("server_error", "Bad Gateway")
    assert "shop.example" in sentence("paper", row.reason_code) % {"network": "Paper", **row.reason_params}
    looked = Entry.objects.get(verb="sending.looked").particulars
    assert (looked["code"], looked["params"]) == (row.reason_code, row.reason_params)
    finding(monkeypatch, Accepted({"container": "9"}))
    look(spine.looking(sending))
    assert spine.part(sending).reason_params == row.reason_params, "a look without news keeps the last ones"


def test_what_sends_it_to_a_person_is_told_whole(spine, sending, monkeypatch):
    finding(monkeypatch, Refused("refused_other", {"reason": "closed for stock-taking"}, "403"))
    look(spine.looking(sending))
    row = spine.part(sending)
    assert "closed for stock-taking" in sentence("paper", row.reason_code) % {"network": "Paper", **row.reason_params}
    assert row.reason_raw == "403"
    assert Entry.objects.get(verb="sending.person").particulars["params"] == {"reason": "closed for stock-taking"}


def test_a_dead_token_met_while_sending_is_told_whole(spine, channel, monkeypatch):
    def refuse(outgoing, grant):
        raise Reconnect(False, "refused_other", {"reason": "account closed"})

    monkeypatch.setattr(publish, "send", refuse)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.BLOCKED
    assert Entry.objects.get(verb="sending.blocked").particulars["params"] == {"reason": "account closed"}
