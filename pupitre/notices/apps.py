from django.apps import AppConfig


class Notices(AppConfig):
    name = "pupitre.notices"
    label = "notices"

    def ready(self) -> None:
        from pupitre.ground.secrets import Column, sealed_columns
        from pupitre.notices.models import PushKey
        from pupitre.notices.receivers import forget

        sealed_columns.add(Column(PushKey, "sealed", forget))
