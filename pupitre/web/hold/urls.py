"""Routes of hold and lift."""

from django.urls import path

from pupitre.web.hold import views

urlpatterns = [
    path("hold/", views.page, name="hold"),
    path("holds/", views.begin, name="holds"),
    path("hold/lift/", views.waiting, name="lift"),
    path("hold/lifting/", views.lift, name="lifting"),
]
