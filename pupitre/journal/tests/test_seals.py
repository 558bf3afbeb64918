"""The chain of seals: whole in peace, broken by whoever touches the rows, kept by an erasure."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from pupitre.journal import seals
from pupitre.journal.erase import close_book, erase_words
from pupitre.journal.models import INSTALLATION, Book, Cursor, Entry, Seal, write
from pupitre.journal.reading import read
from pupitre.journal.verify import Break, books, last_verified, verify, verify_for

pytestmark = pytest.mark.django_db(transaction=True)


def seal() -> None:
    while read(seals.FOLLOWER):
        pass


@pytest.fixture
def ten() -> list[Entry]:
    """Ten sealed entries of brand 1, between those of others."""
    made = []
    for n in range(10):
        write(2, "post.begun", ("post", n))
        made.append(write(1, "hold.begun", ("hold", n), 5, reason=f"Reason {n}", until=None))
        write(INSTALLATION, "member.password", ("member", n), n)
    seal()
    return made


@contextmanager
def superuser():
    """Somebody at the database, with every trigger put to sleep."""
    with transaction.atomic(), connection.cursor() as rows:
        rows.execute("SET LOCAL session_replication_role = replica")
        yield rows


def test_every_entry_gets_one_seal_in_the_chain_of_its_book(ten):
    assert books() == [INSTALLATION, 1, 2]
    assert [verify(book).broken for book in books()] == [None, None, None]
    assert [verify(book).number for book in books()] == [10, 10, 10]
    assert list(Seal.objects.filter(brand_id=1).order_by("number").values_list("entry_id", flat=True)) == [
        entry.pk for entry in ten
    ]
    assert len(set(Seal.objects.values_list("hash", flat=True))) == 30


def test_an_empty_book_is_whole():
    assert (verify(9).number, verify(9).broken) == (0, None)


@pytest.mark.parametrize(
    "change",
    [
        "actor_id = 6",
        "actor_id = NULL",
        "verb = 'hold.lifted'",
        "at = at + interval '1 microsecond'",
        "subject_id = 99",
        "subject_kind = 'post'",
        "particulars = jsonb_set(particulars, '{until}', '\"2026-11-24\"')",
        "particulars = jsonb_set(particulars, '{reason}', '\"Another reason\"')",
        "particulars = particulars - 'reason'",
        'particulars = particulars || \'{"code": "x"}\'',
    ],
)
def test_a_changed_entry_is_named(ten, change):
    with superuser() as rows:
        rows.execute(f"UPDATE journal_entry SET {change} WHERE id = %s", [ten[4].pk])
    assert verify(1).broken == Break("changed", 5, ten[4].pk)
    assert verify(2).broken is None


def test_an_entry_given_to_another_brand_is_named(ten):
    with superuser() as rows:
        rows.execute("UPDATE journal_entry SET brand_id = 2 WHERE id = %s", [ten[4].pk])
    assert verify(1).broken == Break("changed", 5, ten[4].pk)


def test_a_removed_entry_is_named(ten):
    with superuser() as rows:
        rows.execute("DELETE FROM journal_entry WHERE id IN (%s, %s)", [ten[6].pk, ten[2].pk])
    assert verify(1).broken == Break("removed", 3, ten[2].pk)


def test_an_entry_removed_with_its_seal_leaves_its_number(ten):
    with superuser() as rows:
        rows.execute("DELETE FROM journal_entry WHERE id = %s", [ten[2].pk])
        rows.execute("DELETE FROM journal_seal WHERE entry_id = %s", [ten[2].pk])
    assert verify(1).broken == Break("removed", 3)


def test_numbers_pulled_together_do_not_hide_it(ten):
    with superuser() as rows:
        rows.execute("DELETE FROM journal_entry WHERE id = %s", [ten[2].pk])
        rows.execute("DELETE FROM journal_seal WHERE entry_id = %s", [ten[2].pk])
        rows.execute("UPDATE journal_seal SET number = -number WHERE brand_id = 1 AND number > 3")
        rows.execute("UPDATE journal_seal SET number = -number - 1 WHERE brand_id = 1 AND number < 0")
    assert verify(1).broken == Break("changed", 3, ten[3].pk)


def test_the_last_entries_cut_off_are_missed(ten):
    with superuser() as rows:
        rows.execute("DELETE FROM journal_entry WHERE id >= %s AND brand_id = 1", [ten[7].pk])
        rows.execute("DELETE FROM journal_seal WHERE brand_id = 1 AND number > 7")
    assert verify(1).broken == Break("cut", 8)


def test_an_entry_slipped_in_is_named(ten):
    with superuser() as rows:
        rows.execute(
            "INSERT INTO journal_entry (at, brand_id, verb, subject_kind, particulars, xact)"
            " SELECT at, 1, 'member.role', '', '{}', xact FROM journal_entry WHERE id = %s RETURNING id",
            [ten[3].pk],
        )
        slipped_in = rows.fetchone()[0]
    Cursor.objects.filter(reader="seals").update(xact=str(10**12))  # whatever came before it was read
    assert verify(1).broken == Break("inserted", 0, slipped_in)


def test_an_entry_slipped_in_with_a_forged_seal_is_named(ten):
    with superuser() as rows:
        rows.execute(
            "INSERT INTO journal_entry (at, brand_id, verb, subject_kind, particulars)"
            " VALUES (now(), 1, 'member.role', '', '{}') RETURNING id"
        )
        forged = rows.fetchone()[0]
        rows.execute("UPDATE journal_seal SET number = number + 1000 WHERE brand_id = 1 AND number > 4")
        rows.execute("UPDATE journal_seal SET number = number - 999 WHERE brand_id = 1 AND number > 1000")
        rows.execute(
            "INSERT INTO journal_seal (brand_id, number, entry_id, words, digest, hash)"
            " VALUES (1, 5, %s, '[]', '', %s)",
            [forged, "0" * 64],
        )
    assert verify(1).broken == Break("changed", 5, forged)


def test_a_book_written_anew_is_betrayed_by_a_seal_noted_elsewhere(ten):
    """Who may change every row can also make the seals again; not the one that somebody keeps on paper."""
    noted = (10, verify(1).hash)
    with superuser() as rows:
        rows.execute("UPDATE journal_entry SET actor_id = 6 WHERE id = %s", [ten[4].pk])
        rows.execute("DELETE FROM journal_seal WHERE brand_id = 1")
        rows.execute("DELETE FROM journal_book WHERE brand_id = 1")
    seals.seal(list(Entry.objects.of_brand(1).order_by("pk")))
    assert verify(1).broken is None
    assert verify(1, noted).broken == Break("other_seal", 10, ten[9].pk)
    assert verify(1, (11, noted[1])).broken == Break("cut", 11)


def test_an_erasure_keeps_the_chain_and_takes_the_words(ten):
    before = Seal.objects.get(entry_id=ten[4].pk)
    assert erase_words(1, [ten[4].pk, ten[5].pk], by_id=5) == 2
    seal()
    found = verify(1)
    assert (found.broken, found.erased, found.number) == (None, 2, 11)
    assert Entry.objects.get(pk=ten[4].pk).particulars == {"until": None}
    after = Seal.objects.get(entry_id=ten[4].pk)
    assert (after.digest, after.hash, after.salt) == (before.digest, before.hash, None)
    with connection.cursor() as rows:
        rows.execute("SELECT count(*) FROM journal_entry WHERE particulars::text LIKE '%%Reason 4%%'")
        assert rows.fetchone() == (0,)


def test_an_erasure_before_the_seal_keeps_the_chain():
    entry = write(1, "hold.begun", ("hold", 1), 5, reason="A name")
    erase_words(1, [entry.pk])
    seal()
    assert verify(1).broken is None and verify(1).number == 2


def test_an_erasure_of_another_brands_entry_does_nothing(ten):
    assert erase_words(2, [ten[4].pk]) == 0
    assert Entry.objects.get(pk=ten[4].pk).particulars["reason"] == "Reason 4"


def test_words_that_vanish_without_an_erasure_on_record_are_named(ten):
    with superuser() as rows:
        rows.execute("UPDATE journal_entry SET particulars = particulars - 'reason' WHERE id = %s", [ten[4].pk])
        rows.execute("UPDATE journal_seal SET salt = NULL WHERE entry_id = %s", [ten[4].pk])
    assert verify(1).broken == Break("unrecorded", 5, ten[4].pk)


def test_words_put_back_after_an_erasure_are_named(ten):
    erase_words(1, [ten[4].pk])
    with superuser() as rows:
        rows.execute(
            'UPDATE journal_entry SET particulars = particulars || \'{"reason": "x"}\' WHERE id = %s', [ten[4].pk]
        )
    assert verify(1).broken == Break("changed", 5, ten[4].pk)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_entry",
        "DELETE FROM journal_seal",
        "UPDATE journal_entry SET particulars = '{}'",
        "UPDATE journal_seal SET salt = NULL",
        "UPDATE journal_seal SET hash = repeat('0', 64)",
    ],
)
def test_nothing_is_changed_or_removed_by_accident(ten, statement):
    with pytest.raises(DatabaseError, match=r"append-only|never changes"), transaction.atomic():
        connection.cursor().execute(statement)


def test_even_an_erasure_only_takes_words_away(ten):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as rows:
        rows.execute("SELECT set_config('pupitre.journal_erases', 'on', true)")
        rows.execute('UPDATE journal_entry SET particulars = \'{"until": "never"}\'')
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as rows:
        rows.execute("SELECT set_config('pupitre.journal_erases', 'on', true)")
        rows.execute("UPDATE journal_entry SET particulars = '{}', actor_id = 6")


def test_a_brand_that_goes_takes_its_book_and_leaves_a_line(ten):
    stood = verify(1)
    close_book(1)
    seal()
    assert not Entry.objects.of_brand(1).exists() and not Seal.objects.filter(brand_id=1).exists()
    assert books() == [INSTALLATION, 2]
    gone = Entry.objects.of_brand(INSTALLATION).get(verb="brand.gone")
    assert (gone.subject_id, gone.particulars) == (1, {"number": 10, "hash": stood.hash})
    assert [verify(book).broken for book in books()] == [None, None]


def test_what_came_of_a_verification_is_in_the_book(ten):
    verify_for(1, 5)
    seal()
    told = last_verified(1)
    assert (told.verb, told.actor_id, told.particulars["number"]) == ("audit.verified", 5, 10)
    with superuser() as rows:
        rows.execute("UPDATE journal_entry SET verb = 'x' WHERE id = %s", [ten[0].pk])
    verify_for(1, None)
    told = last_verified(1)
    assert (told.verb, told.particulars["broken"], told.particulars["at"]) == ("audit.broken", "changed", 1)
    assert told.particulars["entries"] == [ten[0].pk]


def test_sealers_and_writers_at_once_make_one_chain():
    """Six writers with transactions of odd lengths, three sealers: every entry has one seal, no chain forks."""
    stop = threading.Event()
    failed: list[BaseException] = []

    def work(verb) -> None:
        try:
            verb()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    def writing(who: int) -> None:
        for n in range(40):
            with transaction.atomic():
                write(1 + who % 2, "post.begun", ("post", n), who, words=f"{who} {n}")
                stop.wait(0.001 * (n * who % 5))
                write(1, "post.planned", ("post", n), who)

    def sealing() -> None:
        while not stop.is_set():
            read(seals.FOLLOWER)

    sealers = [threading.Thread(target=work, args=(sealing,)) for _ in range(3)]
    writers = [threading.Thread(target=work, args=(lambda who=who: writing(who),)) for who in range(6)]
    for thread in sealers + writers:
        thread.start()
    for thread in writers:
        thread.join(60)
    stop.set()
    for thread in sealers:
        thread.join(60)
    seal()
    assert not failed
    assert Seal.objects.count() == Entry.objects.count() == 480
    assert [verify(book).broken for book in (1, 2)] == [None, None]
    assert [Book.objects.get(brand_id=book).number for book in (1, 2)] == [360, 120]
