"""What is to be said after a fragment travels in a header."""

import json

from django.contrib import messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from pupitre.web.frame.middleware import Toasts


def answered(answer, htmx=True, method="post"):
    def view(request):
        messages.success(request, "Enregistré « là »")
        return answer

    request = getattr(RequestFactory(), method)("/", headers={"HX-Request": "true"} if htmx else {})
    return SessionMiddleware(MessageMiddleware(Toasts(view)))(request)


def test_a_fragment_brings_its_words_along(db):
    said = json.loads(answered(HttpResponse("x"))["HX-Trigger"])
    assert said == {"toasts": [{"text": "Enregistré « là »", "level": "success"}]}


def test_a_page_that_refreshes_itself_leaves_them_for_the_next_page(db):
    assert "HX-Trigger" not in answered(HttpResponse("x"), method="get")


def test_what_a_view_triggers_itself_is_kept(db):
    for own in ("saved", '{"saved": ""}'):
        answer = HttpResponse("x", headers={"HX-Trigger": own})
        assert set(json.loads(answered(answer)["HX-Trigger"])) == {"saved", "toasts"}


def test_a_whole_page_and_one_that_moves_on_keep_them_for_the_page(db):
    assert "HX-Trigger" not in answered(HttpResponse("x"), htmx=False)
    assert "HX-Trigger" not in answered(HttpResponseRedirect("/"))
    assert "HX-Trigger" not in answered(HttpResponse(headers={"HX-Redirect": "/"}))
