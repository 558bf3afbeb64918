from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebMedia(AppConfig):
    name = "pupitre.web.media"
    label = "web_media"

    def ready(self) -> None:
        from pupitre.web.frame.navigation import Place, places

        places.add(Place("write", _("Media"), "library", order=27, icon="images", also=("asset",)))
