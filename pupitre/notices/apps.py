from django.apps import AppConfig


class Notices(AppConfig):
    name = "pupitre.notices"
    label = "notices"
