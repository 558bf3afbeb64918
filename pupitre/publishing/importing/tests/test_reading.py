"""What a file says: letters, separators, columns of other desks, moments in two languages. Nothing is guessed."""

import csv
import io
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pupitre.publishing import wall
from pupitre.publishing.importing import moments
from pupitre.publishing.importing.columns import Entry, entries, known
from pupitre.publishing.importing.table import MOST_ROWS, Unreadable, decoded, rows
from pupitre.publishing.messages import SENTENCES

PARIS = ZoneInfo("Europe/Paris")
WORDS = some.text(some.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), min_size=1, max_size=60)


def read(content: bytes) -> list[Entry]:
    return entries(rows(decoded(content), known))


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert SENTENCES[refused.value.code] % refused.value.params
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_as_spreadsheets_write_it(encoding, separator, ends):
    text = (
        separator.join(["date", "texte", "étiquettes"])
        + ends
        + separator.join(["24/11/2026 11h30", '"L’été, déjà ; œuvre"', "été"])
    )
    (entry,) = read(text.encode(encoding))
    assert (entry.at, entry.text, entry.labels) == ("24/11/2026 11h30", "L’été, déjà ; œuvre", ("été",))


def test_hootsuites_has_no_head_and_its_link_stands_under_the_text():
    found = read(b'24/11/2026 11:30,"Indigo, step by step",https://lune.example/1\n25/11/2026 11:30,Madder\n')
    assert [(each.line, each.at, each.text) for each in found] == [
        (1, "24/11/2026 11:30", "Indigo, step by step\n\nhttps://lune.example/1"),
        (2, "25/11/2026 11:30", "Madder"),
    ]


def test_buffers():
    (found,) = read(b'Text,Image URL,Tags,Posting Time\n"Indigo",https://lune.example/a.jpg,dyes,2026-11-24 11:30\n')
    expected = Entry(2, "Indigo", "2026-11-24 11:30", pictures=("https://lune.example/a.jpg",), labels=("dyes",))
    assert found == expected


def test_what_users_of_postiz_ask_for():
    head = b"platformName,platformAccount,textContent,featuredImageFilename,scheduledPostDate\n"
    (found,) = read(head + b"x,Blue,Indigo,,2026-11-24T11:30\n")
    assert (found.channels, found.text, found.at) == (("Blue",), "Indigo", "2026-11-24T11:30")


def test_the_hour_in_a_column_of_its_own_and_lines_within_a_cell():
    found = read(b'Jour;Heure;Texte;Canal\n24/11/2026;11h30;"Un\n\ndeux";Blue, Red\n\n25/11/2026;9h;Trois;\n')
    assert [(each.line, each.at) for each in found] == [(2, "24/11/2026 11h30"), (6, "25/11/2026 9h")]
    assert found[0].channels == ("Blue", "Red") and found[0].text == "Un\n\ndeux"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import_empty"),
        (b"\n\n", "import_empty"),
        (b"date,text\n", "import_empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "import_no_text"),
        (b"PK\x03\x04\0\0", "import_no_text"),
        (b"\xff\xfe\x00", "import_no_text"),
        (b"a,b\n1,2\n", "import_no_text_column"),
        (b'date,text\n2026-11-24 11:30,"never closed\n', "import_no_table"),
        (b"text\n" + b"x\n" * (MOST_ROWS + 1), "import_long"),
        (b"text\n" + b"x" * 2_000_001, "import_heavy"),
    ],
)
def test_what_is_no_table_is_said_in_words(content, code):
    assert refusal(content) == code


@given(content=some.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    try:
        found = read(content)
    except Unreadable as refused:
        assert refused.code in SENTENCES
    else:
        assert all(each.line >= 1 for each in found)


@given(
    texts=some.lists(WORDS.filter(lambda text: text.strip()), min_size=1, max_size=6),
    separator=some.sampled_from(",;\t"),
)
def test_what_a_spreadsheet_writes_is_what_is_read(texts, separator):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(["date", "text"])
    writer.writerows(["2026-11-24 11:30", text] for text in texts)
    found = read(out.getvalue().encode("utf-8-sig"))
    assert [each.text for each in found] == [text.strip() for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-01-05 10:30", "09:30"),
        ("2027-01-05T10:30:00Z", "10:30"),
        ("2027-01-05T10:30:00.000Z", "10:30"),
        ("2027/01/05 10:30:15", "09:30"),
        ("2027-01-05T10:30+0200", "08:30"),
        ("5 janvier 2027 à 10h30", "09:30"),
        ("mardi 5 janv. 2027, 10:30", "09:30"),
        ("Jan 5, 2027 10:30 AM", "09:30"),
        ("January 5th, 2027 at 1:05 p.m.", "12:05"),
        ("Tuesday 5 January 2027, 10:30", "09:30"),
    ],
)
def test_a_moment_in_french_and_english(text, expected):
    found = moments.read(text, PARIS)
    assert f"{found:%Y-%m-%d %H:%M}" == f"2027-01-05 {expected}"


def test_day_and_month_are_asked_about_and_never_guessed():
    with pytest.raises(moments.Ambiguous):
        moments.read("03/04/2027 09:00", PARIS)
    assert moments.read("03/04/2027 09:00", PARIS, moments.DAY_FIRST) == datetime(2027, 4, 3, 7, tzinfo=UTC)
    assert moments.read("03/04/2027 09:00", PARIS, moments.MONTH_FIRST) == datetime(2027, 3, 4, 8, tzinfo=UTC)
    for text in ("25/12/2026 18:00", "12/25/2026 6:00 PM", "25.12.26 18h"):
        assert moments.read(text, PARIS) == datetime(2026, 12, 25, 17, tzinfo=UTC)
    assert moments.read("05/05/2027 9h", PARIS) == datetime(2027, 5, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["soon", "2027-02-30 10:00", "2027-01-05 25:00", "2027-01-05 10", "13 pm", "1/2/3/4 5:06"]
)
def test_what_is_no_moment(text):
    with pytest.raises(ValueError):
        moments.read(text, PARIS)


def test_nights_when_the_clocks_change():
    with pytest.raises(wall.Absent):
        moments.read("2027-03-28 02:30", PARIS)
    with pytest.raises(wall.Twice):
        moments.read("2026-10-25 02:30", PARIS)
    assert moments.read("2026-10-25T02:30+01:00", PARIS) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(
    at=some.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    form=some.sampled_from(
        ["%d/%m/%Y %H:%M", "%d-%m-%y %Hh%M", "%Y-%m-%d %H:%M", "%d %B %Y %I:%M %p", "%b %d, %Y %I:%M %p"]
    ),
)
def test_what_was_written_is_what_is_read(at, form):
    at = at.replace(second=0, microsecond=0)
    if at.year >= 2100:
        return
    if "%y" in form:
        at = at.replace(year=2000 + at.year % 100)
    assert moments.read(at.strftime(form), ZoneInfo("UTC"), moments.DAY_FIRST) == at.replace(tzinfo=UTC)


@given(text=some.text(max_size=40))
def test_any_text_is_a_moment_or_is_refused(text):
    with suppress(ValueError):
        moments.read(text, PARIS)
