"""Routes of Compose."""

from django.urls import path

from pupitre.web.compose import views, views_campaigns, views_groups, views_slots

urlpatterns = [
    path("compose/", views.fresh, name="compose"),
    path("compose/look/", views.look, name="compose-look"),
    path("compose/card/", views.card, name="compose-card"),
    path("compose/parts/", views.parts, name="compose-parts"),
    path("compose/mend/", views.mend, name="compose-mend"),
    path("compose/slots/", views_slots.next_free, name="compose-slots"),
    path("compose/vocabulary/", views.vocabulary, name="compose-vocabulary"),
    path("compose/hashtags/", views_groups.groups, name="hashtag-groups"),
    path("compose/hashtags/<int:group>/", views_groups.change, name="hashtag-group"),
    path("compose/hashtags/<int:group>/removal/", views_groups.remove, name="hashtag-group-removal"),
    path("compose/campaigns/", views_campaigns.campaigns, name="campaigns"),
    path("compose/campaigns/<int:campaign>/", views_campaigns.change, name="campaign"),
    path("compose/campaigns/<int:campaign>/closure/", views_campaigns.closure, name="campaign-closure"),
    path("compose/<int:post>/", views.draft, name="draft"),
    path("compose/<int:post>/look/", views.look, name="draft-look"),
    path("compose/<int:post>/plan/", views.plan, name="draft-plan"),
    path("compose/<int:post>/renewal/", views.renew, name="draft-renew"),
    path("compose/<int:post>/copy/", views.copy, name="draft-copy"),
    path("compose/<int:post>/discard/", views.discard, name="draft-discard"),
    path("compose/<int:post>/return/", views.bring_back, name="draft-return"),
    path("compose/<int:post>/history/", views.history, name="history"),
    path("compose/<int:post>/history/<int:number>/", views.revision, name="revision"),
]
