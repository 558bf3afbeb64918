"""Routes of the settings."""

from django.urls import path

from pupitre.web.settings import account, guard, health, members, passkeys, receivers, second_step, views

urlpatterns = [
    path("settings/", views.brand, name="settings"),
    path("settings/brand/", views.change, name="settings-brand"),
    path("opening/", views.opening, name="opening"),
    path("rehearsal/", views.rehearsal, name="rehearsal"),
    path("settings/members/", members.members, name="settings-members"),
    path("settings/members/<int:seat>/role/", members.role, name="member-role"),
    path("settings/members/<int:seat>/removal/", members.removal, name="member-removal"),
    path("settings/invitations/", members.invitations, name="invitations"),
    path("settings/invitations/<int:invitation>/withdrawal/", members.withdrawal, name="invitation-withdrawal"),
    path("settings/account/", account.account, name="settings-account"),
    path("settings/account/facts/", account.change, name="account"),
    path("settings/account/password/", account.password, name="password"),
    path("settings/account/second-step/", second_step.page, name="second-step"),
    path("settings/account/second-step/app/", second_step.begin, name="second-step-app"),
    path("settings/account/second-step/app/confirmation/", second_step.confirm, name="second-step-confirmation"),
    path("settings/account/second-step/codes/", second_step.new_codes, name="recovery-codes"),
    path("settings/account/second-step/end/", second_step.end, name="second-step-end"),
    path("settings/account/passkeys/question/", passkeys.question, name="passkey-question"),
    path("settings/account/passkeys/", passkeys.keep, name="passkeys"),
    path("settings/account/passkeys/<int:passkey>/removal/", passkeys.removal, name="passkey-removal"),
    path("settings/members/second-step/", guard.ask, name="second-step-rule"),
    path("settings/members/<int:seat>/second-step/", guard.set_back, name="member-second-step"),
    path("settings/account/receivers/", receivers.keep, name="receivers"),
    path("settings/account/receivers/<int:receiver>/removal/", receivers.removal, name="receiver-removal"),
    path("settings/account/sessions/others/", account.others_end, name="other-sessions-end"),
    path("settings/account/sessions/<slug:number>/", account.session_end, name="session-end"),
    path("settings/health/", health.health, name="settings-health"),
    path("settings/health/<slug:check>/", health.look, name="health-check"),
    path("settings/installation/", views.installation, name="settings-installation"),
]
