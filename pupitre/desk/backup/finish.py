"""`python -m pupitre.desk.backup.finish`: the last step of a restore, in a process of its own, as often as it takes."""

import os
import sys

import django


def main() -> int:
    """0 when there is nothing left to finish."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pupitre.desk.settings")
    django.setup()
    from pupitre.desk.backup.restore import finish
    from pupitre.ground.database import database_url

    finish(database_url())
    return 0


if __name__ == "__main__":
    sys.exit(main())
