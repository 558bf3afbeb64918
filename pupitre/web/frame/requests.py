"""The request as the pages of a brand get it: somebody is signed in, a brand is chosen."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from pupitre.brands.models import Brand, Member, Membership
from pupitre.brands.sessions import SessionStore


class DeskRequest(HttpRequest):
    """What `@desk` and `@member` promise. Types only: requests are never made of this class."""

    brand: Brand
    seat: Membership
    user: Member  # type: ignore[assignment]
    htmx: HtmxDetails
    session: SessionStore
