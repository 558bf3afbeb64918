"""Routes of the door."""

from django.urls import path

from pupitre.web.start import demo, invitations, passwords, second, views

public_urlpatterns = [
    path("start", views.start, name="start"),
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/second", second.second, name="sign-in-second"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("brands/new", views.new_brand, name="new-brand"),
    path("join/<str:token>", invitations.invitation, name="invitation"),
    path("join/<str:token>/seat", invitations.seat, name="seat"),
    path("password", passwords.forgotten, name="forgotten"),
    path("password/<str:who>/<str:token>", passwords.anew, name="anew"),
    path("demo", demo.look_around, name="demo"),
    path("demo/door/<str:word>", demo.door, name="demo-door"),
]
urlpatterns = [path("demo/end/", demo.leave, name="leave-demo")]
