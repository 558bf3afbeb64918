from django.apps import AppConfig


class Brands(AppConfig):
    name = "pupitre.brands"
    label = "brands"

    def ready(self) -> None:
        from pupitre.brands.models import Authenticator
        from pupitre.ground.secrets import Column, sealed_columns

        sealed_columns.add(Column(Authenticator, "sealed", Authenticator.objects.all().delete))
