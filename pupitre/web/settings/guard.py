"""What an owner does about everybody's second step: ask for it, and set one back that was lost."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pupitre.brands import second_step
from pupitre.brands.found import ask_second_step
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest


@desk("guard")
@require_POST
def ask(request: DeskRequest) -> HttpResponse:
    """The rule for the whole brand, on or off."""
    if request.brand.is_demo:
        raise Http404
    asked = request.POST.get("asked") == "yes"
    ask_second_step(request.brand, request.user, asked)
    messages.success(
        request,
        _("From now on everybody at this desk needs a second step.")
        if asked
        else _("Each member decides about their second step."),
    )
    return redirect("settings-members", request.brand.slug)


@desk("guard")
@require_POST
def set_back(request: DeskRequest, seat: int) -> HttpResponse:
    """For a member who lost phone and codes. One's own is turned off in one's account, with the password."""
    theirs = get_object_or_404(request.brand.memberships.select_related("member"), pk=seat)
    said = {"name": theirs.member.name}
    try:
        if theirs.member_id != request.user.pk and second_step.set_back(theirs.member, request.user):
            messages.success(
                request, _("The second step of %(name)s is off. They are told, and set it up anew at will.") % said
            )
    except second_step.NotYours:
        messages.error(
            request,
            _(
                "%(name)s sits at other desks too, which you do not own. Whoever runs this installation does it from "
                "its shell: pupitre second-step off and the e-mail address. Nothing was changed."
            )
            % said,
        )
    return redirect("settings-members", request.brand.slug)
