from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Hold(AppConfig):
    name = "pupitre.web.hold"
    label = "web_hold"

    def ready(self) -> None:
        from pupitre.web.frame.navigation import Place, places

        places.add(Place("foot", _("Hold everything"), "hold", order=99, icon="hand", also=("lift",)))
