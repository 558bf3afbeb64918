"""Routes of approval: those of a brand, and those of a guest's link."""

from django.urls import path

from pupitre.web.approval import guests, views

public_urlpatterns = [
    path("approve/<str:token>", guests.page, name="guest-approval"),
    path("approve/<str:token>/answers", guests.answers, name="guest-answers"),
    path("approve/<str:token>/pictures/<int:asset>", guests.picture, name="guest-picture"),
]
urlpatterns = [
    path("approval/<int:post>/", views.approval, name="approval"),
    path("approval/<int:post>/panel/", views.panel, name="approval-panel"),
    path("approval/<int:post>/requests/", views.requests, name="approval-requests"),
    path("approval/<int:post>/verdicts/", views.verdicts, name="approval-verdicts"),
    path("approval/<int:post>/links/", views.links, name="guest-links"),
    path("approval/<int:post>/links/<int:link>/end/", views.link_end, name="guest-link-end"),
    path("approval/<int:post>/remarks/", views.remarks, name="remarks"),
    path("approval/<int:post>/remarks/<int:remark>/resolution/", views.resolution, name="remark-resolution"),
]
