"""Each verb of the shell does what the pages do, ends with a status that scripts can trust, and says what is wrong."""

import json
import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from pupitre.brands import second_step
from pupitre.brands.models import Brand, Hold
from pupitre.brands.tests.codes import with_app
from pupitre.channels import states
from pupitre.channels.due_clock import DueClock
from pupitre.channels.models import Channel, Sending
from pupitre.desk.cli import main
from pupitre.journal.models import Entry
from pupitre.media.models import Asset
from pupitre.media.tests import crafted
from pupitre.networks.paper import mischief
from pupitre.networks.paper.sheet import Sheet
from pupitre.publishing.models import Delivery, Post
from pupitre.publishing.tests import stage


@pytest.fixture
def shell(capsys):
    """Say a verb: (exit status, what it printed, what it printed on standard error)."""

    def say(*words):
        status = main(list(words))
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out, said.err

    return say


@pytest.fixture
def channel(brand, owner):
    made = stage.paper(brand, owner, "Lune")
    yield made
    Sheet(made.account, {}).forget()


@pytest.fixture
def worker():
    clock = DueClock("shell-test")
    thread = threading.Thread(target=clock.run)
    thread.start()
    yield
    clock.stop()
    thread.join(20)


def tomorrow(brand):
    at = (timezone.now() + timedelta(days=1)).astimezone(brand.zone).replace(hour=11, minute=30, second=0)
    return at.replace(microsecond=0)


def test_a_channel_is_connected_listed_and_checked(shell, brand):
    status, out, err = shell("channel", "add", "paper", "name=Shell Lune")
    channel = Channel.objects.get()
    assert (status, err) == (0, "")
    assert out == f"connected: {channel.pk} Shell Lune (paper)\n"
    assert ProcrastinateJob.objects.filter(queueing_lock=f"past-{channel.pk}").count() == 1
    _, out, _ = shell("channel", "list", "--json")
    (row,) = json.loads(out)
    assert row == {
        "id": channel.pk,
        "network": "paper",
        "name": "Shell Lune",
        "handle": "@shell-lune",
        "state": "ready",
        "error": "",
    }
    assert shell("channel", "check")[0] == 0
    assert "Shell Lune: connected" in shell("channel", "check", "shell lune")[1]
    assert "token" not in shell("channel", "list")[1]


def test_a_dead_connection_is_told_with_its_mend(shell, channel):
    mischief.revoke(channel.account)
    status, out, _ = shell("channel", "check")
    assert status == 1 and "Lune: " in out
    _, out, _ = shell("channel", "list", "--json")
    (row,) = json.loads(out)
    assert row["state"] == "reconnect" and row["error"] and "%(" not in row["error"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("myspace", "name=x"), "“myspace” is no network of this desk. There are: "),
        (("paper", "Lune"), "“Lune” is no answer. This network asks: name=…"),
        (("paper",), "name is missing: add name=…"),
        (("paper", "name= "), "Give the pretend account a name."),
    ],
)
def test_what_can_not_be_connected_is_said_in_words(shell, brand, words, said):
    status, out, err = shell("channel", "add", *words)
    assert (status, out) == (1, "")
    assert err.startswith("pupitre: ") and said in err
    assert not Channel.objects.exists()


def test_the_same_account_twice_is_the_same_channel(shell, brand):
    for _ in range(2):
        assert shell("channel", "add", "paper", "name=Twice")[0] == 0
    assert Channel.objects.count() == 1


def test_a_post_is_planned_by_the_brand_s_clock(shell, brand, channel):
    at = tomorrow(brand)
    status, out, _ = shell("post", "Indigo", "--channel", "lune", "--at", at.strftime("%Y-%m-%dT%H:%M"), "--json")
    (row,) = json.loads(out)
    delivery = Delivery.objects.get()
    assert status == 0
    assert (row["id"], row["state"], row["headline"], row["channel"]) == (delivery.pk, "planned", "Indigo", "Lune")
    assert delivery.sending.due_at == at
    assert delivery.post.content == {"text": "Indigo", "language": "fr"}
    assert delivery.by == brand.memberships.get().member


