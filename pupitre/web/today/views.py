"""Today: the first page of the day."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from pupitre.brands.found import finish_first_steps
from pupitre.web.frame.access import desk
from pupitre.web.frame.requests import DeskRequest
from pupitre.web.today.blocks import show
from pupitre.web.today.greeting import greeting


@desk("see")
def today(request: DeskRequest) -> HttpResponse:
    """The whole page, or with htmx its blocks alone."""
    local = timezone.now().astimezone(request.user.zone)
    context = {"places": show(request), "greeting": greeting(local, request.user.first_name), "local": local}
    return render(request, "today/blocks.html" if request.htmx else "today/today.html", context)


@require_POST
@desk("settings")
def put_steps_away(request: DeskRequest) -> HttpResponse:
    finish_first_steps(request.brand)
    return redirect("today", request.brand.slug)
