from django.apps import AppConfig


class Frame(AppConfig):
    name = "pupitre.web.frame"
    label = "web_frame"

    def ready(self) -> None:
        from pupitre.brands.glance import Figure, figures
        from pupitre.brands.models import Membership
        from pupitre.channels.models import Channel, Gap, Sending, Worker
        from pupitre.notices.reading import unread
        from pupitre.web.frame.post_search import posts
        from pupitre.web.frame.search import providers

        figures.add(Figure("channels", lambda seat: Channel.objects.alive().filter(brand=seat.brand_id)))
        figures.add(Figure("waiting", lambda seat: Sending.objects.waiting_for_somebody().filter(brand=seat.brand_id)))
        figures.add(Figure("notices", unread))
        figures.add(Figure("awake", lambda seat: Worker.awake("work")))
        figures.add(Figure("gaps", lambda seat: Gap.objects.filter(brand=seat.brand_id, closed_at=None)))
        figures.add(Figure("seats", lambda seat: Membership.objects.filter(member=seat.member_id)))
        providers.add(posts, order=10)
