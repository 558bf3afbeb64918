from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebIdeas(AppConfig):
    name = "pupitre.web.ideas"
    label = "web_ideas"

    def ready(self) -> None:
        from pupitre.web.frame.navigation import Place, places
        from pupitre.web.frame.search import providers
        from pupitre.web.ideas.finding import ideas

        also = ("idea", "ideas-new", "ideas-bookmarklet")
        places.add(Place("write", _("Ideas"), "ideas", order=25, icon="lightbulb", also=also))
        providers.add(ideas, order=20)
