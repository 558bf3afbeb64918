"""The form that a network's questions make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from pupitre.networks.words import Question
from pupitre.web.frame.sentences import sentence

ASIDE = "aside"


class ConnectForm(forms.Form):
    """One field per question; labels and help are the network's own sentences."""

    def __init__(self, network: str, questions: Sequence[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question.name] = _field(network, question)

    @property
    def open_answers(self) -> dict[str, str]:
        """What was answered, save what is secret."""
        return {
            name: self.cleaned_data[name]
            for name, field in self.fields.items()
            if not isinstance(field.widget, forms.PasswordInput)
        }


@dataclass(frozen=True, slots=True)
class Ways:
    """The forms by which a network's accounts are connected: the main one, and perhaps another that stands aside."""

    main: ConnectForm
    aside: ConnectForm | None = None

    @property
    def chosen(self) -> ConnectForm:
        return self.aside if self.aside and self.aside.is_bound else self.main


def ways(network: str, questions: Sequence[Question], given: QueryDict | None, known: dict[str, str]) -> Ways:
    """`given` is what was posted, with "way" for which of the two; `known` fills in both."""
    if not any(question.aside for question in questions):
        return Ways(ConnectForm(network, questions, given, initial=known))
    main = [question for question in questions if not question.aside]
    is_aside = given is not None and given.get("way") == ASIDE
    return Ways(
        ConnectForm(network, main, None if is_aside else given, initial=known),
        ConnectForm(network, questions, given if is_aside else None, initial=known, auto_id=f"{ASIDE}_%s"),
    )


def _field(network: str, question: Question) -> forms.Field:
    words: dict[str, Any] = {
        "label": sentence(network, question.label),
        "help_text": sentence(network, question.help) if question.help else "",
        "required": question.required,
        "initial": question.initial,
    }
    if question.kind == "choice":
        return forms.ChoiceField(
            choices=[(value, sentence(network, label)) for value, label in question.choices], **words
        )
    attributes = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
    if question.kind == "password":
        return forms.CharField(max_length=400, strip=True, widget=forms.PasswordInput(attributes), **words)
    return forms.CharField(max_length=400, strip=True, widget=forms.TextInput(attributes), **words)
