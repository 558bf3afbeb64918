"""Every page: each screen's own routes, those of a brand under /b/<brand>/."""

from importlib import import_module

from django.conf import settings
from django.urls import include, path

_screens = [import_module(f"{screen}.urls") for screen in settings.SCREENS]

urlpatterns = [
    *(pattern for screen in _screens for pattern in getattr(screen, "public_urlpatterns", [])),
    path("b/<slug:brand>/", include([pattern for screen in _screens for pattern in screen.urlpatterns])),
]
handler400 = "pupitre.web.frame.errors.bad_request"
handler403 = "pupitre.web.frame.errors.forbidden"
handler404 = "pupitre.web.frame.errors.not_found"
handler500 = "pupitre.web.frame.errors.broken"
