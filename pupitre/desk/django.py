"""Django's own commands, run by the desk for itself."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pupitre.desk.settings")
    if sys.argv[1] == "collectstatic":
        os.environ["PUPITRE_GATHER"] = "1"
    execute_from_command_line(sys.argv)
