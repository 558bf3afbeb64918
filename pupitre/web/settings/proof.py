"""The password once more, before something that guards an account is changed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pupitre.brands.sign_in import TooSoon, WrongPassword, prove
from pupitre.web.frame.address import address_of
from pupitre.web.frame.patience import too_soon
from pupitre.web.frame.proof import is_fresh, may_prove_there
from pupitre.web.frame.requests import DeskRequest


class Password(forms.Form):
    """The password once more, before something that guards the account is changed."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Write the password you sign in with now.")},
    )

    def proves(self, request: DeskRequest) -> bool:
        """Whether it is the member's own; else with the reason beside the field. Guesses are slowed."""
        if not request.user.has_usable_password():
            return self._proved_there(request)
        if not self.is_valid():
            return False
        try:
            prove(request.user, self.cleaned_data["password"], address_of(request))
        except WrongPassword:
            self.add_error("password", _("This is not the password you sign in with now. Nothing was changed."))
        except TooSoon as refused:
            self.add_error("password", too_soon(refused))
        return not self.errors

    def _proved_there(self, request: DeskRequest) -> bool:
        """Who has no password showed at the provider, just now, that it is them."""
        self.fields["password"].required = False
        if not self.is_valid():
            return False
        if not may_prove_there(request.user):
            self.add_error(
                "password", _("You have no password here. Choose one first: “I forgot my password” mails a link.")
            )
        elif not is_fresh(request):
            self.add_error("password", _("First show at the provider that it is you, above. Nothing was changed."))
        return not self.errors
