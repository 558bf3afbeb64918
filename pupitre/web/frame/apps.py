from django.apps import AppConfig


class Frame(AppConfig):
    name = "pupitre.web.frame"
    label = "web_frame"

    def ready(self) -> None:
        from pupitre.brands.glance import Figure, figures
        from pupitre.channels.models import Channel, Sending

        figures.add(Figure("channels", lambda brand: Channel.objects.alive().filter(brand=brand)))
        figures.add(Figure("waiting", lambda brand: Sending.objects.waiting_for_somebody().filter(brand=brand)))
