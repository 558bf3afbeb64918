"""Routes of a post's page, of its deliveries, and of their sendings."""

from django.urls import path

from pupitre.web.post import views, views_articles, views_by_hand, views_deliveries, views_sendings

urlpatterns = [
    path("posts/<int:post_id>/", views.post, name="post"),
    path("posts/<int:post_id>/articles/<int:channel_id>/", views_articles.version, name="version-article"),
    path("deliveries/<int:delivery_id>/article/", views_articles.delivery, name="delivery-article"),
    path("deliveries/<int:delivery_id>/time/", views_deliveries.time, name="delivery-time"),
    path("deliveries/<int:delivery_id>/plan/", views_deliveries.plan, name="delivery-plan"),
    path("deliveries/<int:delivery_id>/edition/", views_deliveries.edition, name="delivery-edition"),
    path("deliveries/<int:delivery_id>/deletion/", views_deliveries.deletion, name="delivery-deletion"),
    path("sendings/<int:sending_id>/by-hand/", views_by_hand.by_hand, name="by-hand"),
    path("sendings/<int:sending_id>/departure/", views_sendings.departure, name="sending-departure"),
    path("sendings/<int:sending_id>/repetition/", views_sendings.repetition, name="sending-repetition"),
    path("sendings/<int:sending_id>/omission/", views_sendings.omission, name="sending-omission"),
    path("sendings/<int:sending_id>/arrival/", views_sendings.arrival, name="sending-arrival"),
    path("sendings/<int:sending_id>/withdrawal/", views_sendings.withdrawal, name="sending-withdrawal"),
    path("sendings/<int:sending_id>/hold/", views_sendings.hold, name="sending-hold"),
    path("sendings/<int:sending_id>/release/", views_sendings.release, name="sending-release"),
    path("sendings/<int:sending_id>/settlement/", views_sendings.settlement, name="sending-settlement"),
]
