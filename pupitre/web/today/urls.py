"""Routes of Today."""

from django.urls import path

from pupitre.web.today import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/steps/away/", views.put_steps_away, name="today-steps-away"),
]
