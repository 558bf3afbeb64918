from django.apps import AppConfig


class Channels(AppConfig):
    name = "pupitre.channels"
    label = "channels"
