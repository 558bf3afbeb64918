"""The pages of ideas through the door: noting, changing, moving, putting away, writing; with htmx and without."""

import html
import re
from urllib.parse import quote, unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pupitre.brands.models import Membership
from pupitre.media.models import Asset
from pupitre.media.tests import crafted
from pupitre.publishing import ideas
from pupitre.publishing.capture import Note
from pupitre.publishing.models import Idea, Post
from pupitre.publishing.tests import stage

pytestmark = pytest.mark.django_db
HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def camille(client, owner, brand):
    client.force_login(owner)
    return client


@pytest.fixture
def madder(brand, owner):
    return ideas.jot(brand, owner, Note("A word on madder"))


def at(brand, name="ideas", *args):
    return reverse(name, args=[brand.slug, *args])


def text(answer):
    return html.unescape(answer.content.decode())


def column(page, stage):
    return page.split(f'id="stage-{stage}"')[1].split("</section>")[0]


def test_noted_on_the_board_without_a_script(camille, brand):
    answer = camille.post(at(brand, "ideas-new"), {"from": "board", "text": "  A word on madder "}, follow=True)
    assert answer.redirect_chain[0][0].startswith(at(brand))
    assert "A word on madder" in column(text(answer), "idea")
    assert "Noted: “A word on madder”" in text(answer)


def test_noted_on_the_board_in_its_place(camille, brand):
    answer = camille.post(at(brand, "ideas-new"), {"from": "board", "text": "Read https://garance.example/1"}, **HTMX)
    idea = Idea.objects.get()
    assert (idea.text, idea.url) == ("Read https://garance.example/1", "https://garance.example/1")
    assert "idea:noted" in answer["HX-Trigger"] and "arrived" in text(answer)
    assert "garance.example" in text(answer) and "<html" not in text(answer)


def test_noted_from_any_page_with_the_post_it_is_about(camille, brand, owner, other_brand, outsider):
    stage.paper(brand, owner)
    post = stage.written(brand, owner)
    assert f'name="about" value="{post.pk}"' in text(camille.get(at(brand, "post", post.pk)))
    sent = {"from": "frame", "text": "A sequel", "about": post.pk}
    answer = camille.post(at(brand, "ideas-new"), sent, **HTMX)
    assert "jot:noted" in answer["HX-Trigger"] and "Noted" in answer["HX-Trigger"]
    assert Idea.objects.get().about == post
    assert f"About “{post.headline}”" in text(camille.get(at(brand)))
    theirs = stage.written(other_brand, outsider)
    camille.post(at(brand, "ideas-new"), {**sent, "about": theirs.pk}, **HTMX)
    assert Idea.objects.latest("pk").about is None


def test_what_can_not_be_kept_stays_where_it_was_written(camille, brand):
    sent = {"text": "Words", "url": "javascript:alert(1)", "title": "T"}
    page = camille.post(at(brand, "ideas-new"), sent)
    assert page.status_code == 422
    assert "This is not a link that a browser can open" in text(page)
    assert ">Words</textarea>" in text(page) and 'value="T"' in text(page)
    quick = camille.post(at(brand, "ideas-new"), {"from": "board", "text": " "}, **HTMX)
    assert quick["HX-Reswap"] == "none" and "Nothing is noted yet" in quick["HX-Trigger"]
    assert not Idea.objects.exists()


def test_another_page_hands_over_its_link_and_words(camille, brand):
    asked = "?" + "&".join(
        f"{name}={quote(value)}"
        for name, value in {
            "url": "https://garance.example/teinture?a=1&b=2",
            "title": "<b>Madder</b>",
            "text": 'He said "three years" <script>alert(1)</script>',
            "source": "Le Journal",
        }.items()
    )
    page = camille.get(at(brand, "ideas-new") + asked).content.decode()
    assert 'value="https://garance.example/teinture?a=1&amp;b=2"' in page
    assert 'value="Madder"' in page and 'value="Le Journal"' in page
    assert "He said &quot;three years&quot; alert(1)</textarea>" in page
    assert not Idea.objects.exists()
    assert 'value="javascript' not in text(camille.get(at(brand, "ideas-new") + "?url=javascript:alert(1)"))


def test_noted_on_its_own_page_says_that_the_window_may_be_closed(camille, brand):
    sent = {"text": "", "url": "https://garance.example/1", "title": "Madder", "source": "Le Journal"}
    answer = camille.post(at(brand, "ideas-new"), sent, follow=True)
    assert "Noted: “Madder”" in text(answer) and "you can close it" in text(answer)


def test_pictures_come_with_it_and_a_file_that_is_none_is_said(camille, brand):
    files = [
        SimpleUploadedFile("indigo.jpg", crafted.picture(size=(40, 40)), "image/jpeg"),
        SimpleUploadedFile("no.jpg", b"no picture", "image/jpeg"),
    ]
    answer = camille.post(at(brand, "ideas-new"), {"text": "Indigo", "file": files}, follow=True)
    assert Idea.objects.get().pictures == [Asset.objects.get().pk]
    assert "no.jpg" in text(answer)
    assert reverse("thumb", args=[brand.slug, Asset.objects.get().pk]) in text(camille.get(at(brand)))


