"""Tags and filters that every template may use without loading them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pupitre.ground import disguise
from pupitre.media import far
from pupitre.web.frame import marks, moments, roles, sentences, typography
from pupitre.web.frame.pane import SANDBOX, Pane

register = template.Library()
HUES = 6
"""colours of avatars in pieces.css"""


@register.simple_tag
def icon(name: str, size: int = 18) -> SafeString:
    """{% icon "calendar" %}: a lucide icon, for eyes only."""
    return marks.icon(str(name), size)


@register.simple_tag
def mark(place: Any) -> SafeString:
    """{% mark channel %} or {% mark "key" %}: the network's mark."""
    return marks.mark(str(getattr(place, "network", place)))


@register.simple_tag(takes_context=True)
def desk_url(context: Context, name: str, *args: Any) -> str:
    """{% desk_url "post" post.pk %}: an address inside the current brand."""
    return reverse(name, args=[context["request"].brand.slug, *args])


@register.simple_tag(takes_context=True)
def picture_url(context: Context, asset: int, recipe: str = "") -> str:
    """{% picture_url picture.asset picture.recipe %}: small, as prepared; on a guest's page by their own link."""
    token = context.get("guest_token")
    plain = "sketch" if recipe else "thumb"
    url = reverse("guest-picture", args=[token, asset]) if token else desk_url(context, plain, asset)
    return f"{url}?{recipe}" if recipe else url


@register.filter
def when(moment: datetime | date | None, style: str = "") -> str:
    """{{ post.at|when }}, {{ post.at|when:"time" }}: see moments.when."""
    return moments.when(moment, style)


@register.filter
def number(value: Any) -> str:
    """{{ likes|number }}"""
    return moments.number(value)


@register.filter
def typographie(text: Any) -> str:
    """{{ text|typographie }}: insecable spaces where French wants them."""
    return typography.typeset(str(text), get_language() or "en")


@register.filter
def role_name(role: str) -> str:
    """{{ seat.role|role_name }}: owner, manager… in the reader's language."""
    return str(roles.NAMES.get(role, role))


@register.filter
def role_words(role: str) -> str:
    """{{ seat.role|role_words }}: what this role may do, in a sentence."""
    return str(roles.WORDS.get(role, ""))


@register.simple_tag
def avatar(name: Any, url: str = "") -> SafeString:
    """{% avatar name url %}: the picture when it is kept here, else the initials."""
    words = [word for word in str(name).lstrip("@").replace(".", " ").replace("@", " ").split() if word[0].isalnum()]
    initials = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"
    if str(url).startswith("/"):
        return format_html('<img class="avatar" src="{}" alt="" width="32" height="32" loading="lazy">', url)
    hue = sum(str(name).encode()) % HUES
    return format_html('<span class="avatar hue-{}" aria-hidden="true">{}</span>', hue, initials)


@register.filter
def outside(url: Any) -> str:
    """{{ channel.url|outside }}: an address that somebody else gave, when a browser may be sent there; else empty."""
    return disguise.address(str(url or ""))


@register.simple_tag(takes_context=True)
def portrait(context: Context, name: Any, url: Any) -> SafeString:
    """{% portrait channel.name channel.avatar %}: a picture that lies with a network, through our own copy of it."""
    if context.get("guest_token"):
        return avatar(name)  # a guest is shown nothing that lies elsewhere
    word = far.signed(context["request"].brand, str(url or ""))
    return avatar(name, reverse("far-picture", args=[context["request"].brand.slug, word]) if word else "")


@register.simple_tag
def stranger(name: Any) -> SafeString:
    """{% stranger channel.name %}: a name that somebody else chose, without its hidden letters; flagged if it lies."""
    text = str(name)
    bare = format_html("<bdi>{}</bdi>", disguise.bared(text))
    if disguise.hides(text):
        return format_html('{} <span class="tag warn">{}</span>', bare, _("hidden letters"))
    if disguise.imitates(text):
        return format_html('{} <span class="tag warn">{}</span>', bare, _("look-alike letters"))
    return bare


@register.simple_tag
def real_host(url: Any) -> SafeString:
    """{% real_host card.url %}: where an address really leads, flagged when it imitates another."""
    name, imitates = disguise.host(str(url or ""))
    bare = format_html("<bdi>{}</bdi>", name.removeprefix("www."))
    return format_html('{} <span class="tag warn">{}</span>', bare, _("look-alike letters")) if imitates else bare


@register.simple_tag
def sentence(network: Any, code: str, params: Mapping[str, Any] | None = None) -> str:
    """{% sentence channel.network code params %}: what happened, in the reader's language."""
    return sentences.sentence(str(getattr(network, "network", network)), str(code), params)


@register.inclusion_tag("frame/pane.html")
def pane(shown: Pane, title: str) -> dict[str, Any]:
    """{% pane says.body says.title %}: HTML that somebody else wrote, behind glass; `title` is what readers hear."""
    return {"pane": shown, "title": title, "sandbox": SANDBOX}


@register.inclusion_tag("frame/field.html")
def field(bound: BoundField, wide: str = "") -> dict[str, Any]:
    """{% field form.name %}: label, control, help and errors beside it, tied together for every reader."""
    widget = bound.field.widget
    told = [f"{bound.auto_id}-help"] if bound.help_text else []
    told += [f"{bound.auto_id}-error"] if bound.errors else []
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(told)} if told else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attributes),
        "kind": getattr(widget, "input_type", "select" if hasattr(widget, "choices") else "text"),
        "wide": wide,
    }
