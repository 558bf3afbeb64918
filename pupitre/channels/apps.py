from django.apps import AppConfig


class Channels(AppConfig):
    name = "pupitre.channels"
    label = "channels"

    def ready(self) -> None:
        from pupitre.channels.breaker import forget_grants
        from pupitre.channels.models import Channel
        from pupitre.ground.secrets import Column, sealed_columns

        sealed_columns.add(Column(Channel, "sealed", forget_grants))
