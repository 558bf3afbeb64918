from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Today(AppConfig):
    name = "pupitre.web.today"
    label = "web_today"

    def ready(self) -> None:
        from pupitre.web.frame.navigation import Place, places
        from pupitre.web.today import own

        places.add(Place("today", _("Today"), "today", order=0, icon="sun", tab=1))
        own.furnish()
