"""Members and invitations: who sits at this desk, and who may."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pupitre.brands.found import LastOwner, change_role, remove_member
from pupitre.brands.invite import InvitationRefused, invite, withdraw
from pupitre.brands.seats import colleagues, open_invitations
from pupitre.brands.second_step import having
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.frame.roles import NAMES, WORDS
from pupitre.web.settings.forms import InviteForm, RoleForm
from pupitre.web.settings.post_invitation import post_invitation

REFUSALS = {
    "already": gettext_lazy("This person is a member already. Nothing was sent."),
    "role": gettext_lazy("Only an owner makes another owner. Choose another role, or ask one."),
}


@desk("see")
@require_GET
def members(request: DeskRequest) -> HttpResponse:
    return _page(request, InviteForm(by=request.seat.role))


@desk("invite")
@require_POST
def invitations(request: DeskRequest) -> HttpResponse:
    """A new invitation. Its link is on the answer to this request and nowhere else."""
    form = InviteForm(request.POST, by=request.seat.role)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        made, token = invite(request.brand, form.cleaned_data["email"], form.cleaned_data["role"], request.user)
    except InvitationRefused as refused:
        form.add_error("role" if str(refused) == "role" else "email", REFUSALS[str(refused)])
        return _page(request, form, status=400)
    return _page(request, InviteForm(by=request.seat.role), letter=post_invitation(made, token, request.user))


@desk("invite")
@require_POST
def withdrawal(request: DeskRequest, invitation: int) -> HttpResponse:
    withdraw(get_object_or_404(request.brand.invitations, pk=invitation), request.user)
    messages.success(request, _("The link no longer works."))
    return redirect("settings-members", request.brand.slug)


@desk("remove")
@require_POST
def role(request: DeskRequest, seat: int) -> HttpResponse:
    form = RoleForm(request.POST)
    theirs = get_object_or_404(request.brand.memberships.select_related("member"), pk=seat)
    if form.is_valid():
        try:
            change_role(theirs, form.cleaned_data["role"], request.user)
            said = {"name": theirs.member.name, "role": NAMES[theirs.role], "words": WORDS[theirs.role]}
            messages.success(request, _("%(name)s is %(role)s now. %(words)s") % said)
        except LastOwner:
            messages.error(
                request, _("A brand keeps at least one owner. Make somebody else owner first. Nothing was changed.")
            )
    return redirect("settings-members", request.brand.slug)


@desk("remove")
@require_POST
def removal(request: DeskRequest, seat: int) -> HttpResponse:
    theirs = get_object_or_404(request.brand.memberships.select_related("member"), pk=seat)
    try:
        remove_member(theirs, request.user)
        messages.success(
            request,
            _("%(name)s no longer sits at this desk and is signed out. What they wrote stays.")
            % {"name": theirs.member.name},
        )
    except LastOwner:
        messages.error(
            request, _("A brand keeps at least one owner. Make somebody else owner first. Nothing was changed.")
        )
    return redirect("home") if theirs.member_id == request.user.pk else redirect("settings-members", request.brand.slug)


def _page(request: DeskRequest, form: InviteForm, status: int = 200, **more: object) -> HttpResponse:
    seats = colleagues(request.brand.pk)
    page = {
        "form": form,
        "seats": seats,
        "guarded": having(seat.member_id for seat in seats),
        "invitations": open_invitations(request.brand.pk),
        "roles": [(role, NAMES[role], WORDS[role]) for role in NAMES],
        **more,
    }
    return render(request, "settings/members.html", page, status=status)
