"""Routes that machines ask."""

from django.urls import path

from pupitre.web.pulse import views

public_urlpatterns = [
    path("healthz", views.health, name="healthz"),
    path("healthz/pages", views.pages, name="healthz-pages"),
    path("metrics", views.metrics, name="metrics"),
]
urlpatterns: list = []
