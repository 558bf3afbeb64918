"""The pages as an ASGI application."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pupitre.desk.settings")
inside: Any = get_asgi_application()

from pupitre.web.frame.threshold import Threshold  # noqa: E402  (after Django is ready)
from pupitre.web.media.door import Door  # noqa: E402

application = Threshold(Door(inside))
