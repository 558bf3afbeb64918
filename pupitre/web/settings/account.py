"""One's own account: name, language, zone, look, password, and where one is signed in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from pupitre.brands import account as verbs
from pupitre.brands.second_step import is_on
from pupitre.brands.sign_in import TooSoon, WrongPassword, prove
from pupitre.notices.receivers import public_key
from pupitre.web.frame.access import desk
from pupitre.web.frame.address import address_of
from pupitre.web.frame.patience import too_soon
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.settings.forms import AccountForm, PasswordForm


@desk("see")
@require_GET
def account(request: DeskRequest) -> HttpResponse:
    return _page(request)


@desk("see")
@require_POST
def change(request: DeskRequest) -> HttpResponse:
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=400)
    verbs.change_account(request.user, **form.cleaned_data)
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("Saved."))
    return redirect("settings-account", request.brand.slug)


@desk("see")
@sensitive_post_parameters("old", "new")
@require_POST
def password(request: DeskRequest) -> HttpResponse:
    """A new password; every other session ends."""
    if request.user.is_demo:
        raise Http404
    form = PasswordForm(request.POST, member=request.user)
    try:
        if form.is_valid():
            prove(request.user, form.cleaned_data["old"], address_of(request))
            verbs.change_password(request.user, form.cleaned_data["new"])
            update_session_auth_hash(request, request.user)
            messages.success(request, _("The new password holds. Everywhere else you were signed in has ended."))
            return redirect("settings-account", request.brand.slug)
    except WrongPassword:
        form.add_error("old", _("This is not the password you sign in with now. Nothing was changed."))
    except TooSoon as refused:
        form.add_error("old", too_soon(refused))
    return _page(request, password_form=form, status=400)


@desk("see")
@require_POST
def session_end(request: DeskRequest, number: str) -> HttpResponse:
    """End one of one's own sessions, named by its number on the page (never by its key)."""
    wanted = [one for one in verbs.sessions(request.user) if one.number == number]
    if not wanted or not verbs.end_session(request.user, wanted[0].session_key):
        raise Http404
    messages.success(request, _("That session has ended."))
    return redirect("settings-account", request.brand.slug)


@desk("see")
@require_POST
def others_end(request: DeskRequest) -> HttpResponse:
    verbs.end_other_sessions(request.user, but=request.session.session_key or "")
    messages.success(request, _("You are signed in here only."))
    return redirect("settings-account", request.brand.slug)


def _page(
    request: DeskRequest, form: AccountForm | None = None, password_form: PasswordForm | None = None, status: int = 200
) -> HttpResponse:
    page = {
        "form": form or AccountForm.of(request.user),
        "password_form": password_form or PasswordForm(member=request.user),
        "second_step": is_on(request.user),
        "sessions": verbs.sessions(request.user),
        "this_session": request.session.session_key,
        "receivers": request.user.receivers.all(),
        "push_key": public_key(),
    }
    return render(request, "settings/account.html", page, status=status)
