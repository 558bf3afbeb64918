"""Routes of the door."""

from django.urls import path

from pupitre.web.start import demo, invitations, passkeys, passwords, provider, second, sessions, views

public_urlpatterns = [
    path("start", views.start, name="start"),
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/second", second.second, name="sign-in-second"),
    path("sign-in/second/passkey", passkeys.second, name="sign-in-second-passkey"),
    path("sign-in/passkey", passkeys.enter, name="sign-in-passkey"),
    path("sign-in/passkey/question", passkeys.question, name="sign-in-question"),
    path("sign-in/provider", provider.leave, name="sign-in-provider"),
    path("sign-in/provider/proof", provider.prove, name="provider-proof"),
    path("sign-in/provider/back", provider.back, name="sign-in-provider-back"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("sessions/<str:word>", sessions.session, name="session-word"),
    path("brands/new", views.new_brand, name="new-brand"),
    path("join/<str:token>", invitations.invitation, name="invitation"),
    path("join/<str:token>/seat", invitations.seat, name="seat"),
    path("password", passwords.forgotten, name="forgotten"),
    path("password/<str:who>/<str:token>", passwords.anew, name="anew"),
    path("demo", demo.look_around, name="demo"),
    path("demo/door/<str:word>", demo.door, name="demo-door"),
]
urlpatterns = [path("demo/end/", demo.leave, name="leave-demo")]
