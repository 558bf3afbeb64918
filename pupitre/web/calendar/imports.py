"""Import: a file of posts is brought, looked at row by row, and confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pupitre.networks.words import Objection
from pupitre.publishing import compose
from pupitre.publishing.importing import bring
from pupitre.publishing.importing.examine import Finding, examine
from pupitre.publishing.importing.models import Import
from pupitre.publishing.importing.table import MOST_BYTES, MOST_ROWS, Unreadable
from pupitre.web.compose.wording import place_of, said, say
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the page tells of it. `kept_back`: why it stayed a draft."""

    finding: Finding
    refused: list[str]
    look: list[str]
    kept_back: list[str]


@require_http_methods(["GET", "HEAD", "POST"])
@desk("plan")
def page(request: DeskRequest) -> HttpResponse:
    """GET: where a file is brought. POST: the file."""
    file = request.FILES.get("file")
    if request.method != "POST" or file is None:
        return _page(request, _("Choose a file first.") if request.method == "POST" else "")
    try:
        if (file.size or 0) > MOST_BYTES:
            raise Unreadable("import_heavy", most=MOST_BYTES // 1_000_000)
        source = bring.begin(request.brand, request.user, file.name or "", file.read())
    except Unreadable as error:
        return _page(request, said(error.code, error.params))
    return redirect("import", request.brand.slug, source.pk)


@require_safe
@desk("plan")
def one(request: DeskRequest, source: int) -> HttpResponse:
    """What would become of every row. Creates nothing."""
    return _one(request, _found(request, source), "calendar/import.html")


@require_POST
@desk("plan")
def choose(request: DeskRequest, source: int) -> HttpResponse:
    found = _found(request, source)
    channels = {int(each) for each in request.POST.getlist("channel") if each.isdecimal() and len(each) < 19}
    known = {channel.pk for channel in compose.channels_of(request.brand)}
    if not bring.choose(found, request.POST.get("order", ""), channels & known, request.POST.get("become", "")):
        messages.warning(request, _("It was confirmed meanwhile. Nothing was changed."))
    return redirect("import", request.brand.slug, found.pk)


@require_POST
@desk("plan")
def step(request: DeskRequest, source: int) -> HttpResponse:
    """Some more of its pictures looked at, or of its rows made into posts; then how it stands."""
    found = _found(request, source)
    bring.carry_on(found, request.user)
    if not request.htmx:
        return redirect("import", request.brand.slug, found.pk)
    return _one(request, found, "calendar/_import.html")


@require_POST
@desk("plan")
def confirm(request: DeskRequest, source: int) -> HttpResponse:
    found = _found(request, source)
    if not bring.confirm(found, request.user):
        messages.warning(request, _("Nothing was made: no row is ready, or its pictures are still being looked at."))
    return redirect("import", request.brand.slug, found.pk)


def _page(request: DeskRequest, wrong: str = "") -> HttpResponse:
    shown = {"wrong": wrong, "imports": bring.lately(request.brand), "most": MOST_ROWS}
    return render(request, "calendar/imports.html", shown, status=422 if wrong else 200)


def _one(request: DeskRequest, source: Import, template: str) -> HttpResponse:
    with timezone.override(request.brand.zone):
        return render(request, template, _shown(request, source))


def _shown(request: DeskRequest, source: Import) -> dict[str, Any]:
    examined = examine(source)
    shown = [_row(finding) for finding in examined.findings]
    ready = [each for each in shown if each.finding.ok]
    made = [each for each in shown if each.finding.made]
    return {
        "source": source,
        "bad": [each for each in shown if not each.finding.ok and not each.finding.made],
        "ready": ready,
        "made": made,
        "kept_back": [each for each in made if each.kept_back],
        "left": len(bring.left(source, examined.findings)),
        "untried": len(examined.untried),
        "ambiguous": examined.ambiguous,
        "asks_order": source.order or examined.ambiguous,
        "asks_channels": examined.asks_channels,
        "channels": compose.channels_of(request.brand),
        "zone": place_of(request.brand.zone),
        "go": _go(source, len(ready)),
    }


def _go(source: Import, count: int) -> str:
    """The words of the button."""
    if source.become == Import.DRAFTS:
        return ngettext("Keep %(n)s draft", "Keep %(n)s drafts", count) % {"n": count}
    return ngettext("Plan %(n)s post", "Plan %(n)s posts", count) % {"n": count}


def _row(finding: Finding) -> Shown:
    told = [(each.weight, say(network, each)) for network, each in finding.objections]
    back = finding.made.kept_back if finding.made else []
    return Shown(
        finding,
        list(dict.fromkeys(words for weight, words in told if weight == "refused")),
        list(dict.fromkeys(words for weight, words in told if weight != "refused")),
        [say(each["network"], Objection(each["code"], each["params"])) for each in back],
    )


def _found(request: DeskRequest, source_id: int) -> Import:
    try:
        return bring.find(request.brand, source_id)
    except Import.DoesNotExist as error:
        raise Http404 from error
