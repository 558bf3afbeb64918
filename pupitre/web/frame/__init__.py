"""The frame around every page: its look, its ways, its live news, and what screens build with.

A screen extends frame/desk.html (blocks title, styles, page_class, page, scripts) or, signed out,
frame/plain.html. It adds its ways in AppConfig.ready: navigation.places, search.providers, and figures
of brands/glance.py for counts. Its views enter through access.desk("action"), access.member or access.public.

Templates have at hand: brand, seat, may, hold, brands, navigation, channels_count, waiting_count, asleep, user;
icon, mark, desk_url, avatar, sentence, field; the filters when, number, typographie, role_name, role_words.

Live: hx-trigger="sse:sending from:body" hears every entry of the journal by its noun (live.py, static/frame/live.js).
A question before doing: data-confirm="What will happen" and data-confirm-go="Do it" on a form or its button.
What is to be said afterwards: Django's messages, after a fragment too (middleware.Toasts).
Nothing inline: the policy lets in neither scripts nor styles (middleware.POLICY).
"""
