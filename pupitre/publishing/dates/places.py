"""Where a brand is: one choice that says its jours fériés and its soldes."""

from __future__ import annotations

PLACES: dict[str, str] = {
    "france": "metropole",
    "alsace": "alsace-moselle",
    "moselle": "alsace-moselle",
    "lorraine": "metropole",
    "riviera": "metropole",
    "corse": "metropole",
    "guadeloupe": "guadeloupe",
    "martinique": "martinique",
    "guyane": "guyane",
    "reunion": "reunion",
    "mayotte": "mayotte",
    "saint-barthelemy": "saint-barthelemy",
    "saint-martin": "saint-martin",
    "saint-pierre-et-miquelon": "saint-pierre-et-miquelon",
    "nouvelle-caledonie": "nouvelle-caledonie",
    "polynesie": "polynesie",
    "wallis-et-futuna": "wallis-et-futuna",
}
"""place → region of holidays.py; the place itself is what sales.py knows"""
