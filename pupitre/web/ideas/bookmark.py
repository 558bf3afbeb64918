"""The bookmarklet: a bookmark that opens the page for one idea with the link, title and chosen words of any page.

It is an address with a script in it. It never runs on our own pages (their policy forbids it): a browser runs it on
the page that somebody reads. It opens a window of its own on the desk, so that the member's session comes along
(SameSite=Lax goes with a window that is opened by GET, https://www.rfc-editor.org/rfc/rfc6265bis, 2026-11-23), and
nothing of that page runs here.
"""

from __future__ import annotations

from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from pupitre.publishing.capture import SOURCE, TITLE
from pupitre.web.frame.requests import DeskRequest

SELECTED = 2_000
"""characters of the chosen words that travel in the address"""
_CODE = (
    "(function(){{var e=encodeURIComponent,s=document.querySelector('meta[property=\"og:site_name\"]');"
    "window.open('{address}?url='+e(location.href)+'&title='+e(document.title.slice(0,{title}))"
    "+'&source='+e(s?s.content.slice(0,{source}):'')+'&text='+e(String(getSelection()).slice(0,{text})),"
    "'_blank','noopener,width=560,height=760')}})()"
)


def of(request: DeskRequest) -> SafeString:
    """The address to be kept as a bookmark, for this desk and this brand."""
    address = request.build_absolute_uri(reverse("ideas-new", args=[request.brand.slug]))
    code = _CODE.format(address=quote(address, safe=":/"), title=TITLE, source=SOURCE, text=SELECTED)
    return mark_safe("javascript:" + quote(code, safe="(){}=.,:/?+"))  # noqa: S308  (no quote mark, no tag is left)