def test_a_post_is_for_several_channels_with_a_picture_each_described(shell, brand, owner, channel, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    stage.paper(brand, owner, "Atelier")
    (tmp_path / "blue.jpg").write_bytes(crafted.picture())
    picture = ("--image", str(tmp_path / "blue.jpg"), "--alt", "Blue cloth")
    at = tomorrow(brand).isoformat()
    assert shell("post", "Indigo", "--channel", "lune", "--channel", "Atelier", *picture, "--at", at)[0] == 0
    assert Delivery.objects.count() == 2
    asset = Asset.objects.get()
    assert Post.objects.get().content["pictures"] == [{"asset": asset.pk, "alt": "Blue cloth"}]


@pytest.mark.django_db(transaction=True)
def test_a_post_that_is_waited_for_is_out_and_listed(shell, brand, channel, worker):
    status, out, _ = shell("post", "Now", "--channel", str(channel.pk), "--wait", "20", "--json")
    (row,) = json.loads(out)
    assert (status, row["state"], row["reason"]) == (0, "sent", "")
    assert [post.text for post in Sheet(channel.account, {}).latest(None, 10).posts] == ["Now"]
    assert row["remote_id"] == Sheet(channel.account, {}).latest(None, 10).posts[0].id
    assert [each["id"] for each in json.loads(shell("deliveries", "--json")[1])] == [row["id"]]


@pytest.mark.django_db(transaction=True)
def test_a_refusal_ends_with_one_and_its_reason(shell, brand, channel, worker):
    mischief.refuse(channel.account, "too blue")
    status, out, _ = shell("post", "Now", "--channel", "lune", "--wait", "20", "--json")
    (row,) = json.loads(out)
    assert (status, row["state"]) == (1, "refused")
    assert "too blue" in row["reason"]
    assert "too blue" in shell("deliveries")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x", "--channel", "nobody"), "“nobody” is no channel. There are: "),
        (("x" * 501, "--channel", "lune"), "the draft is kept."),
        (("", "--channel", "lune"), "the draft is kept."),
        (("x", "--channel", "lune", "--at", "2020-01-01T10:00"), "This time is past."),
        (("x", "--channel", "lune", "--at", "9999-01-01T10:00"), "is no time"),
        (("x", "--channel", "lune", "--at", "tomorrow"), "“tomorrow” is no time. Write it like 2026-11-24T11:30."),
        (("x", "--channel", "lune", "--at", "2030-03-31T02:30"), "02:30 does not exist that day"),
        (("x", "--channel", "lune", "--at", "2030-10-27T02:30"), "02:30 comes twice that day"),
        (("x", "--channel", "lune", "--image", "/nowhere/blue.jpg"), "/nowhere/blue.jpg can't be read"),
        (("x", "--channel", "lune", "--image", __file__), __file__),
        (("x", "--channel", "lune", "--alt", "Blue"), "there are more --alt than --image"),
    ],
)
def test_what_can_not_be_planned_is_said_in_words_and_nothing_leaves(shell, channel, words, said):
    status, out, err = shell("post", *words)
    assert (status, out) == (1, "")
    assert err.startswith("pupitre: ") and said in err and "%(" not in err
    assert not Sending.objects.exists()


def test_a_name_of_two_channels_is_asked_back(shell, brand, owner, channel):
    stage.paper(brand, owner, "Atelier")
    status, _, err = shell("post", "x", "--channel", "paper")
    assert status == 1 and "“paper” is several channels" in err and "Lune" in err and "Atelier" in err


def test_a_stranger_s_channel_is_no_channel(shell, brand, other_brand, outsider, channel):
    theirs = stage.paper(other_brand, outsider, "Bear")
    status, _, err = shell("post", "x", "--channel", str(theirs.pk), "--brand", brand.slug)
    assert status == 1 and "is no channel" in err and "Bear" not in err


def test_of_several_brands_one_must_be_named(shell, brand, other_brand):
    status, _, err = shell("deliveries")
    assert status == 1 and brand.slug in err and other_brand.slug in err
    assert shell("deliveries", "--brand", brand.slug) == (0, "", "")
    status, _, err = shell("deliveries", "--brand", "moon")
    assert status == 1 and "“moon” is no brand of this desk" in err


def test_before_the_first_brand(shell, db):
    status, _, err = shell("hold", "Storm")
    assert status == 1 and "found one first" in err


