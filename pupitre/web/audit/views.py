"""The audit page, its export, and reading the book again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pupitre.brands.seats import colleagues
from pupitre.journal import audit as journal
from pupitre.journal.jobs import verify_later
from pupitre.journal.models import write
from pupitre.web.audit.asking import asked
from pupitre.web.audit.listing import lines
from pupitre.web.audit.standing import standing
from pupitre.web.audit.table import sent, table
from pupitre.web.audit.words import KINDS
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest

A_PAGE = 50


@desk("audit")
@require_GET
def audit(request: DeskRequest) -> HttpResponse:
    seats = colleagues(request.brand.pk)
    wanted = asked(request.GET, request.brand, seats)
    members = [seat.member_id for seat in seats]
    found = journal.newest(request.brand.pk, members, wanted.choice, wanted.before, A_PAGE + 1)
    shown = {
        "asked": wanted,
        "lines": lines(found[:A_PAGE], request.brand),
        "older": wanted.older(found[A_PAGE - 1].pk) if len(found) > A_PAGE else "",
        "seats": seats,
        "kinds": KINDS,
        "standing": standing(request.brand),
    }
    return render(request, "audit/audit.html", shown)


@desk("audit")
@require_POST
def export(request: DeskRequest) -> StreamingHttpResponse:
    """Everything the filter asks for. That it was taken out is itself an entry."""
    seats = colleagues(request.brand.pk)
    wanted = asked(request.POST, request.brand, seats)
    write(request.brand.pk, "audit.exported", None, request.user.pk)
    rows = table(request.brand, [seat.member_id for seat in seats], wanted.choice)
    response = StreamingHttpResponse(sent(rows), content_type="text/csv; charset=utf-8")
    name = f"audit-{request.brand.slug}-{timezone.now():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@desk("audit")
@require_POST
def verification(request: DeskRequest) -> HttpResponse:
    verify_later(request.brand.pk, request.user.pk)
    messages.info(request, _("The whole book is being read again. What comes of it appears here."))
    return redirect("audit", request.brand.slug)
