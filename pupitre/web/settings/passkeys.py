"""One's own passkeys: adding, naming, removing."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from pupitre.brands import passkeys as verbs
from pupitre.web.frame.access import desk
from pupitre.web.frame.passkeys import ask, asked, place_of
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.settings.proof import Password

NEW = "new passkey"


class NewPasskey(Password):
    name = forms.CharField(
        label=gettext_lazy("What you call it"),
        max_length=60,
        help_text=gettext_lazy("The device it lives on: “my phone”, “blue key”."),
        error_messages={"required": gettext_lazy("Give it a name: you tell them apart by it later.")},
    )
    field_order = ["name", "password"]


@desk("see", before_second_step=True)
@sensitive_post_parameters("new-password")
@require_POST
def question(request: DeskRequest) -> HttpResponse:
    """Asked once the password is proved: a session left open adds no way in of its own."""
    place = place_of(request)
    if place is None or request.user.is_demo:
        raise Http404
    form = NewPasskey(request.POST, prefix="new")
    if not form.proves(request):
        return JsonResponse({"said": " ".join(str(e) for errors in form.errors.values() for e in errors)}, status=400)
    return ask(request, verbs.ask_for_new(request.user, place), NEW)


@desk("see", before_second_step=True)
@never_cache
@require_POST
def keep(request: DeskRequest) -> HttpResponse:
    """The device's answer. The first way in brings the recovery codes, on this answer and nowhere else."""
    place, question = place_of(request), asked(request, NEW)
    if place is None or question is None:
        raise Http404
    name = " ".join(request.POST.get("new-name", "").split())[:60] or _("Passkey")
    try:
        codes = verbs.keep(request.user, name, request.POST.get("answer", ""), question, place)
    except verbs.PasskeyRefused:
        messages.error(request, _("The device’s answer did not fit. No passkey was added: try again."))
        return redirect("second-step", request.brand.slug)
    if codes:
        return render(request, "settings/recovery_codes.html", {"codes": codes})
    messages.success(request, _("“%(name)s” signs in for you from now on.") % {"name": name})
    return redirect("second-step", request.brand.slug)


@desk("see", before_second_step=True)
@sensitive_post_parameters("password")
@require_POST
def removal(request: DeskRequest, passkey: int) -> HttpResponse:
    if passkey not in {one.pk for one in verbs.passkeys_of(request.user)}:
        raise Http404
    form = Password(request.POST)
    if not form.proves(request):
        messages.error(request, " ".join(str(error) for error in form.errors["password"]))
    elif verbs.remove(request.user, passkey):
        messages.success(request, _("That passkey no longer opens the desk. Delete it on the device too."))
    return redirect("second-step", request.brand.slug)
