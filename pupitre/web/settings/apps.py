from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SECOND_STEP = ("second-step", "second-step-confirmation", "recovery-codes", "second-step-end", "passkeys")


class Settings(AppConfig):
    name = "pupitre.web.settings"
    label = "web_settings"

    def ready(self) -> None:
        from pupitre.web.frame.navigation import Place, places

        also = (
            "settings-members",
            "settings-account",
            *SECOND_STEP,
            "settings-installation",
            "settings-health",
            "audit",
        )
        places.add(Place("foot", _("Settings"), "settings", order=90, icon="settings-2", also=also))
