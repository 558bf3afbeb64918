from django.apps import AppConfig


class Frame(AppConfig):
    name = "pupitre.web.frame"
    label = "web_frame"

    def ready(self) -> None:
        from pupitre.brands.glance import Figure, figures
        from pupitre.channels.models import Channel, Sending
        from pupitre.notices.reading import unread

        figures.add(Figure("channels", lambda seat: Channel.objects.alive().filter(brand=seat.brand_id)))
        figures.add(Figure("waiting", lambda seat: Sending.objects.waiting_for_somebody().filter(brand=seat.brand_id)))
        figures.add(Figure("notices", unread))
