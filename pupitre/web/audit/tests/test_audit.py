"""The audit page, its filters, its export, and its words for every verb."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

import pupitre
from pupitre.brands.account import change_password
from pupitre.brands.found import change_role
from pupitre.brands.invite import invite
from pupitre.brands.models import Member, Membership
from pupitre.channels.hold import hold, lift
from pupitre.journal import seals
from pupitre.journal.erase import erase_words
from pupitre.journal.jobs import verify_all, verify_book
from pupitre.journal.models import INSTALLATION, Entry, write
from pupitre.journal.reading import read
from pupitre.web.audit.words import KINDS, SAID


@pytest.fixture
def at(brand):
    return reverse("audit", args=[brand.slug])


def rows_of(response) -> list[dict[str, str]]:
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_verb_that_is_written_has_its_words():
    """A verb that nobody put into words would reach a person as “noun.past”."""
    house = Path(pupitre.__file__).parent
    written = set()
    for path in house.rglob("*.py"):
        if "tests" not in path.parts and "migrations" not in path.parts and "audit" not in path.parts:
            nouns = "sending|channel|hold|brand|member|invitation|post|idea|audit|words|gap|backup|worker|listener|key"
            written |= set(re.findall(rf'"((?:{nouns}|version)\.[a-z_]+)"', path.read_text("utf-8")))
    assert len(written) > 40
    assert written - set(SAID) == set()
    assert {kind for kind, _words in SAID.values()} == set(KINDS)


def test_who_did_what_is_told_in_plain_words(client, owner, colleague, brand, at):
    change_role(Membership.objects.get(member=colleague), "approver", owner)
    invite(brand, "noe@lune.example", "guest", owner)
    lift(hold(brand, "A fire in the shop", colleague).hold, owner)
    change_password(colleague, "eleven-gloves-wet")
    client.force_login(owner)
    text = client.get(at).content.decode()
    for words in (
        "Made Inès Petit approver, before: author",
        "Invited noe@lune.example as guest",
        "Held everything: “A fire in the shop”",
        "Lifted the hold",
        "New password of Inès Petit",
        "Opened the brand",
    ):
        assert words in text
    assert text.index("New password") < text.index("Lifted the hold") < text.index("Opened the brand")


def test_another_brands_deeds_are_not_there(client, owner, brand, outsider, other_brand, at):
    hold(other_brand, "Bears at the door", outsider)
    change_password(outsider, "eleven-gloves-wet")
    client.force_login(owner)
    text = client.get(at).content.decode()
    assert "Bears" not in text and "Oscar" not in text
    assert not [r for r in rows_of(client.post(reverse("audit-export", args=[brand.slug]))) if "Bears" in str(r)]


@pytest.mark.parametrize(
    ("query", "seen", "hidden"),
    [
        ("", {"Held everything", "Opened the brand"}, {"was refused"}),
        ("?kind=hold", {"Held everything"}, {"Opened the brand"}),
        ("?kind=desk", {"was refused"}, {"Held everything"}),
        ("?member={colleague}", {"Held everything"}, {"Opened the brand"}),
        ("?member=desk", {"was refused"}, {"Held everything", "Opened the brand"}),
        ("?since=2026-11-25", {"Held everything"}, {"Opened the brand"}),
        ("?until=2026-11-24", {"Opened the brand"}, {"Held everything"}),
        ("?member=99999999&kind=x&since=y&until=0001-01-01&before=z", {"Held everything", "Opened the brand"}, set()),
        ("?since=0001-01-01&until=9999-12-31&before=99999999999999999999", {"Held everything"}, set()),
    ],
)
def test_the_filter_keeps_what_is_asked_for(client, owner, colleague, brand, at, query, seen, hidden):
    later = datetime(2026, 11, 25, 9, tzinfo=UTC)
    with connection.cursor() as rows:
        rows.execute("SET LOCAL session_replication_role = replica")
        rows.execute("UPDATE journal_entry SET at = %s", [later - timedelta(days=2)])
        rows.execute("SET LOCAL session_replication_role = origin")
    with time_machine.travel(later, tick=False):
        hold(brand, "A fire", colleague)
        write(brand.pk, "sending.refused", ("delivery", 7))
        client.force_login(owner)
        listed = client.get(at + query.format(colleague=colleague.pk)).content.decode().split('audit-list">')[1]
    assert all(words in listed for words in seen) and not any(words in listed for words in hidden)


def test_pages_follow_each_other_without_counting(client, owner, brand, at, django_assert_max_num_queries):
    for n in range(120):
        write(brand.pk, "hold.begun", ("hold", n), owner.pk, reason=f"Reason {n:03}")
    client.force_login(owner)
    seen, address = [], at
    while address:
        with django_assert_max_num_queries(20) as asked:
            text = client.get(address, headers={"Accept": "text/html"}).content.decode()
        assert not [
            query for query in asked.captured_queries if "journal_entry" in query["sql"] and "COUNT" in query["sql"]
        ]
        seen += re.findall(r"Reason (\d{3})", text)
        found = re.search(r'href="([^"]+)">Older', text)
        address = found[1].replace("&amp;", "&") if found else ""
    assert seen == [f"{n:03}" for n in reversed(range(120))]


@pytest.mark.parametrize("evil", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(1)", "\t=1", "\r=1", '"=1'])
def test_no_cell_of_the_export_is_a_formula(client, owner, brand, evil):
    owner.name = evil
    owner.save()
    hold(brand, evil, owner)
    client.force_login(owner)
    response = client.post(reverse("audit-export", args=[brand.slug]))
    assert response["Content-Disposition"].startswith("attachment") and response["Content-Type"].startswith("text/csv")
    found = rows_of(response)
    assert found
    cells = [cell for row in found for cell in row.values()]
    assert not [cell for cell in cells if cell.lstrip(" \"'").startswith(("=", "+", "-", "@")) and cell[0] != "'"]


def test_the_export_is_itself_an_entry_and_carries_the_seals(client, owner, brand):
    hold(brand, "A fire", owner)
    client.force_login(owner)
    first = rows_of(client.post(reverse("audit-export", args=[brand.slug]), {"kind": "hold"}))
    assert [row["What"] for row in first] == ["Held everything: “A fire”"]
    assert Entry.objects.filter(verb="audit.exported", actor_id=owner.pk, brand_id=brand.pk).count() == 1
    assert client.get(reverse("audit-export", args=[brand.slug])).status_code == 405


def test_an_author_does_not_see_it(client, colleague, brand, at):
    client.force_login(colleague)
    assert client.get(at).status_code == 403
    assert (
        reverse("audit", args=[brand.slug]) not in client.get(reverse("settings", args=[brand.slug])).content.decode()
    )


def test_reading_it_again_defers_one_job_per_book(client, owner, brand, at):
    from procrastinate.contrib.django.models import ProcrastinateJob

    client.force_login(owner)
    answer = client.post(reverse("audit-verification", args=[brand.slug]), follow=True)
    assert "being read again" in answer.content.decode()
    args = sorted(ProcrastinateJob.objects.filter(task_name="journal.verify").values_list("args__brand_id", flat=True))
    assert args == [INSTALLATION, brand.pk]


@pytest.mark.django_db(transaction=True)
def test_the_page_tells_where_it_is_broken(client, owner, brand, at):
    held = hold(brand, "A fire", owner)
    while read(seals.FOLLOWER):
        pass
    verify_book(brand.pk, owner.pk)
    client.force_login(owner)
    assert ">Yes<" in client.get(at).content.decode()
    entry = Entry.objects.get(verb="hold.begun", subject_id=held.hold.pk)
    with connection.cursor() as rows:
        rows.execute("SET session_replication_role = replica")
        rows.execute("UPDATE journal_entry SET actor_id = NULL WHERE id = %s", [entry.pk])
        rows.execute("SET session_replication_role = origin")
    verify_all(0)
    text = client.get(at).content.decode()
    assert ">No<" in text and f"Entry {entry.pk} is not as it was sealed" in text


@pytest.mark.django_db(transaction=True)
def test_erased_words_leave_who_did_what(client, owner, brand, at):
    hold(brand, "Noé is ill", owner)
    entry = Entry.objects.get(verb="hold.begun")
    erase_words(brand.pk, [entry.pk], owner.pk)
    client.force_login(owner)
    listed = client.get(at).content.decode().split('audit-list">')[1]
    assert "Noé" not in listed and "Held everything: “(erased)”" in listed and "Erased the words of 1 entries" in listed


def test_names_are_shown_as_text(client, owner, brand, at):
    Member.objects.filter(pk=owner.pk).update(name="<img src=x onerror=alert(1)>")
    client.force_login(owner)
    assert "<img src=x" not in client.get(at).content.decode()
