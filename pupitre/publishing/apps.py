from django.apps import AppConfig


class Publishing(AppConfig):
    name = "pupitre.publishing"
    label = "publishing"
