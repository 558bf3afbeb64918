from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Channels(AppConfig):
    name = "pupitre.web.channels"
    label = "web_channels"

    def ready(self) -> None:
        from pupitre.web.frame.navigation import Place, places

        also = ("channel-add", "channel-again")
        places.add(Place("foot", _("Channels"), "channels", order=80, icon="plug", also=also))
