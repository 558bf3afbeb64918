from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebCompose(AppConfig):
    name = "pupitre.web.compose"
    label = "web_compose"

    def ready(self) -> None:
        from pupitre.web.frame.navigation import Place, places

        also = ("draft", "history", "revision")
        places.add(Place("write", _("Compose"), "compose", order=20, icon="square-pen", action="write", also=also))
