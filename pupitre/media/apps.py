from django.apps import AppConfig


class Media(AppConfig):
    name = "pupitre.media"
    label = "media"
