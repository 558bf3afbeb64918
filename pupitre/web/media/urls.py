"""Routes of pictures: the library, brought in, and shown to the members of their brand."""

from django.urls import path

from pupitre.web.media import views

urlpatterns = [
    path("library/", views.library, name="library"),
    path("library/filing/", views.filing, name="library-filing"),
    path("library/<int:asset>/", views.asset, name="asset"),
    path("library/<int:asset>/particulars/", views.particulars, name="asset-particulars"),
    path("library/<int:asset>/absence/", views.put_away, name="asset-away"),
    path("library/<int:asset>/return/", views.bring_back, name="asset-return"),
    path("media/", views.pictures, name="pictures"),
    path("media/<int:asset>/thumb/", views.thumb, name="thumb"),
    path("media/<int:asset>/sketch/", views.sketch, name="sketch"),
    path("media/<int:asset>/original/", views.original, name="original"),
    path("media/<int:asset>/renditions/<int:rendition>/", views.rendition, name="rendition"),
    path("far/<str:word>/", views.far, name="far-picture"),
]
