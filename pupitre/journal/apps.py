from django.apps import AppConfig


class Journal(AppConfig):
    name = "pupitre.journal"
    label = "journal"
