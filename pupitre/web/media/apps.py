from django.apps import AppConfig


class WebMedia(AppConfig):
    name = "pupitre.web.media"
    label = "web_media"
