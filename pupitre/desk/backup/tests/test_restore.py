"""What a restore does to the rows: the journal's readers go on where they were, in a cluster that counts anew."""

import threading
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from pupitre.desk.backup import dump, restore
from pupitre.ground.database import database_url
from pupitre.journal.models import Cursor, Entry, write
from pupitre.journal.reading import Follower, read

pytestmark = pytest.mark.django_db(transaction=True)


def url() -> str:
    """The tests' own database, not the installation's."""
    return database_url().replace("/pupitre?", f"/{connection.settings_dict['NAME']}?")


@pytest.fixture
def elsewhere():
    """An empty database of the same server."""
    name = "restored_here"
    with psycopg.connect(url(), autocommit=True) as admin:
        admin.execute(f"drop database if exists {name} with (force)")
        admin.execute(f"create database {name}")
        yield url().replace(f"/{connection.settings_dict['NAME']}?", f"/{name}?")
        admin.execute(f"drop database {name} with (force)")


def carried(target, tmp_path):
    with dump.snapshot(url()) as instant, dump.dumped(url(), instant.name) as source:
        (tmp_path / "dump").write_bytes(source.read())
    at = (timezone.now() - timedelta(hours=1)).isoformat()
    dump.restore(target, tmp_path / "dump", instant.counts, restore.afterwards(at, forget_secrets=False))


def test_every_reader_goes_on_where_it_was(elsewhere, tmp_path):
    """Three readers at three places, one of them between an entry that began early and one that committed early."""
    began, go_on = threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            write(1, "slow.one")
            began.set()
            go_on.wait(10)
        connection.close()

    heard: dict[str, list[int]] = {name: [] for name in ("first", "second", "third")}
    followers = [
        Follower(name, (), lambda entries, name=name: heard[name].extend(e.pk for e in entries)) for name in heard
    ]
    write(1, "a.one")
    read(followers[0])
    thread = threading.Thread(target=slowly)
    thread.start()
    began.wait(10)
    write(1, "quick.one")
    read(followers[1])
    go_on.set()
    thread.join()
    read(followers[2])
    write(1, "b.one")
    unread = {name: sorted(set(Entry.objects.values_list("pk", flat=True)) - set(heard[name])) for name in heard}
    assert [len(unread[name]) for name in heard] == [3, 3, 1]
    carried(elsewhere, tmp_path)
    with psycopg.connect(elsewhere) as restored:
        for name, left in unread.items():
            rows = restored.execute(
                "select id from journal_entry as entry, journal_cursor as cursor where reader = %s"
                " and (entry.xact, id) > (cursor.xact::xid8, entry_id)"
                " and entry.xact < pg_snapshot_xmin(pg_current_snapshot())",
                [name],
            ).fetchall()
            assert sorted(row[0] for row in rows) == left
    assert Cursor.objects.count() >= 3


def test_everybody_is_signed_out_and_the_sign_stands(elsewhere, tmp_path, owner, client):
    client.force_login(owner)
    carried(elsewhere, tmp_path)
    assert dump.is_unfinished(elsewhere) and not dump.is_unfinished(url())
    with psycopg.connect(elsewhere) as restored:
        assert restored.execute("select count(*) from brands_session").fetchone() == (0,)
        assert restored.execute("select count(*) from brands_member").fetchone() == (1,)
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):  # its guards stand again
            write_one = "insert into journal_entry (at, brand_id, verb, subject_kind, particulars) values"
            restored.execute(f"{write_one} (now(), 1, 'a.b', '', '{{}}')")
            restored.execute("update journal_entry set verb = 'x.y'")


def test_rows_that_are_not_all_there_change_nothing(elsewhere, tmp_path, owner):
    with dump.snapshot(url()) as instant, dump.dumped(url(), instant.name) as source:
        (tmp_path / "dump").write_bytes(source.read())
    with psycopg.connect(elsewhere, autocommit=True) as there:
        there.execute("create table public.what_was_there (id int)")
    with pytest.raises(dump.NotRestored, match="brands_member"):
        dump.restore(elsewhere, tmp_path / "dump", instant.counts | {"brands_member": 2}, "")
    with psycopg.connect(elsewhere) as there:
        assert there.execute(
            "select to_regclass('public.what_was_there'), to_regclass('public.brands_member')"
        ).fetchone() == (
            "what_was_there",
            None,
        )


def test_a_dump_that_is_cut_changes_nothing(elsewhere, tmp_path, owner):
    with dump.snapshot(url()) as instant, dump.dumped(url(), instant.name) as source:
        (tmp_path / "dump").write_bytes(source.read()[:-5000])
    with pytest.raises(dump.NotRestored):
        dump.restore(elsewhere, tmp_path / "dump", instant.counts, "")
    with psycopg.connect(elsewhere) as there:
        assert there.execute("select to_regclass('public.brands_member')").fetchone() == (None,)
