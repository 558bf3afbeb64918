from django.apps import AppConfig


class Start(AppConfig):
    name = "pupitre.web.start"
    label = "web_start"
