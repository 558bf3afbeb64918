"""Routes of the calendar."""

from django.urls import path

from pupitre.web.calendar import dates, imports, out, slots, views

public_urlpatterns = [path("calendars/<slug:token>.ics", out.feed, name="calendar-feed")]
urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/moves/", views.moves, name="calendar-moves"),
    path("calendar/table.csv", out.table, name="calendar-table"),
    path("calendar/slots/", slots.page, name="slots"),
    path("calendar/slots/of/<int:channel>/", slots.add, name="slots-of"),
    path("calendar/slots/<int:slot>/removal/", slots.remove, name="slot-removal"),
    path("calendar/imports/", imports.page, name="imports"),
    path("calendar/imports/<int:source>/", imports.one, name="import"),
    path("calendar/imports/<int:source>/choices/", imports.choose, name="import-choices"),
    path("calendar/imports/<int:source>/steps/", imports.step, name="import-steps"),
    path("calendar/imports/<int:source>/confirmation/", imports.confirm, name="import-confirmation"),
    path("calendar/dates/", dates.page, name="calendar-settings"),
    path("calendar/dates/choices/", dates.choose, name="calendar-choices"),
    path("calendar/dates/marronniers/", dates.edit, name="calendar-marronniers"),
    path("calendar/dates/own/", dates.add, name="calendar-own-dates"),
    path("calendar/dates/own/<int:own_date>/removal/", dates.remove, name="calendar-own-date-removal"),
    path("calendar/dates/address/", dates.give, name="calendar-address"),
    path("calendar/dates/address/withdrawal/", dates.withdraw, name="calendar-address-withdrawal"),
]
