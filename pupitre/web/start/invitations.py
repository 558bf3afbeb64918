"""The page behind an invitation link: join with the account you have, or make one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pupitre.brands.invite import InvitationRefused, accept, find_invitation, join_anew
from pupitre.brands.models import Invitation, Member
from pupitre.web.frame.access import member, public
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.start.arrive import sit_down
from pupitre.web.start.forms import Newcomer


class Joining(Newcomer):
    """A new account under the address that was invited."""

    def __init__(self, *args, invitation: Invitation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.fields["email"].disabled = True
        self.fields["email"].initial = invitation.email
        self.fields["email"].help_text = _("The address that was invited; you sign in with it.")


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: DeskRequest, token: str) -> HttpResponse:
    """Shows what is offered; a POST makes a new account and takes the seat."""
    found = find_invitation(token)
    if found is None:
        return render(request, "start/invitation_gone.html", status=404)
    form = Joining(request.POST or None, invitation=found, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and not request.user.is_authenticated and form.is_valid():
        return _joined(request, found, form.member)
    page = {"invitation": found, "form": form, "token": token, "known": Member.objects.knows(found.email)}
    return render(request, "start/invitation.html", page)


@member
@require_POST
def seat(request: DeskRequest, token: str) -> HttpResponse:
    """Takes the seat with the account that is signed in."""
    found = find_invitation(token)
    if found is None:
        return render(request, "start/invitation_gone.html", status=404)
    accept(found, request.user)
    _welcome(request, found)
    return redirect("front", found.brand.slug)


def _joined(request: DeskRequest, found: Invitation, account: dict[str, str]) -> HttpResponse:
    try:
        newcomer = join_anew(found, account)
    except InvitationRefused:
        return render(request, "start/invitation_gone.html", status=404)
    sit_down(request, newcomer)
    _welcome(request, found)
    return redirect("front", found.brand.slug)


def _welcome(request: DeskRequest, found: Invitation) -> None:
    messages.success(request, _("Welcome to %(brand)s.") % {"brand": found.brand.name})