def test_a_demo_is_no_brand_of_ours_unless_it_is_named(shell, brand):
    Brand.objects.filter(pk=brand.pk).update(is_demo=True)
    assert shell("deliveries")[0] == 1
    assert shell("deliveries", "--brand", brand.slug)[0] == 0


def test_deliveries_are_told_within_the_days_asked_for(shell, brand, owner, channel):
    near = stage.planned(brand, owner, timezone.now() + timedelta(days=2), text="Near")
    stage.planned(brand, owner, timezone.now() + timedelta(days=20), text="Far")
    _, out, _ = shell("deliveries")
    due = near.sending.due_at.astimezone(brand.zone)
    assert f"{due:%d/%m %H:%M}  planned" in out and "Near" in out and "Far" not in out
    assert len(json.loads(shell("deliveries", "--days", "30", "--json")[1])) == 2


def test_hold_and_lift(shell, brand, owner, channel):
    stage.planned(brand, owner)
    status, out, _ = shell("hold", "A storm")
    assert status == 0 and "nothing leaves Maison Lune until you lift it" in out
    assert Hold.objects.get().reason == "A storm"
    Sending.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    status, out, _ = shell("lift")
    assert status == 0 and "1 would have gone out meanwhile" in out
    assert Sending.objects.get().state == states.LATE
    status, _, err = shell("lift")
    assert (status, err) == (1, "pupitre: nothing is held.\n")
    assert [entry.verb for entry in Entry.objects.filter(verb__startswith="hold")] == ["hold.begun", "hold.lifted"]


def test_the_demo_is_furnished_and_removed(shell, brand):
    assert shell("demo", "furnish", "--language", "fr")[0] == 0
    assert Brand.objects.filter(is_demo=True, language="fr").count() == 1
    assert shell("demo", "remove")[0] == 0
    assert list(Brand.objects.all()) == [brand]


@pytest.mark.parametrize("words", [(), ("sing",), ("post", "x"), ("demo", "x"), ("deliveries", "--days", "few")])
def test_words_that_are_off_end_with_two(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == 2
    assert "usage: pupitre" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_verified_and_words_are_erased(shell, brand, owner):
    from django.db import connection

    from pupitre.channels.hold import hold
    from pupitre.journal import seals
    from pupitre.journal.reading import read

    hold(brand, "Noé is ill", owner)
    read(seals.FOLLOWER)
    status, out, _err = shell("audit", "verify")
    assert status == 0 and "Maison Lune: 3 entries, 0 with erased words" in out
    noted = out.split("the last seal is ")[1].split()[0]
    entry = Entry.objects.get(verb="hold.begun")
    assert shell("audit", "erase", "--brand", brand.slug, str(entry.pk))[0] == 0
    assert shell("audit", "erase", "--brand", brand.slug, str(entry.pk))[0] == 1
    read(seals.FOLLOWER)
    status, out, _err = shell("audit", "verify", "--brand", brand.slug, "--noted", noted)
    assert status == 0 and "4 entries, 1 with erased words" in out
    with connection.cursor() as rows:
        rows.execute("SET session_replication_role = replica")
        rows.execute("UPDATE journal_entry SET actor_id = NULL WHERE id = %s", [entry.pk])
        rows.execute("SET session_replication_role = origin")
    status, out, _err = shell("audit", "verify")
    assert status == 1 and f"NOT WHOLE. Entry {entry.pk} is not as it was sealed" in out
    assert shell("audit", "verify", "--noted", noted)[0] == 1
    assert shell("audit", "verify", "--brand", brand.slug, "--noted", "x")[0] == 1
    assert shell("audit", "verify", "--brand", "nobody")[0] == 1


def test_whoever_runs_the_desk_lets_an_owner_in_who_lost_everything(shell, owner, brand):
    with_app(owner)
    status, out, _ = shell("second-step", "off", "Camille@lune.example")
    assert status == 0 and "camille@lune.example" in out and not second_step.is_on(owner)
    assert Entry.objects.get(verb="member.second_step_reset").actor_id is None
    assert shell("second-step", "off", "camille@lune.example")[0] == 1
    status, _, wrong = shell("second-step", "off", "nobody@lune.example")
    assert status == 1 and "nobody signs in here" in wrong
