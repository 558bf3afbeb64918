"""The state of the installation, for its owner: each check is asked for on its own, so that none waits for another."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pupitre.brands.start import runs_the_desk
from pupitre.ground.checks import Check, checks, worst
from pupitre.journal.examining import examine
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest


@desk("health")
@require_GET
def health(request: DeskRequest) -> HttpResponse:
    """Every check by name; what each finds is loaded afterwards."""
    _only_who_runs_the_desk(request)
    return render(request, "settings/health.html", {"checks": list(checks)})


@desk("health")
@require_GET
def look(request: DeskRequest, check: str) -> HttpResponse:
    """What one check finds now: a piece of the page, or a page of its own where no script runs."""
    _only_who_runs_the_desk(request)
    wanted = _check(check)
    findings = examine(wanted, request.brand.pk)
    shown = {"check": wanted, "findings": findings, "state": worst(findings)}
    page = "settings/_found.html" if request.htmx else "settings/health.html"
    return render(request, page, {**shown, "checks": [wanted]})


def _only_who_runs_the_desk(request: DeskRequest) -> None:
    if not runs_the_desk(request.user):
        raise PermissionDenied


def _check(key: str) -> Check:
    for check in checks:
        if check.key == key:
            return check
    raise Http404
