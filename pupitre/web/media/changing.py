"""What a form says of a picture: one field as it is left, or all of them at once."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import trigger_client_event

from pupitre.media import particulars
from pupitre.media.models import Asset
from pupitre.media.particulars import Particulars
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.media import looking

MOST_AT_ONCE = 500
WORDS = ("name", "alt", "folder", "author", "licence", "consent")


def show(request: DeskRequest, asset: Asset) -> HttpResponse:
    """A page of its own, or with htmx the panel beside the library."""
    context = looking.particulars(request, asset)
    return render(request, "library/_asset.html" if request.htmx else "library/asset.html", context)


def save(request: DeskRequest, asset: Asset) -> HttpResponse:
    """Only what was sent changes: two members who fill in two fields do not undo each other."""
    said = _said(request.POST)
    if said is None:
        return _told(request, asset, _("This is not a day. The date was left as it was."), kept=False)
    changed = particulars.change(asset, said, request.user)
    return _told(request, asset, _("Saved.") if changed else _("That was known already."))


def file_under(request: DeskRequest) -> HttpResponse:
    """Folder and tags for all that were ticked. Raises BadRequest for what are no ids."""
    try:
        chosen = [int(each) for each in request.POST.getlist("asset")[:MOST_AT_ONCE] if len(each) < 18]
    except ValueError as error:
        raise BadRequest from error
    folder = request.POST.get("folder", "").strip() or None
    count = particulars.file_under(request.brand, chosen, request.user, folder, _tags(request.POST.get("tags", "")))
    words = ngettext("%(count)d picture changed.", "%(count)d pictures changed.", count) % {"count": count}
    messages.success(request, words)
    return redirect("library", request.brand.slug)


def moved(request: DeskRequest, asset: Asset, away: bool) -> HttpResponse:
    particulars.put_away(asset, request.user, away)
    gone = _("“%(name)s” is put away. Posts that show it keep it.")
    back = _("“%(name)s” is back in the library.")
    messages.success(request, (gone if away else back) % {"name": asset.name})
    return redirect("library", request.brand.slug)


def _told(request: DeskRequest, asset: Asset, words: str, kept: bool = True) -> HttpResponse:
    """Beside the fields with htmx, which shows what comes with 200 only."""
    if not request.htmx:
        messages.add_message(request, messages.SUCCESS if kept else messages.WARNING, words)
        return redirect("asset", request.brand.slug, asset.pk)
    answer = HttpResponse(words, content_type="text/plain; charset=utf-8")
    return trigger_client_event(answer, "asset:saved") if kept else answer


def _said(form: QueryDict) -> Particulars | None:
    """What was sent, and no more; None for a day that is none."""
    sent: dict[str, Any] = {name: form.get(name, "") for name in WORDS if name in form}
    if "tags" in form:
        sent["tags"] = _tags(form.get("tags", ""))
    if "expires_on" in form:
        try:
            day = form.get("expires_on", "")
            sent["expires_on"] = date.fromisoformat(day) if day else None
        except ValueError:
            return None
    return cast(Particulars, sent)


def _tags(text: str) -> tuple[str, ...]:
    return tuple(text.replace("#", ",").split(","))
