from django.apps import AppConfig


class Audit(AppConfig):
    name = "pupitre.web.audit"
    label = "web_audit"
