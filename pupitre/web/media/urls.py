"""Routes of pictures: brought in, and shown to the members of their brand."""

from django.urls import path

from pupitre.web.media import views

urlpatterns = [
    path("media/", views.pictures, name="pictures"),
    path("media/<int:asset>/thumb/", views.thumb, name="thumb"),
    path("media/<int:asset>/original/", views.original, name="original"),
    path("media/<int:asset>/renditions/<int:rendition>/", views.rendition, name="rendition"),
    path("far/<str:word>/", views.far, name="far-picture"),
]
