from django.apps import AppConfig


class Brands(AppConfig):
    name = "pupitre.brands"
    label = "brands"
