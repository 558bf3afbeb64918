import pytest

from pupitre.channels import connect, settle, states
from pupitre.channels.arm import arm
from pupitre.channels.models import Channel, Part
from pupitre.channels.send import send
from pupitre.ground import secrets
from pupitre.journal.models import Entry
from pupitre.networks.errors import Refused
from pupitre.networks.paper import mischief

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_account_again_is_the_same_channel_made_young(spine, channel, owner):
    grant = connect.begin("paper", {"name": channel.account}, "")
    again = connect.keep(spine.brand, "paper", grant, owner)
    assert again.pk == channel.pk
    assert again.grant_version == 2
    assert again.grant.secrets == grant.secrets
    assert Entry.objects.filter(verb="channel.reconnected").count() == 1


def test_another_account_never_silently_replaces_the_first(spine, channel, owner):
    grant = connect.begin("paper", {"name": "Somebody else"}, "")
    with pytest.raises(Refused) as error:
        connect.keep(spine.brand, "paper", grant, owner, anew=channel)
    assert error.value.code == "other_account"
    assert error.value.params == {"expected": channel.handle, "got": "@somebody-else"}
    assert Channel.objects.count() == 1


def test_a_double_click_makes_one_channel(spine, owner, together):
    grant = connect.begin("paper", {"name": "Twice"}, "")
    made = together(*(lambda: connect.keep(spine.brand, "paper", grant, owner).pk for _ in range(4)))
    assert len(set(made)) == 1 == Channel.objects.count()


def test_secrets_are_sealed(channel):
    token = channel.grant.secrets["token"]
    assert token not in channel.sealed
    assert secrets.unseal(channel.sealed)["token"] == token
    assert token not in repr(channel.grant)


def test_connecting_again_lets_what_was_blocked_go_on(spine, channel, owner):
    mischief.revoke(channel.account)
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.BLOCKED
    connect.keep(spine.brand, "paper", connect.begin("paper", {"name": channel.account}, ""), owner)
    send(spine.claimed(sending))
    assert spine.part(sending).state == states.SENT


def test_a_check_tells_that_a_connection_stands_or_does_not(channel):
    assert connect.check(channel)
    mischief.revoke(channel.account)
    assert not connect.check(channel)
    assert channel.state == Channel.RECONNECT


def test_a_check_opens_a_channel_again_that_its_network_accepts_again(spine, channel):
    sending = spine.entrust(channel)
    Channel.objects.update(state=Channel.RECONNECT, error_code="token_dead")
    Part.objects.update(state=states.BLOCKED)
    assert connect.check(channel)
    assert (channel.state, channel.error_code) == (Channel.READY, "")
    assert spine.part(sending).state == states.PLANNED


def test_a_check_leaves_a_dead_channel_as_it_is(channel):
    mischief.revoke(channel.account)
    connect.check(channel)
    assert not connect.check(channel)
    assert channel.state == Channel.RECONNECT
    assert Channel.objects.get().refresh_until is None


def test_a_channel_taken_off_forgets_its_secrets_and_drops_what_was_to_leave(spine, channel, owner):
    out, waiting = spine.entrust(channel, "out"), spine.entrust(channel, "waiting")
    send(spine.claimed(out))
    assert connect.remove(channel, owner)
    channel.refresh_from_db()
    assert channel.sealed == "" and channel.removed_at
    assert spine.part(out).state == states.SENT
    assert spine.part(waiting).state == states.DROPPED
    waiting.refresh_from_db()
    assert waiting.state == states.DROPPED


def test_a_channel_is_not_taken_off_while_a_call_is_under_way(spine, channel, owner):
    sending = spine.entrust(channel)
    part = spine.claimed(sending)
    arm(part)
    assert not connect.remove(channel, owner)
    settle.settle(part, settle.Answer("unsure", code="interrupted"))
    assert connect.remove(channel, owner)
    assert (spine.part(sending).state, spine.part(sending).reason_code) == (states.PERSON, "not_looked")
    assert Entry.objects.filter(verb="sending.person").count() == 1


def test_a_refusal_stays_in_the_history_of_a_channel_taken_off(spine, channel, owner):
    mischief.refuse(channel.account, "too loud")
    sending = spine.entrust(channel)
    send(spine.claimed(sending))
    connect.remove(channel, owner)
    assert spine.part(sending).state == states.REFUSED


def test_an_account_can_be_connected_again_after_it_was_taken_off(spine, channel, owner):
    connect.remove(channel, owner)
    again = connect.keep(spine.brand, "paper", connect.begin("paper", {"name": channel.account}, ""), owner)
    assert again.pk != channel.pk
    assert Channel.objects.alive().get() == again


def test_the_rule_for_what_is_late_is_written_down_once(channel, owner):
    connect.set_late(channel, True, owner)
    connect.set_late(channel, True, owner)
    assert Channel.objects.get().send_late
    assert Entry.objects.filter(verb="channel.late_rule").count() == 1
