"""The desk with its pictures in a real bucket: what is done with them goes on, and no call is inside a transaction."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from httpx2 import Headers

from pupitre.brands import demo
from pupitre.channels.connect import keep
from pupitre.channels.models import Part
from pupitre.channels.payload import outgoing
from pupitre.desk import move
from pupitre.desk.backup import file, restore
from pupitre.desk.backup.lock import Lock
from pupitre.desk.backup.make import make
from pupitre.ground import http
from pupitre.ground.database import database_url
from pupitre.ground.environment import environment
from pupitre.media import far
from pupitre.media.carry import NotTheSame, carry
from pupitre.media.examined import look
from pupitre.media.listing import names
from pupitre.media.models import Asset, Far
from pupitre.media.pictures import PictureRefused
from pupitre.media.take_in import rendition, take_in
from pupitre.media.tests import crafted
from pupitre.networks.errors import NotSent, Refused
from pupitre.networks.words import Grant, PictureRules
from pupitre.publishing.compose import Draft, begin, save
from pupitre.publishing.plan import plan, plan_again, renew
from tests.real.bucket import bucket_name, on_bucket, outside_transactions
from tests.real.swift import READER, READER_SECRET

__all__ = ["bucket_name", "on_bucket", "outside_transactions"]
pytestmark = [pytest.mark.real, pytest.mark.django_db]
PHOTO = crafted.with_place("JPEG")


@pytest.fixture
def photo(on_bucket, brand, owner) -> Asset:
    return take_in(brand, "photo.jpg", PHOTO, owner)


@pytest.fixture
def away(on_bucket, monkeypatch, settings):
    """Call it: from then on the storage is not there."""

    def leave(**said: str) -> None:
        for name, value in (said or {"ENDPOINT": "http://127.0.0.1:9"}).items():
            monkeypatch.setenv(f"PUPITRE_MEDIA_{name}", value)
        environment.cache_clear()
        settings.STORAGES = dict(settings.STORAGES)

    return leave


@pytest.fixture
def planned(photo, brand, owner):
    channel = keep(brand, "paper", Grant("paper:lune", "lune", name="Lune on paper", secrets={"token": "t"}), owner)
    post = begin(brand, owner)
    says = {"text": "A scarf", "pictures": [{"asset": photo.pk, "alt": "A scarf"}]}
    post = save(post, Draft(says, {channel.pk: {}}, {}, None), owner, post.number)
    done = plan(post, owner, timezone.now() + timedelta(hours=2))
    assert done.ok
    return done.deliveries[0]


def test_a_picture_comes_in_and_is_served_as_from_the_folder(client, on_bucket, brand, owner):
    client.force_login(owner)
    brought = client.post(reverse("pictures", args=[brand.slug]), {"file": ContentFile(PHOTO, "photo.jpg")})
    asset = Asset.objects.get(pk=brought.json()["pictures"][0]["asset"])
    assert set(names(on_bucket)) == {asset.path, asset.thumb}
    cut = rendition(asset, PictureRules(most=1, types=("image/png",)))
    for route, words, kept in (
        ("thumb", [asset.pk], asset.thumb),
        ("original", [asset.pk], asset.path),
        ("rendition", [asset.pk, cut.pk], cut.path),
    ):
        shown = client.get(reverse(route, args=[brand.slug, *words]))
        assert shown.status_code == 200 and shown.content == on_bucket.open(kept).read()
        assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert shown["X-Content-Type-Options"] == "nosniff" and "http" not in shown.get("Location", "")
    on_bucket.delete(asset.thumb)
    assert client.get(reverse("thumb", args=[brand.slug, asset.pk])).status_code == 404


def test_while_the_storage_is_away_everything_says_so(client, photo, away, brand, owner):
    client.force_login(owner)
    away()
    shown = client.get(reverse("thumb", args=[brand.slug, photo.pk]))
    assert (shown.status_code, shown["Retry-After"], shown["Cache-Control"]) == (503, "60", "no-store")
    brought = client.post(reverse("pictures", args=[brand.slug]), {"file": ContentFile(b"GIF89a", "x.gif")})
    assert brought.status_code == 422
    other = crafted.with_place("PNG")
    brought = client.post(reverse("pictures", args=[brand.slug]), {"file": ContentFile(other, "other.png")})
    assert "does not answer" in brought.json()["pictures"][0]["refused"] or "ne répond pas" in brought.content.decode()
    assert Asset.objects.count() == 1


def test_what_is_half_kept_leaves_neither_row_nor_file(on_bucket, brand, owner, monkeypatch):
    kept = []

    def second_fails(name, content):
        if kept:
            raise OSError("full")
        kept.append(on_bucket.save(name, content))
        return name

    monkeypatch.setattr(default_storage, "save", second_fails)
    with pytest.raises(PictureRefused):
        take_in(brand, "photo.jpg", PHOTO, owner)
    assert kept and list(names(on_bucket)) == [] and not Asset.objects.exists()


def test_what_leaves_is_read_from_the_bucket(planned, photo, on_bucket, away):
    (media,) = outgoing(Part.objects.get(sending=planned.sending)).media
    assert media.read() == on_bucket.open(photo.renditions.get().path).read()
    away()
    with pytest.raises(NotSent, match="pictures_away"):
        media.read()


def test_a_file_that_is_gone_is_told_to_the_author(planned, photo, on_bucket):
    on_bucket.delete(photo.renditions.get().path)
    (media,) = outgoing(Part.objects.get(sending=planned.sending)).media
    with pytest.raises(Refused, match="file_lost"):
        media.read()


def test_planning_anew_cuts_pictures_before_its_transaction(planned, photo, owner, outside_transactions):
    photo.renditions.all().delete()
    outside_transactions.clear()
    again = plan_again(planned, owner, planned.sending.due_at)
    assert again.ok and outside_transactions
    photo.renditions.all().delete()
    post = planned.post
    post = save(
        post, Draft({**post.content, "text": "Other words"}, {planned.channel_id: {}}, {}, None), owner, post.number
    )
    outside_transactions.clear()
    assert renew(post, owner).deliveries and outside_transactions


def test_planning_while_the_storage_is_away_plans_nothing_and_says_why(planned, photo, owner, away):
    photo.renditions.all().delete()
    away()
    again = plan_again(planned, owner, planned.sending.due_at)
    assert [objection.code for _, objection in again.objections] == ["pictures_away"]
    planned.sending.refresh_from_db()
    assert planned.sending.state == "planned"


def test_pictures_of_others_are_kept_shown_and_forgotten(on_bucket, brand, monkeypatch, away):
    url = "https://pictures.example/portrait.jpg"
    monkeypatch.setattr(http, "request", lambda *_, **__: http.Answer(200, Headers(), PHOTO, url))
    one = Far.objects.create(brand=brand, url=url, digest=far._digest(url))
    assert far.fetch(one) and len(list(names(on_bucket, f"{brand.pk}/far/"))) == 1
    assert far.find(brand, far.signed(brand, url)).file.read()
    Far.objects.update(seen_at=timezone.now() - far.UNSEEN * 2)
    assert far.forget() == 1 and list(names(on_bucket)) == []
    away()
    again = Far.objects.create(brand=brand, url=url, digest=far._digest(url), path="1/far/x.jpg", mime="image/jpeg")
    assert not far.fetch(again) and far.find(brand, far.signed(brand, url)) is None


def test_a_demo_opens_on_a_bucket_and_leaves_nothing_there(on_bucket, brand):
    shown, _member = demo.open_demo("fr")
    assert len(list(names(on_bucket, f"{shown.pk}/"))) >= 18
    demo.leave(shown)
    assert list(names(on_bucket)) == []


def test_a_backup_carries_pictures_from_the_folder_to_the_bucket_and_back(on_bucket, settings, tmp_path, monkeypatch):
    folder = FileSystemStorage(location=tmp_path / "folder")
    for number in range(5):
        folder.save(f"1/{number}.jpg", ContentFile(bytes([number]) * 9000))
    held = {name: folder.open(name).read() for name in names(folder)}
    url = database_url().replace("/pupitre?", f"/{connection.settings_dict['NAME']}?")
    monkeypatch.setattr("pupitre.desk.backup.make.database_url", lambda: url)
    monkeypatch.setattr("pupitre.desk.backup.make.default_storage", folder)
    assert make(tmp_path / "one.backup", Lock()).pictures == 5
    restore._put_pictures(_read(tmp_path / "one.backup", tmp_path / "first"))
    assert {name: on_bucket.open(name).read() for name in names(on_bucket)} == held
    monkeypatch.setattr("pupitre.desk.backup.make.default_storage", default_storage)
    assert make(tmp_path / "two.backup", Lock()).pictures == 5
    back = FileSystemStorage(location=tmp_path / "back")
    monkeypatch.setattr(restore, "default_storage", back)
    restore._put_pictures(_read(tmp_path / "two.backup", tmp_path / "second"))
    assert {name: back.open(name).read() for name in names(back)} == held


def _read(path, folder):
    folder.mkdir()
    return file.read(path, Lock(), folder)


def findings(brand_id=None):
    return [(finding.state, finding.says) for finding in look(brand_id)]


def test_the_doctor_tries_the_bucket_and_leaves_nothing(photo, on_bucket, brand):
    assert [state for state, _ in findings()] == ["ok"]
    assert on_bucket.listdir("")[1] == []
    on_bucket.delete(photo.path)
    assert [state for state, _ in findings(brand.pk)] == ["ok", "warning"]


@pytest.mark.parametrize(
    "said, word",
    [
        ({"ENDPOINT": "http://127.0.0.1:9"}, "reached"),
        ({"SECRET": "another"}, "secret"),
        ({"KEY": READER, "SECRET": READER_SECRET}, "let this key"),
        ({"BUCKET": "lune-none"}, "no such bucket"),
        ({"REGION": "eu-elsewhere"}, "region"),
    ],
)
def test_the_doctor_names_the_fault_and_the_mend(on_bucket, away, said, word):
    away(**said)
    with translation.override("en"):
        (found,) = look(None)
    assert found.state == "fault" and word in found.says and found.mend


@pytest.fixture
def folder(settings):
    made = FileSystemStorage(location=settings.MEDIA_ROOT)
    for number in range(4):
        made.save(f"1/{number}.jpg", ContentFile(bytes([number]) * 5000))
    return made


def moved(to, remove=False):
    return move.run(Namespace(to=to, remove=remove))


def test_pictures_move_to_the_bucket_and_back_and_a_second_run_finds_them(on_bucket, folder, capsys):
    held = {name: folder.open(name).read() for name in names(folder)}
    assert moved("bucket") == 0 and "4 copied" in capsys.readouterr().out
    assert moved("bucket", remove=True) == 0
    said = capsys.readouterr().out
    assert "0 copied" in said and "4 were there already" in said and "4 were taken away" in said
    assert list(names(folder)) == [] and {name: on_bucket.open(name).read() for name in names(on_bucket)} == held
    assert moved("folder", remove=True) == 0 and list(names(on_bucket)) == []
    assert {name: folder.open(name).read() for name in names(folder)} == held


def test_a_move_that_broke_off_goes_on_and_mends_what_was_cut_off(on_bucket, folder):
    on_bucket.save("1/0.jpg", ContentFile(b"\x00" * 20))
    on_bucket.save("1/1.jpg", ContentFile(b"\x01" * 5000))
    done = carry(folder, on_bucket, False, lambda done: None)
    assert (done.copied, done.already, done.other) == (3, 1, [])
    assert on_bucket.open("1/0.jpg").read() == folder.open("1/0.jpg").read()


def test_another_file_of_the_same_name_is_left_and_named(on_bucket, folder, capsys):
    on_bucket.save("1/2.jpg", ContentFile(b"?" * 5000))
    assert moved("bucket", remove=True) == 1
    assert "1/2.jpg" in capsys.readouterr().err and list(names(folder)) == ["1/2.jpg"]
    assert on_bucket.open("1/2.jpg").read() == b"?" * 5000


def test_a_copy_that_reads_differently_is_removed_and_its_source_is_kept(on_bucket, folder, monkeypatch):
    whole = on_bucket.save
    monkeypatch.setattr(on_bucket, "save", lambda name, _content: whole(name, ContentFile(b"rubbish")))
    with pytest.raises(NotTheSame):
        carry(folder, on_bucket, True, lambda done: None)
    assert len(list(names(folder))) == 4 and list(names(on_bucket)) == []


def test_a_move_without_its_storage_says_what_to_do(on_bucket, folder, away, capsys):
    away()
    assert moved("bucket") == 1
    said = capsys.readouterr().err
    assert "can’t be reached" in said and "goes on where it ended" in said and len(list(names(folder))) == 4
