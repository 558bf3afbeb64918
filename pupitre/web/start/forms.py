"""What is asked at the door. Every error is a sentence beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pupitre.brands.models import Member
from pupitre.web.frame.zones import short_days, zones

PASSWORD_HELP = _("At least 10 characters. A few words in a row are easy to keep and hard to guess.")


def zone_field(label: Any, help_text: Any = "") -> forms.ChoiceField:
    """A zone out of the list; the browser's own is chosen when the page opens."""
    asked = forms.Select(attrs={"data-browser-zone": ""})
    return forms.ChoiceField(label=label, choices=zones, widget=asked, initial="Europe/Paris", help_text=help_text)


def language_field(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=settings.LANGUAGES, help_text=help_text)


def new_password(label: Any) -> forms.CharField:
    asked = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    missing = {"required": _("Choose a password.")}
    return forms.CharField(
        label=label, widget=asked, help_text=PASSWORD_HELP, strip=False, max_length=200, error_messages=missing
    )


def checked_password(password: str, **about: str) -> list[str]:
    """What is wrong with a new password, in sentences; empty when nothing is."""
    try:
        validate_password(password, Member(**about))
    except ValidationError as error:
        return list(error.messages)
    return []


class SignIn(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("This is not an e-mail address yet: something like you@example.org."),
        },
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password.")},
    )


class Newcomer(forms.Form):
    """An account of one's own: name, e-mail, password, language, time zone."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name: colleagues see it beside what you do.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text=_("You sign in with it."),
        error_messages=SignIn.base_fields["email"].error_messages,
    )
    password = new_password(_("Password"))
    language = language_field(_("Your language"))
    time_zone = zone_field(_("Your time zone"))

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if Member.objects.knows(email):
            raise ValidationError(_("This address has an account here already: sign in with it instead."))
        return email

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "password" in said:
            about = {key: said[key] for key in ("name", "email") if key in said}
            for wrong in checked_password(said["password"], **about):
                self.add_error("password", wrong)
        return said

    @property
    def member(self) -> dict[str, str]:
        """What makes the account."""
        return {key: self.cleaned_data[key] for key in ("name", "email", "password", "language", "time_zone")}


class BrandFacts(forms.Form):
    """A brand as it begins."""

    brand_name = forms.CharField(
        label=_("Name of the brand"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Write the name of the brand you speak for.")},
    )
    brand_language = language_field(_("It speaks"), _("The language most of its posts are written in."))
    brand_zone = zone_field(_("Its time zone"))
    site = forms.URLField(
        label=_("Web site"),
        required=False,
        assume_scheme="https",
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://", "autocomplete": "url"}),
        error_messages={"invalid": _("This is not a web address yet: something like https://example.org.")},
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Open on"),
        choices=short_days,
        coerce=int,
        required=False,
        initial=[0, 1, 2, 3, 4],
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(
        label=_("Opens at"), initial="09:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes = forms.TimeField(
        label=_("Closes at"), initial="18:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("opens") and said.get("closes") and said["opens"] >= said["closes"]:
            self.add_error("closes", _("It closes before it opens: write a later hour."))
        return said

    @property
    def brand(self) -> dict[str, Any]:
        """What founds the brand."""
        said = self.cleaned_data
        hours = [f"{said['opens']:%H:%M}", f"{said['closes']:%H:%M}"]
        return {
            "name": said["brand_name"],
            "language": said["brand_language"],
            "time_zone": said["brand_zone"],
            "site": said["site"],
            "hours": {str(day): [hours] for day in said["days"]},
        }


class FirstStart(BrandFacts, Newcomer):
    """The owner and the brand in one go. One time zone serves both until they differ."""

    field_order = ["name", "email", "password", "language", "time_zone", "brand_name", "brand_language", "site", "days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["brand_zone"]
        self.fields["name"].widget.attrs["autofocus"] = True
        self.fields["time_zone"].label = _("Time zone")
        self.fields["time_zone"].help_text = _("Yours and the brand’s. Each can be changed later.")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        said["brand_zone"] = said.get("time_zone", "UTC")
        return said
