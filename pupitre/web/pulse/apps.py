from django.apps import AppConfig


class Pulse(AppConfig):
    name = "pupitre.web.pulse"
    label = "web_pulse"
