"""Connecting through the pages: every refusal is a sentence beside the form, and what was typed is kept."""

import html
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from pupitre.channels import connect
from pupitre.channels.models import Channel
from pupitre.ground import secrets
from pupitre.journal.models import Entry
from pupitre.networks import registry
from pupitre.networks.errors import Later, NotSent, Reconnect, Refused, Unsure
from pupitre.networks.paper import connect as paper_connect
from pupitre.networks.paper import mischief
from pupitre.networks.paper.sheet import Sheet
from pupitre.publishing.tests import stage


@pytest.fixture
def desk(client, owner, brand):
    client.force_login(owner)
    return client


@pytest.fixture
def channel(brand, owner):
    made = stage.paper(brand, owner, "Lune")
    yield made
    Sheet(made.account, {}).forget()


def at(brand, path=""):
    return f"/b/{brand.slug}/channels/{path}"


def text(answer):
    return html.unescape(answer.content.decode())


def test_each_network_is_offered_with_what_it_is(desk, brand):
    page = text(desk.get(at(brand)))
    for card in registry.cards().values():
        assert at(brand, f"add/{card.key}/") in page and card.name in page
        assert desk.get(at(brand, f"add/{card.key}/")).status_code == 200
    assert desk.get(at(brand, "add/myspace/")).status_code == 404


def test_a_channel_is_connected_and_its_past_is_asked_for(desk, brand, owner):
    answer = desk.post(at(brand, "add/paper/"), {"name": "Web Lune"}, follow=True)
    channel = Channel.objects.get()
    assert answer.redirect_chain == [(at(brand), 302)]
    assert "Web Lune is connected. Its past posts are being read." in text(answer)
    assert (channel.brand, channel.name, channel.state) == (brand, "Web Lune", Channel.READY)
    assert ProcrastinateJob.objects.filter(queueing_lock=f"past-{channel.pk}").count() == 1
    assert Entry.objects.get(verb="channel.connected").actor_id == owner.pk


def test_neither_page_nor_journal_tells_the_token(desk, brand):
    page = text(desk.post(at(brand, "add/paper/"), {"name": "Web Lune"}, follow=True))
    channel = Channel.objects.get()
    token = secrets.unseal(channel.sealed)["token"]
    assert token not in page and channel.sealed not in page and token not in channel.sealed
    assert not any(token in str(entry.particulars) for entry in Entry.objects.all())


def test_the_same_account_again_is_the_same_channel(desk, brand):
    for _ in range(2):
        desk.post(at(brand, "add/paper/"), {"name": "Web Lune"})
    assert Channel.objects.count() == 1


def test_an_empty_form_says_what_is_missing(desk, brand):
    answer = desk.post(at(brand, "add/paper/"), {})
    assert answer.status_code == 200 and answer.context["form"].errors["name"]
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused("name_missing"), "Give the pretend account a name."),
        (NotSent("unreachable", {"host": "paper.example"}), "paper.example"),
        (Later(timezone.now() + timedelta(minutes=5)), None),
        (Unsure("server_error", {"host": "paper.example", "status": 500}), "500"),
        (Reconnect(False), None),
    ],
)
def test_every_refusal_is_a_sentence_beside_the_form(desk, brand, monkeypatch, error, said):
    def begin(answers, callback):
        raise error

    monkeypatch.setattr(paper_connect, "begin", begin)
    answer = desk.post(at(brand, "add/paper/"), {"name": "Keep what I typed"})
    (sentence,) = answer.context["form"].non_field_errors()
    assert answer.status_code == 200
    assert len(sentence) > 20 and "%(" not in sentence and sentence in text(answer)
    assert said is None or said in sentence
    assert 'value="Keep what I typed"' in text(answer)
    assert not Channel.objects.exists()


def test_every_code_that_connecting_can_meet_has_its_sentence_in_french(desk, brand, owner, monkeypatch):
    owner.language = "fr"
    owner.save()

    def begin(answers, callback):
        raise Refused("name_missing")

    monkeypatch.setattr(paper_connect, "begin", begin)
    (sentence,) = desk.post(at(brand, "add/paper/"), {"name": "x"}).context["form"].non_field_errors()
    assert sentence != registry.sentence("paper", "name_missing")


