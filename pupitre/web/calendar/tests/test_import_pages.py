"""Import through the door: a file is brought, asked about, confirmed; each row is told of by its line."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pupitre.publishing.importing.models import Import
from pupitre.publishing.models import Delivery, Post
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db
FILE = "date,text,channel\n2027-03-01 09:00,Indigo,Blue\n2027-03-02 09:00,Madder,Green\n2027-03-28 02:30,Weld,Blue\n"


@pytest.fixture
def blue(brand, owner):
    return stage.paper(brand, owner, name="Blue")


@pytest.fixture
def camille(client, owner):
    client.force_login(owner)
    return client


def brought(client, brand, text=FILE, name="posts.csv"):
    file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
    return client.post(reverse("imports", args=[brand.slug]), {"file": file}, follow=True)


def at(brand, name, source):
    return reverse(name, args=[brand.slug, source.pk])


def test_every_row_is_told_and_nothing_is_made(camille, brand, blue):
    page = brought(camille, brand).content.decode()
    assert "1 row is ready" in page and "2 rows to mend" in page and "Plan 1 post" in page
    assert "line 3" in page and "No channel of the brand is called “Green”." in page
    assert "line 4" in page and "the clocks go forward over it" in page
    assert not Post.objects.exists()


def test_confirmed_twice_and_gone_on_twice_makes_each_row_once(camille, brand, blue):
    brought(camille, brand)
    source = Import.objects.get()
    for _click in range(2):
        camille.post(at(brand, "import-confirmation", source))
    for _click in range(2):
        camille.post(at(brand, "import-steps", source))
    page = camille.get(at(brand, "import", source)).content.decode()
    assert "1 post made" in page and "/steps/" not in page
    assert Delivery.objects.count() == 1
    assert "1 post made" in camille.get(at(brand, "import", source)).content.decode()


def test_steps_come_as_a_piece_of_the_page(camille, brand, blue):
    brought(camille, brand)
    source = Import.objects.get()
    camille.post(at(brand, "import-confirmation", source))
    piece = camille.post(at(brand, "import-steps", source), headers={"HX-Request": "true"}).content.decode()
    assert piece.lstrip().startswith('<div id="import"') and "1 post made" in piece


def test_what_can_be_read_in_two_ways_is_asked_about(camille, brand, blue):
    page = brought(camille, brand, "date,text\n03/04/2027 09:00,Indigo\n").content.decode()
    assert "“03/04/2027 09:00” on line 2: what comes first?" in page and "Rows that name no channel go to" in page
    source = Import.objects.get()
    said = {"order": "day", "channel": [blue.pk, 999999, "x"], "become": "plan"}
    page = camille.post(at(brand, "import-choices", source), said, follow=True).content.decode()
    assert "1 row is ready" in page and "Sat 3 Apr 2027, 09:00" in page
    source.refresh_from_db()
    assert source.channels == [blue.pk]


def test_drafts_are_chosen_and_open_in_compose(camille, brand, blue):
    brought(camille, brand, "text,channel\nIndigo,Blue\n")
    source = Import.objects.get()
    page = camille.post(at(brand, "import-choices", source), {"become": "drafts"}, follow=True).content.decode()
    assert "Keep 1 draft" in page
    camille.post(at(brand, "import-confirmation", source))
    camille.post(at(brand, "import-steps", source))
    page = camille.get(at(brand, "import", source)).content.decode()
    assert reverse("draft", args=[brand.slug, Post.objects.get().pk]) in page and not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"), [("", "no rows"), ("a,b\n1,2\n", "No column can be told"), ("\0", "not a text")]
)
def test_what_is_no_table_is_refused_in_words(camille, brand, text, words):
    answer = brought(camille, brand, text or "\n")
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Import.objects.exists()


def test_no_file_and_no_ready_row(camille, brand, blue):
    assert camille.post(reverse("imports", args=[brand.slug])).status_code == 422
    brought(camille, brand, "date,text,channel\nsoon,Indigo,Blue\n")
    answer = camille.post(at(brand, "import-confirmation", Import.objects.get()), follow=True)
    assert "Nothing was made" in answer.content.decode() and not Post.objects.exists()


def test_what_a_file_says_is_never_markup(camille, brand, blue):
    page = brought(camille, brand, "date,text,channel\n<b>x</b>,<script>1</script>,<i>\n", name="<img>.csv")
    assert "<script>1" not in page.content.decode() and "<img>" not in page.content.decode()


def test_a_large_file_takes_few_questions(camille, brand, blue, django_assert_max_num_queries):
    lines = "".join(f"2027-03-01 {n % 24:02}:{n % 60:02},Post {n},Blue\n" for n in range(400))
    brought(camille, brand, "date,text,channel\n" + lines)
    with django_assert_max_num_queries(14):
        camille.get(at(brand, "import", Import.objects.get()))
