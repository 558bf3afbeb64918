"""Routes of the calendar."""

from django.urls import path

from pupitre.web.calendar import views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/moves/", views.moves, name="calendar-moves"),
]
