from django.apps import AppConfig


class PostPage(AppConfig):
    name = "pupitre.web.post"
    label = "web_post"
