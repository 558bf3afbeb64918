"""Routes of the audit."""

from django.urls import path

from pupitre.web.audit import views

urlpatterns = [
    path("settings/audit/", views.audit, name="audit"),
    path("settings/audit/export/", views.export, name="audit-export"),
    path("settings/audit/verification/", views.verification, name="audit-verification"),
]
