"""Routes of Channels."""

from django.urls import path

from pupitre.web.channels import views

urlpatterns = [
    path("channels/", views.channels, name="channels"),
    path("channels/add/<slug:network>/", views.add, name="channel-add"),
    path("channels/<int:channel_id>/again/", views.again, name="channel-again"),
    path("channels/<int:channel_id>/check/", views.check, name="channel-check"),
    path("channels/<int:channel_id>/late/", views.late, name="channel-late"),
    path("channels/<int:channel_id>/removal/", views.remove, name="channel-remove"),
]
public_urlpatterns = [
    path("connect/back/", views.back, name="connect-back"),
    path("connect/<slug:network>/<slug:name>.json", views.document, name="connect-document"),
]
