"""Routes of ideas."""

from django.urls import path

from pupitre.web.ideas import views

urlpatterns = [
    path("ideas/", views.board, name="ideas"),
    path("ideas/new/", views.new, name="ideas-new"),
    path("ideas/bookmarklet/", views.bookmarklet, name="ideas-bookmarklet"),
    path("ideas/<int:idea>/", views.idea, name="idea"),
    path("ideas/<int:idea>/place/", views.place, name="idea-place"),
    path("ideas/<int:idea>/absence/", views.put_away, name="idea-away"),
    path("ideas/<int:idea>/return/", views.bring_back, name="idea-return"),
    path("ideas/<int:idea>/post/", views.become_post, name="idea-post"),
]
