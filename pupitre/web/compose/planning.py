"""From the page to the plan: all that stands in the way at once, or the post's own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pupitre.networks.words import Objection
from pupitre.publishing import plan as planning
from pupitre.publishing.compose import Overwritten
from pupitre.publishing.models import Post
from pupitre.publishing.plan import Planned
from pupitre.web.compose import keeping
from pupitre.web.compose.lines import Line, in_the_way, lines
from pupitre.web.compose.reading import Sheet
from pupitre.web.frame.requests import DeskRequest


def plan(request: DeskRequest, post: Post, sheet: Sheet) -> JsonResponse:
    """Save, then plan. {"go": address}; 422 with what stands in the way; 409 when somebody else saved."""
    try:
        post = keeping.save(request, post, sheet)
    except Overwritten as conflict:
        return keeping.both(request, conflict.post, sheet)
    wrong = _wrong_times(request, post, sheet)
    if wrong:
        return _refused(request, wrong, post)
    planned = planning.plan(post, request.user, None if sheet.now else sheet.draft.at, beside=sheet.beside)
    return _answer(request, post, planned)


def renew(request: DeskRequest, post: Post) -> JsonResponse:
    """What is planned takes the words as they are now."""
    return _answer(request, post, planning.renew(post, request.user))


def _wrong_times(request: DeskRequest, post: Post, sheet: Sheet) -> list[Line]:
    """Times that must be asked about; without one, "now" is only meant when it was said."""
    odd = {whose: error for whose, error in sheet.odd.items() if not (sheet.now and whose is None)}
    if odd:
        asked = Sheet(sheet.draft, sheet.known, odd=odd)
        return [line for line in lines(request.brand, planning.read(post), asked) if line.choices or line.key == "time"]
    waiting = [version for version in post.versions.all() if version.own_at is None]
    if not sheet.now and sheet.draft.at is None and waiting:
        return in_the_way([(None, Objection("no_time", {}, "time"))])
    return []


def _answer(request: DeskRequest, post: Post, planned: Planned) -> JsonResponse:
    if not planned.ok:
        return _refused(request, in_the_way(planned.objections), post)
    count = len(planned.deliveries)
    if count:
        said = ngettext("Planned on %(count)d channel.", "Planned on %(count)d channels.", count) % {"count": count}
        if request.brand.in_rehearsal:
            said += " " + _("In rehearsal: nothing leaves.")
        messages.success(request, said)
    return JsonResponse({"go": reverse("post", args=[request.brand.slug, post.pk])})


def _refused(request: DeskRequest, wrong: list[Line], post: Post) -> JsonResponse:
    html = render_to_string("compose/in_the_way.html", {"lines": wrong}, request)
    return JsonResponse({"html": html, "number": post.number}, status=422)