def test_connecting_again_makes_the_channel_young(desk, brand, channel):
    mischief.revoke(channel.account)
    assert not connect.check(channel)
    assert "needs" in text(desk.get(f"/b/{brand.slug}/today/"))
    answer = desk.post(at(brand, f"{channel.pk}/again/"), {"name": f"Lune {brand.pk}"})
    assert answer.status_code == 302
    channel.refresh_from_db()
    assert (channel.state, channel.error_code) == (Channel.READY, "")
    assert Channel.objects.count() == 1


def test_another_account_never_replaces_the_first(desk, brand, channel):
    before = Channel.objects.get()
    answer = desk.post(at(brand, f"{channel.pk}/again/"), {"name": "Somebody else"})
    (sentence,) = answer.context["form"].non_field_errors()
    assert "@somebody-else" in sentence and channel.handle in sentence
    after = Channel.objects.get()
    assert (after.account, after.sealed, after.grant_version) == (before.account, before.sealed, before.grant_version)


def test_what_is_known_of_a_channel_is_filled_in_but_no_secret(desk, brand, channel):
    page = text(desk.get(at(brand, f"{channel.pk}/again/")))
    assert secrets.unseal(channel.sealed)["token"] not in page


def test_checking_says_how_it_stands(desk, brand, channel):
    assert "Lune answers: the connection stands." in text(desk.post(at(brand, f"{channel.pk}/check/"), follow=True))
    mischief.revoke(channel.account)
    page = text(desk.post(at(brand, f"{channel.pk}/check/"), follow=True))
    assert "Connect again" in page and "%(" not in page
    channel.refresh_from_db()
    assert channel.state == Channel.RECONNECT


def test_a_check_that_finds_no_answer_says_so(desk, brand, channel, monkeypatch):
    def check(grant):
        raise NotSent("unreachable", {"host": "paper.example"})

    monkeypatch.setattr(paper_connect, "check", check)
    assert "paper.example" in text(desk.post(at(brand, f"{channel.pk}/check/"), follow=True))
    channel.refresh_from_db()
    assert channel.state == Channel.READY


def test_whether_what_is_late_leaves_by_itself(desk, brand, channel):
    for asked, kept in (("yes", True), ("yes", True), ("no", False), ("<script>", False)):
        desk.post(at(brand, f"{channel.pk}/late/"), {"send_late": asked})
        channel.refresh_from_db()
        assert channel.send_late is kept
    assert Entry.objects.filter(verb="channel.late_rule").count() == 2


def test_taking_a_channel_off_forgets_its_secrets_and_drops_what_was_planned(desk, brand, owner, channel):
    delivery = stage.planned(brand, owner)
    page = text(desk.post(at(brand, f"{channel.pk}/removal/"), follow=True))
    assert "Lune is off the desk. Its posts stay in your history." in page
    channel.refresh_from_db()
    stage.refresh(delivery)
    assert channel.removed_at and channel.sealed == ""
    assert delivery.state == "dropped"
    for path in ("again/", "check/", "late/", "removal/"):
        assert desk.post(at(brand, f"{channel.pk}/{path}")).status_code == 404


def test_a_channel_is_not_taken_off_while_a_post_leaves(desk, brand, owner, channel):
    stage.armed(stage.planned(brand, owner))
    page = text(desk.post(at(brand, f"{channel.pk}/removal/"), follow=True))
    assert "A post is leaving on Lune right now." in page
    channel.refresh_from_db()
    assert channel.removed_at is None and channel.sealed


def test_a_stranger_s_channel_is_not_there(desk, brand, other_brand, outsider):
    theirs = stage.paper(other_brand, outsider, "Bear")
    assert "Bear" not in text(desk.get(at(brand)))
    for path in ("again/", "check/", "late/", "removal/"):
        assert desk.post(at(brand, f"{theirs.pk}/{path}"), {"name": "x"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.removed_at is None


def test_an_author_sees_the_channels_and_changes_none(client, brand, colleague, channel):
    client.force_login(colleague)
    page = text(client.get(at(brand)))
    assert "Lune" in page and at(brand, f"{channel.pk}/removal/") not in page and "add/paper" not in page
    for path in ("add/paper/", f"{channel.pk}/again/", f"{channel.pk}/removal/"):
        assert client.post(at(brand, path), {"name": "x"}).status_code == 403
    assert Channel.objects.count() == 1
