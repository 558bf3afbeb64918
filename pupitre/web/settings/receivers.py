"""One's own devices that notices are pushed to: adding this one, removing any."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pupitre.notices import receivers as verbs
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest

REFUSED = {
    "malformed": gettext_lazy("The browser’s answer did not fit. Nothing was added: try again."),
    "address": gettext_lazy("This browser’s push service is not an address that the desk may call. Nothing was added."),
    "many": gettext_lazy("Ten devices are told already. Remove one that you no longer use, then add this one."),
}


@desk("see")
@require_POST
def keep(request: DeskRequest) -> HttpResponse:
    """This device is told from now on. 201, or 422 with a sentence."""
    if request.user.is_demo:
        raise Http404
    given = {name: request.POST.get(name, "").strip() for name in ("endpoint", "key", "secret")}
    try:
        verbs.keep(request.user, **given, name=" ".join(request.POST.get("name", "").split()) or _("A device"))
    except verbs.NotReceivable as refused:
        return JsonResponse({"said": str(REFUSED[refused.code])}, status=422)
    messages.success(request, _("This device is told from now on, also while the desk is closed."))
    return JsonResponse({}, status=201)


@desk("see")
@require_POST
def removal(request: DeskRequest, receiver: int) -> HttpResponse:
    if not verbs.remove(request.user, receiver):
        raise Http404
    messages.success(request, _("That device is told nothing any more."))
    return redirect("settings-account", request.brand.slug)