def test_changed_in_the_dialog(camille, brand, madder):
    form = camille.get(at(brand, "idea", madder.pk), **HTMX)
    assert 'name="number" value="0"' in text(form) and "<html" not in text(form)
    sent = {"text": "Madder and weld", "number": 0}
    answer = camille.post(at(brand, "idea", madder.pk), sent, **HTMX)
    assert "idea:saved" in answer["HX-Trigger"] and "Madder and weld" in text(answer)


def test_changed_by_a_colleague_meanwhile_nothing_is_lost(camille, brand, colleague, madder):
    ideas.change(madder, Note("What Inès wrote"), colleague, 0)
    page = camille.post(at(brand, "idea", madder.pk), {"text": "What I wrote", "number": 0})
    assert page.status_code == 409
    assert "Somebody changed this idea" in text(page) and "What Inès wrote" in text(page)
    assert ">What I wrote</textarea>" in text(page) and 'name="number" value="1"' in text(page)
    in_dialog = camille.post(at(brand, "idea", madder.pk), {"text": "What I wrote", "number": 0}, **HTMX)
    assert in_dialog["HX-Retarget"] == "#idea-dialog" and "What Inès wrote" in text(in_dialog)
    camille.post(at(brand, "idea", madder.pk), {"text": "Both", "number": 1})
    madder.refresh_from_db()
    assert madder.text == "Both"


def test_moved_by_its_buttons(camille, brand, madder):
    answer = camille.post(at(brand, "idea-place", madder.pk), {"to": "ready"}, follow=True)
    assert "A word on madder" in column(text(answer), "ready")
    answer = camille.post(at(brand, "idea-place", madder.pk), {"to": "drafting", "before": "0"}, **HTMX)
    assert "A word on madder" in column(text(answer), "drafting")
    assert "is now under Drafting" in text(answer)
    assert camille.post(at(brand, "idea-place", madder.pk), {"to": "out"}).status_code == 400


def test_put_away_and_back(camille, brand, madder):
    answer = camille.post(at(brand, "idea-away", madder.pk), follow=True)
    assert "“A word on madder” was put away" in text(answer)
    assert "A word on madder" not in column(text(answer), "idea")
    assert "A word on madder" in text(camille.get(at(brand) + "?shown=away"))
    answer = camille.post(at(brand, "idea-return", madder.pk), **HTMX)
    assert "A word on madder" in column(text(answer), "idea")


def test_written_it_opens_in_compose_which_tells_where_it_came_from(camille, brand, owner, madder):
    stage.paper(brand, owner)
    answer = camille.post(at(brand, "idea-post", madder.pk))
    post = Post.objects.get()
    assert answer["Location"] == at(brand, "draft", post.pk)
    page = text(camille.get(answer["Location"]))
    assert "From the idea" in page and at(brand, "idea", madder.pk) in page
    assert "Go on writing" in column(text(camille.get(at(brand))), "drafting")


def test_a_planned_one_stands_under_ready_and_says_why_it_stays(camille, brand, owner, madder):
    stage.paper(brand, owner)
    post = ideas.become_post(madder, owner)
    assert stage.plan.plan(post, owner, stage.timezone.now() + stage.timedelta(hours=1)).ok
    assert "On the plan" in column(text(camille.get(at(brand))), "ready")
    answer = camille.post(at(brand, "idea-place", madder.pk), {"to": "idea"}, **HTMX)
    assert "stays under Ready" in text(answer)


def test_narrowed_to_words_with_accents_folded(camille, brand, owner, madder):
    ideas.jot(brand, owner, Note("Réséda"))
    answer = text(camille.get(at(brand) + "?q=RESEDA", **HTMX))
    assert "Réséda" in answer and "madder" not in answer
    found = text(camille.get(at(brand, "search") + "?q=reseda"))
    assert "Réséda" in found and at(brand) in found


def test_a_guest_sees_the_board_and_changes_nothing(client, brand, madder, outsider):
    Membership.objects.create(brand=brand, member=outsider, role="guest")
    client.force_login(outsider)
    page = text(client.get(at(brand)))
    assert "A word on madder" in page
    assert at(brand, "idea-place", madder.pk) not in page and at(brand, "ideas-new") not in page


def test_what_strangers_wrote_is_only_ever_words(camille, brand, owner):
    evil = '"><img src=x onerror=alert(1)>'
    ideas.jot(brand, owner, Note(evil, f"https://garance.example/{quote(evil)}", evil, evil))
    idea = Idea.objects.get()
    for page in (at(brand), at(brand, "idea", idea.pk), at(brand) + "?q=" + quote(evil)):
        assert "<img src=x" not in camille.get(page).content.decode()


def test_the_bookmarklet_is_an_address_for_other_pages(camille, brand):
    page = camille.get(at(brand, "ideas-bookmarklet")).content.decode()
    address = re.search(r'href="(javascript:[^"]+)"', page)[1]
    assert not re.search(r"[\s'<>]", address)
    code = unquote(html.unescape(address))
    assert f"http://testserver{at(brand, 'ideas-new')}?url=" in code and "noopener" in code


def test_the_board_asks_little_however_full_it_is(camille, brand, owner, django_assert_max_num_queries):
    for number in range(40):
        ideas.jot(brand, owner, Note(f"Idea {number}"))
    camille.get(at(brand))
    with django_assert_max_num_queries(12):
        page = camille.get(at(brand))
    assert text(page).count('class="idea"') == 40
