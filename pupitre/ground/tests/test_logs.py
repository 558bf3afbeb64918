"""The log holds no personal data: not of a stranger's record, not of an error's text; and each error has a number."""

import json
import logging
from types import SimpleNamespace

import psycopg
import pytest

from pupitre.ground.logs import Json, Line, OncePerFailure

CANARY = "camille@lune.example"


def record(name, message, *args, error=None, **more):
    made = logging.LogRecord(
        name, logging.ERROR, "", 0, message, args, (type(error), error, error.__traceback__) if error else None
    )
    for key, value in more.items():
        setattr(made, key, value)
    return made


def failing(error):
    try:
        try:
            raise ValueError(f"first {CANARY}")
        except ValueError as first:
            raise error from first
    except type(error) as caught:
        return caught


@pytest.mark.parametrize("form", [Line(), Json()])
def test_a_strangers_record_keeps_only_its_programs_words(form):
    said = form.format(record("django.security", "Invalid HTTP_HOST header: %r.", CANARY))
    assert "Invalid HTTP_HOST header" in said and CANARY not in said
    said = form.format(record("asyncio", f"Task exception was never retrieved\nfuture: <Task {CANARY}>"))
    assert "never retrieved" in said and CANARY not in said


@pytest.mark.parametrize("form", [Line(), Json()])
def test_an_error_is_its_type_its_codes_and_its_way_never_its_text(form):
    error = failing(psycopg.errors.UniqueViolation(f"Key (email)=({CANARY}) already exists."))
    said = form.format(record("pupitre.channels", "part %s failed", 7, error=error))
    assert "part 7 failed" in said and "UniqueViolation sqlstate=23505" in said and "ValueError" in said
    assert "test_logs.py" in said and CANARY not in said


def test_each_error_has_a_number_that_of_its_page_when_there_was_one():
    error = failing(RuntimeError(CANARY))
    told = json.loads(Json().format(record("pupitre.failure", "failure", error=error, failure="1f2e3d4c")))
    assert told["failure"] == "1f2e3d4c"
    assert len(json.loads(Json().format(record("pupitre.x", "failure", error=error)))["failure"]) == 8


def test_json_is_one_line_a_record():
    error = failing(RuntimeError("two\nlines"))
    assert "\n" not in Json().format(record("pupitre.x", "a\nb", error=error))


def test_an_error_is_said_once_and_an_answer_that_was_meant_not_at_all():
    once = OncePerFailure()
    request = SimpleNamespace(method="GET", resolver_match=None)
    error = failing(RuntimeError("x"))
    assert once.filter(record("django.request", "%s: %s", "Not Found", "/x", request=request, status_code=404))
    assert once.filter(record("django.request", "%s: %s", "No", "/x", error=error, request=request, status_code=500))
    assert not once.filter(record("django.request", "%s: %s", "No", "/healthz", request=request, status_code=503))
    request.failure = "1f2e3d4c"
    assert not once.filter(
        record("django.request", "%s: %s", "No", "/x", error=error, request=request, status_code=500)
    )
