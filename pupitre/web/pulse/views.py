"""What machines ask: does it live?"""

from __future__ import annotations

from dataclasses import asdict

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pupitre.ground.secrets import installation_mark
from pupitre.web.frame.access import public
from pupitre.web.pulse.asking import is_offered, may_measure
from pupitre.web.pulse.beating import pulse
from pupitre.web.pulse.measuring import exposition


@public
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when database, tables, worker and listener are well, else 503; `mark` is the whole installation's."""
    found = pulse()
    told = {"well": found.all_beat, **asdict(found), "mark": installation_mark()}
    return JsonResponse(told, status=200 if found.all_beat else 503)


@public
@require_safe
@never_cache
def pages(request: HttpRequest) -> JsonResponse:
    """For a proxy that shares out requests: 200 while this process can answer pages, whatever the worker does."""
    found = pulse()
    return JsonResponse({"well": found.pages_beat}, status=200 if found.pages_beat else 503)


@public
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for who may measure; nothing is here where nobody may."""
    if not is_offered():
        raise Http404
    if not may_measure(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    try:
        figures = exposition()
    except DatabaseError:
        return HttpResponse(status=503)
    return HttpResponse(figures, content_type="text/plain; version=0.0.4; charset=utf-8")
