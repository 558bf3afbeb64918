"""The frame's own routes."""

from django.urls import path

from pupitre.web.frame import live, views

public_urlpatterns = [
    path("", views.home, name="home"),
    path("look", views.look, name="look"),
    path("language", views.language, name="language"),
]
urlpatterns = [
    path("", views.front, name="front"),
    path("search/", views.search_page, name="search"),
    path("notices/", views.notices, name="notices"),
    path("notices/reading/", views.notices_read, name="notices-read"),
    path("live/", live.live, name="live"),
    path("frame/", views.pieces, name="frame"),
]
