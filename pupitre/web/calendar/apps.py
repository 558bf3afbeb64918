from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Calendar(AppConfig):
    name = "pupitre.web.calendar"
    label = "web_calendar"

    def ready(self) -> None:
        from pupitre.web.frame.navigation import Place, places

        places.add(
            Place(
                "write",
                _("Calendar"),
                "calendar",
                order=30,
                icon="calendar-days",
                tab=2,
                also=("post", "slots", "imports", "import"),
            )
        )
