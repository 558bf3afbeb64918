"""What the pages of ideas send."""

from __future__ import annotations

from django.http import QueryDict

from pupitre.brands.models import Brand
from pupitre.publishing import compose
from pupitre.publishing.capture import Note
from pupitre.publishing.models import Post


def note_in(form: QueryDict) -> Note:
    """As it was written: what can't be kept is objected to elsewhere."""
    pictures = [each for one in form.getlist("picture") if (each := id_in(one))]
    text, url, title, source = (form.get(name, "") for name in ("text", "url", "title", "source"))
    return Note(text, url, title, source, pictures)


def about_in(form: QueryDict, brand: Brand) -> Post | None:
    """The post of the brand at which it was noted; None without one."""
    try:
        return compose.find(brand, id_in(form.get("about", "")))
    except Post.DoesNotExist:
        return None


def id_in(text: str) -> int:
    """0 for what is no id."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
