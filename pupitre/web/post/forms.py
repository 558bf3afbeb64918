from django import forms


class ArrivalForm(forms.Form):
    """Where somebody saw it; they may not have the link at hand."""

    url = forms.URLField(required=False, max_length=600, assume_scheme="https")
