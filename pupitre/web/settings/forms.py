"""What settings ask. Every error is a sentence beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from pupitre.brands.models import ADDRESS_FORMS, APPROVALS, INCLUSIVE, THEMES, Brand, Member
from pupitre.brands.rights import ROLES
from pupitre.web.frame.roles import NAMES, WORDS
from pupitre.web.frame.zones import zones


class BrandForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": _("A brand needs a name.")})
    site = forms.URLField(
        label=_("Web site"),
        required=False,
        assume_scheme="https",
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        error_messages={"invalid": _("This is not a web address yet: something like https://example.org.")},
    )
    language = forms.ChoiceField(
        label=_("It speaks"), choices=settings.LANGUAGES, help_text=_("The language most of its posts are written in.")
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones,
        help_text=_("Its days begin and end by this clock. What is planned keeps its instant."),
    )
    address_form = forms.ChoiceField(
        label=_("In French it says"),
        choices=ADDRESS_FORMS,
        required=False,
        help_text=_("A text that says the other one is pointed at while it is written."),
    )
    inclusive = forms.ChoiceField(
        label=_("Inclusive writing in French"),
        choices=INCLUSIVE,
        required=False,
        help_text=_("What is otherwise is pointed at while it is written."),
    )

    approval = forms.ChoiceField(
        label=_("Approved by"),
        choices=APPROVALS,
        required=False,
        help_text=_(
            "Nothing leaves before exactly its text, pictures and channels are approved. Nobody approves their own."
        ),
    )

    @classmethod
    def of(cls, brand: Brand) -> BrandForm:
        return cls(initial={name: getattr(brand, name) for name in cls.base_fields})


class AccountForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        error_messages={"required": _("Write your name: colleagues see it beside what you do.")},
    )
    language = forms.ChoiceField(label=_("Your language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        choices=zones,
        help_text=_("Every time on these pages is told in this zone, to you only."),
    )
    theme = forms.ChoiceField(label=_("Look"), choices=THEMES, required=False)

    @classmethod
    def of(cls, member: Member) -> AccountForm:
        return cls(initial={name: getattr(member, name) for name in cls.base_fields})


class PasswordForm(forms.Form):
    old = forms.CharField(
        label=_("The password in use"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write the password you sign in with now.")},
    )
    new = forms.CharField(
        label=_("The new one"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A few words in a row are easy to keep and hard to guess."),
        error_messages={"required": _("Choose a new password.")},
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"], self.member)
        return self.cleaned_data["new"]


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        error_messages={
            "required": _("Write the address of whoever you invite."),
            "invalid": _("This is not an e-mail address yet: something like ines@example.org."),
        },
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, initial="author")

    def __init__(self, *args: Any, by: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(name, NAMES[name]) for name in ROLES if name != "owner" or by == "owner"]

    @property
    def explained(self) -> list[tuple[Any, Any]]:
        """Each role's radio button with what the role may do."""
        return [(choice, WORDS[choice.data["value"]]) for choice in self["role"]]


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=[(role, NAMES[role]) for role in ROLES])
