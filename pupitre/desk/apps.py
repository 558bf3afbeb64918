from django.apps import AppConfig


class Desk(AppConfig):
    name = "pupitre.desk"
    label = "desk"

    def ready(self) -> None:
        from pupitre.desk import wiring

        wiring.wire()
