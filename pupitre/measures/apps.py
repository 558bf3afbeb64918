from django.apps import AppConfig


class Measures(AppConfig):
    name = "pupitre.measures"
    label = "measures"
