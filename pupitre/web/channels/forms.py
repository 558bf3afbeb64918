"""The form that a network's questions make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from pupitre.networks.words import Question
from pupitre.web.frame.sentences import sentence


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
