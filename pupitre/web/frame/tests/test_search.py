"""Search: every room offers what it finds, and nobody finds another brand's."""

import pytest
from django.urls import reverse

from pupitre.web.frame.search import LONGEST, MOST, Finding, Findings, providers, search


@pytest.fixture
def asked():
    questions = []

    def provider(brand, question, most):
        questions.append((brand.pk, question, most))
        found = [Finding(f"<b>{question}</b>", "/b/x/post/1", "yesterday", None, ("paper",))]
        return Findings("Drafts", "file", 40, found) if question != "void" else Findings("Drafts", "file")

    known = list(providers._entries)
    providers._entries[:] = []
    providers.add(provider)
    yield questions
    providers._entries[:] = known


def test_every_provider_is_asked_for_this_brand(brand, asked):
    (findings,) = search(brand, "  indigo \n dye ")
    assert asked == [(brand.pk, "indigo dye", MOST)]
    assert findings.count == 40


def test_an_empty_question_asks_nobody_and_a_long_one_is_cut(brand, asked):
    assert search(brand, "   ") == []
    search(brand, "x" * 1000)
    assert [len(question) for _, question, _ in asked] == [LONGEST]


def test_the_page_shows_what_was_found_as_text(client, owner, brand, asked):
    client.force_login(owner)
    text = client.get(reverse("search", args=[brand.slug]), {"q": "indigo"}).content.decode()
    assert "&lt;b&gt;indigo&lt;/b&gt;" in text and "Add a word to find the others" in text


def test_nothing_found_says_what_to_try(client, owner, brand, asked):
    client.force_login(owner)
    text = client.get(reverse("search", args=[brand.slug]), {"q": "void"}).content.decode()
    assert "Nothing says “void”" in text


def test_the_fragment_is_only_what_was_found(client, owner, brand, asked):
    client.force_login(owner)
    headers = {"HX-Request": "true", "HX-Target": "found"}
    text = client.get(reverse("search", args=[brand.slug]), {"q": "indigo"}, headers=headers).content.decode()
    assert "<html" not in text and "indigo" in text
